"""Reads the light marks that people put into mails: **bold**, *italic*, `code`, [words](link), lists, quotes, fences.

The one rule: what is not surely a mark is text and stays as it was typed; every text is read in linear time. Words that
nobody of ours typed pass `unmarked` before they stand in such a text, so that they hold no mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_TRAILING = ".,;:!?)]}"
# A backslash ends one: it holds the sign behind it, and no address has any.
LINK = re.compile(r"https?://[^\s<>\"'`\\\u00ab\u00bb\u201c\u201d]+")
_SIGNS = r"\\*_`\[\]>"
# A sign behind a backslash, or a backslash that holds none: one way to read each, so that no line is read twice.
_HELD = rf"\\[{_SIGNS}]|\\(?![{_SIGNS}])"
# Each alternative stops at the next sign of its own kind, so that a line is never gone through twice.
_INLINE = re.compile(
    rf"\\(?P<escaped>[{_SIGNS}]|[-•](?=[\s-])|(?<=\d\\)[.)](?=\s))"
    r"|`(?P<code>[^`\n]+)`"
    rf"|\[(?P<words>(?:[^\[\]\\\n]|{_HELD}){{1,300}})\]"
    r"\((?P<target>(?:https?://|mailto:)[^\s()<>\"'`]{1,2000})\)"
    r"|(?P<url>https?://[^\s<>\"'`\\\u00ab\u00bb\u201c\u201d]+)"
    rf"|(?<![\w*])\*\*(?=[^\s*])(?P<bold>(?:[^*\\\n]|{_HELD}|\*(?!\*))+)(?<!\s)\*\*(?![\w*])"
    rf"|(?<![\w*])\*(?=[^\s*])(?P<italic>(?:[^*\\\n]|{_HELD})+)(?<!\s)\*(?![\w*])"
    rf"|(?<!\w)_(?=[^\s_])(?P<under>(?:[^_\\\n]|{_HELD})+)(?<!\s)_(?!\w)"
)
# What may not stand bare in words of others: signs beside which no letters stand on both sides, and what begins a line
# of its own kind. A backslash is doubled where it would hold something.
_OTHERS = re.compile(
    rf"\\(?=[{_SIGNS}\n]|[-•.)][\s-]|\Z)|[`\[\]]|[*_](?!\w)|(?<!\w)[*_]|^>|^-(?=-[ \t]*$)"
    r"|^[ \t]*(?:[-•]|\d{1,6}[.)])(?=[ \t])",
    re.MULTILINE,
)
_SOMETHING = "\0"
_ESCAPE = re.compile(rf"\\([{_SIGNS}])")
_IN_ADDRESS = {sign: f"%{ord(sign):02X}" for sign in "*[]()"}
_FENCE = re.compile(r" {0,3}```[\w+-]{0,30}\s*")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:(?P<dot>[-*•])|(?P<number>\d{1,6})[.)])[ \t]+(?=\S)")


class Mark(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; `inside` of bold and italic ones, `text` of the others, `target` of links."""

    mark: Mark
    text: str
    target: str = ""
    inside: tuple["Piece", ...] = ()


class Kind(StrEnum):
    """What some lines are together."""

    LINES = "lines"
    BLANK = "blank"
    QUOTE = "quote"
    CODE = "code"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list.

    Attributes:
        depth: columns that it is indented by.
        number: None in a list of dots.
    """

    depth: int
    number: int | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines; `items` of a list, `lines` of the rest (of a quote without their ">")."""

    kind: Kind
    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


def pieces(line: str, *, bold: bool = True, italic: bool = True) -> tuple[Piece, ...]:
    """A line in its pieces, in order; nothing of it is lost but the marks."""
    found: list[Piece] = []
    position = 0
    for match in _INLINE.finditer(line):
        piece, end = _piece(match, bold=bold, italic=italic)
        if piece is None:
            continue
        if match.start() > position:
            found.append(Piece(Mark.TEXT, line[position : match.start()]))
        found.append(piece)
        position = end
    if position < len(line):
        found.append(Piece(Mark.TEXT, line[position:]))
    return tuple(found)


def plain_pieces(line: str) -> tuple[Piece, ...]:
    """A line in which only bare links are more than text."""
    found: list[Piece] = []
    position = 0
    for link in LINK.finditer(line):
        target = link[0].rstrip(_TRAILING)
        found += [Piece(Mark.TEXT, line[position : link.start()]), Piece(Mark.LINK, target, target)]
        position = link.start() + len(target)
    return (*found, Piece(Mark.TEXT, line[position:]))


def unmarked(words: str, *, begins_line: bool = True) -> str:
    """Words of others as they may stand in a text that is read for marks: each sign that could be one is held.

    Bare links stay links: what they show is where they lead. `begins_line`: nothing stands before them in their line.
    """
    parts: list[str] = []
    position, before = 0, "" if begins_line else _SOMETHING
    for link in LINK.finditer(words):
        end = link.start() + len(link[0].rstrip(_TRAILING))
        parts.append(_held(before, words[position : link.start()]))
        parts += [_IN_ADDRESS.get(sign, sign) for sign in words[link.start() : end]]
        position, before = end, _SOMETHING
    return "".join((*parts, _held(before, words[position:])))


def _held(before: str, words: str) -> str:
    return _OTHERS.sub(_hold, before + words)[len(before) :]


def _hold(sign: re.Match[str]) -> str:
    return f"{sign[0][:-1]}\\{sign[0][-1]}"


def _piece(match: re.Match[str], *, bold: bool, italic: bool) -> tuple[Piece | None, int]:
    """The piece that a match is (None: it is text after all), and where it ends."""
    end = match.end()
    kind = match.lastgroup
    if kind == "escaped":
        return Piece(Mark.TEXT, match["escaped"]), end
    if kind == "code":
        return Piece(Mark.CODE, match["code"]), end
    if kind == "target":
        return Piece(Mark.LINK, _ESCAPE.sub(r"\1", match["words"]), match["target"]), end
    if kind == "url":
        target = match["url"].rstrip(_TRAILING)
        return Piece(Mark.LINK, target, target), match.start() + len(target)
    inner = match[kind or "under"]
    if not (bold if kind == "bold" else italic):
        return None, end
    mark = Mark.BOLD if kind == "bold" else Mark.ITALIC
    inside = pieces(inner, bold=bold and mark is not Mark.BOLD, italic=italic and mark is not Mark.ITALIC)
    return Piece(mark, inner, inside=inside), end


# -- lines together --------------------------------------------------------------------------------------------------


def blocks(text: str, *, marked: bool = True) -> Iterator[Block]:
    """A text in its blocks, in order; line ends are LF. Without `marked` only quotes and blank lines count."""
    lines = text.split("\n")
    fences = fence_lines(lines) if marked else []
    pairs = iter([*zip(fences[::2], fences[1::2], strict=True), (len(lines), 0)])
    opens, closes = next(pairs)
    at = 0
    while at < len(lines):
        if at == opens:
            yield Block(Kind.CODE, tuple(lines[at + 1 : closes]))
            at = closes + 1
            opens, closes = next(pairs)
            continue
        kind, end = _kind(lines[at], marked), at + 1
        if kind is Kind.LIST:
            items, end = _items(lines, at, opens)
            yield Block(Kind.LIST, items=items)
        else:
            while end < opens and _kind(lines[end], marked) is kind:
                end += 1
            some = lines[at:end]
            yield Block(kind, tuple(_unquoted(line) for line in some) if kind is Kind.QUOTE else tuple(some))
        at = end


def fence_lines(lines: list[str]) -> list[int]:
    """Where fences of code stand, in pairs; one that is never closed is text."""
    found = [index for index, line in enumerate(lines) if line.lstrip(" ").startswith("```") and _FENCE.fullmatch(line)]
    return found[: len(found) // 2 * 2]


def item_start(line: str) -> int:
    """Where the words of a list's entry begin, 0 when a line begins none."""
    found = _ITEM.match(line)
    return found.end() if found else 0


def _kind(line: str, marked: bool) -> Kind:
    if not line.strip():
        return Kind.BLANK
    if line.startswith(">"):
        return Kind.QUOTE
    return Kind.LIST if marked and _ITEM.match(line) else Kind.LINES


def _unquoted(line: str) -> str:
    return line[2:] if line.startswith("> ") else line[1:]


def _items(lines: list[str], at: int, stop: int) -> tuple[tuple[Item, ...], int]:
    """The entries of a list and where it ends; lines that are indented go on with the entry above."""
    found: list[tuple[int, int | None, list[str]]] = []
    while at < stop:
        line = lines[at]
        start = _ITEM.match(line)
        if start:
            depth = len(start["indent"].expandtabs(4))
            found.append((depth, int(start["number"]) if start["number"] else None, [line[start.end() :]]))
        elif line.strip() and line[0] in " \t":
            found[-1][2].append(line.strip())
        else:
            break
        at += 1
    return tuple(Item(depth, number, tuple(some)) for depth, number, some in found), at
