"""Prepared SQL of saved views: their rows, what was touched since they were counted, and the cache of their counts.

The one rule: reads work on the raw reader as well as under Peewee; the only write here is the cache, which may be
emptied at any time.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import cysqlite

from crmtui.db.in_lists import chunks, slots

Row = tuple[Any, ...]

_VIEW = "SELECT id, name, query, records, owner_id, position, key FROM view"


def visible(connection: cysqlite.Connection, me: int | None) -> list[Row]:
    """The views that everybody has and those of an agent, in their order."""
    rows: list[Row] = connection.execute(
        f"{_VIEW} WHERE owner_id IS NULL OR owner_id = ? ORDER BY position, id", (-1 if me is None else me,)
    ).fetchall()
    return rows


def twins(connection: cysqlite.Connection, view_id: int) -> tuple[str, str]:
    """The name and the key of a view that others of the same owner have too; "" for what nobody else has."""
    row = connection.execute(f"{_VIEW} WHERE id = ?", (view_id,)).fetchone()
    if row is None:
        return "", ""
    _, name, _, _, owner, _, key = row
    others = connection.execute(f"{_VIEW} WHERE id <> ? AND owner_id IS ?", (view_id, owner)).fetchall()
    namesake = next((other[1] for other in others if other[1].casefold() == name.casefold()), "")
    return namesake, key if key and any(other[6] == key for other in others) else ""


def last_position(connection: cysqlite.Connection) -> int:
    """The place of the last view."""
    return int(connection.execute_scalar("SELECT coalesce(max(position), 0) FROM view") or 0)


# -- what was touched --------------------------------------------------------------------------------------------


def touched_span(connection: cysqlite.Connection) -> tuple[int, int]:
    """(the oldest entry still there, the last one that ever was) of the feed of what was touched; 0 for none."""
    row = connection.execute_one(
        "SELECT coalesce((SELECT min(seq) FROM touched), 0),"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'touched'), 0)"
    )
    return (row[0], row[1]) if row else (0, 0)


def touched_since(connection: cysqlite.Connection, seq: int, limit: int) -> list[tuple[str, int]]:
    """(kind, record id) of what was touched after a place in the feed, each once; more than `limit` are cut off."""
    # The limit is one of records and not of entries: what is touched often must not hide what came after it.
    return connection.execute(
        "SELECT DISTINCT kind, record_id FROM touched WHERE seq > ? LIMIT ?", (seq, limit)
    ).fetchall()


def tickets_of(connection: cysqlite.Connection, customers: Sequence[int]) -> list[int]:
    """The tickets of these customers."""
    found: list[int] = []
    for chunk in chunks(customers):
        sql = f"SELECT id FROM ticket WHERE customer_id IN ({slots(chunk)})"
        found += [row[0] for row in connection.execute(sql, chunk)]
    return found


def blocks(connection: cysqlite.Connection, sql: str, params: Sequence[Any]) -> Iterable[tuple[int, int]]:
    """What a query for ids picks, as (id / 32, 32 bits), each block once: a thirtieth of the rows to carry over."""
    rows: Iterable[tuple[int, int]] = connection.execute(
        f"""WITH picked (id) AS ({sql})
        SELECT id / 32, sum(1 << (id % 32)) FROM (SELECT DISTINCT id FROM picked) GROUP BY 1""",
        tuple(params),
    )
    return rows


# -- the cache ---------------------------------------------------------------------------------------------------


def cached(connection: cysqlite.Connection, me: int | None) -> dict[int, Row]:
    """What was counted before for an agent: (query, seq, counted at, n, members) by view id."""
    rows = connection.execute(
        "SELECT view_id, query, seq, counted_at, n, members FROM view_cache WHERE agent_id = ?", (me or 0,)
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def keep_counts(connection: cysqlite.Connection, me: int | None, rows: Iterable[Row]) -> None:
    """Remember counts: (view id, query, seq, counted at, n, members). Bookkeeping: nothing is journaled.

    Call it inside a transaction.
    """
    connection.executemany(
        "INSERT OR REPLACE INTO view_cache (view_id, agent_id, query, seq, counted_at, n, members)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(view_id, me or 0, *rest) for view_id, *rest in rows],
    )
    connection.execute("DELETE FROM view_cache WHERE view_id NOT IN (SELECT id FROM view)")
