"""A list of records of any length, drawn line by line.

The one rule: it knows rows by their id and their painter only, and paints no line that did not change. The cursor
stands on a record, not on a place: when the list changes under it, it stays with its record.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from crmtui.errors import CrmtuiError
from crmtui.widgets.lines import Line, LineWidget, Span, Tone
from crmtui.widgets.pages import Pages, R, RowPainter, RowSource

# Cursor, mark, blank.
GUTTER = 3


class PagedList(LineWidget, Generic[R], can_focus=True):
    """The list; see the module."""

    DEFAULT_CSS = """
    PagedList {
        height: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="list.down", show=False),
        Binding("k,up", "move(-1)", "up", id="list.up", show=False),
        Binding("g,home", "top", "first", id="list.top", show=False),
        Binding("G,end", "bottom", "last", id="list.bottom", show=False),
        Binding("ctrl+d", "half(1)", "half a page down", id="list.half_down", show=False),
        Binding("ctrl+u", "half(-1)", "half a page up", id="list.half_up", show=False),
        Binding("pagedown", "page(1)", "page down", id="list.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="list.page_up", show=False),
        Binding("enter,l,right", "open", "open", id="list.open", show=False),
    ]

    # Plain classes: a dataclass costs a fifth of a millisecond each before the first paint.
    class Said(Message):
        """What all messages of a list have: which list it was, for `@on(..., "#id")`."""

        def __init__(self, list: LineWidget) -> None:  # noqa: A002 (what it is)
            super().__init__()
            self.list = list

        @property
        def control(self) -> LineWidget:
            """The list."""
            return self.list

    class CursorMoved(Said):
        """The cursor stands on another record (None: on none, or on one that is still being fetched)."""

        def __init__(self, list: LineWidget, record: int | None, index: int) -> None:  # noqa: A002
            super().__init__(list)
            self.record, self.index = record, index

        def can_replace(self, message: Message) -> bool:
            """Only the last place of a held key is of interest."""
            return isinstance(message, PagedList.CursorMoved) and message.list is self.list

    class RowOpened(Said):
        """Enter, l or a double click on a record."""

        def __init__(self, list: LineWidget, record: int) -> None:  # noqa: A002
            super().__init__(list)
            self.record = record

    class FetchFailed(Said):
        """A page could not be read; what was there stays."""

        def __init__(self, list: LineWidget, error: CrmtuiError) -> None:  # noqa: A002
            super().__init__(list)
            self.error = error

    def __init__(
        self,
        painter: RowPainter[R],
        *,
        now: int = 0,
        empty: str = "",
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        """Make a list without rows; `show` gives it some.

        Args:
            painter: Draws the rows.
            now: The present for the painter; `tick` moves it on.
            empty: One line to show instead of no rows: what to do next.
            id: The widget's id.
            classes: The widget's style classes.
        """
        super().__init__(id=id, classes=classes)
        self.painter = painter
        self.empty = empty
        # Called at once when the cursor or the window moved, so that what follows is painted in the same frame; the
        # messages come a frame later.
        self.moved: Callable[[], None] | None = None
        self._now = now
        self._pages: Pages[R] | None = None
        self._top = 0
        self._index = 0
        self._announced: int | None = None
        self._drawn: dict[int, object] = {}
        self._fetching = False
        self._reloads = 0

    # -- what screens say and ask --------------------------------------------------------------------------------

    def show(self, source: RowSource[R], first: Sequence[R] = (), *, index: int = 0) -> None:
        """Show another list from its beginning (or with the cursor on `index`), nothing marked.

        Args:
            source: Where the rows come from.
            first: The first page where it is already known: it is painted at once.
            index: Where the cursor stands.
        """
        self._reloads += 1
        self._pages = Pages(source)
        self._pages.seed(first)
        self._index = min(index, max(0, self._pages.count - 1))
        self._top = 0
        self._scroll_to_cursor()
        self._changed()

    async def reload(self, source: RowSource[R] | None = None) -> None:
        """Read the rows again; the cursor stays on its record, or on its place when the record has left.

        Args:
            source: The same query anew, where a source keeps what it has counted.
        """
        old = self._pages
        if old is None:
            return
        source = source or old.source
        self._reloads += 1
        mine = self._reloads
        record, stood, height = self.record, self._index, max(1, self.size.height)
        try:
            place = None if record is None else await source.position(record)
            fresh = Pages(source)
            slid = 0 if place is None else place - stood
            top = self._top_when(slid)
            while (number := fresh.missing(top, top + height)) is not None:
                await fresh.fetch(number)
        except CrmtuiError as error:
            self.post_message(self.FetchFailed(self, error))
            return
        if mine != self._reloads:
            return
        self._pages = fresh
        # Keys may have moved the cursor while we read: it stays as many rows away from where it stood.
        self._index = max(0, min(self._index + slid, fresh.count - 1))
        self._top = self._top_when(slid)
        self._scroll_to_cursor()
        self._changed()

    def _top_when(self, slid: int) -> int:
        """The first row of the window when the rows have slid: at the head new ones are seen, further down none."""
        return max(0, self._top + slid) if self._top else 0

    @property
    def total(self) -> int:
        """How many rows there are, known or estimated."""
        return self._pages.count if self._pages else 0

    @property
    def index(self) -> int:
        """Where the cursor stands, from 0."""
        return self._index

    @property
    def row(self) -> R | None:
        """The row under the cursor; None when there is none or it is still being fetched."""
        return self._pages.row(self._index) if self._pages else None

    @property
    def record(self) -> int | None:
        """The id of the record under the cursor."""
        row = self.row
        return None if row is None else row.id

    def record_at(self, index: int) -> int | None:
        """The id of the record at a place, as the list was read last; None when it is not known."""
        row = self._pages.row(index) if self._pages and index >= 0 else None
        return None if row is None else row.id

    def move_to(self, index: int) -> None:
        """Put the cursor on a place."""
        index = max(0, min(index, self.total - 1))
        if index != self._index:
            self._index = index
            self._scroll_to_cursor()
        self._changed()

    def tick(self, now: int) -> None:
        """Tell the list the time; only lines that read differently are painted."""
        states = [(y, state) for y, state in self._drawn.items() if isinstance(state, tuple) and state[0] is not None]
        before = [self._painted(*state) for _, state in states]
        self._now = now
        after = [self._painted(*state) for _, state in states]
        self.refresh_ys([y for (y, _), old, new in zip(states, before, after, strict=True) if tuple(old) != tuple(new)])

    # -- drawing -------------------------------------------------------------------------------------------------

    def _state(self, y: int) -> object:
        """What a line stands for: two equal states need no paint, as long as the time is the same."""
        index = self._top + y
        if self._pages is None or index >= self._pages.count:
            return self.empty if y == 0 and self._pages is not None and not self._pages.count else None
        row = self._pages.row(index)
        return (row, index == self._index, self._is_marked(index, row))

    def _painted(self, row: R, cursor: bool, marked: bool) -> Line:
        width = max(0, self.size.width - GUTTER)
        return self.painter.paint(row, width, cursor=cursor, marked=marked, now=self._now)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        state = self._drawn[y] = self._state(y)
        width = self.size.width
        if not isinstance(state, tuple):
            return self.draw((Span(" "), Span(state, Tone.DIM)) if isinstance(state, str) else (), width)
        row, cursor, marked = state
        gutter = Span(f"{'>' if cursor else ' '}{'+' if marked else ' '} ")
        body = (Span("...", Tone.DIM),) if row is None else self._painted(row, cursor, marked)
        return self.draw((gutter, *body), width, cursor=cursor)

    def _repaint(self) -> None:
        self.refresh_ys([y for y in range(self.size.height) if self._drawn.get(y, self) != self._state(y)])

    def _is_marked(self, index: int, row: R | None) -> bool:  # noqa: ARG002 (for lists that mark)
        return False

    def _changed(self) -> None:
        """Something moved: paint what differs, fetch what is missing, say where the cursor is."""
        if not self.is_attached:
            # The first size comes after mounting, and leads here again.
            return
        self._repaint()
        if self.moved is not None:
            self.moved()
        if not self._fetching and self._pages is not None and self._wanted() is not None:
            self._fetching = True
            fetching: Any = self._fetch
            self.run_worker(fetching)
        record = self.record
        if record != self._announced or record is None:
            self._announced = record
            self.post_message(self.CursorMoved(self, record, self._index))

    def _wanted(self) -> int | None:
        """The page to fetch next: the window first, then half a window either way."""
        if self._pages is None:
            return None
        height = max(1, self.size.height)
        number = self._pages.missing(self._top, self._top + height)
        if number is None:
            number = self._pages.missing(self._top - height // 2, self._top + height + height // 2)
        return number

    async def _fetch(self) -> None:
        try:
            while (pages := self._pages) is not None and (number := self._wanted()) is not None:
                await pages.fetch(number)
                if pages is self._pages and self._index >= pages.count:
                    # The list was shorter than estimated.
                    self._index = max(0, pages.count - 1)
                    self._scroll_to_cursor()
                # The flag is still up: this paints and announces, and starts no second task.
                self._changed()
                await asyncio.sleep(0)
        except CrmtuiError as error:
            self.post_message(self.FetchFailed(self, error))
        finally:
            self._fetching = False

    def on_resize(self) -> None:
        """Keep the cursor in the window, and fetch what a taller one shows."""
        self._drawn.clear()
        self._scroll_to_cursor()
        self._changed()

    # -- moving --------------------------------------------------------------------------------------------------

    def _scroll_to_cursor(self) -> None:
        """Move the window by two thirds when the cursor left it: moved line by line it would repaint on every key."""
        height = max(1, self.size.height)
        if self._index < self._top:
            self._top = self._index - height * 2 // 3
        elif self._index >= self._top + height:
            self._top = self._index - height // 3
        self._top = max(0, min(self._top, self.total - height))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self._index + by)

    def action_top(self) -> None:
        """Go to the first row."""
        self.move_to(0)

    def action_bottom(self) -> None:
        """Go to the last row."""
        self.move_to(self.total - 1)

    def action_half(self, way: int) -> None:
        """Move cursor and window by half a page."""
        self._jump(way * max(1, self.size.height // 2))

    def action_page(self, way: int) -> None:
        """Move cursor and window by a page, one line kept."""
        self._jump(way * max(1, self.size.height - 1))

    def _jump(self, by: int) -> None:
        self._top = max(0, min(self._top + by, self.total - self.size.height))
        self.move_to(self._index + by)

    def action_open(self) -> None:
        """Open the record under the cursor."""
        if self.record is not None:
            self.post_message(self.RowOpened(self, self.record))
