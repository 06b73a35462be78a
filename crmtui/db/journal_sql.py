"""Reads and marks gestures and their lines without Peewee: a bulk act has tens of thousands.

The one rule: it knows the two tables of the journal and no other; what a line means is the journal's.
"""

from typing import NamedTuple

import cysqlite


class Line(NamedTuple):
    """A line of the journal; `before` and `after` are JSON."""

    id: int
    record: str
    record_id: int
    op: str
    field: str
    before: str | None
    after: str | None


def lines_before(connection: cysqlite.Connection, gesture: int, before: int | None, limit: int) -> list[Line]:
    """The latest lines of a gesture, last first, those before a line when one is given; all with a limit of -1."""
    bound, params = ("AND id < ?", (before,)) if before is not None else ("", ())
    sql = f"""SELECT id, record, record_id, op, field, before, after FROM change
        WHERE gesture_id = ? {bound} ORDER BY id DESC LIMIT ?"""
    return [Line._make(row) for row in connection.execute(sql, (gesture, *params, limit))]


def line_count(connection: cysqlite.Connection, gesture: int) -> int:
    """How many lines a gesture has."""
    return int(connection.execute_scalar("SELECT count(*) FROM change WHERE gesture_id = ?", (gesture,)))


def kinds(connection: cysqlite.Connection, gesture: int) -> set[tuple[str, str, str]]:
    """Which (record, op, field) a gesture has lines of."""
    sql = "SELECT DISTINCT record, op, field FROM change WHERE gesture_id = ?"
    return {(record, op, field) for record, op, field in connection.execute(sql, (gesture,))}


def record_count(connection: cysqlite.Connection, gesture: int) -> int:
    """How many records of one table a gesture has changed."""
    return int(
        connection.execute_scalar("SELECT count(DISTINCT record_id) FROM change WHERE gesture_id = ?", (gesture,))
    )


def relabel(connection: cysqlite.Connection, gesture: int, label: str) -> None:
    """Say otherwise what a gesture was."""
    connection.execute("UPDATE gesture SET label = ? WHERE id = ?", (label, gesture))


def undone_by(connection: cysqlite.Connection, gesture: int) -> int | None:
    """The gesture that took this one back, None while it stands."""
    found: int | None = connection.execute_scalar("SELECT undone_by_id FROM gesture WHERE id = ?", (gesture,))
    return found


def begun_to_undo(connection: cysqlite.Connection, gesture: int) -> bool:
    """Whether anything of a gesture was taken back, be it in part."""
    # Only what came later: a short walk along the primary key.
    sql = "SELECT 1 FROM gesture WHERE id > ?1 AND undoes_id = ?1 LIMIT 1"
    return connection.execute_scalar(sql, (gesture,)) is not None


def mark_undone(connection: cysqlite.Connection, gesture: int, by: int | None) -> None:
    """Say which gesture took this one back; None: it stands again."""
    connection.execute("UPDATE gesture SET undone_by_id = ? WHERE id = ?", (by, gesture))


def let_be(connection: cysqlite.Connection, gesture: int) -> None:
    """Never offer this gesture to undo again."""
    connection.execute("UPDATE gesture SET undoable = 0 WHERE id = ?", (gesture,))
