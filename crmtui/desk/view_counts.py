"""Keeps the counts of saved views right, at a cost that does not depend on how many tickets there are.

The one rule: who shows counts never waits for a view to be counted: that is done on a thread with a connection of
its own, and handed over; a reading only follows what was touched since.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import cysqlite

from crmtui.db import view_sql
from crmtui.db.connect import open_raw, raw_transaction
from crmtui.db.seats import everybody
from crmtui.desk import view_members
from crmtui.desk.saved_views import SavedView
from crmtui.desk.view_members import LARGE, Members, Touched
from crmtui.errors import DatabaseError, QueryError

_SMALL = 400
"""Touched records that a reading asks about itself; more are asked about on the thread."""

_FEW = 3
"""Tickets in whose text a reading looks for words itself."""

_SHARE = 50.0
_AT_MOST_EVERY = 15.0
"""Seconds after which views that change as time passes are counted anew, or longer: never more than a fiftieth."""

_KEEP_EVERY = 300.0

Agents = tuple[tuple[object, ...], ...]
Numbers = dict[int, int | None]
"""How many each view holds by its id: None while that is not known."""


class ViewCounts:
    """The counts of the saved views of one agent.

    `read` belongs to one thread (the read lane), `close` to whoever ends it; `told` is called from the counting thread
    when something was counted that the next `read` will say.
    """

    def __init__(
        self, path: Path, me: int | None, told: Callable[[], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._path, self._me, self._told, self._clock = path, me, told, clock
        self._lock = threading.Condition()
        # Of the reader; the thread looks at them under the lock to keep them.
        self._counts: dict[int, Members] = {}
        # What the reader wants of the thread (None: counted anew), and what it has got.
        self._wanted: dict[int, tuple[SavedView, Members | None]] = {}
        self._done: dict[int, Members] = {}
        self._views: dict[int, SavedView] = {}
        self._wrong: dict[int, tuple[SavedView, QueryError]] = {}
        self._agents: Agents = ()
        self._tried = 0.0
        self._due: dict[int, float] = {}
        self._kept = time.monotonic()
        self._changed = self._over = False
        self._connection: cysqlite.Connection | None = None
        self._thread: threading.Thread | None = None

    # -- the reader ----------------------------------------------------------------------------------------------

    @property
    def wrong(self) -> Mapping[int, QueryError]:
        """What is wrong with the queries of views that have no count, by view id."""
        return {key: error for key, (_, error) in self._wrong.items()}

    def read(self, connection: cysqlite.Connection, views: Sequence[SavedView]) -> Numbers:
        """How many tickets these views hold, as the database is now; what is not counted yet is begun."""
        self._take_over(views)
        self._meet(connection, everybody(connection))
        ready = [one for one in self._counts.values() if one.view.id not in self._wanted]
        if ready:
            since = view_members.touched(connection, min(one.seq for one in ready), _SMALL)
            self._follow(connection, ready, since)
        self._begin()
        return {view.id: self._counts[view.id].n if view.id in self._counts else None for view in views}

    def _take_over(self, views: Sequence[SavedView]) -> None:
        with self._lock:
            self._views = {view.id: view for view in views}
            self._counts |= self._done
            self._done.clear()
            self._counts = {
                key: one for key, one in self._counts.items() if self._stands(one.view) and key not in self._wrong
            }
            self._wanted = {key: want for key, want in self._wanted.items() if self._stands(want[0])}
            self._forgive()
            for view in views:
                if view.id not in self._counts and view.id not in self._wrong:
                    self._wanted.setdefault(view.id, (view, None))

    def _meet(self, connection: cysqlite.Connection, agents: Agents) -> None:
        """Where agents came, went or have other names, a query may mean somebody else now."""
        if agents != self._agents:
            self._agents, self._wrong = agents, {}
        now = int(self._clock())
        for one in [one for one in self._counts.values() if one.agents != agents]:
            one.agents = agents
            try:
                bound = view_members.bind(connection, one.view, self._me, now)
            except QueryError as error:
                del self._counts[one.view.id]
                self._wrong[one.view.id] = (one.view, error)
                continue
            if bound.relative or not view_members.same_meaning(one, bound):
                one.pick, one.bound_at = bound, now
                with self._lock:
                    self._wanted[one.view.id] = (one.view, None)

    def _forgive(self) -> None:
        """What was wrong may have come right: an agent who is back, a query that was changed."""
        again = time.monotonic() - self._tried > _AT_MOST_EVERY
        self._tried = time.monotonic() if again else self._tried
        self._wrong = {} if again else {key: one for key, one in self._wrong.items() if self._stands(one[0])}

    def _stands(self, view: SavedView) -> bool:
        there = self._views.get(view.id)
        return there is not None and there.query == view.query

    def _follow(self, connection: cysqlite.Connection, ready: list[Members], since: Touched) -> None:
        if all(one.seq == since.last for one in ready):
            return
        wordy = len(since.reworded) + len(since.customers) > _FEW
        slow = ready if since.lost else [one for one in ready if wordy and one.hits is not None]
        quick = [] if slow is ready else [one for one in ready if not (wordy and one.hits is not None)]
        self._rebind(connection, quick)
        with self._lock:
            if quick and not view_members.catch_up(connection, quick, since):
                slow = ready
            self._changed = True
            self._wanted |= {one.view.id: (one.view, one.copy()) for one in slow}

    def _rebind(self, connection: cysqlite.Connection, ready: list[Members]) -> None:
        now = int(self._clock())
        for one in ready:
            if one.pick.relative and one.bound_at != now:
                one.pick, one.bound_at = view_members.bind(connection, one.view, self._me, now), now

    def _begin(self) -> None:
        if self._wanted and self._thread is None and not self._over:
            self._thread = threading.Thread(target=self._run, name="view-counts", daemon=True)
            self._thread.start()
        elif self._wanted:
            with self._lock:
                self._lock.notify()

    # -- the thread ----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Count no more, and keep what is known for the next time."""
        with self._lock:
            self._over = True
            self._lock.notify()
            if self._connection is not None:
                self._connection.interrupt()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            connection = open_raw(self._path)
        except DatabaseError:
            # The reader meets the same fault, and says it.
            return
        with self._lock:
            self._connection = connection
        with suppress(cysqlite.DatabaseError):
            self._load(connection)
        while (want := self._next()) is not None:
            self._count(connection, *want)
            if time.monotonic() - self._kept > _KEEP_EVERY:
                self._keep(connection)
        with self._lock:
            self._connection = None
        self._keep(connection)
        connection.close()

    def _load(self, connection: cysqlite.Connection) -> None:
        """What was counted before need not be counted anew."""
        with self._lock:
            views = [view for view, base in self._wanted.values() if base is None]
        kept = view_members.unpacked(connection, views, self._me, int(self._clock()))
        with self._lock:
            for one in kept:
                self._wanted[one.view.id] = (one.view, one)

    def _next(self) -> tuple[SavedView, Members | None] | None:
        """What to count now; waits for it. None when it is over."""
        with self._lock:
            while not self._over:
                if self._wanted:
                    return next(iter(self._wanted.values()))
                self._due = {key: at for key, at in self._due.items() if key in self._views}
                first = min(self._due, key=lambda key: self._due[key], default=None)
                wait = _KEEP_EVERY if first is None else self._due[first] - time.monotonic()
                if first is not None and wait <= 0:
                    return self._views[first], None
                self._lock.wait(wait)
            return None

    def _count(self, connection: cysqlite.Connection, view: SavedView, base: Members | None) -> None:
        began = time.monotonic()
        try:
            made = self._made(connection, view, base)
        except (QueryError, cysqlite.DatabaseError) as error:
            wrong = error if isinstance(error, QueryError) else QueryError(str(error))
            with self._lock:
                if not self._over:
                    self._wanted.pop(view.id, None)
                    # Not again by itself: it would go wrong without end.
                    self._due.pop(view.id, None)
                    self._wrong[view.id] = (view, wrong)
            return
        ended = time.monotonic()
        with self._lock:
            self._wanted.pop(view.id, None)
            self._done[view.id] = made
            self._changed = True
            if made.pick.relative:
                # What came from the cache is of another hour.
                stale = base is not None and view.id not in self._due
                self._due[view.id] = ended if stale else ended + max(_AT_MOST_EVERY, _SHARE * (ended - began))
        self._told()

    def _made(self, connection: cysqlite.Connection, view: SavedView, base: Members | None) -> Members:
        now = int(self._clock())
        # Before the names are looked up: who comes meanwhile is met by the next reading.
        agents = everybody(connection)
        bound = view_members.bind(connection, view, self._me, now)
        if base is not None and view_members.same_meaning(base, bound):
            base.pick, base.bound_at, base.agents = bound, now, agents
            if view_members.catch_up(connection, [base], view_members.touched(connection, base.seq, LARGE)):
                return base
        made = view_members.counted(connection, view, bound, now)
        made.agents = agents
        return made

    def _keep(self, connection: cysqlite.Connection) -> None:
        with self._lock:
            self._kept = time.monotonic()
            everything = self._counts | self._done
            copies = [one.copy() for one in everything.values()] if self._changed else []
            self._changed = False
        if not copies:
            return
        rows = [view_members.pack(one) for one in copies]
        # A full disk, a lock: it is only a cache.
        with suppress(cysqlite.DatabaseError), raw_transaction(connection):
            view_sql.keep_counts(connection, self._me, rows)
