"""Writes the headers of outgoing mails: encoded, folded, and closed to injection.

The one rule: no character of a value can end a header line. Where a value is free text, controls become a space;
where it is an address or a Message-ID, they are refused. Lines are at most 78 characters where words allow it, and
never more than 998.
"""

import base64
import re
from collections.abc import Iterable, Iterator

from crmtui.errors import UsageError
from crmtui.mail.message import Address
from crmtui.text import repair

_LINE = 78
_WORD = 75
"""Longest encoded word (RFC 2047)."""
_LONGEST_TOKEN = 900
"""Above it even a line of its own would break the limit of 998."""
_REFERENCES = 20

_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_UTF8_ATOM = re.compile(r"[^\x00-\x20\x7f-\x9f()<>@,;:\\\"\[\]\s\ud800-\udfff]+")
"""A local part that only servers with SMTPUTF8 take (RFC 6532)."""
_QUOTED_LOCAL = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])+"')
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Za-z.:]+\]")
_MESSAGE_ID = re.compile(r"[!-;=?-~]+")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")
_LIKE = "Write it like name@example.com."


def free_text(name: str, value: str) -> str:
    """A header of free text, such as the Subject: one or more lines, without the last line end."""
    value = _CONTROLS.sub(" ", repair(value)).strip()
    words = value.split(" ")
    if value.isascii() and "=?" not in value and max(map(len, words)) <= _LONGEST_TOKEN:
        return _fold(name, words)
    return _fold(name, encoded_words(value, len(name) + 2))


def addresses(name: str, people: Iterable[Address]) -> str:
    """A header of addresses, such as To.

    Raises:
        UsageError: an address that cannot be one.
    """
    pieces: list[str] = []
    for person in people:
        address = f"<{wire_address(person.email)}>"
        phrase = _phrase(person.name)
        pieces += [*phrase, f"{address},"]
    if pieces:
        pieces[-1] = pieces[-1].removesuffix(",")
    return _fold(name, pieces)


def _phrase(name: str) -> list[str]:
    """A display name as pieces that may stand on lines of their own."""
    name = _CONTROLS.sub(" ", repair(name)).strip()
    if not name:
        return []
    if _PHRASE.fullmatch(name) and "=?" not in name and len(max(name.split(), key=len)) <= _WORD:
        return name.split()
    if name.isascii() and "=?" not in name and len(name) <= _WORD - 15:
        return ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return encoded_words(name, len("Reply-To: "))


def wire_address(address: str) -> str:
    """An address as it goes over the wire, its domain in ASCII; its local part may need a server with SMTPUTF8.

    Raises:
        UsageError: it cannot be an address.
    """
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            raise UsageError(f"{address!r} is not an e-mail address: no such domain can exist", _LIKE) from None
    right = _UTF8_ATOM.fullmatch(local) if not local.isascii() else _DOT_ATOM.fullmatch(local)
    right = right or _QUOTED_LOCAL.fullmatch(local)
    if not (at and right and _DOMAIN.fullmatch(domain)) or len(local) + len(domain) > 253:
        raise UsageError(f"{address!r} is not an e-mail address", _LIKE)
    return f"{local}@{domain}"


def message_ids(name: str, ids: Iterable[str]) -> str:
    """A header of Message-IDs, given without angle brackets; the first and the latest 20 of those that are sound.

    Foreign ids come from anywhere: those that no header can carry are left out. "" when none is left.
    """
    sound = [one for one in dict.fromkeys(ids) if is_message_id(one)]
    if len(sound) > _REFERENCES + 1:
        sound = [sound[0], *sound[-_REFERENCES:]]
    return _fold(name, [f"<{one}>" for one in sound]) if sound else ""


def is_message_id(one: str) -> bool:
    """Whether a Message-ID, without angle brackets, can stand in a header."""
    return len(one) <= _LONGEST_TOKEN and _MESSAGE_ID.fullmatch(one) is not None


def media_type(content_type: str) -> str:
    """A content type that is safe to write, "application/octet-stream" for everything odd.

    Whole messages and multiparts may not be base64 (RFC 2046), so they travel as plain files.
    """
    kind = content_type.casefold().strip()
    if not _TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return kind


def disposition(kind: str, filename: str) -> str:
    """A Content-Disposition header with the file's name by RFC 2231; the name becomes one that is no path."""
    name = re.sub(r"[\x00-\x1f\x7f-\x9f/\\]+", "_", repair(filename))
    name = re.sub(r"^[\s.]+|[\s.]+$", "", name) or "attachment"
    stem, dot, ending = name.rpartition(".")
    name = f"{stem[:100]}{dot}{ending[:19]}" if dot and stem else name[:120]
    if re.fullmatch(r"[A-Za-z0-9 !#$&()+,.;=@^_`{}~-]{1,55}", name):
        return f'Content-Disposition: {kind}; filename="{name}"'
    pieces = ["utf-8''"]
    for token in _percent(name):
        if len(pieces[-1]) + len(token) > _LINE - 14:
            pieces.append("")
        pieces[-1] += token
    if len(pieces) == 1:
        return f"Content-Disposition: {kind};\r\n filename*={pieces[0]}"
    lines = [f" filename*{number}*={piece}" for number, piece in enumerate(pieces)]
    return f"Content-Disposition: {kind};\r\n" + ";\r\n".join(lines)


def _percent(name: str) -> Iterator[str]:
    for byte in name.encode():
        char = chr(byte)
        yield char if char.isascii() and (char.isalnum() or char in "-._~!#$&+^`{}|") else f"%{byte:02X}"


def encoded_words(value: str, used: int) -> list[str]:
    """A text as encoded words of UTF-8 (RFC 2047), none longer than 75 characters, no character split.

    Args:
        value: Repaired text without controls.
        used: Columns that are taken on the first line.
    """
    quoted = [_quoted_char(char) for char in value]
    raw = [char.encode() for char in value]
    base64_wins = sum(map(len, raw)) * 4 // 3 < sum(map(len, quoted))
    first, later = max(_WORD - used, 24) - 12, _WORD - 12
    words: list[str] = []
    start, size = 0, 0
    sizes = [len(one) for one in raw] if base64_wins else [len(one) for one in quoted]
    for index, length in enumerate(sizes):
        room = later if words else first
        if size and size + length > (room // 4 * 3 if base64_wins else room):
            words.append(_word(raw[start:index], quoted[start:index], base64_wins))
            start, size = index, 0
        size += length
    words.append(_word(raw[start:], quoted[start:], base64_wins))
    return words


def _word(raw: list[bytes], quoted: list[str], as_base64: bool) -> str:
    if as_base64:
        return f"=?utf-8?b?{base64.b64encode(b''.join(raw)).decode()}?="
    return f"=?utf-8?q?{''.join(quoted)}?="


def _quoted_char(char: str) -> str:
    # Only what is allowed in a phrase as well (RFC 2047, section 5.3).
    if char.isascii() and (char.isalnum() or char in "!*+-/"):
        return char
    return "_" if char == " " else "".join(f"={byte:02X}" for byte in char.encode())


def _fold(name: str, pieces: list[str]) -> str:
    """Put pieces on lines, broken only between them."""
    lines = [f"{name}:"]
    for piece in pieces:
        # The first piece stays beside the name: some programs mishandle a header that begins with an empty line.
        if len(lines[-1]) + 1 + len(piece) > _LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {piece}"
    return "\r\n".join(lines)
