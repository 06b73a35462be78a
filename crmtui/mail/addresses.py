"""Addresses, Message-IDs and dates out of raw header bytes.

The one rule: structure is found in the RAW header and only display names are decoded afterwards, so that no encoded
word can pose as somebody's address. One pass over the value, whatever is in it.
"""

import re
from calendar import timegm
from functools import lru_cache
from time import gmtime

from crmtui.mail.decode import decode_text, decode_words
from crmtui.mail.limits import ADDRESS_CHARS, ID_CHARS, NAME_CHARS, RECIPIENTS, REFERENCES
from crmtui.mail.message import Address

_SIMPLE = re.compile(
    rb"\s*+(?:\"([^\"\\<>]*)\"\s*+|([^\"\\(),;:<>@]*+))<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++)@([A-Za-z0-9.-]++)>\s*+"
)
_BARE = re.compile(rb"\s*+([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++)@([A-Za-z0-9.-]++)(?:\s++\(([^()\\]*+)\))?+\s*+")
_TOKEN = re.compile(rb"\"(?:[^\"\\]|\\.)*\"?|<[^<>]*>|[(),;:<>]|[^\"()<>,;:]+", re.DOTALL)
_ID = re.compile(rb"<([^<>]*)>")
_LOOSE_ID = re.compile(rb"(?<![^\s<>,;()\"])[^\s<>,;()\"@]++@[^\s<>,;()\"]++")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_DATE = re.compile(
    rb"\s*(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+"
    rb"(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s+(?:([+-])(\d\d):?(\d\d)|(GMT|UTC?|Z)\b)"
)
_MONTHS = {
    name: number + 1
    for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split())
}  # fmt: skip
_SHORT = 120
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999: the last moment that date arithmetic elsewhere can show."""
_ON_ITS_WAY = 7 * 86_400
"""Seconds that a mail may take: servers give up after five days."""


def _make(name: str, local: bytes, domain: bytes) -> Address | None:
    if not local or not domain or len(local) + len(domain) >= ADDRESS_CHARS:
        return None
    whole = local + b"@" + domain
    text = whole.decode("ascii") if whole.isascii() else decode_text(whole)[0]
    local_text, _, domain_text = text.rpartition("@")
    if not domain_text or not text.isprintable():
        return None
    return Address(name[:NAME_CHARS], f"{local_text}@{domain_text.casefold()}")


def _name(raw: bytes) -> str:
    raw = raw.strip()
    if len(raw) > 1 and raw[:1] == b'"' and raw[-1:] == b'"':
        raw = raw[1:-1]
    if b"\\" in raw:
        raw = _ESCAPED.sub(rb"\1", raw)
    name = decode_words(raw)
    if len(name) > 2 and name[0] in "'\"" and name[0] == name[-1]:
        name = name[1:-1].strip()
    return name


def addresses(value: bytes) -> tuple[Address, ...]:
    """All mailboxes of a header value; groups are opened, what is no address is left out. At most 200."""
    return _remembered(value) if len(value) < _SHORT else _addresses(value)


@lru_cache(maxsize=2048)
def _remembered(value: bytes) -> tuple[Address, ...]:
    # A desk's mail names the same few mailboxes again and again.
    return _addresses(value)


def _addresses(value: bytes) -> tuple[Address, ...]:
    simple = _SIMPLE.fullmatch(value)
    if simple:
        one = _make(_name(simple[1] or simple[2] or b""), simple[3], simple[4])
        return (one,) if one else ()
    simple = _BARE.fullmatch(value)
    if simple:
        one = _make(_name(simple[3] or b""), simple[1], simple[2])
        return (one,) if one else ()
    return _Mailboxes().read(value)


class _Mailboxes:
    """A pass over the tokens of an address list."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.words: list[bytes] = []
        self.comments: list[bytes] = []
        self.angle: bytes | None = None
        self.depth = 0
        self.leftover = b""
        self.unclosed = False

    def read(self, value: bytes) -> tuple[Address, ...]:
        for match in _TOKEN.finditer(value):
            self._take(match[0])
            if len(self.found) >= RECIPIENTS:
                return tuple(self.found[:RECIPIENTS])
        self._end(b"")
        if self.unclosed:
            # A quote that never ends hides the rest of the list.
            return addresses(value.replace(b'"', b" "))
        return tuple(self.found)

    def _take(self, token: bytes) -> None:
        if token == b"(":
            self.depth += 1
        elif token == b")":
            self.depth = max(0, self.depth - 1)
        elif self.depth:
            self.comments.append(token)
        elif token in (b",", b";"):
            self._end(token)
        elif token == b":":
            # The name of a group, or a stray "mailto:".
            self.words.clear()
        elif token[:1] == b"<" and token[-1:] == b">" and len(token) > 1:
            self.angle = token[1:-1]
        elif token not in (b"<", b">"):
            self.words.append(token)
            self.unclosed |= token[:1] == b'"' and (len(token) == 1 or token[-1:] != b'"')

    def _end(self, separator: bytes) -> None:
        words = b" ".join(word.strip() for word in self.words)
        if self.angle is not None:
            spec = self.angle.strip()
            if spec[:1] == b"@" and b":" in spec:
                spec = spec.rpartition(b":")[2]
            name = self.leftover + words if words else b" ".join(self.comments)
            self._add(name, spec.removeprefix(b"mailto:"))
            self.leftover = b""
        elif b"@" in words:
            self._add(b" ".join(self.comments), b"".join(word.strip() for word in self.words))
            self.leftover = b""
        else:
            # "Doe, John <j@d.example>" without the quotes it needs: the first half waits for the second.
            self.leftover = words + b", " if words and separator == b"," else b""
        self.words, self.comments, self.angle = [], [], None

    def _add(self, name: bytes, spec: bytes) -> None:
        local, _, domain = spec.rpartition(b"@")
        if any(space in spec for space in (b" ", b"\t", b"\n")) and local[:1] != b'"':
            return
        one = _make(_name(name), local, domain)
        if one:
            self.found.append(one)


def message_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs without their brackets, in order, each once; the first and the newest of them when there are many."""
    found = _ID.findall(value) if b"<" in value else None
    if not found:
        found = _LOOSE_ID.findall(value)
    ids = dict.fromkeys(one for one in map(_id, found) if one)
    result = tuple(ids)
    if len(result) > REFERENCES:
        # The first is the root of the conversation: threads hang together by it.
        result = result[:1] + result[1 - REFERENCES :]
    return result


def message_id(value: bytes) -> str:
    """The Message-ID of a mail, "" when there is none; one without brackets is taken as it stands."""
    found = _ID.search(value)
    return _id(found[1] if found else value.strip().partition(b" ")[0].strip(b"<>"))


def _id(raw: bytes) -> str:
    if len(raw) > ID_CHARS:
        return ""
    text = raw.decode("ascii") if raw.isascii() else decode_text(raw)[0]
    return text if text.isprintable() and " " not in text else "".join(c for c in text if c.isprintable() and c != " ")


def date_epoch(value: bytes) -> int | None:
    """UTC epoch seconds of a Date header, None when it makes no sense."""
    match = _DATE.match(value, 0, 100)
    if not match:
        return _odd_date(value)
    day, name, year, hour, minute, second, sign, off_hours, off_minutes, _ = match.groups()
    midnight = _midnight(day, name, year)
    if midnight is None or int(hour) > 24:
        return _odd_date(value)
    epoch = midnight + int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    if sign:
        offset = int(off_hours) * 3600 + int(off_minutes) * 60
        epoch += -offset if sign == b"+" else offset
    return epoch if 0 <= epoch <= _LAST_SECOND else None


@lru_cache(maxsize=512)
def _midnight(day: bytes, name: bytes, year: bytes) -> int | None:
    """When a day began in UTC; mails of one day come together."""
    month = _MONTHS.get(name.lower())
    if month is None or not 1 <= int(day) <= 31 or int(year) < 1970:
        return None
    return timegm((int(year), month, int(day), 0, 0, 0))


def written_at(date: bytes, received: bytes) -> int | None:
    """When a mail was written, UTC epoch seconds: by its own clock, or by the server's when that one is far off.

    Args:
        date: the Date header, b"" when there is none.
        received: the newest Received header, b"" when there is none.
    """
    said = date_epoch(date) if date else None
    # A clock that is wrong is wrong by years: only then the server's date is worth reading.
    if not received or (said is not None and b"%d" % gmtime(said).tm_year in received):
        return said
    arrived = date_epoch(received.rpartition(b";")[2].strip())
    if arrived is None or (said is not None and abs(arrived - said) <= _ON_ITS_WAY):
        return said
    return arrived


def _odd_date(value: bytes) -> int | None:
    # Late: the standard reader knows every zone name and swapped field, but loads half the library.
    from email.utils import mktime_tz, parsedate_tz

    try:
        fields = parsedate_tz(value[:100].decode("ascii", "replace"))
        epoch = int(mktime_tz(fields)) if fields else -1
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return epoch if 0 < epoch <= _LAST_SECOND else None
