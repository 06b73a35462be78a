"""The statements that carry a compiled query out: which records, how many, in what order, and which of some.

The one rule: where one condition is met by few records, those are gathered first and asked the rest; else the list is
read along an index in its own order, and stops as soon as there is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db.conditions import (
    ALIAS,
    TABLE,
    Condition,
    all_of,
    any_of,
    expression,
    numbered,
)
from crmtui.db.text_conditions import among_messages, asks_messages, text

FEW = 5_000
"""So many records are gathered and sorted sooner than a long list is read along."""
_CHUNK = 5_000
_HANDFUL = 4
"""So many records are asked one by one sooner than all hits of a word are gathered."""

_ACTIVE = "t.status IN ('open', 'pending')"
SINGLE = ("snoozed", "resolved", "spam", "trash", "pending", "open")
"""States of which a list can be read along alone, by their names."""
_LONG_LISTS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "waiting": ("ticket_waiting", "t.status = 'open' AND t.waiting_since IS NOT NULL"),
    "assignee": ("ticket_assignee", _ACTIVE),
    "active": ("ticket_active", _ACTIVE),
    "all": ("ticket_all", "t.status NOT IN ('spam', 'trash')"),
    **{state: ("ticket_status", f"t.status = '{state}'") for state in SINGLE},
}
"""What a list of tickets can be read along: an index, and the condition in plain words of its definition."""


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that a list is ordered by.

    Attributes:
        column: a column of the record, or a named expression of it.
        descending: the largest first; what is missing comes last either way.
    """

    column: str
    descending: bool = True


_USUAL: dict[str, tuple[Order, ...]] = {
    "ticket": (Order("activity_at"),),
    "customer": (Order("name_key", descending=False),),
    "order": (Order("placed_at"),),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a query picks.

    Attributes:
        records: ticket, customer or order.
        conditions: what all must hold, words at the top aside.
        match: the full-text expression of the words at the top, "" when there are none.
        messages: the same as it is asked of messages (see `db.beginnings`).
        numbers: tickets that these words name by their numbers.
        order: how the list is ordered, () for the usual way.
        along: what a list of tickets can be read along: waiting, assignee, active, all, a state of SINGLE, or "".
    """

    records: str
    conditions: tuple[Condition, ...]
    match: str = ""
    messages: str = ""
    numbers: tuple[int, ...] = ()
    order: tuple[Order, ...] = ()
    along: str = ""

    @property
    def texts(self) -> tuple[Condition, ...]:
        """The words at the top as a condition, if there are any."""
        if not self.match:
            return ()
        found = text(self.records, self.match, self.messages)
        return (any_of([found, *(numbered("ticket", number) for number in self.numbers)]),)

    @property
    def everything(self) -> tuple[Condition, ...]:
        """All conditions, the words too."""
        return (*self.conditions, *self.texts)

    @property
    def ordered(self) -> str:
        """The ORDER BY clause."""
        alias = ALIAS[self.records]
        parts = []
        for one in self.order or _USUAL[self.records]:
            by = expression(self.records, one.column)
            parts.append(f"{by} {'DESC' if one.descending else 'ASC'} NULLS LAST")
        last = "ASC" if not (self.order or _USUAL[self.records])[0].descending else "DESC"
        return ", ".join((*parts, f"{alias}.id {last}"))


def few(connection: cysqlite.Connection, one: Statement) -> Condition | None:
    """The condition that the fewest records meet, when they are few enough to gather."""
    best: tuple[int, Condition] | None = None
    for condition in one.everything:
        if condition.source is None:
            continue
        sql, params = condition.source
        limit = best[0] if best else FEW + 1
        n = int(connection.execute_scalar(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT ?)", (*params, limit)))
        if n < limit:
            best = (n, condition)
    return best[1] if best else None


def _from(one: Statement, driver: Condition | None) -> tuple[str, tuple[Any, ...]]:
    """FROM and WHERE: driven by the few that meet one condition, or along an index."""
    alias, table = ALIAS[one.records], TABLE[one.records]
    if driver is not None and driver.source is not None:
        rest = all_of([c for c in one.everything if c != driver])
        sql, params = driver.source
        return (
            f"FROM {table} {alias} WHERE {alias}.id IN ({sql}) AND {rest.sql}",
            (*params, *rest.params),
        )
    index, where, values = along(one)
    return f"FROM {table} {alias} {f'INDEXED BY {index}' if index else ''} WHERE {where}", values


def along(one: Statement) -> tuple[str, str, tuple[Any, ...]]:
    """The index that a list is read along, the whole condition, and its values."""
    index, where = _LONG_LISTS[one.along]
    whole = all_of(one.everything)
    return index, f"{where} AND {whole.sql}" if where else whole.sql, whole.params


def statement(one: Statement, driver: Condition | None, *, limit: int | None = None) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives the ids in the list's order, and its values."""
    source, params = _from(one, driver)
    sql = f"SELECT {ALIAS[one.records]}.id {source} ORDER BY {one.ordered}"
    return (sql, params) if limit is None else (f"{sql} LIMIT ?", (*params, limit))


def ids(connection: cysqlite.Connection, one: Statement, limit: int | None = None) -> list[int]:
    """Ids in the list's order, at most `limit`."""
    sql, params = statement(one, few(connection, one) or _hits_first(one), limit=limit)
    return [row_id for (row_id,) in connection.execute(sql, params)]


def count(connection: cysqlite.Connection, one: Statement, limit: int | None = None) -> int:
    """How many there are; counts no further than `limit`."""
    driver = few(connection, one) or _hits_first(one)
    if limit is not None and driver is None:
        # In the list's order: what is looked for is more often new than old.
        sql, params = statement(one, None, limit=limit)
        return int(connection.execute_scalar(f"SELECT count(*) FROM ({sql})", params))
    source, params = _from(one, driver)
    if limit is None:
        return int(connection.execute_scalar(f"SELECT count(*) {source}", params))
    return int(connection.execute_scalar(f"SELECT count(*) FROM (SELECT 1 {source} LIMIT ?)", (*params, limit)))


def _hits_first(one: Statement) -> Condition | None:
    """Words at the top are met by fewer records than there are."""
    return next(iter(one.texts), None)


def members(connection: cysqlite.Connection, one: Statement, row_ids: Sequence[int]) -> list[int]:
    """Those of some records that meet it, in any order."""
    alias, table = ALIAS[one.records], TABLE[one.records]
    whole = all_of([c.of_few if len(row_ids) <= _HANDFUL else c for c in one.everything])
    found: list[int] = []
    for start in range(0, len(row_ids), _CHUNK):
        chunk = row_ids[start : start + _CHUNK]
        marks = ",".join("?" * len(chunk))
        test = whole.sql
        if one.records == "ticket" and asks_messages(test):
            span = f"SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM message WHERE ticket_id IN ({marks})"
            oldest, newest = connection.execute_one(span, tuple(chunk)) or (0, 0)
            test = among_messages(test, oldest, newest)
        sql = f"SELECT {alias}.id FROM {table} {alias} WHERE {alias}.id IN ({marks}) AND {test}"
        found += [row_id for (row_id,) in connection.execute(sql, (*chunk, *whole.params))]
    return found


def plan(connection: cysqlite.Connection, one: Statement) -> list[str]:
    """How SQLite goes about it, a line a step, indented as it nests."""
    sql, params = statement(one, few(connection, one), limit=50)
    depth: dict[int, int] = {0: -1}
    lines = []
    for step, parent, _, what in connection.execute(f"EXPLAIN QUERY PLAN {sql}", params):
        depth[step] = depth.get(parent, -1) + 1
        lines.append("  " * depth[step] + what)
    return lines


# -- hits of words, newest first -------------------------------------------------------------------------------------

_HITS = """SELECT m.id, m.ticket_id FROM
    (SELECT rowid AS hit FROM message_fts WHERE message_fts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)
    CROSS JOIN message m INDEXED BY message_to_ticket ON m.id = hit ORDER BY m.id DESC"""
_AMONG = "SELECT rowid FROM message_fts WHERE message_fts MATCH ? AND rowid >= ? AND rowid <= ? ORDER BY rowid DESC"
_OF_PEOPLE = (
    """SELECT t.id FROM customer_fts CROSS JOIN ticket t INDEXED BY ticket_customer
    ON t.customer_id = customer_fts.rowid WHERE customer_fts MATCH ? LIMIT ?""",
    """SELECT t.id FROM order_fts CROSS JOIN shop_order o ON o.id = order_fts.rowid
    CROSS JOIN ticket t INDEXED BY ticket_customer ON t.customer_id = o.customer_id WHERE order_fts MATCH ? LIMIT ?""",
)
_NEWEST = 2**62


def hits(connection: cysqlite.Connection, match: str, before: int | None, limit: int) -> list[tuple[int, int]]:
    """(message, ticket) of the newest messages that hold the words, older than message `before`."""
    found: list[tuple[int, int]] = connection.execute(
        _HITS, (match, _NEWEST if before is None else before, limit)
    ).fetchall()
    return found


def hits_that(
    connection: cysqlite.Connection, match: str, one: Statement, before: int, limit: int
) -> list[tuple[int, int]]:
    """(message, ticket) of the newest messages before one that hold the words, on tickets that meet a statement."""
    whole = all_of(one.everything)
    sql = f"""SELECT x.id, x.ticket_id FROM message_fts CROSS JOIN message x INDEXED BY message_to_ticket
        ON x.id = message_fts.rowid CROSS JOIN ticket t ON t.id = x.ticket_id
        WHERE message_fts MATCH ? AND message_fts.rowid < ? AND {whole.sql} ORDER BY message_fts.rowid DESC LIMIT ?"""
    found: list[tuple[int, int]] = connection.execute(sql, (match, before, *whole.params, limit)).fetchall()
    return found


def hits_in(connection: cysqlite.Connection, match: str, oldest: int, newest: int) -> set[int]:
    """Messages from `oldest` to `newest` that hold the words (as a narrower expression says)."""
    return {row_id for (row_id,) in connection.execute(_AMONG, (match, oldest, newest))}


def tickets_of_people(connection: cysqlite.Connection, match: str, limit: int) -> tuple[list[int], list[int]]:
    """Tickets whose customer, and whose customer's orders (by number), hold the words."""
    people, orders = _OF_PEOPLE
    return (
        [row_id for (row_id,) in connection.execute(people, (match, limit))],
        [row_id for (row_id,) in connection.execute(orders, (f"{{number}} : ({match})", limit))],
    )


def customers_by_fit(connection: cysqlite.Connection, match: str, limit: int) -> list[int]:
    """Customers whose own words meet an expression, best first."""
    rows = connection.execute(
        "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? ORDER BY bm25(customer_fts, 10, 5, 1) LIMIT ?",
        (match, limit),
    )
    return [row_id for (row_id,) in rows]
