"""A thread and a connection for questions that are asked anew at every key.

The one rule: only the newest question is of interest. An older one is stopped where it is, or never begins; nobody
else's query is touched, because nobody else is on this connection, and a question is stopped only while it runs.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import cysqlite

from crmtui.db.connect import open_raw
from crmtui.db.faults import faults_told
from crmtui.db.lanes import Lane

if TYPE_CHECKING:
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")

# A question may be between two statements when it is stopped: then it is told again.
_AGAIN = 0.005


class Overtaken(Exception):  # noqa: N818 (nothing is wrong)
    """A newer question was asked: this one has no answer."""


class SearchLane:
    """The lane; its connection is opened at the first question."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lane = Lane("search")
        self._lock = threading.Lock()
        self._connection: cysqlite.Connection | None = None
        self._newest = 0
        self._running = 0
        self._counting = 0

    async def ask(
        self, query: Callable[Concatenate[cysqlite.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The answer to a question, off the event loop; who goes away stops it.

        Raises:
            Overtaken: a newer question came meanwhile.
            DatabaseError: the file or the machine is at fault.
        """
        self._newest += 1
        mine = self._newest
        try:
            return await self._run(mine, lambda connection: query(connection, *args, **kwargs))
        except asyncio.CancelledError:
            if mine == self._newest:
                self.stop()
            raise

    async def count(
        self, query: Callable[Concatenate[cysqlite.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `ask`, for what may take long: it gives way to `join` too."""
        self._counting = self._newest + 1
        return await self.ask(query, *args, **kwargs)

    async def join(
        self, query: Callable[Concatenate[cysqlite.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """More of the newest question's answer: it waits for its turn, and overtakes nothing but a count.

        Raises:
            Overtaken: a newer question came meanwhile.
            DatabaseError: the file or the machine is at fault.
        """
        if self._counting == self._newest:
            self._newest += 1
        return await self._run(self._newest, lambda connection: query(connection, *args, **kwargs))

    async def _run(self, mine: int, question: Callable[[cysqlite.Connection], T]) -> T:
        told = self._lane.submit(self._answer, mine, question)
        with faults_told():
            await self._turn_of(mine, told)
            return await asyncio.wrap_future(told)

    def stop(self) -> None:
        """Give up whatever is asked."""
        self._newest += 1
        self._interrupt()

    def close(self) -> None:
        """Give up whatever is asked, and end."""
        self._newest += 1
        closed = self._lane.submit(self._close)
        while not closed.done():
            self._interrupt()
            time.sleep(_AGAIN if self._running else 0)
        self._lane.close()

    # -- in the event loop's thread ------------------------------------------------------------------------------

    async def _turn_of(self, mine: int, told: "Future[T]") -> None:
        """Stop the question before until this one's turn has come."""
        while self._interrupt(mine) and not told.done():
            await asyncio.sleep(_AGAIN)

    def _interrupt(self, mine: int = 0) -> bool:
        """Stop what runs unless it is this question; whether there was anything to stop."""
        # Under the lock a question neither begins nor ends: what is stopped is what was looked at.
        with self._lock:
            if self._connection is None or not self._running or self._running == mine:
                return False
            if self._running != self._newest:
                self._connection.interrupt()
            return True

    # -- in the lane's thread ------------------------------------------------------------------------------------

    def _answer(self, mine: int, question: Callable[[cysqlite.Connection], T]) -> T:
        if mine != self._newest:
            raise Overtaken
        if self._connection is None:
            self._connection = open_raw(self._path, readonly=True)
        with self._lock:
            self._running = mine
        try:
            answer = question(self._connection)
        except cysqlite.OperationalError as error:
            if mine != self._newest:
                raise Overtaken from error
            raise
        finally:
            with self._lock:
                self._running = 0
        if mine != self._newest:
            raise Overtaken
        return answer

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
