"""What a query bar is told about what stands in it: offers, a mistake or what it means, and what was found.

The one rule: plain data; who knows the language makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from crmtui.text import cells, clean, cut
from crmtui.widgets.lines import Line, Span, Tone, fill_between, width_of

_MORE = 2
_HELP_FROM = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may stand instead of what was begun, and a word on it."""

    text: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may stand instead of the text from `start` to `stop`."""

    start: int = 0
    stop: int = 0
    items: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the text means, or what is wrong in it and where (`start` None: nowhere in particular)."""

    words: str = ""
    error: str = ""
    hint: str = ""
    start: int | None = None
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found, for the end of the line.

    Attributes:
        count: how many, in words: "1,204", "5,000+".
        millis: how long it took.
        order: what comes first: "best first".
    """

    count: str
    millis: int
    order: str = ""

    def words(self, room: int) -> str:
        """As much of it as fits."""
        time = f"{self.count} in {self.millis} ms"
        for text in (f"{time}, {self.order}" if self.order else time, time, self.count):
            if cells(text) <= room:
                return text
        return ""


class Judge(Protocol):
    """Who knows the language."""

    def suggestions(self, text: str, cursor: int) -> Suggestions:
        """What may be typed at the cursor."""
        ...

    def judgement(self, text: str, *, typing: bool) -> Judgement:
        """What the text means, or what is wrong; with `typing` its end may be unfinished."""
        ...


def suggestion_line(offered: Suggestions, picked: int | None, width: int, key: str) -> tuple[Line, list[range]]:
    """The suggestions side by side, the picked one in reverse and always to be seen; where each stands."""
    texts = [clean(item.text) for item in offered.items]
    sizes = [cells(text) + 2 for text in texts]
    label = f" {key}  " if key else " "
    room, first, at = width - cells(label) - _MORE, 0, picked or 0
    while first < at and sum(sizes[first : at + 1]) > room:
        first += 1
    line: list[Span] = [Span(label, Tone.ACCENT)]
    places = [range(0)] * len(texts)
    used = cells(label)
    for number in range(first, len(texts)):
        if used + sizes[number] - 2 > width - _MORE and number > first:
            line.append(Span(">", Tone.DIM))
            break
        places[number] = range(used, used + sizes[number] - 2)
        line += [Span(texts[number], Tone.REVERSE if number == picked else Tone.NORMAL), Span("  ")]
        used += sizes[number]
    about = clean(offered.items[at].help) if offered.items else ""
    left = width - width_of(line) - 1
    if about and left >= min(_HELP_FROM, cells(about)):
        line = list(fill_between(line, (Span(cut(about, left - 1) + " ", Tone.DIM),), width))
    return line, places


def error_line(judged: Judgement, column: int | None, width: int) -> Line:
    """The mistake, beside a caret below its place where there is room."""
    words = clean(f"{judged.error}. {judged.hint}".replace("..", ".").strip())
    if column is not None and column + 2 + cells(words) <= width:
        return (Span(" " * column + "^ ", Tone.ALERT), Span(words, Tone.ALERT))
    if column is not None and cells(words) + 3 <= column:
        return (Span(" " * (column - cells(words) - 1)), Span(words, Tone.ALERT), Span(" ^", Tone.ALERT))
    return (Span(" "), Span(words, Tone.ALERT))


def marked(text: str, start: int | None, stop: int, tone: Tone = Tone.NORMAL) -> Sequence[Span]:
    """A piece of a line with the wrong part of it marked."""
    if start is None or stop <= start:
        return (Span(clean(text), tone),)
    return (
        Span(clean(text[:start]), tone), Span(clean(text[start:stop]), Tone.WRONG), Span(clean(text[stop:]), tone)
    )  # fmt: skip


def fitting(spans: Sequence[Span], room: int) -> list[Span]:
    """The beginning of a line that fits; what is left out shows as "…"."""
    line: list[Span] = []
    for span in spans:
        text = clean(span.text)
        size = cells(text)
        if size > room:
            return [*line, Span(cut(text, room), span.tone)]
        line.append(Span(text, span.tone))
        room -= size
    return line
