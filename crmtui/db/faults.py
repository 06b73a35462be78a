"""Tells what is wrong when SQLite cannot do its work: locked, full, read-only, damaged, gone.

The one rule: only what is the file's or the machine's fault is told here; a mistake of ours stays what it is, and is
reported as one. Imports nothing: the first painted list passes here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from crmtui.errors import DatabaseError

FULL = "the disk is full"
NO_ROOM = 1_000_000
"""Bytes free on the disk below which nothing can be relied on to be stored."""

_CODE = re.compile(r"\(code=(\d+)")
_AGAIN = "Nothing was changed: try again in a moment."
_LOOK = "`crmtui doctor` looks it over; `crmtui restore FILE` brings a backup back."
_MODES = "Check the modes of the file and its directory; `crmtui doctor` tells them."
_FAULTS = {
    5: ("the desk is locked by another program", _AGAIN),
    6: ("the desk is locked by another program", _AGAIN),
    8: ("the desk's file may not be written to", _MODES),
    10: ("the desk's file cannot be read or written: the disk refuses", "Nothing was changed. " + _LOOK),
    11: ("the desk's file is damaged", _LOOK),
    13: (FULL, "Nothing was changed: make room, then do it again."),
    14: ("the desk's file cannot be opened", _MODES),
    26: ("the desk's file is no database", _LOOK),
}
"""By SQLite's result codes."""


def fault(error: BaseException) -> DatabaseError | None:
    """What an error of the database says about the file or the machine; None for any other error."""
    step: BaseException | None = error
    while step is not None:
        # By name: Peewee is not imported for this.
        ours = type(step).__module__.partition(".")[0] in ("cysqlite", "peewee")
        found = _CODE.search(str(step)) if ours else None
        if found and int(found[1]) in _FAULTS:
            return DatabaseError(*_FAULTS[int(found[1])])
        # A savepoint that a full disk took away raises as well, on top of the real error.
        step = step.__cause__ or step.__context__
    return None


@contextmanager
def faults_told() -> Iterator[None]:
    """Raises `DatabaseError` in place of what SQLite raises for a fault of the file or the machine."""
    try:
        yield
    except Exception as error:
        told = fault(error)
        if told is None:
            raise
        raise told from error
