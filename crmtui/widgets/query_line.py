"""The line of a query bar, and what is told below it.

The one rule: it only shows: what is typed at once, the judgement of the text in its place, and what was found when that
is known.
"""

from collections.abc import Sequence

from crmtui.text import cells, clean
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Line, Span, Tone, fill_between, width_of
from crmtui.widgets.query_parts import (
    Found,
    Judge,
    Judgement,
    Suggestions,
    error_line,
    fitting,
    marked,
    suggestion_line,
)

# Below this height of the terminal one line of help has to do.
_TALL = 30
# What is typed keeps this many cells, whatever else there is to tell.
_TYPED = 24


class QueryLine(LineEdit):
    """The line; `scope` says in what is looked (a view's name), "" for everything."""

    def __init__(
        self,
        judge: Judge,
        *,
        label: str = "/",
        hint: str = "",
        complete_key: str = "tab",
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        """Make an empty bar.

        Args:
            judge: Who knows the language.
            label: What stands in front.
            hint: What stands there while it is empty.
            complete_key: What the key of `search.complete` is called, "" for none.
            id: The widget's id.
        """
        super().__init__(label=label, hint=hint, id=id)
        self.scope = ""
        self._judge, self._key = judge, complete_key
        self._offered, self._judged = Suggestions(), Judgement()
        self._found: Found | None = None
        self._picked: int | None = None
        self._offers: Line = ()
        self._offers_at = 0
        self._places: list[range] = []

    # -- what screens say ----------------------------------------------------------------------------------------

    def show_found(self, found: Found | None, scope: str | None = None) -> None:
        """Tell what the query found; None while it is not known."""
        self._found = found
        if scope is not None:
            self.scope = scope
        self.refresh()

    def refuse(self, text: str, judged: Judgement) -> None:
        """Tell what only the desk could know to be wrong, as long as this is what stands there."""
        if text == self._text:
            self._judged = judged
            self._set_height()
            self.refresh()

    def insist(self, judged: Judgement) -> None:
        """Tell a mistake even where somebody may still be writing."""
        self._offered = Suggestions()
        self.refuse(self._text, judged)

    @property
    def judged(self) -> Judgement:
        """What is known of the text."""
        return self._judged

    def judge(self) -> None:
        """Look at the text anew: what exists may have become known."""
        self._look()
        self.refresh()

    def _look(self) -> None:
        """Judge what stands there, and offer what may stand there."""
        self._offered = self._judge.suggestions(self._text, self._at) if self.has_focus else Suggestions()
        self._judged = self._judge.judgement(self._text, typing=self.has_focus)
        self._set_height()

    @property
    def _ghost(self) -> str:
        """The rest of the likeliest word, shown where it would stand."""
        if self._picked is not None or self._at != len(self._text) or not self._offered.items:
            return ""
        begun, likely = self._text[self._offered.start :], self._offered.items[0].text
        if not begun or not likely.casefold().startswith(begun.casefold()):
            return ""
        return likely[len(begun) :]

    # -- drawing -------------------------------------------------------------------------------------------------

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Help is shown while one writes; afterwards one line says what is shown."""
        super().watch_has_focus(_has_focus)
        self._picked = None
        self._look()
        self.refresh()

    def on_resize(self) -> None:
        """A taller terminal has room for more help."""
        self._set_height()

    def _set_height(self) -> None:
        # The same while one writes, whatever there is to say: the list below must not jump.
        height = 1 + bool(self._judged.error) if not self.has_focus else 3 if self.app.size.height >= _TALL else 2
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The text, and what there is to say about it."""
        first, column = self._text_line(width)
        below = [line for line in self._below(width, column) if line]
        self._offers_at = next((y for y, line in enumerate(below, 1) if line is self._offers), 0)
        return [first, *below[: height - 1]]

    def _below(self, width: int, column: int | None) -> Sequence[Line]:
        self._places = []
        judged = self._judged
        error: Line = error_line(judged, column, width) if judged.error else ()
        words: Line = (Span(" " + clean(judged.words), Tone.DIM),) if judged.words else ()
        self._offers = ()
        if not self.has_focus:
            return (error,)
        offers: Line = ()
        if self._offered.items:
            offers, self._places = suggestion_line(self._offered, self._picked, width, self._key)
        self._offers = offers
        if error and not self._unfinished:
            return (error, offers)
        return (offers, error or words)

    @property
    def _unfinished(self) -> bool:
        """Whether the mistake is only that somebody is still writing there."""
        at_end = self._at == len(self._text) and self._judged.stop >= self._at
        return bool(self._offered.items) and at_end

    def _text_line(self, width: int) -> tuple[Line, int | None]:
        """The line with the text, and in what column of it the mistake begins."""
        label = [Span(f" {self.label} ", Tone.ACCENT)]
        if self.scope and width >= 3 * _TYPED:
            label.append(Span(f"{clean(self.scope)}: ", Tone.DIM))
        used = width_of(label)
        room = width - used - 1
        found = self._found.words(room - _TYPED) if self._found and self._text else ""
        room -= cells(found) + 1 if found else 0
        if not self._text:
            cursor = Span(" ", Tone.REVERSE if self.has_focus else Tone.NORMAL)
            return [*label, cursor, Span(self._hint, Tone.DIM)], None
        judged, at = self._judged, self._at if self.has_focus else 0
        start = None if self._unfinished else judged.start
        stop = max(judged.stop, (start or 0) + 1)
        skip = self._skipped(room, at)
        spans = self._pieces(skip, at, start, stop)
        column = None if start is None or start < skip else used + cells(clean(self._text[skip:start]))
        line: Line = [*label, *fitting(spans, room)]
        return fill_between(line, (Span(found + " ", Tone.DIM),), width) if found else line, column

    def _skipped(self, room: int, at: int) -> int:
        """How many characters have left the line at its beginning, so that the cursor stands in it."""
        skip = 0
        while skip < at and cells(clean(self._text[skip : at + 1])) + 1 > room:
            skip += max(1, (at - skip) // 8) if at - skip > 4 * room else 1
        return skip

    def _pieces(self, skip: int, at: int, start: int | None, stop: int) -> list[Span]:
        text = self._text + (" " if self.has_focus or start == len(self._text) else "")

        def piece(begin: int, end: int) -> Sequence[Span]:
            begin = max(begin, skip)
            if end <= begin:
                return ()
            wrong = (max(start, begin) - begin, min(stop, end) - begin) if start is not None else (None, 0)
            return marked(text[begin:end], *wrong)

        if not self.has_focus:
            return list(piece(0, len(text)))
        under = clean(text[at : at + 1]) or " "
        ghost = self._ghost
        rest = [Span(ghost[1:], Tone.DIM)] if ghost else [*piece(at + 1, len(text))]
        return [*piece(0, at), Span(clean(ghost[:1]) if ghost else under, Tone.REVERSE), *rest]
