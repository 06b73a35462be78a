"""Pages of long lists, the same speed at a thousand rows and at a million.

The one rule: a page is reached by key from the nearest place that is known, or by the counted ranks of its listing,
over an index that holds the whole condition; the rows themselves are read only for the page that is shown. Plain
connection, plain tuples: the first painted list comes from here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db import ranks
from crmtui.db.connect import one_moment

Key = tuple[Any, int]
"""(sort value, id): what a list is ordered by, newest first unless its listing says otherwise."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list picks: a table, the index that holds the condition, the condition and the columns shown.

    Attributes:
        index: "" leaves the choice to SQLite.
        ascending: the smallest sort value first (names) and not the largest (times).
        group: the counted group of tickets that this is, sorted by `activity_at`, newest first; None when nobody
            counts them: far pages then cost more in long lists.
    """

    table: str
    index: str
    sort: str
    where: str
    params: tuple[Any, ...]
    columns: str
    joins: str = ""
    ascending: bool = False
    group: ranks.Group | None = None

    @property
    def source(self) -> str:
        """The table as t, with its index."""
        return f"{self.table} t INDEXED BY {self.index}" if self.index else f"{self.table} t"

    @property
    def order(self) -> str:
        """The direction from the top down."""
        return "ASC" if self.ascending else "DESC"

    @property
    def upwards(self) -> str:
        """The comparison that holds for keys further up."""
        return "<" if self.ascending else ">"

    @property
    def downwards(self) -> str:
        """The comparison that holds for keys further down."""
        return ">" if self.ascending else "<"


_NEAR = 256
"""Rows that are skipped sooner than looked up by ranks."""


class Pager:
    """Finds pages of one listing; keeps the keys of the places it has been at.

    Forget it and make another when the data changed: its places would be of the old list.
    """

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._places: dict[int, Key] = {}
        self._sorted: list[int] = []

    def page(self, connection: cysqlite.Connection, start: int, size: int, total: int) -> list[tuple[Any, ...]]:
        """Rows `start` to `start + size` of the list; each begins with its sort value and id."""
        if start >= total:
            return []
        anchor = self._anchor(start)
        ahead, behind = start - (anchor or 0), total - start - size
        if self.listing.group is not None and ahead > _NEAR and behind > _NEAR:
            rows = self._by_rank(connection, self.listing.group, start, size)
        elif behind < ahead:
            rows = self._from_end(connection, start, size, total)
        else:
            rows = self._forward(connection, start, size, anchor)
        self._remember(start, rows)
        return rows

    def keys_above(self, connection: cysqlite.Connection, key: Key) -> int:
        """How many rows stand above a key: its place in the list."""
        one = self.listing
        sql = f"""SELECT count(*) FROM {one.source}
            WHERE {one.where} AND (t.{one.sort}, t.id) {one.upwards} (?, ?)"""
        if one.group is None:
            return int(connection.execute_scalar(sql, (*one.params, *key)))
        with one_moment(connection):
            top, later = ranks.rows_after(connection, one.group, key[0])
            beside = connection.execute_scalar(f"{sql} AND t.{one.sort} <= ?", (*one.params, *key, top))
        return later + int(beside)

    def _anchor(self, start: int) -> int | None:
        spot = bisect_right(self._sorted, start)
        return self._sorted[spot - 1] if spot else None

    def _by_rank(self, connection: cysqlite.Connection, group: ranks.Group, start: int, size: int) -> list[Any]:
        with one_moment(connection):
            found = ranks.span_of(connection, group, start)
            if found is None:
                return []
            top, skip = found
            return self._run(connection, f"AND t.{self.listing.sort} <= ?", (top,), self.listing.order, size, skip)

    def _forward(self, connection: cysqlite.Connection, start: int, size: int, anchor: int | None) -> list[Any]:
        one = self.listing
        if anchor is None:
            return self._run(connection, "", (), one.order, size, start)
        key = self._places[anchor]
        bound = f"AND (t.{one.sort}, t.id) {one.downwards}= (?, ?)"
        return self._run(connection, bound, key, one.order, size, start - anchor)

    def _from_end(self, connection: cysqlite.Connection, start: int, size: int, total: int) -> list[Any]:
        size = min(size, total - start)
        back = "DESC" if self.listing.ascending else "ASC"
        rows = self._run(connection, "", (), back, size, max(0, total - start - size))
        return rows[::-1]

    def _run(
        self, connection: cysqlite.Connection, bound: str, key: Sequence[int], order: str, size: int, skip: int
    ) -> list[Any]:
        one = self.listing
        by = f"t.{one.sort} {order}, t.id {order}"
        sql = f"""SELECT t.{one.sort}, t.id, {one.columns} FROM
            (SELECT t.id AS row_id FROM {one.source}
             WHERE {one.where} {bound} ORDER BY {by} LIMIT ? OFFSET ?) AS page
            CROSS JOIN {one.table} t ON t.id = page.row_id {one.joins} ORDER BY {by}"""
        rows: list[Any] = connection.execute(sql, (*one.params, *key, size, skip)).fetchall()
        return rows

    def _remember(self, start: int, rows: Sequence[Any]) -> None:
        if rows and start not in self._places:
            self._places[start] = (rows[0][0], rows[0][1])
            self._sorted.insert(bisect_right(self._sorted, start), start)


_AT_ONCE = 10_000
"""Ids that one statement takes: SQLite has a limit."""


def rows_of(connection: cysqlite.Connection, listing: Listing, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The listed columns of these records, in the order of `ids`; records that are gone are left out."""
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = tuple(ids[start : start + _AT_ONCE])
        sql = f"""SELECT t.{listing.sort}, t.id, {listing.columns} FROM {listing.table} t {listing.joins}
            WHERE t.id IN ({",".join("?" * len(some))})"""
        found |= {row[1]: row for row in connection.execute(sql, some)}
    return [found[row_id] for row_id in ids if row_id in found]


# -- tickets ------------------------------------------------------------------------------------------------------

_TICKET_COLUMNS = """t.version, t.subject, t.snippet, t.status, t.priority, t.assignee_id, a.name, t.customer_id,
    c.name, c.email, t.tags, t.created_at, t.waiting_since, t.snoozed_until"""
_TICKET_JOINS = "LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN agent a ON a.id = t.assignee_id"

_ACTIVE = "t.status IN ('open', 'pending')"
_OPEN, _KEPT = ("waiting", "working"), ("waiting", "working", "snoozed", "resolved")
_TICKET_VIEWS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "mine": ("ticket_assignee", f"{_ACTIVE} AND t.assignee_id = ?", _OPEN),
    "unassigned": ("ticket_assignee", f"{_ACTIVE} AND t.assignee_id IS NULL", _OPEN),
    "open": ("ticket_active", _ACTIVE, _OPEN),
    "waiting": ("ticket_waiting", "t.status = 'open' AND t.waiting_since IS NOT NULL", ("waiting",)),
    "snoozed": ("ticket_status", "t.status = 'snoozed'", ("snoozed",)),
    "resolved": ("ticket_status", "t.status = 'resolved'", ("resolved",)),
    "spam": ("ticket_status", "t.status = 'spam'", ("spam",)),
    "all": ("ticket_all", "t.status NOT IN ('spam', 'trash')", _KEPT),
}
"""The index, the condition and the counted kinds of each built-in view."""

_MINE, _NOBODY = "assignee_id = :me", "assignee_id = 0"
_COUNTS: dict[str, str] = {
    "mine": f"status IN ('open', 'pending') AND {_MINE}",
    "unassigned": f"status IN ('open', 'pending') AND {_NOBODY}",
    "open": "status IN ('open', 'pending')",
    "waiting": "status = 'open' AND waiting = 1",
    "snoozed": "status = 'snoozed'",
    "resolved": "status = 'resolved'",
    "spam": "status = 'spam'",
    "all": "status NOT IN ('spam', 'trash')",
}
_COUNT_SQL = "SELECT " + ", ".join(
    f"coalesce(sum(n) FILTER (WHERE {test}), 0)" for test in _COUNTS.values()
) + " FROM ticket_count"  # fmt: skip


def ticket_listing(view: str, me: int | None) -> Listing:
    """The listing of a built-in view; `me` is the agent whose tickets are Mine."""
    index, where, kinds = _TICKET_VIEWS[view]
    params = (me,) if view == "mine" else ()
    whose = {"mine": ranks.whose(me), "unassigned": ranks.whose(None)}.get(view, ranks.DESK)
    # An agent that is nobody has no tickets, and nobody's are another view.
    group = None if view == "mine" and me is None else ranks.Group(kinds, whose)
    return Listing("ticket", index, "activity_at", where, params, _TICKET_COLUMNS, _TICKET_JOINS, group=group)


def ticket_counts(connection: cysqlite.Connection, me: int | None) -> dict[str, int]:
    """How many tickets each built-in view holds, from the counters that triggers keep."""
    # An agent that is nobody has no tickets: -1 is no id, while 0 counts the unassigned.
    row = connection.execute_one(_COUNT_SQL.replace(":me", "?"), (-1 if me is None else me,))
    return dict(zip(_COUNTS, row or (), strict=True))


def ticket_key(connection: cysqlite.Connection, view: str, me: int | None, ticket_id: int) -> Key | None:
    """Where a ticket stands in a view, None when it is not in it."""
    one = ticket_listing(view, me)
    sql = f"SELECT t.activity_at, t.id FROM ticket t WHERE t.id = ? AND {one.where}"
    row = connection.execute_one(sql, (ticket_id, *one.params))
    return (row[0], row[1]) if row else None


def tickets_in_view(connection: cysqlite.Connection, view: str, me: int | None, limit: int) -> list[int]:
    """Ids of the tickets of a view, newest first, at most `limit`."""
    one = ticket_listing(view, me)
    sql = f"""SELECT t.id FROM ticket t INDEXED BY {one.index} WHERE {one.where}
        ORDER BY t.activity_at DESC, t.id DESC LIMIT ?"""
    return [row_id for (row_id,) in connection.execute(sql, (*one.params, limit))]


def listing_of_tickets(index: str, where: str, params: tuple[Any, ...]) -> Listing:
    """Tickets that meet a compiled condition, newest activity first, read along an index."""
    return Listing("ticket", index, "activity_at", where, params, _TICKET_COLUMNS, _TICKET_JOINS)


def key_of_ticket(connection: cysqlite.Connection, ticket_id: int) -> Key | None:
    """Where a ticket stands among all by its activity, None when there is no such ticket."""
    row = connection.execute_one("SELECT activity_at, id FROM ticket WHERE id = ?", (ticket_id,))
    return (row[0], row[1]) if row else None
