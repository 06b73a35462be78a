"""What the options before a command say: which desk, which settings, who is sitting here.

The one rule: nothing is opened before a command needs it, and a read never makes a desk that is not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crmtui.errors import DatabaseError
from crmtui.settings import Settings

if TYPE_CHECKING:
    import cysqlite

    from crmtui.db.engine import Engine
    from crmtui.journal import Actor


@dataclass(slots=True)
class Session:
    """The options before the command.

    Attributes:
        database: --db, None for what the settings say.
        config: --config, None for the usual place.
        agent: --as, "" for whoever the settings or the system user name.
        view: --view, for the app.
    """

    database: Path | None = None
    config: Path | None = None
    agent: str = ""
    view: str = ""
    _settings: Settings | None = field(default=None, repr=False)

    @property
    def settings(self) -> Settings:
        """The settings, read at the first use.

        Raises:
            ConfigError: they hold a mistake.
        """
        if self._settings is None:
            from crmtui.config import load

            self._settings = load(self.config, self.database)
        return self._settings

    def settings_to_write(self) -> Settings:
        """The settings for somebody who adds to their file, which may not be there yet.

        Raises:
            ConfigError: they hold a mistake.
        """
        from crmtui.config import load

        self._settings = load(self.config, self.database, may_lack=True)
        return self._settings

    @property
    def path(self) -> Path:
        """Where the database is."""
        return self.settings.database_path

    @property
    def who(self) -> str:
        """The agent that was named, "" when none was."""
        return self.agent or self.settings.agent

    @contextmanager
    def engine(self, *, make: bool = True) -> Iterator["Engine"]:
        """The desk, open, without Peewee until something asks for it.

        Args:
            make: whether a desk that is not there yet is made.

        Raises:
            DatabaseError: it cannot be opened, or is not there.
        """
        from crmtui.cli import console
        from crmtui.db.engine import Engine  # late: help and completion need no database

        if not make and not self.path.exists():
            raise DatabaseError(
                f"there is no desk at {self.path}",
                "`crmtui demo` makes one to look at; `crmtui setup` or `crmtui import mail` begins a real one.",
            )
        engine = Engine(self.path, read_only=not make, tell=console.remark)
        try:
            yield engine
        finally:
            engine.close()

    @contextmanager
    def reader(self) -> Iterator["cysqlite.Connection"]:
        """A connection for reads that answer in a blink: no Peewee, no new file."""
        with self.engine(make=False) as engine:
            yield engine.reader

    @contextmanager
    def desk(self, *, make: bool = True) -> Iterator["tuple[Engine, Actor]"]:
        """The desk with its models bound, and who acts.

        Raises:
            NotFoundError: the desk has no such agent.
        """
        with self.engine(make=make) as engine:
            engine.peewee()
            from crmtui.cli.agents import welcome
            from crmtui.journal import sitting_here  # late: the journal brings Peewee

            welcome(engine)
            yield engine, sitting_here(self.who)


_current = Session()


def session() -> Session:
    """The session of the command that runs now."""
    return _current


def begin(new: Session) -> Session:
    """Make a session the current one."""
    global _current
    _current = new
    return new
