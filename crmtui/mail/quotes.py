"""Two cuts through the text of a mail: the quoted rest, and the signature.

The one rule: fold, never delete. Every line of the body is in exactly one of the three pieces, whatever is cut where,
and when in doubt a line stays in the text. One pass over the lines with a bounded look around each.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress, takewhile

from crmtui.mail.answers_within import says_answers_within
from crmtui.mail.endings import LINES, ending_at
from crmtui.mail.header_blocks import RULE, label
from crmtui.mail.plain_lines import plain, trimmed, usually_marked
from crmtui.mail.quote_openings import (
    Opening,
    find_opening,
    has_other_mark,
    is_between_marks,
    is_forward,
    is_worth_it,
    unshare,
)
from crmtui.mail.quote_words import LABELS

_DASHES = ("---", "‐‐‐", "———", "___", "===")
_LONG = 70
"""A quoted line of this width may have been wrapped again."""
_OPEN = 50
"""The same of one that ends in the middle of a sentence."""
_FEW = 20
"""Characters of a tail that may begin anything: "18 March."."""
_SENTENCE_ENDS = ".?!:)"
_LOOKS = 700
"""Lines that are looked at closely; a crafted mail has more of them than any that has something to find."""
_OTHER_MARKS = 5_000
"""Lines among which a quote may have marks of its own: to look at each costs time."""
_TAIL = 20
"""Of an attribution whose last wrapped line looks like a quote: "> wrote:"."""
_LINK = re.compile(r"[<(\[]?https?://[^\s]{1,2000}[>)\]]?\s*>?")

_BEGINS = frozenset(">" + RULE)
"""How a line begins that may set something apart."""

_BLANK, _WORDS, _QUOTE, _INTRO, _ENDING = b"bwqie"
"""What a line is, one byte each. The words that introduce a quote (_INTRO) fold with it; _ENDING is a signature or a
list's footer."""
_REST = b"r"[0]
"""A mark of the HTML reader: an earlier mail begins on this line."""
_MARKED = b"qire"
_OLD = b"qi"
_TOLD = re.compile(rb"[qr]")
_NEAR = 12
_PILED = re.compile(rb"[wb]+|q[qb]*|e[eb]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """The three pieces of a body, outer blank lines removed.

    Attributes:
        passes_on: a line of the text says that a mail is passed on below it.
    """

    text: str
    quoted: str
    signature: str
    passes_on: bool = False


def cut(body: str, marks: bytes = b"", *, forward: bool = False) -> Cut:
    """Fold the quoted rest and the signature of a readable body away from its new words.

    Args:
        body: the readable text.
        marks: what the structure of an HTML mail told of each line: "q" of an earlier mail, "i" introduces one, "r"
            an earlier mail begins and is all the rest, "e" signature; any other byte: nothing. Empty: nothing of any.
        forward: the subject says that the mail passes another on, which is news then and stays in the text.
    """
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    lines = body.split("\n")
    if len(marks) != len(lines):
        marks, lines = b"", unshare(lines)
    plainly = map(str.strip if body.isascii() else plain, lines)
    reading = _Reading(lines, plainly, marks, forward)
    if reading.other_mark:
        usual = [*map(usually_marked, lines[:_OTHER_MARKS]), *lines[_OTHER_MARKS:]]
        reading = _Reading(usual, map(plain, usual), marks, forward)
    kinds = reading.kinds
    _mark_ending(lines, kinds, reading.end)
    if _QUOTE in kinds or _INTRO in kinds or _ENDING in kinds:
        _keep_context(kinds)
    if _QUOTE not in kinds and _ENDING not in kinds:
        return Cut(trimmed(body), "", "", reading.end < len(lines))
    # Every line goes into one of three piles, a blank one onto the pile of the line before it.
    piles: dict[int, list[str]] = {_WORDS: [], _QUOTE: [], _ENDING: []}
    for run in _PILED.finditer(kinds):
        begin, end = run.span()
        piles.get(kinds[begin], piles[_WORDS]).extend(lines[begin:end])
    text, quoted, signature = (trimmed("\n".join(pile)) for pile in piles.values())
    return Cut(text, quoted, signature, reading.end < len(lines))


class _Reading:
    """One pass over the lines: what each is, seen by itself and its neighbours."""

    def __init__(self, lines: list[str], plainly: Iterable[str], marks: bytes, forward: bool) -> None:
        self.lines, self.marks, self.forward = lines, marks, forward
        self.kinds = bytearray(b"w") * len(lines)
        self.words = False
        self.looks = _LOOKS
        self.top = -len(lines) - _NEAR
        """Where an earlier mail begins that has no new words above it: its own fields open nothing."""
        self.other_mark = False
        """Whether a quote is introduced of which other marks than ">" tell the lines."""
        self.end = len(lines)
        """Where a mail that is passed on begins: its signature is not the sender's."""
        self._read(plainly)

    def _read(self, plainly: Iterable[str]) -> None:
        """Tell the lines one from another, until all the rest is one thing."""
        kinds, marked = self.kinds, bool(self.marks)
        before = _BLANK
        for at, line in enumerate(plainly):
            if not line:
                if kinds[at] == _WORDS:
                    kinds[at] = _BLANK
                    before = before and _BLANK
            elif not before:
                continue
            elif not marked and before in _OLD and line[0] == ">":
                kinds[at] = before = _QUOTE
            elif (
                marked or before == _QUOTE or ":" in line or "@" in line or line[0] in _BEGINS or line[-1] in "-–—"
                or "：" in line
            ):  # fmt: skip
                before = self._kind(at, line, before)
                if before:
                    kinds[at] = before
                else:
                    self.end = at
            else:
                # Nothing at all can begin on most lines. They are told here: a call for each of them is felt.
                self.words = True
                before = _WORDS

    def _kind(self, at: int, line: str, before: int) -> int:
        """What a line is, by what the line before it is; 0 when it and all after it keep what they are."""
        if self.marks and self.marks[at] in _MARKED:
            return self._take_mark(at, line, self.marks[at])
        if line[0] == ">":
            if before in _OLD:
                return _QUOTE
            last = line[-1]
            if last == ">" and self.looks and is_between_marks(line):
                return self._look(at, line)
            # It is not the wrapped tail of an introduction, nor what a mailbox escaped.
            tail = last == "<" or (last == ":" and len(line) <= _TAIL and before == _WORDS)
            if not tail and line[:6] != ">From ":
                # A mail may be passed on though it is marked like a quote.
                return 0 if is_forward(line.lstrip("> ") or line) else _QUOTE
        if before == _QUOTE and self._is_wrapped(at, line):
            return _QUOTE
        if self.looks and is_worth_it(line):
            return self._look(at, line)
        self.words = True
        return _WORDS

    def _take_mark(self, at: int, line: str, mark: int) -> int:
        """Believe what the HTML said of a line."""
        if mark == _ENDING:
            return mark
        if is_forward(line) or (self.forward and mark != _INTRO):
            return 0
        if mark != _REST:
            return mark
        if self.words:
            self._fold_from(at)
        return 0

    def _look(self, at: int, line: str) -> int:
        """Look whether a quote is introduced here; 0 when nothing is left to read."""
        self.looks -= 1
        opening, begin = find_opening(self.lines, at, line)
        if opening is Opening.NONE:
            self.words = True
            return _WORDS
        if opening is Opening.FORWARD:
            return 0
        if opening is Opening.REST and _TOLD.search(self.marks, at + 1, at + _NEAR):
            # The structure says better than the words where the earlier mail begins.
            opening = Opening.NONE
        new_words = self.words and self.kinds.find(b"w", 0, begin) >= 0
        if opening is Opening.REST and not new_words:
            self.top = at
        elif opening is Opening.REST and at - self.top > _NEAR and not self._lists_fields(begin):
            self.other_mark = not self.marks and line[-1] in ":：" and has_other_mark(self.lines, at)
            if not self.forward:
                self._fold_from(begin)
            return 0
        if opening is Opening.QUOTE:
            begin = self._with_rule(begin)
            self.kinds[begin : at + 1] = bytes([_INTRO]) * (at + 1 - begin)
            return _INTRO
        self.words = True
        return _WORDS

    def _with_rule(self, begin: int) -> int:
        """Where an earlier mail begins with the lines of dashes above it, and fields below those."""
        at = begin
        above = self.lines[at - 1].strip() if at else ""
        if above[:3] in _DASHES and above[-3:] in _DASHES and len(above) < _LONG and above.strip(RULE):
            # "---- Original message ----" in a language of which that is not known.
            return at - 1
        while at and begin - at < _NEAR and label(self.lines[at - 1]) in LABELS:
            at -= 1
        if at == 0 or not self.lines[at - 1] or self.lines[at - 1].strip(RULE):
            at = begin
        while at and begin - at < _NEAR and not self.lines[at - 1].strip(RULE):
            at -= 1
        while at < begin and self.kinds[at] != _WORDS:
            at += 1
        return at

    def _is_announced(self, begin: int) -> bool:
        above = (line for line in reversed(self.lines[max(0, begin - _NEAR) : begin]) if line.strip())
        return next(above, "").rstrip()[-1:] == ":"

    def _lists_fields(self, begin: int) -> bool:
        """Whether somebody announces a list that looks like the fields of a mail: "My flight: From: Rome, To: Oslo"."""
        fields = takewhile(str.strip, self.lines[begin : begin + _NEAR])
        return self._is_announced(begin) and not any("@" in line for line in fields)

    def _fold_from(self, begin: int) -> None:
        above = self.lines[max(0, begin - _NEAR) : begin]
        if self._is_announced(begin) or says_answers_within(above):
            # It is shown on purpose, or nothing tells their words from the old ones between which they stand.
            return
        begin = self._with_rule(begin)
        self.kinds[begin:] = bytes([_QUOTE]) * (len(self.kinds) - begin)

    def _is_wrapped(self, at: int, line: str) -> bool:
        """Whether a line is the tail of a long quoted word that was broken without a new mark."""
        lines = self.lines
        if at + 1 >= len(lines) or lines[at + 1][:1] != ">":
            return False
        before = lines[at - 1]
        if " " not in line and "://" in before:
            return True
        if "://" in line and _LINK.fullmatch(line) is not None:
            return True
        if len(before) < _OPEN:
            return False
        before = before.rstrip()
        ended = before[-1:] in _SENTENCE_ENDS
        if line[0].islower():
            return len(before) >= _LONG or not ended
        return len(before) >= _LONG and not ended and len(line) < _FEW


def _keep_context(kinds: bytearray) -> None:
    """Settle which quotes fold: not those that replies stand between, and nothing of a mail without words.

    A single introduced quote in the middle of a reply folds; a bare one is context that the reply needs.
    """
    first, last = kinds.find(_WORDS), kinds.rfind(_WORDS)
    if first < 0:
        kinds[:] = kinds.translate(_AS_WORDS)
        return
    between = kinds[first:last].translate(None, b"be")
    quote = _QUOTED.search(between)
    if quote and (between[quote.start()] != _INTRO or _QUOTED.search(between, quote.end())):
        kinds[:last] = kinds[:last].translate(_AS_CONTEXT)
    kinds[:] = kinds.translate(_AS_QUOTE)


_QUOTED = re.compile(rb"[qi]+")
_AS_WORDS = bytes.maketrans(b"qie", b"www")
_AS_CONTEXT = bytes.maketrans(b"qi", b"ww")
_AS_QUOTE = bytes.maketrans(b"i", b"q")
_ONLY_WORDS = bytes(kind == _WORDS for kind in range(256))


def _mark_ending(lines: list[str], kinds: bytearray, end: int) -> None:
    """Mark the lines of a signature or a list's footer at the end of the new words."""
    tail = list(compress(range(end), kinds.translate(_ONLY_WORDS)))[-LINES - 1 :]
    begin = ending_at(lines, tail)
    # A mail that is nothing but a signature is its words, unless it passes something on.
    if begin < len(tail) and (_QUOTE in kinds or end < len(lines) or kinds.find(b"w", 0, tail[begin]) >= 0):
        for later in tail[begin:]:
            kinds[later] = _ENDING
