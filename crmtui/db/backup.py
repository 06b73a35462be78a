"""Backup copies of the database file, and putting one back.

The one rule: a copy gets its name only when it is whole, checked and on the disk; a restore never overwrites
the present file without keeping it.
"""

import os
import time
from pathlib import Path

import cysqlite

from crmtui.db.connect import open_raw, refuse_newer, schema_of
from crmtui.errors import DatabaseError, RefusedError

_LOCKED = cysqlite.exceptions.DatabaseLockedError
_PATIENCE = 2.0
"""Seconds to wait for a command in another shell to end; an open app does not end by itself."""


def backup_to(database: Path, target: Path) -> int:
    """Write a compact, checked copy of a database, in use or not, to `target` (0600); its size in bytes.

    Raises:
        RefusedError: `target` exists.
        DatabaseError: the copy could not be written, or is not sound.
    """
    if target.exists():
        raise RefusedError(f"{target} is already there", "Name another file for the backup.")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    source = open_raw(database)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        source.execute("VACUUM INTO ?", (str(temporary),))
        _check(temporary)
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.rename(target)
        _sync_directory(target.parent)
    except (OSError, cysqlite.DatabaseError) as error:
        temporary.unlink(missing_ok=True)
        raise DatabaseError(
            f"the backup to {target} failed: {error}", "Check the free space and your rights there."
        ) from error
    finally:
        source.close()
    return target.stat().st_size


def restore_from(backup: Path, path: Path) -> Path | None:
    """Put `backup` in the place of the database at `path`; where the present one went, None when there was none.

    Raises:
        DatabaseError: the backup is not a sound crmtui database.
        SchemaTooNewError: a newer crmtui wrote it.
    """
    if not backup.is_file():
        raise DatabaseError(f"{backup} is not a file", "Name a file that `crmtui backup` made.")
    _check(backup)
    reader = open_raw(backup, readonly=True)
    try:
        found = schema_of(reader)
        refuse_newer(found, backup)
        if found == 0:
            raise DatabaseError(f"{backup} holds no crmtui desk", "Name a file that `crmtui backup` made.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    finally:
        reader.close()
    incoming = path.with_name(f".{path.name}.{os.getpid()}.restore")
    incoming.unlink(missing_ok=True)
    backup_to(backup, incoming)
    try:
        kept = _set_aside(path) if path.exists() else None
    except DatabaseError:
        incoming.unlink(missing_ok=True)
        raise
    incoming.rename(path)
    _sync_directory(path.parent)
    return kept


def _set_aside(path: Path) -> Path:
    _prove_alone(path)
    kept = path.with_name(f"{path.name}.before-restore-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    for suffix in ("", "-wal", "-shm"):
        # A log that could not be folded in belongs to the broken file: it may hold what can still be saved.
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept


def _prove_alone(path: Path) -> None:
    """Raise when another process has the database open: what it wrote from then on would go into the old file.

    SQLite leaves the write-ahead log only for the last connection, which also folds the log into the file. A file
    that SQLite cannot read is nobody's: putting a backup in its place is what restoring is for.
    """
    try:
        present = open_raw(path)
    except DatabaseError as error:
        if isinstance(error.__cause__, _LOCKED):
            raise _in_use(path) from error
        return
    try:
        present.set_busy_handler(_PATIENCE)
        present.execute_scalar("PRAGMA journal_mode = delete")
    except _LOCKED as error:
        raise _in_use(path) from error
    except cysqlite.DatabaseError:
        return
    finally:
        present.close()


def _in_use(path: Path) -> DatabaseError:
    return DatabaseError(f"{path} is in use", "Close crmtui everywhere, then restore.")


def _check(path: Path) -> None:
    connection = open_raw(path, readonly=True)
    try:
        verdict = connection.execute_scalar("PRAGMA quick_check(5)")
    except cysqlite.DatabaseError as error:
        verdict = str(error)
    finally:
        connection.close()
    if verdict != "ok":
        raise DatabaseError(f"{path} is not a sound database: {verdict}", "Use another backup.")


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
