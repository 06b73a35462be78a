"""Views of the inbox: which there are, how many tickets each holds, and their rows page by page.

The one rule: read-only and light; the first painted screen is made of this. All functions take the raw reader.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db import lists


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A built-in view of the inbox: its key in the program, its title and what it holds for people, and as a query."""

    key: str
    title: str
    help: str
    query: str


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec("mine", "Mine", "open or pending, assigned to you", "is:open assignee:me"),
    ViewSpec("unassigned", "Unassigned", "open or pending, assigned to nobody", "is:open assignee:none"),
    ViewSpec("open", "All open", "open or pending", "is:open"),
    ViewSpec("waiting", "Waiting on us", "open, and the customer waits for an answer", "is:waiting"),
    ViewSpec("snoozed", "Snoozed", "asleep until a time", "is:snoozed"),
    ViewSpec("resolved", "Resolved", "done", "is:resolved"),
    ViewSpec("spam", "Spam", "junk, kept out of everything else", "is:spam"),
    ViewSpec("all", "All", "everything but spam and trash", ""),
)

PRIORITIES = ("low", "normal", "high", "urgent")
"""Names of a ticket's priority, by its number."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a list shows it. Texts are as they came: clean them at the door to the screen."""

    id: int
    version: int
    subject: str
    snippet: str
    status: str
    priority: int
    assignee_id: int | None
    assignee: str
    customer_id: int | None
    customer: str
    tags: tuple[str, ...]
    created_at: int
    activity_at: int
    waiting_since: int | None
    snoozed_until: int | None


def counts(connection: cysqlite.Connection, me: int | None) -> dict[str, int]:
    """How many tickets each view holds, by view key."""
    return lists.ticket_counts(connection, me)


def ticket_row(row: Sequence[Any]) -> TicketRow:
    """A row of `lists.ticket_listing` as a `TicketRow`."""
    (activity, ticket_id, version, subject, snippet, status, priority, assignee_id, assignee, customer_id,
     name, email, tags, created, waiting, snoozed) = row  # fmt: skip
    labels = () if tags == "[]" else tuple(json.loads(tags))
    return TicketRow(
        ticket_id, version, subject, snippet, status, priority, assignee_id, assignee or "",
        customer_id, name or email or "", labels, created, activity, waiting, snoozed,
    )  # fmt: skip


class TicketPages:
    """The rows of one view."""

    def __init__(self, view: str, me: int | None) -> None:
        self.view, self.me = view, me
        self._pager = lists.Pager(lists.ticket_listing(view, me))
        self._total: int | None = None

    def count(self, connection: cysqlite.Connection) -> int:
        """How many rows there are."""
        if self._total is None:
            self._total = lists.ticket_counts(connection, self.me)[self.view]
        return self._total

    def page(self, connection: cysqlite.Connection, start: int, size: int) -> list[TicketRow]:
        """Rows `start` to `start + size`, newest activity first."""
        return [ticket_row(row) for row in self._pager.page(connection, start, size, self.count(connection))]

    def position(self, connection: cysqlite.Connection, ticket_id: int) -> int | None:
        """The place of a ticket in the list, None when it is not in it."""
        key = lists.ticket_key(connection, self.view, self.me, ticket_id)
        return None if key is None else self._pager.keys_above(connection, key)

    def ids(self, connection: cysqlite.Connection, limit: int = 1_000_000) -> list[int]:
        """The ids of all rows, newest first: what a bulk action on everything acts on."""
        return lists.tickets_in_view(connection, self.view, self.me, limit)


def rows_by_id(connection: cysqlite.Connection, ids: list[int]) -> list[TicketRow]:
    """The rows of tickets by number, in the order asked; those that are not there are left out."""
    return [ticket_row(row) for row in lists.rows_of(connection, lists.ticket_listing("all", None), ids)]
