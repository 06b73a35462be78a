"""Reads and writes lists of addresses as people type them.

The one rule: nothing is guessed: a piece that is no address is refused by name, and never dropped.
"""

import re

from crmtui.errors import UsageError
from crmtui.mail.headers import wire_address
from crmtui.mail.message import Address
from crmtui.text import repair

# A comma inside quotes or angles does not end a piece. Quotes that nothing closes go on to the end: one way to read it.
_PIECE = re.compile(r'(?s:(?:"(?:[^"\\]|\\.?)*(?:"|\Z)|<[^<>]*>|[^,;\n"<])+)')
_WHOLE = re.compile(r"[^\s<>@,;]@[^\s<>@,;]+\.[^\s<>@,;.]{2,}>?\Z")
# Copied along from pages and other programs: marks of direction, joiners and blanks without width.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")


def read_addresses(typed: str) -> tuple[Address, ...]:
    """The addresses of a typed list, each once: `Ana Ruiz <ana@mail.example>, bo@mail.example`.

    Raises:
        UsageError: a piece is no address.
    """
    found: dict[str, Address] = {}
    rest = _PIECE.sub("", repair(typed)).replace(",", "").replace(";", "").strip()
    if rest:
        raise UsageError(f"{rest!r} is not an e-mail address", 'Write name@example.com, or "Name" <name@example.com>.')
    for piece in _PIECE.findall(repair(typed)):
        if not _UNSEEN.sub("", piece).strip():
            continue
        name, angle, email = piece.strip().removesuffix(">").rpartition("<")
        if angle and piece.rstrip().endswith(">"):
            name = name.strip()
        else:
            name, email = "", piece.strip()
        if name[:1] == '"' and name[-1:] == '"' and len(name) > 1:
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        email = _UNSEEN.sub("", email).strip()
        wire_address(email)
        one = Address(" ".join(name.split())[:120], email)
        found.setdefault(one.key, one)
    return tuple(found.values())


def count_pieces(typed: str) -> int:
    """How many addresses a typed list has, sound or not."""
    return sum(1 for piece in _PIECE.findall(typed) if piece.strip())


def piece_at(typed: str, at: int) -> tuple[int, int]:
    """Where the address of a typed list begins and ends that stands at a character, without the blanks around it."""
    for piece in _PIECE.finditer(typed):
        if piece.start() <= at <= piece.end():
            blanks = len(piece[0]) - len(piece[0].lstrip())
            start = min(piece.start() + blanks, at)
            return start, max(at, piece.start() + len(piece[0].rstrip()))
    return at, at


def is_whole(piece: str) -> bool:
    """Whether a piece of a typed list is an address that needs nothing more."""
    return _WHOLE.search(piece.strip()) is not None


def write_address(one: Address) -> str:
    """An address as `read_addresses` reads it again."""
    if not one.name:
        return one.email
    plain = re.fullmatch(r"[^\"\\<>,;:@()\[\]\n]+", one.name)
    name = one.name if plain else '"' + re.sub(r'(["\\])', r"\\\1", one.name.replace("\n", " ")) + '"'
    return f"{name} <{one.email}>"
