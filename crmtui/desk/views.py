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

SEARCH_LIMIT = 2000
"""Tickets that a filter by words holds at the most, newest first."""


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
    """The rows of one view, or of the tickets in it whose messages hold all of some words."""

    def __init__(self, view: str, me: int | None, words: str = "") -> None:
        self.view, self.me, self.words = view, me, words.strip()
        self._listing = lists.ticket_listing(view, me)
        self._pager = lists.Pager(self._listing)
        self._total: int | None = None
        self._hits: list[int] | None = None

    def count(self, connection: cysqlite.Connection) -> int:
        """How many rows there are; a filter by words stops counting at `SEARCH_LIMIT`."""
        if self._total is None:
            if self.words:
                self._total = len(self._found(connection))
            else:
                self._total = lists.ticket_counts(connection, self.me)[self.view]
        return self._total

    def page(self, connection: cysqlite.Connection, start: int, size: int) -> list[TicketRow]:
        """Rows `start` to `start + size`, newest activity first."""
        if self.words:
            rows = lists.rows_of(connection, self._listing, self._found(connection)[start : start + size])
        else:
            rows = self._pager.page(connection, start, size, self.count(connection))
        return [ticket_row(row) for row in rows]

    def position(self, connection: cysqlite.Connection, ticket_id: int) -> int | None:
        """The place of a ticket in the list, None when it is not in it."""
        if self.words:
            found = self._found(connection)
            return found.index(ticket_id) if ticket_id in found else None
        key = lists.ticket_key(connection, self.view, self.me, ticket_id)
        return None if key is None else self._pager.keys_above(connection, key)

    def ids(self, connection: cysqlite.Connection, limit: int = 1_000_000) -> list[int]:
        """The ids of all rows, newest first: what a bulk action on everything acts on."""
        if self.words:
            return self._found(connection)[:limit]
        return lists.tickets_in_view(connection, self.view, self.me, limit)

    def _found(self, connection: cysqlite.Connection) -> list[int]:
        if self._hits is None:
            from crmtui.db import fulltext  # late: a list without a filter needs no index

            number = self.words.removeprefix("#")
            tickets = [int(number)] if number.isdecimal() and len(number) < 12 else []
            tickets += [ticket for _, ticket in fulltext.find_messages(connection, self.words)]
            unique = list(dict.fromkeys(tickets))
            self._hits = lists.keep_in_view(connection, self.view, self.me, unique)[:SEARCH_LIMIT]
        return self._hits


def rows_by_id(connection: cysqlite.Connection, ids: list[int]) -> list[TicketRow]:
    """The rows of tickets by number, in the order asked; those that are not there are left out."""
    return [ticket_row(row) for row in lists.rows_of(connection, lists.ticket_listing("all", None), ids)]
