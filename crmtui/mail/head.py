"""The header block of a raw mail or of one of its parts: its fields, and what a structured value says.

The one rule: one bounded pass over its bytes; only the fields that somebody asks for are kept, and nothing is decoded
before that.
"""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from crmtui.mail.decode import decode_text, decode_words
from crmtui.mail.limits import VALUE_BYTES

Headers = dict[bytes, list[bytes]]
"""Lower-case name to its unfolded values, in order. Only names of `_WANTED`."""

_WANTED = frozenset(
    b"from sender reply-to to cc subject date message-id in-reply-to references delivered-to x-original-to envelope-to "
    b"content-type content-transfer-encoding content-disposition content-id content-description return-path "
    b"auto-submitted precedence x-precedence preference x-preference list-id list-unsubscribe list-unsubscribe-post "
    b"list-post list-help x-auto-response-suppress x-failed-recipients x-ms-exchange-message-is-ndr x-mailman-version "
    b"x-beenthere x-list mailing-list x-mailing-list feedback-id x-feedback-id x-campaign x-mailer "
    b"x-ms-exchange-generated-message-source delivered-date "
    b"x-facebook-notify x-mailchimp-id x-csa-complaints x-msfbl x-sg-eid x-mc-user x-mandrill-user "
    b"x-cron-env x-spam-flag x-spam-status original-recipient received "
    b"authentication-results".split()
)

_ANSWERED = re.compile(rb"x-(?:[a-z]{1,12}-)?auto-?(?:repl|respon[ds]|answer|generated)[a-z-]*|x-vacation[a-z-]*")
"""Headers of programs that answer by themselves; all are kept as `x-autoreply`, since each program has its own."""

_CAMPAIGN = re.compile(rb"x-(?:[a-z]{1,12}-)?(?:campaign|newsletter|mailing-?id)[a-z-]*")
"""The same of newsletters, kept as `x-campaign`."""

_ONCE = frozenset({b"received"})
"""Of these only the first is kept: whether there is one is all that is asked, and there are very many."""
_FOLDED = frozenset(b" \t")
_PARAM = re.compile(rb";\s*+([^\s=;]++)\s*+=\s*+(\"(?:[^\"\\]|\\.)*+\"|[^;]*+)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")


def split_head(raw: bytes, start: int, end: int, budget: int) -> tuple[Headers, int, int]:
    """Read one header block.

    It ends at an empty line, or before the first line that cannot be a header (as the standard library has it).

    Returns:
        The headers, where the body begins, and how many bytes of the budget are used.
    """
    limit = min(end, start + budget)
    stop, body = _blank_line(raw, start, limit)
    head = raw[start:stop]
    if b"\r" in head:
        head = head.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    headers: Headers = {}
    values: list[bytes] | None = None
    for line in head.split(b"\n"):
        if line and line[0] in _FOLDED:
            if values and len(values[-1]) < VALUE_BYTES:
                values[-1] += line
            continue
        name, colon, value = line.partition(b":")
        low = _seen.get(name) if colon else None
        if low is None:
            if not colon or _is_foreign(line):
                if _is_foreign(line):
                    body = _first_foreign(raw, start, stop)
                    break
                continue
            low = _learn(name)
        values = headers.get(low)
        if values is not None and low not in _ONCE:
            values.append(value.strip())
        elif values is None and low:
            headers[low] = values = [value.strip()]
        else:
            values = None
    return headers, body, stop - start


_seen: dict[bytes, bytes] = {}
"""Header names as they are spelt: lower case when wanted, b"" when not. Mail after mail spells them alike."""
_SEEN_NAMES = 4000


def _learn(name: bytes) -> bytes:
    low = name.strip().lower()
    if low not in _WANTED:
        low = b"x-autoreply" if _ANSWERED.fullmatch(low) else b"x-campaign" if _CAMPAIGN.fullmatch(low) else b""
    if len(_seen) < _SEEN_NAMES and len(name) < 60:
        _seen[name] = low
    return low


def _is_foreign(line: bytes) -> bool:
    """Whether a line in a header block belongs to the body already."""
    name, colon, _ = line.partition(b":")
    # Old software puts a space before the colon, and mbox tools leave their separators.
    name = name.rstrip()
    tolerable = colon and name.isascii() and b" " not in name and b"\t" not in name
    return not tolerable and bool(line) and not line.startswith((b"From ", b">From "))


def _first_foreign(raw: bytes, start: int, stop: int) -> int:
    at = start
    while at < stop:
        newline = raw.find(b"\n", at, stop)
        following = stop if newline < 0 else newline
        line = raw[at:following].replace(b"\r", b" ").rstrip()
        if (at == start or line[:1] not in (b" ", b"\t")) and _is_foreign(line):
            return at
        at = following + 1
    return stop


def _blank_line(raw: bytes, start: int, limit: int) -> tuple[int, int]:
    """Where the header block stops and where the body begins."""
    if raw.startswith((b"\n", b"\r\n"), start):
        return start, start + (1 if raw[start] == 10 else 2)
    unix = raw.find(b"\n\n", start, limit)
    end = limit if unix < 0 else unix
    # A single byte is found faster than three: most mail at rest has no CR at all.
    dos = raw.find(b"\n\r\n", start, end) if raw.find(b"\r", start, end) >= 0 else -1
    if dos >= 0:
        return dos, dos + 3
    if unix >= 0:
        return unix, unix + 2
    return limit, limit


@lru_cache(maxsize=512)
def _parse_short(value: bytes) -> tuple[str, dict[str, str]]:
    return _parse_value(value)


def parse_value(value: bytes) -> tuple[str, dict[str, str]]:
    """The word of a Content-Type or Content-Disposition in lower case, and its parameters (not to be changed)."""
    return _parse_short(value) if len(value) < 120 else _parse_value(value)


def _parse_value(value: bytes) -> tuple[str, dict[str, str]]:
    value = value[:8000]
    word, _, _ = value.partition(b";")
    params: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for found in _PARAM.finditer(value, len(word)):
        name = found[1].decode("ascii", "replace").casefold()
        data = found[2].strip()
        if data[:1] == b'"':
            data = _ESCAPED.sub(rb"\1", data[1:].removesuffix(b'"'))
        continued = _CONTINUED.fullmatch(name) if "*" in name else None
        if continued:
            pieces.setdefault(continued[1], []).append(
                (int(continued[2] or 0), bool(continued[3] or not continued[2]), data)
            )
        else:
            params.setdefault(name, decode_words(data))
    for name, parts in pieces.items():
        params[name] = _join_pieces(parts)
    return word.strip().decode("ascii", "replace").casefold(), params


def _join_pieces(parts: list[tuple[int, bool, bytes]]) -> str:
    """RFC 2231: numbered pieces, some percent-encoded, the first of them naming a charset."""
    charset, joined = "", b""
    for number, encoded, data in sorted(parts, key=lambda piece: piece[0]):
        if encoded and not number and data.count(b"'") >= 2:
            declared, _, data = data.split(b"'", 2)
            charset = declared.decode("ascii", "replace")
        joined += unquote_to_bytes(data) if encoded else data
    return decode_words(joined) if not charset else decode_text(joined, charset)[0]
