"""How a ticket looks in a list, and where a list of tickets gets its rows.

The one rule: what has no room goes in a fixed order: assignee and tags, then the customer, then the age; number and
subject stay. Bold waits for us, dim is done, and a sign in front of the subject says the state in every theme.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from crmtui.db.engine import Engine
from crmtui.desk.views import TicketPages, TicketRow
from crmtui.text import age, cells, cut, one_line, pad
from crmtui.widgets.lines import Line, Span, Tone

if TYPE_CHECKING:
    from crmtui.highlight import Finder

# One sign says what a word would: the help explains them.
SIGNS = {"open": " ", "pending": ".", "snoozed": "~", "resolved": "x", "spam": "-", "trash": "-"}
_PRIORITIES = ("v", "", "!", "!!")
_DONE = frozenset(("resolved", "spam", "trash"))
_AGE, _STATUS = 4, 9
# Below these widths a column goes.
_TAIL_FROM, _CUSTOMER_FROM, _AGE_FROM, _STATUS_FROM, _SNIPPET_FROM = 70, 54, 34, 104, 50
# The least room for the words around a hit, and what they get where there is more.
_HIT_FROM, _HIT_ROOM = 24, 48


def _tail_width(width: int) -> int:
    return 24 if width >= _STATUS_FROM + 40 else 10


@lru_cache(maxsize=4096)
def _short(name: str, width: int) -> str:
    return pad(one_line(name), width)


def initials(name: str) -> str:
    """Two letters of an agent's name."""
    words = one_line(name).split()
    return "".join(word[0] for word in words[:2]).upper() if len(words) > 1 else one_line(name)[:2].upper()


def signs(row: TicketRow) -> str:
    """State and priority in two cells; two marks of urgency leave no room for a state."""
    return (SIGNS.get(row.status, "?") + _PRIORITIES[row.priority]).strip()[-2:]


class TicketPainter:
    """Draws tickets; without assignees in a view where they are all the same."""

    def __init__(self) -> None:
        self.show_assignee = True
        # What a search looks for: it is marked, and the snippet shows the words around it.
        self.finder: Finder | None = None

    def paint(self, row: TicketRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of a ticket."""
        number = f"#{row.id}"
        # Long numbers are not to be read together with the sign.
        head = f"{number:<{max(6, len(number) + 1)}}{signs(row):>2} "
        tail = self._tail(row, width, now)
        tone = Tone.STRONG if row.waiting_since is not None else Tone.DIM if row.status in _DONE else Tone.NORMAL
        room = width - len(head) - cells(tail)
        if self.finder:
            # Late: the first paint marks nothing.
            from crmtui.widgets.matches import matched

            words = self._found_words(row, room - 1, self.finder)
            spans = matched(words, self.finder, tone)
            return (Span(head, tone), *spans, Span(" " * (room - cells(words)) + tail, tone))
        return (Span(head + pad(self._words(row, room - 1), room) + tail, tone),)

    def _words(self, row: TicketRow, room: int) -> str:
        subject = one_line(row.subject) or "(no subject)"
        if room < _SNIPPET_FROM or cells(subject) + 8 > room:
            return cut(subject, room)
        return cut(f"{subject} - {one_line(row.snippet)}", room)

    def _found_words(self, row: TicketRow, room: int, finder: "Finder") -> str:
        """Subject and snippet; a hit that stands in the snippet alone is to be seen even where there is little room."""
        from crmtui.highlight import around  # late, as above

        snippet = one_line(row.snippet)
        hit = finder.first(snippet)
        if hit is None or room < _HIT_FROM:
            return self._words(row, room)
        subject = one_line(row.subject) or "(no subject)"
        if finder.holds(subject):
            subject = cut(subject, max(room // 2, room - _HIT_FROM))
            if cells(subject) + 8 > room:
                return subject
        else:
            subject = cut(subject, max(room // 3, room - _HIT_ROOM))
        left = room - cells(subject) - 3
        return cut(f"{subject} - {around(snippet, hit, left)}", room)

    def _tail(self, row: TicketRow, width: int, now: int) -> str:
        tail = ""
        if width >= _CUSTOMER_FROM:
            tail += _short(row.customer, 20 if width >= _STATUS_FROM else 13) + " "
        if width >= _STATUS_FROM:
            tail += pad("waiting" if row.waiting_since is not None else row.status, _STATUS)
        if width >= _AGE_FROM:
            tail += pad(age(now - (row.waiting_since or row.activity_at)), _AGE, right=True) + " "
        if width >= _TAIL_FROM:
            owner = initials(row.assignee) if self.show_assignee and row.assignee_id is not None else ""
            labels = " ".join(one_line(tag) for tag in row.tags)
            tail += " " + pad(f"{owner:<2} {labels}" if self.show_assignee else labels, _tail_width(width))
        return tail


class TicketSource:
    """Rows of a view through the read lane; a new one is made for every reading, so that nothing is stale."""

    def __init__(self, engine: Engine, pages: TicketPages, count: int) -> None:
        self._engine, self.pages, self._count = engine, pages, count

    @classmethod
    async def make(cls, engine: Engine, view: str, me: int | None) -> "TicketSource":
        """Count a view."""
        pages = TicketPages(view, me)
        return cls(engine, pages, await engine.read(pages.count))

    def count(self) -> int:
        """How many tickets there are."""
        return self._count

    async def page(self, start: int, size: int) -> Sequence[TicketRow]:
        """A page of tickets."""
        return await self._engine.read(self.pages.page, start, size)

    async def position(self, record: int) -> int | None:
        """The place of a ticket."""
        return await self._engine.read(self.pages.position, record)

    async def ids(self) -> Sequence[int]:
        """Every ticket of the view."""
        return await self._engine.read(self.pages.ids)
