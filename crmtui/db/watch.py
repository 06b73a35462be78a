"""Notices within a moment that somebody changed the database, whoever it was.

The one rule: it only looks (4 us a look, on a thread and a connection of its own) and calls; what changed is for
others to find out.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import cysqlite

from crmtui.db.connect import open_raw
from crmtui.errors import DatabaseError

EVERY = 0.02
"""Seconds between two looks: a change is on the screen within twice that, at a third of a percent of one core."""

_AFTER_A_FAULT = 0.5


class Watch:
    """Calls `changed` from its own thread each time that the database is another one; `stop` ends it."""

    def __init__(self, path: Path, changed: Callable[[], None], every: float = EVERY) -> None:
        self._path, self._changed, self._every = path, changed, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="db-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; returns when the thread has ended."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        connection: cysqlite.Connection | None = None
        version: int | None = None
        pause = 0.0
        while not self._over.wait(pause):
            try:
                if connection is None:
                    connection = open_raw(self._path, readonly=True)
                found = int(connection.execute_scalar("PRAGMA data_version"))
                pause = self._every
            except (cysqlite.DatabaseError, DatabaseError):
                # Who is called looks for himself, and says what is wrong with the file.
                found, pause = -1, _AFTER_A_FAULT
            if version not in (None, found):
                self._changed()
            version = found
        if connection is not None:
            connection.close()
