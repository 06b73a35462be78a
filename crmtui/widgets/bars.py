"""The one-line frames of a screen: rooms above, views below them, what just happened, and which keys do what.

The one rule: they take plain data and know nothing of rooms, views or actions; what does not fit goes, least
important first, and never the help.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.geometry import Region
from textual.message import Message

from crmtui.text import cells, clean
from crmtui.widgets.lines import Line, LineWidget, Span, Tone, fill_between, width_of

UNKNOWN = -1
"""How many there are, while that is being found out."""


class Item(NamedTuple):
    """Something in a bar that can be chosen: its key, its words, how many there are (None: no count; or `UNKNOWN`)."""

    key: str
    title: str
    number: int | None = None


class _Choices(LineWidget):
    """A bar with places that can be clicked."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._places: list[tuple[int, int, str]] = []

    def _key_at(self, x: int) -> str | None:
        return next((key for start, stop, key in self._places if start <= x < stop), None)


def shown_count(count: int) -> str:
    """A count in at most four cells."""
    if count == UNKNOWN:
        return "..."
    if count < 10_000:
        return str(count)
    return f"{count // 1000}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"


class TopBar(_Choices):
    """The rooms on the left; who sits here and what is on its way on the right."""

    class RoomChosen(Message):
        """A room was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, rooms: Sequence[Item], active: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rooms = rooms
        self._active = active
        self._notes: Sequence[Span] = ()

    def show(self, *, active: str | None = None, notes: Sequence[Span] | None = None) -> None:
        """Say which room we are in, and what stands on the right; only what differs is painted."""
        before = (self._active, tuple(self._notes))
        self._active = self._active if active is None else active
        self._notes = self._notes if notes is None else tuple(notes)
        if before != (self._active, tuple(self._notes)):
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The bar."""
        titles = [f" {number} {room.title} " for number, room in enumerate(self._rooms, 1)]
        if sum(cells(title) for title in titles) > width:
            # Where not all have their names, the one we are in keeps its own.
            titles = [
                title if room.key == self._active else f" {number} "
                for number, (title, room) in enumerate(zip(titles, self._rooms, strict=True), 1)
            ]
        line: list[Span] = []
        self._places.clear()
        used = 0
        for title, room in zip(titles, self._rooms, strict=True):
            span = Span(title, Tone.REVERSE if room.key == self._active else Tone.NORMAL)
            self._places.append((used, used + cells(span.text), room.key))
            used += cells(span.text)
            line.append(span)
        notes = list(self._notes)
        while notes:
            right = [span for note in notes for span in (note, Span("   "))][:-1]
            filled = fill_between(line, [*right, Span(" ")], width)
            if len(filled) > len(line):
                return [filled]
            notes.pop(0)
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Choose the room."""
        key = self._key_at(event.x)
        if key:
            self.post_message(self.RoomChosen(key))


# Room for the sign that says that there is more.
_MORE = 2


class ViewBar(_Choices):
    """The views of a room with their counts; the active one is always to be seen."""

    class ViewChosen(Message):
        """A view was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._views: Sequence[Item] = ()
        self._active = ""

    def show(self, views: Sequence[Item], active: str) -> None:
        """Show these views."""
        if (tuple(views), active) != (tuple(self._views), self._active):
            self._views, self._active = tuple(views), active
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The bar: from the first view, or from as far on as the active one needs."""
        words = [
            (view.key, clean(view.title) + ("" if view.number is None else f" {shown_count(view.number)}"))
            for view in self._views
        ]
        sizes = [cells(text) + 3 for _, text in words]
        at = next((number for number, (key, _) in enumerate(words) if key == self._active), 0)
        first = 0
        while first < at and 1 + sum(sizes[first : at + 1]) - 3 + _MORE > width:
            first += 1
        line: list[Span] = [Span("<" if first else " ", Tone.DIM)]
        used = 1
        self._places.clear()
        for (key, text), size in list(zip(words, sizes, strict=True))[first:]:
            last = key == self._views[-1].key
            if used + size - 3 + (0 if last else _MORE) > width:
                return [fill_between(line, [Span(">", Tone.DIM)], width)]
            self._places.append((used - 1, used + size - 2, key))
            line += [Span("   " if used > 1 else ""), Span(text, Tone.REVERSE if key == self._active else Tone.NORMAL)]
            used += size
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Choose the view."""
        key = self._key_at(event.x)
        if key:
            self.post_message(self.ViewChosen(key))


class StatusLine(LineWidget):
    """What just happened and how to take it back, on the left; where we are, on the right."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._said = Span("")
        self._place = ""

    def say(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Show a message until the next one; "" takes it away."""
        if self._said != (text, tone):
            self._said = Span(text, tone)
            self.refresh()

    @property
    def said(self) -> str:
        """The message as it stands."""
        return self._said.text

    @property
    def alerts(self) -> bool:
        """Whether it tells of something that went wrong."""
        return self._said.tone is Tone.ALERT

    def place(self, text: str) -> None:
        """Show where we are ("4 of 142")."""
        if self._place != text:
            # The end of the line alone: this follows every key.
            changed = max(cells(clean(self._place)), cells(clean(text))) + 1
            self._place = text
            self.refresh(Region(max(0, self.size.width - changed), 0, changed, 1))

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        return [fill_between((Span(" "), self._said), (Span(self._place + " ", Tone.DIM),), width)]


class KeyHint(NamedTuple):
    """A key, the short word for what it does, and the action it stands for."""

    key: str
    word: str
    action_id: str = ""


class KeyBar(_Choices):
    """The keys that matter here, in the order given; those that do not fit are left out, from the end."""

    class HintChosen(Message):
        """A hint was clicked."""

        def __init__(self, action_id: str) -> None:
            super().__init__()
            self.action_id = action_id

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints: Sequence[KeyHint] = ()

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show these hints, help first."""
        if tuple(hints) != tuple(self._hints):
            self._hints = tuple(hints)
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The bar."""
        line: list[Span] = [Span(" ")]
        self._places.clear()
        for key, word, action_id in self._hints:
            piece = (Span(key, Tone.ACCENT), Span(f" {word}", Tone.DIM))
            start, size = width_of(line), width_of(piece)
            if start + size > width:
                break
            self._places.append((start, start + size, action_id))
            line += [*piece, Span("  ")]
        # The last gap may be wider than the bar, and is nothing to cut a hint short for.
        return [line[:-1] if len(line) > 1 else line]

    def on_click(self, event: events.Click) -> None:
        """Do what the hint says."""
        key = self._key_at(event.x)
        if key:
            self.post_message(self.HintChosen(key))


class Rule(LineWidget):
    """A thin line across."""

    DEFAULT_CSS: ClassVar[str] = """
    Rule { color: $border; }
    """

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        return [(Span("─" * width),)]
