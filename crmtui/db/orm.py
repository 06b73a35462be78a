"""Peewee on our own SQLite: opening it, and the write transaction.

The one rule: every write runs inside `transaction()`, which takes the write lock at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cysqlite
import peewee
from playhouse.cysqlite_ext import CySqliteDatabase

from crmtui.db.connect import BUSY_SECONDS, PRAGMAS
from crmtui.db.migrate import bring_up
from crmtui.db.models import database
from crmtui.errors import DatabaseError

UNAVAILABLE = (cysqlite.OperationalError, peewee.OperationalError)
"""What raises when the database is locked, full or out of reach: worth another try later."""


class DeskDatabase(CySqliteDatabase):  # type: ignore[misc]
    """CySqliteDatabase with the house's busy handler on every connection."""

    def _add_conn_hooks(self, conn: cysqlite.Connection) -> None:
        conn.set_busy_handler(BUSY_SECONDS)
        super()._add_conn_hooks(conn)

    def rollback(self) -> None:
        """Roll back, unless SQLite did: it does when the disk is full, and a second one would hide the real error."""
        if self.connection().in_transaction:
            super().rollback()


def open_orm(path: Path) -> tuple[Any, Path | None]:
    """Open `path` with Peewee, migrate it if needed, bind the models; (database, backup made or None)."""
    opened = DeskDatabase(str(path), rank_functions=False, pragmas=list(PRAGMAS), timeout=BUSY_SECONDS)
    try:
        backup = bring_up(opened, path)
    except cysqlite.DatabaseError as error:
        raise DatabaseError(f"cannot open {path}: {error}", "Run `crmtui doctor` to see what is wrong.") from error
    database.initialize(opened)
    return opened, backup


@contextmanager
def transaction() -> Iterator[None]:
    """A write transaction, locked from its start; a savepoint when one is already open."""
    if database.in_transaction():
        with database.atomic():
            yield
    else:
        with database.atomic("IMMEDIATE"):
            yield


def raw() -> cysqlite.Connection:
    """This thread's connection under Peewee, for prepared SQL inside `transaction()`."""
    connection: cysqlite.Connection = database.connection()
    return connection
