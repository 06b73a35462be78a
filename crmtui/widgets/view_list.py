"""The views of a room below each other, with their counts in a column, for terminals that have the room.

The one rule: it shows what the bar shows; a key, a click, and what is active mean the same.
"""

from collections.abc import Sequence

from textual import events

from crmtui.text import clean, cut, pad
from crmtui.widgets.bars import Item, ViewBar, shown_count
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

_COUNT = 6


class ViewList(LineWidget):
    """The list; a gap stands between the views that are always there and those that somebody made."""

    DEFAULT_CSS = """
    ViewList { width: 27; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._views: Sequence[Item] = ()
        self._active = ""
        self._made = 0
        self._rows: list[Item | None] = []

    def show(self, views: Sequence[Item], active: str, made: int) -> None:
        """Show these views; the last `made` are those that somebody made."""
        if (tuple(views), active, made) != (tuple(self._views), self._active, self._made):
            self._views, self._active, self._made = tuple(views), active, made
            first = len(views) - made
            self._rows = [*views[:first], *([None, *views[first:]] if made else [])]
            self.refresh()

    def _window(self, height: int) -> Sequence[Item | None]:
        """The rows that fit, the active one among them."""
        at = next((y for y, row in enumerate(self._rows) if row is not None and row.key == self._active), 0)
        top = max(0, min(at - height // 2, len(self._rows) - height))
        return self._rows[top : top + height]

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A view a line, its count at the right."""
        return [self._line(row, width) if row is not None else () for row in self._window(height)]

    def _line(self, view: Item, width: int) -> Line:
        count = "" if view.number is None else shown_count(view.number)
        room = width - _COUNT - 3
        text = f" {pad(cut(clean(view.title), room), room)} {pad(count, _COUNT, right=True)} "
        return (Span(text, Tone.REVERSE if view.key == self._active else Tone.NORMAL),)

    def on_click(self, event: events.Click) -> None:
        """Choose the view."""
        rows = self._window(self.size.height)
        view = rows[event.y] if event.y < len(rows) else None
        if view is not None:
            self.post_message(ViewBar.ViewChosen(view.key))
