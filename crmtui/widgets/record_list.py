"""A list of records of any length that can be marked: one by one, in ranges, or everything the query picks.

The one rule: marks are ids, or everything but some ids; never places, and never only what is in memory.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from crmtui.errors import CrmtuiError
from crmtui.widgets.lines import LineWidget
from crmtui.widgets.paged_list import GUTTER, PagedList
from crmtui.widgets.pages import Marks, R, RowSource

_WHEEL = 3
# A range is fetched this many rows at a time.
_RANGE_STEP = 512


class RecordList(PagedList[R]):
    """The list; see the module."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "mark", "mark", id="list.mark", show=False),
        Binding("v", "range", "mark a range", id="list.range", show=False),
        Binding("A", "mark_all", "mark all", id="list.mark_all", show=False),
        Binding("escape", "unmark", "unmark", id="list.unmark", show=False),
    ]

    class MarksChanged(PagedList.Said):
        """Other records are marked; with `screenful` what is on the screen was, and the same key marks everything."""

        def __init__(self, list: LineWidget, marks: Marks, total: int, *, screenful: bool = False) -> None:  # noqa: A002
            super().__init__(list)
            self.marks, self.total, self.screenful = marks, total, screenful

    _marks = Marks()
    # The marks as the first of the steps to everything left them.
    _screenful: Marks | None = None
    _anchor: int | None = None

    def show(self, source: RowSource[R], first: Sequence[R] = (), *, index: int = 0) -> None:
        """Show another list, nothing marked; see `PagedList.show`."""
        self._anchor = None
        self._set_marks(Marks())
        super().show(source, first, index=index)

    @property
    def marks(self) -> Marks:
        """What is marked."""
        return self._marks

    def selection(self) -> Marks:
        """What an action works on: the marks, or the record under the cursor."""
        if self._marks or self.record is None:
            return self._marks
        return Marks(frozenset((self.record,)))

    def unmark(self) -> None:
        """Take all marks back, and an open range with them."""
        self._anchor = None
        self._set_marks(Marks())
        self._repaint()

    def _is_marked(self, index: int, row: R | None) -> bool:
        if self._anchor is not None and min(self._anchor, self._index) <= index <= max(self._anchor, self._index):
            return True
        return self._marks.everything if row is None else row.id in self._marks

    # -- marking -------------------------------------------------------------------------------------------------

    def _set_marks(self, marks: Marks, *, screenful: bool = False) -> None:
        if marks != self._marks or screenful:
            self._marks = marks
            self._screenful = marks if screenful else None
            self.post_message(self.MarksChanged(self, marks, self.total, screenful=screenful))

    def action_mark(self) -> None:
        """Turn the mark of the record under the cursor and go on to the next; ends an open range."""
        if self._anchor is not None:
            self.action_range()
        elif self.record is not None:
            self._set_marks(self._marks.flipped(self.record))
            self.move_to(self._index + 1)

    def action_range(self) -> None:
        """Start a range at the cursor, or mark the one that is open."""
        if self._anchor is None:
            self._anchor = self._index if self.total else None
            self._repaint()
            return
        first, last = sorted((self._anchor, self._index))
        self._anchor = None
        self._mark_rows(first, last)

    def _mark_rows(self, first: int, last: int, *, screenful: bool = False) -> None:
        marking: Any = partial(self._mark_range, first, last, screenful)
        self.run_worker(marking, group="range")

    async def _mark_range(self, first: int, last: int, screenful: bool) -> None:
        pages, ids = self._pages, set[int]()
        if pages is None:
            return
        try:
            for start in range(first, last + 1, _RANGE_STEP):
                ids.update(row.id for row in await pages.source.page(start, min(_RANGE_STEP, last + 1 - start)))
        except CrmtuiError as error:
            self.post_message(self.FetchFailed(self, error))
            return
        self._set_marks(self._marks.joined(frozenset(ids)), screenful=screenful)
        self._repaint()

    def action_mark_all(self) -> None:
        """Mark what is on the screen; again, everything that the list's query picks, fetched or not; again, nothing."""
        self._anchor = None
        if self._marks == Marks(everything=True):
            self._set_marks(Marks())
        elif self._screenful is not None:
            self._set_marks(Marks(everything=True))
        elif self.total:
            last = min(self.total, self._top + max(1, self.size.height)) - 1
            rows = [self._pages.row(index) if self._pages else None for index in range(self._top, last + 1)]
            there = [row.id for row in rows if row is not None]
            if len(there) < len(rows):
                self._mark_rows(self._top, last, screenful=True)
                return
            self._set_marks(self._marks.joined(frozenset(there)), screenful=True)
        self._repaint()

    def action_unmark(self) -> None:
        """Take all marks back."""
        self.unmark()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Escape belongs to the screen when nothing is marked."""
        return action != "unmark" or bool(self._marks) or self._anchor is not None

    # -- the mouse -----------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """One click moves the cursor (in the gutter it marks), two open."""
        index = self._top + event.y
        if index >= self.total:
            return
        self.move_to(index)
        if event.x < GUTTER:
            if self.record is not None:
                self._set_marks(self._marks.flipped(self.record))
                self._repaint()
        elif event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window down; the cursor stays inside it."""
        event.stop()
        self._wheel(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window up; the cursor stays inside it."""
        event.stop()
        self._wheel(-_WHEEL)

    def _wheel(self, by: int) -> None:
        height = max(1, self.size.height)
        self._top = max(0, min(self._top + by, self.total - height))
        self._index = max(self._top, min(self._index, self._top + height - 1, self.total - 1))
        self._changed()
