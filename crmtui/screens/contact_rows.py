"""How customers and what happened with them look in a list, and where the lists get their rows.

The one rule: what has no room goes in a fixed order: tags, then company, the last order, what was spent; the name
stays. Bold has an open ticket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtui.customers import book
from crmtui.customers.book import CustomerPages, CustomerRow, Event
from crmtui.db.engine import Engine
from crmtui.screens.profile_lines import words_of
from crmtui.text import age, cells, cut, money, one_line, pad, when
from crmtui.widgets.lines import Line, Span, Tone

if TYPE_CHECKING:
    from crmtui.customers.search import CustomerSearch
    from crmtui.highlight import Finder

_TAGS_FROM, _COMPANY_FROM, _LAST_FROM, _SPENT_FROM, _OPEN_FROM = 104, 92, 66, 50, 40
_NAME, _MAIL = 20, 28


class CustomerPainter:
    """Draws customers."""

    def __init__(self) -> None:
        # What a search looks for: it is marked.
        self.finder: Finder | None = None

    def paint(self, row: CustomerRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of a customer: name, address, then what is known in columns."""
        tail = self._tail(row, width, now)
        room = width - cells(tail) - 1
        name = one_line(row.name) or one_line(row.email) or f"customer {row.id}"
        more = one_line(row.email) if row.name else ""
        if width >= _COMPANY_FROM and row.company:
            more = f"{one_line(row.company)}  {more}".rstrip()
        share = max(_NAME, room * 2 // 5)
        text = f"{pad(name, share)}  {more}" if more and room >= _NAME + 12 else name
        tone = Tone.STRONG if row.open_tickets else Tone.NORMAL
        text = cut(text, room)
        if self.finder:
            # Late: the book is shown before anybody searches it.
            from crmtui.widgets.matches import matched

            return (*matched(text, self.finder, tone), Span(" " * (room - cells(text) + 1) + tail, tone))
        return (Span(pad(text, room) + " " + tail, tone),)

    def _tail(self, row: CustomerRow, width: int, now: int) -> str:
        tail = ""
        if width >= _OPEN_FROM:
            tail += pad(f"{row.open_tickets} open" if row.open_tickets else "", 7)
        if width >= _SPENT_FROM:
            orders = str(row.orders_count) if row.orders_count else ""
            spent = money(row.spent, row.currency) if row.orders_count or row.spent else ""
            tail += pad(orders, 4, right=True) + " " + pad(spent, 14, right=True)
        if width >= _LAST_FROM:
            last = age(now - row.last_order_at) if row.last_order_at is not None else ""
            tail += pad(last, 4, right=True) + " "
        if width >= _TAGS_FROM:
            tail += " " + pad(" ".join(one_line(tag) for tag in row.tags), 18)
        return tail


class BookSource:
    """Rows of the customer book through the read lane; a new one is made for every reading."""

    def __init__(self, engine: Engine, pages: "CustomerPages | CustomerSearch", count: int) -> None:
        self._engine, self._pages, self._count = engine, pages, count

    @classmethod
    async def make(cls, engine: Engine) -> "BookSource":
        """Count the book."""
        pages = CustomerPages()
        return cls(engine, pages, await engine.read(pages.count))

    def count(self) -> int:
        """How many customers there are."""
        return self._count

    async def page(self, start: int, size: int) -> Sequence[CustomerRow]:
        """A page of customers."""
        return await self._engine.read(self._pages.page, start, size)

    async def position(self, record: int) -> int | None:
        """The place of a customer."""
        return await self._engine.read(self._pages.position, record)

    async def ids(self) -> Sequence[int]:
        """Every customer of the list."""
        return await self._engine.read(self._pages.ids)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with an id that is its own among all kinds."""

    id: int
    event: Event


def event_row(event: Event) -> EventRow:
    """An event as a row of a list."""
    return EventRow(event.moment[2] * 8 + event.moment[1], event)


class EventPainter:
    """Draws what happened."""

    def paint(self, row: EventRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:  # noqa: ARG002
        """The line of an event: when, what, and its words."""
        event = row.event
        head = pad(when(event.at, now), 16)
        what, tone = _what(event)
        return (Span(head, Tone.DIM), Span(cut(what, width - cells(head)), tone))


_SINCE = {"delivered": ", arrived", "failure": ", not delivered", "returned": ", came back", "cancelled": ", cancelled"}
"""What may have become of a parcel since it left."""


def _what(event: Event) -> tuple[str, Tone]:
    title, text = one_line(event.title), one_line(event.text)
    if event.kind == "ticket":
        return f"ticket #{event.about}  {title or '(no subject)'}  {words_of(event.state)}", Tone.STRONG
    if event.kind == "order":
        states = [words_of(word) for word in event.state.split(" ") if word not in ("", "unknown")]
        refunded = f", {money(event.refunded, event.currency)} refunded" if event.refunded else ""
        verb = "order" if event.amount >= 0 else "credit"
        return f"{verb}  {title}  {money(event.amount, event.currency)}  {', '.join(states)}{refunded}", Tone.NORMAL
    if event.kind == "refund":
        return f"refund {title}  {money(event.amount, event.currency)}  {one_line(event.state)}", Tone.NORMAL
    if event.kind == "parcel":
        # It stands at the day it left; where it is by now is another matter.
        return f"parcel {title}  {text}  shipped{_SINCE.get(event.state, '')}", Tone.NORMAL
    kind, _, way = event.state.partition(" ")
    name = (
        {"in": "mail   ", "out": "reply  ", "internal": "note   "}.get(way, "mail   ") if kind != "call" else "call   "
    )
    return f"{name}{title}: {text}", Tone.DIM if way == "internal" else Tone.NORMAL


class EventSource:
    """A customer's time line through the read lane, read from the newest on as far as it is looked at."""

    def __init__(self, engine: Engine, customer_id: int, count: int) -> None:
        self._engine, self._customer, self._count = engine, customer_id, count
        self._rows: list[EventRow] = []
        self._ended = False

    @classmethod
    async def make(cls, engine: Engine, customer_id: int) -> "EventSource":
        """Count what happened with a customer."""
        return cls(engine, customer_id, await engine.read(book.count_events, customer_id))

    def count(self) -> int:
        """How many events there are."""
        return self._count

    async def page(self, start: int, size: int) -> Sequence[EventRow]:
        """A page of events, newest first."""
        await self._reach(start + size)
        return self._rows[start : start + size]

    async def _reach(self, stop: int) -> None:
        while len(self._rows) < stop and not self._ended:
            before = self._rows[-1].event.moment if self._rows else None
            more = await self._engine.read(book.timeline, self._customer, max(64, stop - len(self._rows)), before)
            self._rows += [event_row(event) for event in more]
            self._ended = not more

    async def position(self, record: int) -> int | None:
        """The place of an event."""
        await self._reach(self._count)
        return next((place for place, row in enumerate(self._rows) if row.id == record), None)
