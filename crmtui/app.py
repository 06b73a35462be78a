"""The app: rooms, themes, undo, and what happens when something goes wrong.

The one rule: before the first paint nothing is imported, read or started that the first paint does not show.
"""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ClassVar

# First: it makes what follows lighter.
import crmtui.lighten  # noqa: F401 # isort: skip

from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.worker import WorkerFailed

from crmtui.actions import Table, table
from crmtui.errors import CrmtuiError, UnusableTerminalError
from crmtui.presets import table_for
from crmtui.screens.base import WIDGET_AREAS
from crmtui.screens.following import Following
from crmtui.screens.keys_in_turn import KeysInTurn
from crmtui.screens.view_verbs import ViewVerbs
from crmtui.text import clean
from crmtui.themes import DEFAULT, NAMES, themes
from crmtui.widgets.lines import Span, Tone

if TYPE_CHECKING:
    from crmtui.db.engine import Engine
    from crmtui.journal import Actor
    from crmtui.screens.background import Background
    from crmtui.screens.first import First
    from crmtui.settings import Settings

MIN_WIDTH, MIN_HEIGHT = 40, 10
# No terminal sends it: an empty entry of a keymap would leave the usual keys.
_NO_KEY = "unbound"


def _late(module: str, name: str) -> Callable[[], Screen[Any]]:
    """A room's screen, imported when the room is first entered."""
    return lambda: getattr(importlib.import_module(module), name)()


class DeskApp(KeysInTurn, Following):
    """The app; screens know it as `screens.base.Desk`."""

    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "inbox"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "inbox": _late("crmtui.screens.inbox", "InboxScreen"),
        "contacts": _late("crmtui.screens.contacts", "ContactsScreen"),
        "templates": _late("crmtui.screens.templates", "TemplatesScreen"),
        "outbox": _late("crmtui.screens.outbox", "OutboxScreen"),
    }
    # Ours come from the action table, on the screens.
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self, engine: "Engine", settings: "Settings", agent: str = "", first: "Future[First] | None" = None
    ) -> None:
        """Make the app.

        Args:
            engine: The open database.
            settings: The settings.
            agent: Who sits here, "" to go by the settings and the system user.
            first: The first page of the inbox, being read by a thread meanwhile.

        Raises:
            ConfigError: the keymap or the theme's name is wrong.
        """
        super().__init__()
        # Over SSH every frame is traffic, and here nothing gains by moving.
        self.animation_level = "none"
        self.engine, self.settings, self.first = engine, settings, first
        self.table: Table = table_for(settings)
        self.me: int | None = None
        self.agent_name = agent or settings.agent
        self.notes: Sequence[Span] = ()
        self._deliverer: Background | None = None
        self.view = ""
        self.reported: list[BaseException] = []
        for theme in themes():
            self.register_theme(theme)
        self.theme = settings.ui.theme if settings.ui.theme in NAMES else DEFAULT
        self.set_keymap(widget_keymap(self.table))

    def first_inbox(self) -> "First":
        """What the inbox begins with; it also says who sits here."""
        from crmtui.screens.first import first_page

        first: First = self.first.result() if self.first else first_page(self.engine.reader, self.agent_name)
        self.first = None
        self.me, self.agent_name = first.me, first.agent
        self.notes = (Span(first.agent or "nobody", Tone.DIM),)
        return first

    @property
    def actor(self) -> "Actor":
        """Who acts."""
        from crmtui.journal import Actor  # late: brings Peewee

        return Actor("agent", self.me, self.agent_name)

    def on_mount(self) -> None:
        """Begin what may wait until the first paint is out."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        import asyncio
        import signal

        # A closed terminal and a shutdown end the app like a key: drafts are kept, the terminal is given back.
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, self.exit, 128 + ending)
        self.begin_following()
        if self.view and isinstance(self.screen, ViewVerbs):
            self.screen.later(self.screen.show_view, self.view, group="verb", hold=True)
        # Peewee takes a quarter of a second to come: better now than at the first action.
        start: Any = self._warm_up
        self.run_worker(start, group="start")

    async def _warm_up(self) -> None:
        from crmtui.screens.background import start

        await self.changed()
        self._deliverer = await start(self)

    def tell(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something in the status line of the screen that is shown."""
        if self._running and self.screen_stack:
            self.desk_screen.say(text, tone)

    async def action_quit(self) -> None:
        """Textual's own way out."""
        self.exit(0)

    def on_unmount(self) -> None:
        """Stop fetching and delivering; a mail that is on its way is found again later."""
        self.end_following()
        if self._deliverer is not None:
            self._deliverer.stop()

    # -- when something goes wrong -----------------------------------------------------------------------------------

    def report(self, error: BaseException) -> None:
        """Log an unexpected error without anybody's data, and say where; the app goes on."""
        if isinstance(error, CrmtuiError):
            self.desk_screen.say_error(error)
            return
        from crmtui import log

        self.reported.append(error)
        path = log.record_crash(error)
        self.desk_screen.say(f"That went wrong ({type(error).__name__}). Nothing was lost; report: {path}", Tone.ALERT)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print the local variables, which are customers' data. A worker's error ends the worker alone.
        if isinstance(error, WorkerFailed) and self._running and len(self.screen_stack):
            self.report(error.error)
            return
        if isinstance(error, WorkerFailed) and isinstance(error.error, NoMatches):
            # At the end the widgets go before those who work on them do.
            return
        from crmtui import log

        path = log.record_crash(error)
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        from rich.text import Text

        self.panic(Text(clean(f"crmtui stopped: {type(error).__name__}. Report: {path}")))


def widget_keymap(mine: Table) -> dict[str, str]:
    """The user's keys for the bindings that widgets have themselves, where they are not the usual ones.

    Textual applies a keymap anew at every key, at a cost of milliseconds: it holds no more than it must. Screens bind
    from the table themselves.
    """
    usual = table()
    return {
        action.id: ",".join(action.keys) or _NO_KEY
        for action in mine
        if action.id.startswith(WIDGET_AREAS) and action.keys != usual[action.id].keys
    }


def refuse_terminal() -> None:
    """Refuse what the app cannot be drawn on.

    Raises:
        UnusableTerminalError: no terminal, a dumb one, or one too small.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UnusableTerminalError("there is no terminal to open the app in", "`crmtui list` works in pipes.")
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise UnusableTerminalError("this terminal cannot move its cursor (TERM=dumb)", "`crmtui list` works here.")
    columns, rows = shutil.get_terminal_size()
    if columns < MIN_WIDTH or rows < MIN_HEIGHT:
        raise UnusableTerminalError(
            f"the terminal is {columns}x{rows}; crmtui needs {MIN_WIDTH}x{MIN_HEIGHT}", "Make the window larger."
        )


def run(engine: "Engine", settings: "Settings", actor_name: str = "", view: str = "") -> int:
    """Open the app on a view of the inbox ("": where work waits); its exit code.

    Raises:
        UnusableTerminalError: no terminal, a dumb one, or one too small.
        ConfigError: the keymap is wrong.
    """
    refuse_terminal()
    from crmtui.screens.first import first_page

    # A saved view wants the language, which the first paint does not wait for.
    built_in = "" if view.startswith("view:") else view
    first = engine.lanes[0].submit(first_page, engine.reader, actor_name or settings.agent, built_in)
    app = DeskApp(engine, settings, actor_name, first)
    app.view = view if view != built_in else ""
    code = app.run(mouse=settings.ui.mouse)
    return code if code is not None else (app.return_code or 0)
