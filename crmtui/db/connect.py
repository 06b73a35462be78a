"""Opens the SQLite file, with our own current SQLite and the settings that keep acknowledged writes.

The one rule: the file exists with the right mode before SQLite ever sees it, and every connection of the program,
raw or Peewee's, is opened here with the same pragmas. Imports nothing heavy: the first painted list passes here.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cysqlite

from crmtui.db.faults import FULL, NO_ROOM, fault
from crmtui.errors import DatabaseError, SchemaTooNewError

SCHEMA = 3
"""Number of the newest migration this program knows (`PRAGMA user_version` of a current database)."""

PRAGMAS: tuple[tuple[str, str | int], ...] = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("temp_store", "memory"),
    ("cache_size", -16000),
)

BUSY_SECONDS = 10.0
"""How long a writer waits for another process before it gives up."""

Reader = cysqlite.Connection
"""What rooms and screens ask their questions of: a raw connection, read-only in the app."""

_NO_FILE = ("(code=10", "(code=14")
"""Of errors that a disk without room gives when a file beside the database cannot be made."""
_OPEN_READWRITE = 0x2  # never create: the file was made by prepare_file, with the right mode

SAFE_SQLITE = (3, 51, 3)
"""Older libraries may lose acknowledged writes when two processes write and checkpoint (sqlite.org/wal.html)."""

NETWORK_FILE_SYSTEMS = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs afs ceph 9p lustre davfs fuse.sshfs fuse.glusterfs fuse.davfs2".split(" ")  # noqa: SIM905
)


def sqlite_version() -> str:
    """The version of the SQLite library that is really linked."""
    return str(cysqlite.sqlite_version)


def sqlite_is_safe() -> bool:
    """Whether the linked SQLite is free of the WAL-reset bug."""
    return tuple(cysqlite.sqlite_version_info) >= SAFE_SQLITE


def prepare_file(path: Path) -> bool:
    """Make sure that the database file exists with a private mode; True when it was made just now.

    A directory that is setgid and group-writable says that a team shares it: then the file is 0660.

    Raises:
        DatabaseError: the place cannot be used, or lies on a network file system.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_network(path)
        shared = path.parent.stat().st_mode & (stat.S_ISGID | stat.S_IWGRP) == (stat.S_ISGID | stat.S_IWGRP)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660 if shared else 0o600)
        except FileExistsError:
            if not path.is_file():
                raise DatabaseError(f"{path} is not a file", "Name a database file with --db.") from None
            return path.stat().st_size == 0
        try:
            os.fchmod(handle, 0o660 if shared else 0o600)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = error.strerror if isinstance(error, OSError) else "that is no name of a file"
        raise DatabaseError(f"cannot use {path}: {why}", "Name a place that you may write to with --db.") from error
    return True


def _refuse_network(path: Path) -> None:
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return
    real, best, kind = str(path.parent.resolve()), "", ""
    for line in mounts.read_text(errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in NETWORK_FILE_SYSTEMS:
        raise DatabaseError(
            f"{path} lies on a network file system ({kind}), where SQLite's locks cannot be trusted",
            "Keep the file on a disk of this machine; others reach it over SSH.",
        )


def open_raw(path: Path, *, readonly: bool = False) -> cysqlite.Connection:
    """A plain connection with the house's pragmas, for prepared SQL.

    Raises:
        DatabaseError: the file cannot be opened, or is not a database.
    """
    try:
        connection = cysqlite.Connection(str(path), flags=_OPEN_READWRITE, timeout=BUSY_SECONDS, cached_statements=200)
        # SQLite's own back-off sleeps up to 100 ms and starves a writer now and then: this one naps short and uneven.
        connection.set_busy_handler(BUSY_SECONDS)
        for name, value in PRAGMAS:
            connection.pragma(name, value)
        if readonly:
            connection.pragma("query_only", 1)
    except cysqlite.DatabaseError as error:
        told = _full(path, error) or fault(error)
        what, hint = (told.message, told.hint) if told else (str(error), "Run `crmtui doctor` to see what is wrong.")
        raise DatabaseError(f"cannot open {path}: {what}", hint) from error
    return connection


def _full(path: Path, error: cysqlite.DatabaseError) -> DatabaseError | None:
    """A full disk, where what SQLite says is only that it can make no file beside the database."""
    if not any(code in str(error) for code in _NO_FILE):
        return None
    import shutil  # late: only a failure asks

    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return None
    return DatabaseError(FULL, "Make room, then do it again.") if free < NO_ROOM else None


def schema_of(connection: cysqlite.Connection) -> int:
    """The schema number a database says it has; 0 when it is new."""
    return int(connection.execute_scalar("PRAGMA user_version") or 0)


def refuse_newer(found: int, path: Path) -> None:
    """Raise `SchemaTooNewError` when a database was written by a newer crmtui."""
    if found > SCHEMA:
        raise SchemaTooNewError(
            f"{path} has schema {found}; this crmtui knows {SCHEMA}",
            "Update crmtui. The file was not touched.",
        )


@contextmanager
def raw_transaction(connection: cysqlite.Connection) -> Iterator[None]:
    """A write transaction that takes its lock at once; rolled back when the body raises."""
    connection.execute_simple("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk rolls back by itself, and a second ROLLBACK would hide the real error.
        if connection.in_transaction:
            connection.execute_simple("ROLLBACK")
        raise
    connection.execute_simple("COMMIT")


@contextmanager
def one_moment(connection: cysqlite.Connection) -> Iterator[None]:
    """Several questions to one state of the database; also cheaper, with one lock for all."""
    if connection.in_transaction:
        yield
        return
    connection.execute_simple("BEGIN")
    try:
        yield
    finally:
        try:
            connection.execute_simple("COMMIT")
        except cysqlite.OperationalError:
            # Interrupted by the next key: a reader that stayed in its transaction would see the old desk for ever.
            connection.execute_simple("ROLLBACK")
