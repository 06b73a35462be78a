"""Rows of a long list, a page at a time: where they come from, and what draws them.

The one rule: nothing here waits on the event loop for a row: what is not there yet is None, and is fetched by one
task that always looks at what is wanted now, so that a held key never builds a queue of pages nobody sees any more.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from crmtui.widgets.lines import Line

# 64 rows fetch in about a millisecond and fill the tallest usual window.
PAGE = 64
# Enough for a window on two pages and half a page either way, and for going back where one came from.
_KEPT = 16


class Row(Protocol):
    """Anything that has a record id."""

    @property
    def id(self) -> int:
        """The record's id: what the cursor holds on to."""
        ...


R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)
R_contra = TypeVar("R_contra", bound=Row, contravariant=True)


class RowSource(Protocol[R_co]):
    """Where rows come from; the screen makes one per query. Every await happens off the event loop."""

    def count(self) -> int:
        """How many rows there are, known or estimated; corrected when the end is met."""
        ...

    async def page(self, start: int, size: int) -> Sequence[R_co]:
        """Rows `start` to `start + size`; fewer only at the end."""
        ...

    async def position(self, record: int) -> int | None:
        """Where a record stands now; None when it has left the list."""
        ...


class RowPainter(Protocol[R_contra]):
    """Turns a row into a line; the list adds the cursor and the mark in front."""

    def paint(self, row: R_contra, width: int, *, cursor: bool, marked: bool, now: int) -> "Line":
        """The spans of a row.

        Args:
            row: What the source handed over.
            width: Cells there are.
            cursor: The cursor is here.
            marked: The row is marked.
            now: The present, UTC epoch seconds.
        """
        ...


@dataclass(frozen=True, slots=True)
class Marks:
    """Which records are marked: these ids, or everything the query picks but these."""

    ids: frozenset[int] = frozenset()
    everything: bool = False

    def __contains__(self, record: object) -> bool:
        return (record in self.ids) is not self.everything

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def count(self, total: int) -> int:
        """How many records are marked, out of a list of `total`."""
        return max(0, total - len(self.ids)) if self.everything else len(self.ids)

    def flipped(self, record: int) -> "Marks":
        """The marks with one record's mark turned."""
        return Marks(self.ids ^ {record}, self.everything)

    def joined(self, records: frozenset[int]) -> "Marks":
        """The marks with these records marked as well."""
        return Marks(self.ids - records if self.everything else self.ids | records, self.everything)


class Pages(Generic[R]):
    """The pages of one source that are in memory."""

    def __init__(self, source: RowSource[R]) -> None:
        self.source = source
        self.count = source.count()
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()

    def seed(self, first: Sequence[R]) -> None:
        """Take the first rows as they are already known, so that the first paint needs no fetch."""
        if len(first) >= min(PAGE, self.count):
            self._pages[0] = first[:PAGE]

    def row(self, index: int) -> R | None:
        """The row at an index; None while it has not been fetched (or the list ends before it)."""
        page = self._pages.get(index // PAGE)
        if page is None:
            return None
        offset = index % PAGE
        return page[offset] if offset < len(page) else None

    def missing(self, start: int, stop: int) -> int | None:
        """The first page that holds any of these indexes and is not in memory."""
        for number in range(max(0, start) // PAGE, (min(stop, self.count) + PAGE - 1) // PAGE):
            if number not in self._pages:
                return number
        return None

    async def fetch(self, number: int) -> None:
        """Bring one page into memory."""
        rows = await self.source.page(number * PAGE, PAGE)
        self._pages[number] = rows
        self._pages.move_to_end(number)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        end = number * PAGE + len(rows)
        if len(rows) < PAGE:
            # The end was met: the estimate was too high, or rows went away. An empty page says only "not here".
            self.count = end if rows or number == 0 else min(self.count, end)
        else:
            self.count = max(self.count, end)
