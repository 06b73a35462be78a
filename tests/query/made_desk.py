"""Small random desks: the same records as plain dictionaries, for the slow evaluator, and in a database.

The one rule: same seed, same desk; each is made once in a process.
"""

import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cysqlite

from crmtui.db import fulltext
from crmtui.db.connect import open_raw
from crmtui.db.engine import opened
from tests.query.made_rows import Row, rows_of


@dataclass(frozen=True)
class Desk:
    """Rows by table, and the file that holds the same."""

    tables: dict[str, list[Row]]
    path: Path

    def rows(self, table: str, **like: Any) -> list[Row]:
        return [row for row in self.tables[table] if all(row[key] == value for key, value in like.items())]

    def one(self, table: str, row_id: int | None) -> Row | None:
        return next((row for row in self.tables[table] if row["id"] == row_id), None)

    def open(self) -> cysqlite.Connection:
        return open_raw(self.path, readonly=True)


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where the desks of this process are."""
    holder = tempfile.TemporaryDirectory(prefix="crmtui-query-")
    _KEPT.append(holder)
    return Path(holder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@lru_cache(maxsize=64)
def made(seed: int) -> Desk:
    """The desk of that seed, in a file of its own."""
    tables, path = rows_of(seed), folder() / f"desk-{seed}.db"
    with opened(path):
        pass
    connection = open_raw(path)
    connection.pragma("synchronous", 0)
    connection.pragma("foreign_keys", 0)
    connection.execute_simple("BEGIN IMMEDIATE")
    for table, rows in tables.items():
        for row in rows:
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    for table in ("message", "customer", "shop_order"):
        if table in fulltext.INDEXED:
            fulltext.reindex(connection, table, [row["id"] for row in tables[table]])
    connection.execute_simple("COMMIT")
    connection.close()
    return Desk(tables, path)
