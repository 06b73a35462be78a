"""What all screens of the desk share: the frame, the keys from the action table, and one way to act.

The one rule: a screen asks and acts off the event loop, and every error becomes a message in the status line; the
app goes on. What a screen must know of its app it finds here (`engine`, `settings`, `table`, `me`, `actor`).
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from crmtui.actions import Place, Records, Table, key_label
from crmtui.errors import ConflictError, CrmtuiError
from crmtui.screens.desk import Desk
from crmtui.widgets.bars import Item, KeyBar, KeyHint, StatusLine, TopBar
from crmtui.widgets.lines import Line, Tone

if TYPE_CHECKING:
    from crmtui.db.engine import Engine
    from crmtui.journal import Actor, Outcome
    from crmtui.settings import Settings
    from crmtui.widgets.record_list import RecordList

ROOMS = (Item("inbox", "Inbox"), Item("contacts", "Contacts"), Item("templates", "Templates"), Item("outbox", "Outbox"))
# Their widgets bind these themselves (see screens/actions.py).
WIDGET_AREAS = ("list.", "conversation.", "search.")
_OURS = ("list.filter",)
# The hints that a narrow bar keeps: how to learn more, how to get in, how to find.
_FIRST = ("app.help", "list.open", "list.filter")
# Records that fit on any screen: fewer need no preview.
_HANDFUL = 5


class DeskScreen(Screen[None]):
    """A screen of the desk.

    Subclasses set `PLACE` and `ROOM`, yield their widgets from `body`, and override `refresh_records` and `targets`.
    A verb `area.verb` of the table is carried out by `do_area_verb` of the screen or the app where there is one,
    else performed on `targets`, with its parameters asked for.
    """

    PLACE: ClassVar[Place] = Place.ANYWHERE
    ROOM: ClassVar[str] = ""
    DEFAULT_CSS = """
    DeskScreen { layout: vertical; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._status = StatusLine(id="status")
        self._inherited = self._bindings

    # -- the frame -----------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The frame around `body`."""
        # Filled and sized before it is mounted, so that the first paint is the only one.
        self._set_breakpoints()
        top, keys = TopBar(ROOMS, self.ROOM, id="top"), KeyBar(id="keys")
        body = list(self.body())
        top.show(notes=self.desk.notes)
        keys.show(self.bind_table())
        yield top
        yield from body
        yield self._status
        yield keys

    def _set_breakpoints(self) -> None:
        """Take the classes of the breakpoints now; Textual would lay out and paint a second time for them."""
        width, height = self.app.size
        for cells, steps in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            fitting = [name for least, name in steps or () if least <= cells]
            if fitting:
                self.add_class(fitting[-1])

    def body(self) -> Iterable[Widget]:
        """The widgets between the bars."""
        return ()

    def bind_table(self) -> Sequence[KeyHint]:
        """Bind the keys that the table has for `PLACE`; the hints for the bar."""
        here = self.table.at(self.PLACE)
        bindings = [
            Binding(",".join(action.keys), f"verb('{action.id}')", action.title, show=False, id=action.id)
            for action in here
            if action.keys and (not action.id.startswith(WIDGET_AREAS) or action.id in _OURS)
        ]
        # The first of a key's bindings counts: ours come before Textual's own.
        self._bindings = BindingsMap.merge([BindingsMap(bindings), self._inherited])
        hints = [action for action in here if action.hint and action.keys]
        # Sorting keeps the table's order for the rest.
        hints.sort(key=lambda action: _FIRST.index(action.id) if action.id in _FIRST else len(_FIRST))
        return [KeyHint(key_label(action.keys[0]), action.hint, action.id) for action in hints]

    @property
    def desk(self) -> Desk:
        """The app, as far as screens know it."""
        return cast(Desk, self.app)

    @property
    def engine(self) -> "Engine":
        """The open database."""
        return self.desk.engine

    @property
    def settings(self) -> "Settings":
        """The settings."""
        return self.desk.settings

    @property
    def table(self) -> Table:
        """The actions with the user's keys."""
        return self.desk.table

    @property
    def me(self) -> int | None:
        """The id of the agent who sits here."""
        return self.desk.me

    @property
    def actor(self) -> "Actor":
        """Who acts."""
        return self.desk.actor

    @property
    def help_place(self) -> Place:
        """Whose keys the help shows."""
        return self.PLACE

    async def help_head(self) -> Sequence[Line]:
        """What the help begins with here, before the keys."""
        return ()

    # -- saying --------------------------------------------------------------------------------------------------

    def say(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Tell what happened, in the status line. The text may hold anything: it is cleaned there."""
        self._status.say(text, tone)

    @property
    def said(self) -> str:
        """What the status line says."""
        return self._status.said

    def say_error(self, error: CrmtuiError) -> None:
        """Tell what went wrong, and what to do about it."""
        self.say(error.told, Tone.ALERT)

    def show_place(self, text: str) -> None:
        """Tell where we are ("4 of 142"), at the right of the status line."""
        self._status.place(text)

    # -- acting --------------------------------------------------------------------------------------------------

    async def act(
        self, action_id: str, ids: Sequence[int] = (), *, seen: Mapping[int, int] | None = None, **params: Any
    ) -> "Outcome | None":
        """Perform an action off the event loop, and tell what came of it.

        Args:
            action_id: An entry of the table.
            ids: The records.
            seen: The versions that are shown, for actions that must not overwrite what changed meanwhile.
            params: The action's parameters.

        Returns:
            What came of it; None when it was refused (the status line says why).
        """
        action = self.table[action_id]
        # Late: the first paint knows nothing of acting, and acting on many is rare.
        if len(ids) > _HANDFUL:
            from crmtui.screens import bulk

            return await bulk.act(self, action, ids, params, seen)
        from crmtui.screens import acting

        return await acting.act(self, action, ids, params, seen)

    async def after_change(self) -> None:
        """Our own change is in the database: show it."""
        await self.desk.changed(self)

    async def goes_on(self) -> str:
        """What to press to go on with what an undo gave back, "" for nothing."""
        return ""

    def act_done(self) -> None:
        """Something was done; a list takes its marks back, lest the next act meets records that are out of sight."""

    async def refresh_counts(self) -> None:
        """Show how many the views hold; called when something was counted that took its time."""

    async def refresh_records(self) -> None:
        """Read again what is shown; called after own changes, and when another process changed the database."""

    async def on_conflict(self, error: ConflictError, ids: Sequence[int]) -> None:  # noqa: ARG002
        """A record changed under us; screens that can show both versions do."""
        await self.refresh_records()

    async def targets(self, records: Records) -> Sequence[int]:  # noqa: ARG002
        """The ids that an action on such records works on here."""
        return ()

    # -- verbs ---------------------------------------------------------------------------------------------------

    def action_verb(self, action_id: str) -> None:
        """Carry out an entry of the table; bound to its keys."""
        if action_id == "app.back" and self.desk.stop_under_way():
            return
        if self._status.alerts and action_id != "app.copy_message":
            # What went wrong before has been read when the next thing is done.
            self.say("")
        self.later(self.verb, action_id, group="verb", hold=True)

    def later(
        self,
        work: Callable[..., Coroutine[None, None, None]],
        *args: Any,
        group: str,
        only: bool = False,
        hold: bool = False,
    ) -> None:
        """Do something that waits; with `only`, what is under way in this group is given up.

        A function and its arguments, not a coroutine: one that is given up before it began would be a warning. With
        `hold`, keys that are typed meanwhile wait for it.
        """
        run: Any = partial(work, *args)
        self.run_worker(self.desk.holding(run) if hold else run, group=group, exclusive=only)

    async def verb(self, action_id: str, **params: Any) -> None:
        """Carry out an entry of the table with what is known of its parameters; the rest is asked for."""
        own = self._own(action_id)
        if own is not None:
            await own(**params)
            return
        action = self.table[action_id]
        if not action.run:
            self.say(f"{action.title} does not work here")
            return
        ids = await self.targets(action.records)
        if action.records and not ids:
            self.say(f"{action.title}: no {action.records.noun} here")
            return
        # Late: pickers are wanted by the first action, not by the first paint.
        from crmtui.screens.asking import ask_params, ask_sure

        if action.asks and not await ask_sure(self, action, len(ids)):
            return
        asked = await ask_params(self, action, params, ids)
        if asked is not None:
            await self.act(action_id, ids, **asked)

    def _own(self, action_id: str) -> Callable[..., Awaitable[None]] | None:
        """What the screen, or else the app, does for a verb itself."""
        name = "do_" + action_id.replace(".", "_")
        return getattr(self, name, None) or getattr(self.app, name, None)

    def on_record_list_marks_changed(self, message: "RecordList.MarksChanged") -> None:
        """What is on the screen was marked: tell the way on to everything."""
        keys = self.table["list.mark_all"].keys
        count = len(message.marks.ids)
        if message.screenful and message.total > count and keys:
            self.say(f"{count} marked. {key_label(keys[0])} marks all {message.total:,}")

    def on_key_bar_hint_chosen(self, message: KeyBar.HintChosen) -> None:
        """A hint was clicked: the same as its key."""
        message.stop()
        action = self.table[message.action_id]
        if action.run or self._own(action.id) is not None:
            # Not by its key: in a text "?" is a letter.
            self.action_verb(action.id)
            return
        key = Key(action.keys[0], None)
        # As if the keyboard had sent it: a key from a screen never climbs past that screen to the bindings.
        key.set_sender(self.app)
        self.app.post_message(key)

    def on_top_bar_room_chosen(self, message: TopBar.RoomChosen) -> None:
        """A room was clicked."""
        message.stop()
        self.action_verb(f"app.{message.key}")

    def _compositor_refresh(self) -> None:
        # While widgets are being mounted Textual renders, and throws the result away.
        if not self.app._batch_count:
            super()._compositor_refresh()

    # -- the boundary --------------------------------------------------------------------------------------------

    async def _dispatch_message(self, message: Message) -> None:
        # The one place where anything is caught: an error in a handler is told, and the screen lives on.
        try:
            await super()._dispatch_message(message)
        except CrmtuiError as error:
            self.say_error(error)
        except Exception as error:  # noqa: BLE001
            self.desk.report(error)
