"""The open database of this process: a light reader for lists, Peewee for everything that writes.

The one rule: opening costs nothing that the first page of a list does not need; Peewee comes with the first write.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import cysqlite

from crmtui.db.connect import SCHEMA, open_raw, prepare_file, refuse_newer, schema_of
from crmtui.db.faults import faults_told
from crmtui.db.lanes import Lane
from crmtui.errors import DatabaseError

if TYPE_CHECKING:
    from crmtui.db.search_lane import SearchLane

P = ParamSpec("P")
T = TypeVar("T")


class Engine:
    """One database file, open.

    `reader` serves prepared SQL from the calling thread; `read` and `write` are its lanes for the app.

    Args:
        path: the file.
        read_only: whether a file that is there is taken as it is.
        tell: is told when an older desk is brought up, which may take a while.

    Raises:
        DatabaseError: the file cannot be used.
        SchemaTooNewError: a newer crmtui wrote it.
    """

    def __init__(self, path: Path, *, read_only: bool = False, tell: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.backup_made: Path | None = None
        self._peewee: Any = None
        self._lanes: dict[str, Lane] = {}
        self._searching: SearchLane | None = None
        new = False if read_only and path.exists() else prepare_file(path)
        self.reader = open_raw(path)
        self._file = _identity(path)
        found = schema_of(self.reader)
        refuse_newer(found, path)
        if new or found < SCHEMA:
            self._bring_up(found, tell)
            # The statements of a connection opened before the migration are of the old schema.
            self.reader.close()
            self.reader = open_raw(path)
        self.reader.pragma("query_only", 1)

    def _bring_up(self, found: int, tell: Callable[[str], None] | None) -> None:
        if tell and found:
            tell(f"Bringing {self.path} from schema {found} to {SCHEMA}; a backup is made first.")
        self.peewee()
        if tell and self.backup_made:
            tell(f"Done; the desk as it was is {self.backup_made}")

    def peewee(self) -> Any:
        """The Peewee database, bound to the models; opened and migrated at the first call.

        Raises:
            DatabaseError: the file is not the one that was opened.
        """
        self._refuse_other_file()
        if self._peewee is None:
            from crmtui.db.orm import open_orm

            self._peewee, self.backup_made = open_orm(self.path)
        return self._peewee

    @property
    def lanes(self) -> tuple[Lane, Lane]:
        """The (read, write) threads, started at the first use."""
        if not self._lanes:
            self._lanes = {"read": Lane("read"), "write": Lane("write")}
        return self._lanes["read"], self._lanes["write"]

    async def read(
        self, query: Callable[Concatenate[cysqlite.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query function with the raw reader, off the event loop.

        Raises:
            DatabaseError: the file or the machine is at fault.
        """
        with faults_told():
            return await self.lanes[0].run(query, self.reader, *args, **kwargs)

    async def search(
        self, query: Callable[Concatenate[cysqlite.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a question that the next one overtakes, on a connection of its own.

        Raises:
            Overtaken: a newer question was asked meanwhile.
            DatabaseError: the file or the machine is at fault.
        """
        return await self.searching.ask(query, *args, **kwargs)

    @property
    def searching(self) -> "SearchLane":
        """The lane of `search`, started at the first use."""
        if self._searching is None:
            from crmtui.db.search_lane import SearchLane  # late: the first paint searches nothing

            self._searching = SearchLane(self.path)
        return self._searching

    async def work(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run anything that uses the models, off the event loop.

        Raises:
            DatabaseError: the file or the machine is at fault.
        """

        def with_models() -> T:
            self.peewee()
            return work(*args, **kwargs)

        import asyncio  # late: shell commands have no loop

        with faults_told():
            # What was asked for is done, even when who asked goes away meanwhile: a key, and then the app is left.
            return await asyncio.shield(asyncio.wrap_future(self.lanes[1].submit(with_models)))

    def interrupt(self) -> None:
        """Stop the query that the reader is at; it raises OperationalError there."""
        self.reader.interrupt()

    def data_version(self) -> int:
        """A number that changes when another connection has changed the database.

        Raises:
            DatabaseError: the file is not the one that was opened.
        """
        self._refuse_other_file()
        return int(self.reader.execute_scalar("PRAGMA data_version"))

    def _refuse_other_file(self) -> None:
        # A file that was removed or replaced stays open, and whatever is written into it is gone with the program.
        if _identity(self.path) != self._file:
            raise DatabaseError(
                f"{self.path} was removed or replaced while it was open",
                "Nothing more is written: leave crmtui, see to the file, and open it again.",
            )

    def close(self) -> None:
        """Close every connection of this engine."""
        if self._searching is not None:
            self._searching.close()
            self._searching = None
        for name, lane in self._lanes.items():
            if name == "write" and self._peewee is not None:
                lane.submit(self._peewee.close)
            lane.close()
        if self._peewee is not None:
            self._peewee.close()
        self.reader.close()


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another in its place; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Engine]:
    """An engine with its models bound, closed at the end: for commands, tests and tools."""
    engine = Engine(path)
    try:
        engine.peewee()
        yield engine
    finally:
        engine.close()
