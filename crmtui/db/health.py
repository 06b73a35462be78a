"""Looks a database file over: its schema, its modes, whether it is sound.

The one rule: it looks and changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import cysqlite

from crmtui.db.connect import open_raw, schema_of

THOROUGH_BELOW = 500_000_000
"""Bytes up to which every index is checked against its table; beyond it that takes minutes, and is asked for."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a look over found; sizes in bytes.

    Attributes:
        problems: what the integrity check said, empty when all is sound.
        thorough: whether indexes were compared with their tables.
        dangling: rows that point to records that are not there.
    """

    schema: int
    journal_mode: str
    size: int
    wal_size: int
    problems: tuple[str, ...]
    thorough: bool
    dangling: int


def examine(path: Path, *, thorough: bool = False) -> Health:
    """Look a database file over.

    Raises:
        DatabaseError: it cannot be opened as a database.
    """
    size = path.stat().st_size
    wal = path.with_name(path.name + "-wal")
    thorough = thorough or size < THOROUGH_BELOW
    connection = open_raw(path, readonly=True)
    try:
        said, dangling = _check(connection, thorough=thorough)
        mode = str(connection.execute_scalar("PRAGMA journal_mode"))
        schema = schema_of(connection)
    finally:
        connection.close()
    return Health(schema, mode, size, wal.stat().st_size if wal.exists() else 0, said, thorough, dangling)


def _check(connection: cysqlite.Connection, *, thorough: bool) -> tuple[tuple[str, ...], int]:
    check = "integrity_check" if thorough else "quick_check"
    try:
        said = tuple(str(line) for (line,) in connection.execute(f"PRAGMA {check}(10)"))
        dangling = len(connection.execute("PRAGMA foreign_key_check").fetchall()) if thorough else 0
    except cysqlite.DatabaseError as error:
        return (str(error),), 0
    return (() if said == ("ok",) else said), dangling
