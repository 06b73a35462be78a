"""Where the words of a search stand in a text, and the words around them.

The one rule: it finds what the index finds: case and accents do not count, a word begins where a word begins, and the
scripts without spaces are met anywhere. Places are those of the text as it was given, which is cleaned before.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from crmtui.text import cells

# Above it live the scripts whose marks are letters of their own.
_MARKED_BELOW = 0x3000
_TABLE_LIMIT = 16_384
# Scripts that are indexed character by character.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_ALONE = re.compile(f"[{_UNSPACED}]")
# A hit is looked for in the beginning of a text: what is further down is found by reading.
LOOKED_AT = 100_000
"""Characters of a text that are searched."""


def _folded(code: int) -> int | None:
    char = chr(code)
    if unicodedata.category(char) == "Mn" and code < _MARKED_BELOW:
        return None
    if code < _MARKED_BELOW:
        base, *marks = list(unicodedata.normalize("NFD", char))
        if marks and all(unicodedata.category(mark) == "Mn" for mark in marks):
            char = base
    lower = char.lower()
    return ord(lower[0]) if lower else code


class _Table(dict[int, int | None]):
    """The folding, filled as characters turn up."""

    def __missing__(self, code: int) -> int | None:
        if len(self) > _TABLE_LIMIT:
            self.clear()
        value = self[code] = _folded(code)
        return value


_TABLE = _Table()


def fold(text: str) -> str:
    """The text without case and accents; combining marks are gone, all other characters keep their order."""
    return text.lower() if text.isascii() else text.translate(_TABLE)


def _pattern_of(word: str) -> str:
    """The expression for one word or phrase; "" when there is nothing to look for in it."""
    tokens = _TOKEN.findall(fold(word))
    if not tokens:
        return ""
    pattern = "" if _ALONE.match(tokens[0]) else r"(?<![^\W_])"
    for number, token in enumerate(tokens):
        if number:
            alone = _ALONE.match(token) or _ALONE.match(tokens[number - 1])
            pattern += r"[\W_]*" if alone else r"[\W_]+"
        pattern += re.escape(token)
    begun = word.rstrip().endswith("*") or _ALONE.match(tokens[-1])
    return pattern if begun else pattern + r"(?![^\W_])"


class Finder:
    """Finds any of some words and phrases; a word that ends in "*" is the beginning of one."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = tuple(words)
        # The longest first: where two begin at one place, more of the text is told.
        patterns = sorted(filter(None, map(_pattern_of, self.words)), key=len, reverse=True)
        self._pattern = re.compile("|".join(patterns)) if patterns else None
        # Most texts hold none: a plain search says so many times sooner than a pattern.
        self._begins = tuple({_TOKEN.findall(fold(word))[0] for word in self.words if _pattern_of(word)})

    def __bool__(self) -> bool:
        return self._pattern is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finder) and other.words == self.words

    def __hash__(self) -> int:
        return hash(self.words)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """(start, stop) of every hit in a cleaned text, from left to right."""
        if self._pattern is None:
            return []
        text = text[:LOOKED_AT]
        folded = fold(text)
        if not any(begin in folded for begin in self._begins):
            return []
        found = [match.span() for match in self._pattern.finditer(folded)]
        if not found or len(folded) == len(text):
            return found
        kept = [place for place, char in enumerate(text) if _TABLE[ord(char)] is not None]
        kept.append(len(text))
        return [(kept[start], kept[stop]) for start, stop in found]

    def first(self, text: str) -> tuple[int, int] | None:
        """The first hit in a cleaned text, None when there is none."""
        return next(iter(self.spans(text)), None)

    def holds(self, text: str) -> bool:
        """Whether any of the words is in a text."""
        folded = fold(text[:LOOKED_AT])
        if self._pattern is None or not any(begin in folded for begin in self._begins):
            return False
        return self._pattern.search(folded) is not None


def around(text: str, hit: tuple[int, int], width: int) -> str:
    """The words around a hit, as much as fits `width` cells when its end is cut; "…" in front of what is left out.

    Args:
        text: A cleaned text of one line.
        hit: A place in it.
        width: Cells there will be.
    """
    start, stop = hit
    if cells(text[:stop]) <= width - 1:
        return text
    room = max(0, (width - cells(text[start:stop])) // 3)
    begin = start
    while begin > 0 and cells(text[begin - 1 : start]) <= room:
        begin -= 1
    blank = text.find(" ", begin, start)
    if blank >= 0:
        begin = blank + 1
    return ("…" if begin else "") + text[begin:]


def parts(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a hit."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, stop in spans:
        if start > end:
            pieces.append((text[end:start], False))
        pieces.append((text[start:stop], True))
        end = stop
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces
