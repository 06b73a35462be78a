"""The customer book: everybody, or those whom some words find, page by page; and what happened with one of them.

The one rule: read-only and light, on the raw reader; texts are as they came: clean them at the door to the screen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.customers.mentions import name_key
from crmtui.db import customer_lists, fulltext, lists
from crmtui.db.customer_lists import BOOK, Moment

SEARCH_LIMIT = 1000
"""Customers that a search by words holds at the most, best first."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as a list shows them; `spent` in minor units of `currency`, net of refunds."""

    id: int
    version: int
    name: str
    email: str
    company: str
    orders_count: int
    spent: int
    currency: str
    last_order_at: int | None
    last_contact_at: int | None
    open_tickets: int
    tags: tuple[str, ...]

    @property
    def title(self) -> str:
        """What to call them."""
        return self.name or self.email or f"customer {self.id}"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened with a customer.

    Attributes:
        kind: ticket, message, order, parcel or refund.
        moment: its place on the time line; give the last one's as `before` for what came earlier.
        about: id of the ticket (ticket, message) or of the order (order, parcel, refund) that it belongs to.
        title: the subject, the author or the order's name.
        state: the ticket's status; "mail in", "mail out", "note internal"; "paid fulfilled"; the refund's reason.
        text: the first words, or carrier and tracking number.
        currency, amount, refunded: of an order or refund, in minor units.
    """

    kind: str
    moment: Moment
    about: int
    title: str
    state: str
    text: str
    currency: str
    amount: int
    refunded: int

    @property
    def at(self) -> int:
        """When, UTC epoch seconds."""
        return self.moment[0]


def customer_row(row: Sequence[Any]) -> CustomerRow:
    """A row of `customer_lists.BOOK` as a `CustomerRow`."""
    tags = () if row[-1] == "[]" else tuple(json.loads(row[-1]))
    return CustomerRow(*(*row[1:-1], tags))


class CustomerPages:
    """The rows of the book by name, or those whom all of some words find, best first.

    Words are looked for in names, companies, addresses, numbers, tags and notes; "#1001" finds who placed that order.
    """

    def __init__(self, words: str = "") -> None:
        self.words = words.strip()
        self._pager = lists.Pager(BOOK)
        self._total: int | None = None
        self._hits: list[int] | None = None

    def count(self, connection: cysqlite.Connection) -> int:
        """How many rows there are; a search stops counting at `SEARCH_LIMIT`."""
        if self._total is None:
            self._total = len(self._found(connection)) if self.words else customer_lists.count(connection)
        return self._total

    def page(self, connection: cysqlite.Connection, start: int, size: int) -> list[CustomerRow]:
        """Rows `start` to `start + size`."""
        if self.words:
            rows = lists.rows_of(connection, BOOK, self._found(connection)[start : start + size])
        else:
            rows = self._pager.page(connection, start, size, self.count(connection))
        return [customer_row(row) for row in rows]

    def position(self, connection: cysqlite.Connection, customer_id: int) -> int | None:
        """The place of a customer in the list, None when they are not in it."""
        if self.words:
            found = self._found(connection)
            return found.index(customer_id) if customer_id in found else None
        key = customer_lists.key_of(connection, customer_id)
        return None if key is None else self._pager.keys_above(connection, key)

    def ids(self, connection: cysqlite.Connection, limit: int = 1_000_000) -> list[int]:
        """The ids of all rows: what a bulk action on everything acts on."""
        return self._found(connection)[:limit] if self.words else customer_lists.ids(connection, limit)

    def _found(self, connection: cysqlite.Connection) -> list[int]:
        if self._hits is None:
            hits = fulltext.find_customers(connection, self.words, SEARCH_LIMIT)
            if any(c.isdigit() for c in self.words):
                hits = [*customer_lists.of_orders(connection, name_key(self.words)), *hits]
            self._hits = list(dict.fromkeys(hits))[:SEARCH_LIMIT]
        return self._hits


def rows_by_id(connection: cysqlite.Connection, ids: Sequence[int]) -> list[CustomerRow]:
    """The rows of customers in the order asked; those that are not there are left out."""
    return [customer_row(row) for row in lists.rows_of(connection, BOOK, ids)]


def timeline(
    connection: cysqlite.Connection, customer_id: int, limit: int, before: Moment | None = None
) -> list[Event]:
    """What happened with a customer, newest first: tickets, messages and notes, orders, parcels, refunds.

    Args:
        connection: the raw reader.
        customer_id: who.
        limit: how many.
        before: only what stands below this place.
    """
    found = []
    for kind, moment, about, title, state, text, amount, refunded in customer_lists.events(
        connection, customer_id, limit, before
    ):
        money = kind in ("order", "refund")
        found.append(
            Event(kind, moment, about, title, state, "" if money else text, text if money else "", amount, refunded)
        )
    return found


def count_events(connection: cysqlite.Connection, customer_id: int) -> int:
    """How many events `timeline` tells in all."""
    return customer_lists.count_events(connection, customer_id)
