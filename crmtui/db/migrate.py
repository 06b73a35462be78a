"""Brings a database file to this program's schema.

The one rule: a backup copy first, one process at a time, and a file from a newer crmtui is left untouched.
"""

import time
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from crmtui.db.backup import backup_to
from crmtui.db.connect import SCHEMA, refuse_newer

DIRECTORY = Path(__file__).parent / "migrations"


def bring_up(database: Any, path: Path) -> Path | None:
    """Run the migrations that are missing.

    Args:
        database: an open Peewee database on `path`.
        path: the file.

    Returns:
        The backup that was made, or None when the file was new or current.

    Raises:
        SchemaTooNewError: a newer crmtui wrote the file.
    """
    found = _schema(database)
    refuse_newer(found, path)
    if found == SCHEMA:
        return None
    backup = _keep_copy(path, found) if found else None
    with database.atomic("IMMEDIATE"):
        # Another process may have migrated while we waited for the lock.
        if _schema(database) < SCHEMA:
            Runner(database, directory=str(DIRECTORY)).up()
            database.execute_sql(f"PRAGMA user_version = {SCHEMA}")
    return backup


def _schema(database: Any) -> int:
    return int(database.execute_sql("PRAGMA user_version").fetchone()[0])


def _keep_copy(path: Path, found: int) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    copy = path.with_name(f"{path.name}.schema{found}-{stamp}.bak")
    backup_to(path, copy)
    return copy
