"""Who does a job: exactly one process at a time, and another one when it is gone.

The one rule: whoever does a job confirms in the transaction of each step that it is still his; a process that slept
through its lease notices before it writes.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cysqlite

from crmtui.db import sync_sql
from crmtui.db.orm import raw, transaction
from crmtui.errors import RefusedError
from crmtui.sync.holders import LEASE_SECONDS, holds, in_words

_TURN_POLL = 0.1


class LostError(RefusedError):
    """Another process has taken the job over meanwhile."""


class Lease:
    """The right to do one job.

    Args:
        job: such as "fetch:support@linen.example".
        who: the name of this process (`holders.my_name`), one for all its leases.
        clock: the present, UTC epoch seconds.
    """

    def __init__(self, job: str, who: str, clock: Callable[[], int] = lambda: int(time.time())) -> None:
        self.job, self.who, self.clock = job, who, clock

    def take(self) -> bool:
        """Take the job, or keep it; False when a living process has it."""
        connection = raw()
        now = self.clock()
        found = sync_sql.lease_of(connection, self.job)
        # Asking is cheap, and every write wakes whoever follows the database.
        if found is not None and found[0] == self.who and _is_new(found[1], now):
            return True
        with transaction():
            found = sync_sql.lease_of(connection, self.job)
            if found is not None and found[0] != self.who and holds(*found, now):
                return False
            sync_sql.keep_lease(connection, self.job, self.who, now + LEASE_SECONDS)
        return True

    def confirm(self, connection: cysqlite.Connection) -> None:
        """Make sure that the job is still ours, and keep it; inside the caller's transaction.

        Raises:
            LostError: it is not.
        """
        found = sync_sql.lease_of(connection, self.job)
        if found is None or found[0] != self.who:
            whose = in_words(found[0]) if found else "somebody else"
            raise LostError(f"{self.job}: {whose} does it now")
        now = self.clock()
        if not _is_new(found[1], now):
            sync_sql.keep_lease(connection, self.job, self.who, now + LEASE_SECONDS)

    def drop(self) -> None:
        """Give the job back."""
        with transaction():
            sync_sql.drop_lease(raw(), self.job, self.who)


def _is_new(until: int, now: int) -> bool:
    """Whether a lease of ours needs no other stamp; one of before the clock was set back does."""
    return now + LEASE_SECONDS // 2 < until <= now + LEASE_SECONDS


class Turns:
    """Lets one thread of one process at a time make tickets of mail: what one has fetched no other reads too.

    Args:
        who: the name of this process.
        stopped: ends the waiting.
    """

    def __init__(self, who: str, stopped: threading.Event) -> None:
        self._lease = Lease("intake", who)
        self._lock = threading.Lock()
        self._stopped = stopped

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait for the turn and have it; False when we were stopped first."""
        with self._lock:
            while not self._lease.take():
                if self._stopped.wait(_TURN_POLL):
                    yield False
                    return
            try:
                yield True
            finally:
                self._lease.drop()

    def keep(self) -> bool:
        """Keep a turn that takes long; False when we are to stop."""
        return not self._stopped.is_set() and self._lease.take()
