"""Reads and writes rows of any table by id, in bulk: the hands of the journal.

The one rule: whoever writes through here keeps the full-text index right, because it happens here.
Call inside `orm.transaction()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import cysqlite

from crmtui.db import fulltext, touched
from crmtui.db.in_lists import chunks, slots
from crmtui.db.models import MODELS, Record
from crmtui.db.orm import raw

UNJOURNALED = frozenset({"version", "updated_at"})
"""Columns that every edit moves: bookkeeping, not content."""

FOREIGN_CLOCKS = frozenset({"shop_order"})
"""Tables whose `updated_at` is somebody else's word about the record, and not when we wrote it."""

TABLES: dict[str, type[Record]] = {model._meta.table_name: model for model in MODELS}
"""Every model by its table's name."""

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(field.column_name for field in model._meta.sorted_fields) for name, model in TABLES.items()
}
"""The columns of every table, in the models' order."""

Row = dict[str, Any]


def fetch(table: str, ids: Iterable[int], columns: Sequence[str] | None = None) -> dict[int, Row]:
    """The named columns (all when None) of the rows that exist, by id."""
    wanted = tuple(columns) if columns is not None else COLUMNS[table]
    _known(table, wanted)
    found: dict[int, Row] = {}
    connection = raw()
    for chunk in chunks(ids):
        sql = f"SELECT id, {', '.join(wanted)} FROM {table} WHERE id IN ({slots(chunk)})"
        for row in connection.execute(sql, chunk):
            found[row[0]] = dict(zip(wanted, row[1:], strict=True))
    return found


def update(table: str, values: Mapping[int, Row], now: int) -> None:
    """Set columns of rows; moves `version` and `updated_at` where the table has them."""
    has = COLUMNS[table]
    stamped = "updated_at" in has and table not in FOREIGN_CLOCKS
    extra = (", version = version + 1" if "version" in has else "") + (", updated_at = ?" if stamped else "")
    stamp = (now,) if stamped else ()
    by_shape: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, row in values.items():
        by_shape.setdefault(tuple(row), []).append((*row.values(), *stamp, row_id))
    connection = raw()
    for shape, rows in by_shape.items():
        _known(table, shape)
        sets = ", ".join(f"{column} = ?" for column in shape)
        ids = [row[-1] for row in rows]
        owners = _indexed_owners(table, ids)
        left = _tickets_of(table, ids) if "ticket_id" in shape else set()
        connection.executemany(f"UPDATE {table} SET {sets}{extra} WHERE id = ?", rows)
        if table in fulltext.INDEXED and fulltext.INDEXED[table].intersection(shape):
            fulltext.reindex(connection, table, ids)
        if left:
            fulltext.reindex_beside(connection, ids, left | _tickets_of(table, ids))
        _reindex_owners(table, owners | _indexed_owners(table, ids))


def insert(table: str, row: Row) -> int:
    """Add one row; its id (the row's own when it names one)."""
    columns = tuple(row)
    _known(table, columns)
    marks = ", ".join("?" * len(columns))
    connection = raw()
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    connection.execute(sql, tuple(row.values()))
    row_id = int(row.get("id") or connection.last_insert_rowid())
    if table in fulltext.INDEXED:
        fulltext.reindex(connection, table, [row_id])
    fulltext.reindex_beside(connection, [row_id], _tickets_of(table, [row_id]))
    _reindex_owners(table, _indexed_owners(table, [row_id]))
    return row_id


def delete(table: str, ids: Sequence[int]) -> None:
    """Remove rows by id."""
    _known(table, ())
    connection = raw()
    owners, left = _indexed_owners(table, ids), _tickets_of(table, ids)
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(row_id,) for row_id in ids])
    if table in fulltext.INDEXED:
        fulltext.reindex(connection, table, ids)
    fulltext.reindex_beside(connection, ids, left)
    _reindex_owners(table, owners)


def _indexed_owners(table: str, ids: Sequence[int]) -> set[int]:
    """The records whose index row holds words of these rows: a customer's addresses are rows of their own."""
    if table not in fulltext.INDEXED_WITH:
        return set()
    return {
        row[fulltext.INDEXED_WITH[table][1]] for row in fetch(table, ids, [fulltext.INDEXED_WITH[table][1]]).values()
    }


def _tickets_of(table: str, ids: Sequence[int]) -> set[int]:
    """The tickets that messages are on; none for other tables."""
    return {row["ticket_id"] for row in fetch(table, ids, ["ticket_id"]).values()} if table == "message" else set()


def _reindex_owners(table: str, owners: set[int]) -> None:
    if owners:
        fulltext.reindex(raw(), fulltext.INDEXED_WITH[table][0], owners)


def add_changes(rows: Sequence[tuple[int, str, int, str, str, str | None, str | None]]) -> None:
    """Append journal lines: (gesture, record, record id, op, field, before, after)."""
    raw().executemany(
        "INSERT INTO change (gesture_id, record, record_id, op, field, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    touched.prune(raw())


def _known(table: str, columns: Iterable[str]) -> None:
    unknown = set(columns).difference(COLUMNS[table])
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")


IntegrityError = cysqlite.IntegrityError
"""What a broken unique or foreign key raises."""
