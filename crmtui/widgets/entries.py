"""What stands in a conversation, and how one entry is set in lines.

The one rule: nothing that somebody wrote is left out for good: what is folded says how many lines it hides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import NamedTuple

from crmtui.highlight import Finder
from crmtui.text import clean, cut, file_size, one_line, plural, when, wrap
from crmtui.widgets.lines import Line, Span, Tone, fill_between, width_of
from crmtui.widgets.matches import matched

# Longer lines are hard to read, however wide the terminal is.
MEASURE = 100
_INDENT = 1
_LONG_CHARS, _LONG_LINES = 30_000, 600
"""What is set of a text at first: a megabyte, made to be slow, holds up nobody who did not ask for it."""


class Kind(StrEnum):
    """What an entry is."""

    MAIL_IN = "mail_in"
    MAIL_OUT = "mail_out"
    NOTE = "note"
    EVENT = "event"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class FileShown:
    """An attachment: its name as the sender wrote it, its size in bytes, whether it stands in the text."""

    name: str
    size: int
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail, note, call or event; all texts raw, as they came.

    Attributes:
        id: The message's id; what the place in the conversation holds on to.
        kind: What it is.
        author: Who wrote or did it.
        address: The author's address, may be empty.
        at: When, UTC epoch seconds.
        text: The new text (of an event: what happened, one line).
        quoted: The quoted rest, folded at first.
        signature: The signature, folded at first.
        attachments: The files.
        badges: Warnings and states to read before the text: "stranger", "hidden characters", "uncertain".
        html: There was an HTML part, of which the text was made.
        forwarded: A mail of ours that passes another one on.
    """

    id: int
    kind: Kind
    author: str
    at: int
    text: str
    address: str = ""
    quoted: str = ""
    signature: str = ""
    attachments: tuple[FileShown, ...] = ()
    badges: tuple[str, ...] = ()
    html: bool = False
    forwarded: bool = False


class Part(StrEnum):
    """What a line of an entry belongs to; the mouse and the cursor care."""

    HEAD = "head"
    BODY = "body"
    FOLD = "fold"
    FILES = "files"


class SetLine(NamedTuple):
    """A line of an entry, ready to be drawn."""

    line: Line
    part: Part


@dataclass(frozen=True, slots=True)
class Setting:
    """How entries are set: the width in cells, the reader's present and zone, what to highlight."""

    width: int
    now: int
    tz: tzinfo | None = None
    highlight: Finder | None = None


def set_entry(entry: Entry, setting: Setting, *, unfolded: bool) -> list[SetLine]:
    """Set one entry in lines, a blank line last."""
    if entry.kind is Kind.EVENT:
        return _event(entry, setting)
    lines = [SetLine(_head(entry, setting), Part.HEAD)]
    if entry.badges:
        lines += [SetLine((Span(" " * _INDENT), Span(line, Tone.ALERT)), Part.HEAD) for line in _badges(entry, setting)]
    if entry.kind is Kind.MAIL_IN:
        lines.append(SetLine((), Part.BODY))
    text = entry.text if unfolded else _beginning(entry.text)
    lines += _body(text, entry.kind, setting, Tone.NORMAL)
    if unfolded:
        lines += _body(entry.signature, entry.kind, setting, Tone.DIM)
        lines += _body(entry.quoted, entry.kind, setting, Tone.DIM)
    lines += _folds(entry, unfolded)
    lines += _files(entry, setting)
    lines.append(SetLine((), Part.BODY))
    return lines


def _badges(entry: Entry, setting: Setting) -> list[str]:
    """Whole in two lines where they are not long; why a mail did not arrive is no longer than that."""
    room = setting.width - _INDENT - 1
    lines = wrap(" ".join(f"[{one_line(badge)}]" for badge in entry.badges), room)
    return [*lines[:1], cut(" ".join(lines[1:]), room)] if len(lines) > 1 else lines


def _event(entry: Entry, setting: Setting) -> list[SetLine]:
    moment = when(entry.at, setting.now, setting.tz)
    who = f"{one_line(entry.author)}: " if entry.author else ""
    what = f" . {who}{one_line(entry.text)}"
    line = fill_between((Span(what, Tone.DIM),), (Span(moment + " ", Tone.DIM),), setting.width)
    # No head: one steps from message to message, not through every change.
    return [SetLine(line, Part.BODY), SetLine((), Part.BODY)]


def _head(entry: Entry, setting: Setting) -> Line:
    """A customer's name stands alone; what we wrote ourselves is named and ruled, so that a note is no mail."""
    moment = f" {when(entry.at, setting.now, setting.tz)} "
    author = one_line(entry.author) or one_line(entry.address) or "unknown"
    if entry.kind is Kind.MAIL_IN:
        left = [Span(" "), Span(author, Tone.STRONG)]
        if entry.address and entry.address != entry.author:
            left.append(Span(f" <{one_line(entry.address)}>", Tone.DIM))
        return fill_between(left, (Span(moment, Tone.DIM),), setting.width)
    ours = "forward" if entry.forwarded else "reply"
    name = {Kind.MAIL_OUT: ours, Kind.NOTE: "internal note", Kind.CALL: "call"}[entry.kind]
    left = [Span(f" -- {name}, {author} ", Tone.STRONG if entry.kind is Kind.MAIL_OUT else Tone.ACCENT)]
    gap = setting.width - width_of(left) - len(moment)
    return [*left, Span("-" * max(0, gap), Tone.DIM), Span(moment, Tone.DIM)] if gap > 0 else left


def _body(text: str, kind: Kind, setting: Setting, tone: Tone) -> Iterator[SetLine]:
    text = clean(text, newlines=True).strip("\n")
    if not text:
        return
    edge = " | " if kind in (Kind.NOTE, Kind.CALL) else " " * _INDENT
    blank = True
    for line in wrap(text, min(MEASURE, setting.width - len(edge) - 1)):
        # One blank line says as much as twenty.
        if line or not blank:
            yield SetLine((Span(edge, Tone.DIM), *matched(line, setting.highlight, tone)), Part.BODY)
        blank = not line


def _beginning(text: str) -> str:
    """The first lines of a text that is too long to be set whole before somebody asks for it."""
    if len(text) <= _LONG_CHARS and text.count("\n") <= _LONG_LINES:
        return text
    head = text[:_LONG_CHARS]
    lines = head.split("\n", _LONG_LINES)[:_LONG_LINES]
    # A line in its middle only where there is no end of one to stop at.
    return "\n".join(lines[:-1] if 1 < len(lines) < _LONG_LINES else lines)


def _lines_in(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def _folds(entry: Entry, unfolded: bool) -> Iterator[SetLine]:
    parts = (
        ("further", entry.text[len(_beginning(entry.text)) :]), ("quoted", entry.quoted), ("signature", entry.signature)
    )  # fmt: skip
    hidden = [plural(count, f"{name} line") for name, text in parts if (count := _lines_in(text))]
    if hidden:
        text = f"[{'-' if unfolded else '+'} {' and '.join(hidden)}]"
        yield SetLine((Span(" " * _INDENT), Span(text, Tone.ACCENT)), Part.FOLD)


def _files(entry: Entry, setting: Setting) -> Iterator[SetLine]:
    line: list[Span] = []
    used = _INDENT
    for file in entry.attachments:
        place = ", in the text" if file.inline else ""
        span = Span(f"[{one_line(file.name) or 'unnamed'} {file_size(file.size)}{place}]", Tone.ACCENT)
        size = width_of((span,)) + 1
        if line and used + size > setting.width:
            yield SetLine(tuple(line), Part.FILES)
            line, used = [], _INDENT
        line += [Span(" "), span]
        used += size
    if line:
        yield SetLine(tuple(line), Part.FILES)
