"""A ticket: the conversation, the customer with their orders beside it, and the composer below.

The one rule: what is shown has a version, and every edit made here is refused when another one is in the database.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.db import seats
from crmtui.desk import conversation
from crmtui.desk.conversation import MessageView
from crmtui.errors import ConflictError, NotFoundError
from crmtui.screens.one_line import OneLine
from crmtui.screens.profile_lines import ProfilePane, brief
from crmtui.screens.reading import EARLIER, NEWEST, Reading, differences, entries_of, facts_of, head_line, read_ticket
from crmtui.screens.ticket_taking import Taking
from crmtui.screens.ticket_writing import Writing
from crmtui.widgets.bars import Rule
from crmtui.widgets.conversation import Conversation
from crmtui.widgets.lines import Line, Span, Tone

if TYPE_CHECKING:
    from crmtui.highlight import Finder
    from crmtui.journal import HistoryLine, Outcome

Neighbour = Callable[[int], Awaitable[int | None]]
Why = Callable[[int], Awaitable[Sequence[Line]]]


class TicketScreen(Taking, Writing):
    """One ticket."""

    PLACE = Place.TICKET
    ROOM = "inbox"
    AUTO_FOCUS = "#conversation"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    TicketScreen {
        #panes, #left { height: 1fr; }
        #left { width: 1fr; }
        #side { display: none; width: 38; height: 1fr; border-left: solid $border; }
        &.-wide #side { display: block; }
        &.-wide #brief { display: none; }
        &.-over #side { display: block; width: 100%; border-left: none; }
        &.-over #left { display: none; }
        &.-hidden #side { display: none; }
        &.-hidden #brief { display: block; }
        #composer { display: none; height: 60%; min-height: 6; }
        #composer.-on { display: block; }
        #composer #writer { height: 100%; min-height: 0; }
    }
    """

    def __init__(
        self,
        ticket: int,
        neighbour: Neighbour | None = None,
        verb: str = "",
        *,
        finder: "Finder | None" = None,
        why: Why | None = None,
        to: str = "",
    ) -> None:
        """Make the screen of a ticket.

        Args:
            ticket: Its number.
            neighbour: Moves by tickets in the list one came from; the ticket it comes to, None at its end.
            verb: A verb to begin with (`ticket.reply`).
            finder: What was looked for: it is marked, and the conversation opens where it stands.
            why: Tells why a ticket is in the list one came from.
            to: Who gets the mail that it begins with, "" for whom the ticket says.
        """
        super().__init__()
        self.ticket, self._to = ticket, to
        self._neighbour, self._verb, self._finder, self._why = neighbour, verb, finder, why
        self._reading: Reading | None = None
        self._earlier: list[MessageView] = []
        self._history: Sequence[HistoryLine] = ()
        self._older = False

    def body(self) -> Iterable[Widget]:
        """Head, conversation and sidebar."""
        yield OneLine(id="head")
        yield Rule()
        yield OneLine(id="brief")
        talk = Conversation(now=int(time.time()), empty="No messages yet. n writes a note, r to the customer.",
                            id="conversation")  # fmt: skip
        left = Vertical(talk, Vertical(id="composer"), id="left")
        yield Horizontal(left, ProfilePane(id="side"), id="panes")

    def on_mount(self) -> None:
        """Read the ticket."""
        self.later(self._open, group="open", only=True, hold=bool(self._verb))

    async def _open(self) -> None:
        try:
            await self._read(keep=False)
            await self.follow_merge()
        except NotFoundError as error:
            self.say_error(error)
            return
        # The journal comes after the first text: it brings the models.
        await self._read_history()
        await self._restore_draft()
        if self._verb:
            verb, self._verb = self._verb, ""
            await self.verb(verb)

    # -- reading -------------------------------------------------------------------------------------------------

    async def _read(self, *, keep: bool) -> None:
        newest = NEWEST + (len(self._earlier) if keep else 0)
        self._reading = await read_ticket(self.engine, self.ticket, newest)
        self._earlier = []
        self._show(keep=keep)

    def _show(self, *, keep: bool) -> None:
        reading, now = self._reading, int(time.time())
        if reading is None:
            return
        row, profile = reading.detail.row, reading.profile
        self.query_one("#head", OneLine).show(lambda width: head_line(row, now, width))
        self.query_one("#brief", OneLine).show(lambda _: (Span(" "), *(brief(profile, now) if profile else ())))
        self.query_one("#side", ProfilePane).show(profile, now)
        talk = self.query_one("#conversation", Conversation)
        talk.highlight(self._finder)
        talk.show(entries_of(reading.detail, self._earlier, self._history, now), now=now, keep=keep)
        if not keep:
            talk.reach_hit()

    async def _read_history(self) -> None:
        self._history = await self.engine.work(_history, self.ticket)
        self._show(keep=True)

    async def refresh_records(self) -> None:
        """Read the ticket again where it stands."""
        try:
            await self._read(keep=True)
        except NotFoundError as error:
            self.say_error(error)
            return
        await self._read_history()

    @on(Conversation.EntryReached)
    def _reached(self) -> None:
        current, count = self.query_one("#conversation", Conversation).place
        self.show_place(f"message {current} of {count}")
        if current <= 1 and self._left() > 0 and not self._older:
            self._older = True
            self.later(self._read_older, group="older")

    def _left(self) -> int:
        return self._reading.detail.earlier - len(self._earlier) if self._reading else 0

    async def _read_older(self) -> None:
        reading = self._reading
        if reading is not None and reading.detail.messages:
            first = self._earlier[0] if self._earlier else reading.detail.messages[0]
            more = await self.engine.read(conversation.earlier, self.ticket, first, EARLIER)
            # Read anew meanwhile, it may be another ticket: whoever goes up there asks again.
            if reading is self._reading:
                self._earlier = [*more, *self._earlier]
                self._show(keep=True)
        self._older = False

    async def _go(self, by: int) -> None:
        ticket = await self._neighbour(by) if self._neighbour else None
        if ticket is None:
            self.say("no more tickets in this list" if by > 0 else "this is the first ticket of the list")
            return
        await self._close_composer()
        self.ticket, self._history = ticket, ()
        self.say("")
        await self._open()

    async def do_ticket_next(self) -> None:
        """The next ticket of the list."""
        await self._go(1)

    async def do_ticket_previous(self) -> None:
        """The one before."""
        await self._go(-1)

    # -- acting --------------------------------------------------------------------------------------------------

    async def targets(self, records: Records) -> Sequence[int]:
        """This ticket, or its customer."""
        if records is Records.CUSTOMER and self._reading and self._reading.detail.row.customer_id is not None:
            return (self._reading.detail.row.customer_id,)
        if records is Records.MESSAGE:
            current = self.message()
            return (current.id,) if current else ()
        return (self.ticket,) if records is Records.TICKET else ()

    async def act(
        self, action_id: str, ids: Sequence[int] = (), *, seen: Mapping[int, int] | None = None, **params: Any
    ) -> "Outcome | None":
        """Perform an action on what is shown: another version in the database refuses it."""
        if seen is None and self._reading is not None and tuple(ids) == (self.ticket,):
            seen = {self.ticket: self._reading.detail.row.version}
        return await super().act(action_id, ids, seen=seen, **params)

    async def on_conflict(self, error: ConflictError, ids: Sequence[int]) -> None:  # noqa: ARG002
        """Show both versions, and the new one below."""
        from crmtui.widgets.notice import Notice

        before = self._reading
        await self.refresh_records()
        if before is None or self._reading is None:
            return
        now = int(time.time())
        shown, present = before.detail.row, self._reading.detail.row
        lines: list[Line] = [
            (Span(" Nothing of yours was written."),),
            (),
            (Span(" you saw  "), Span(" . ".join(facts_of(shown, now)), Tone.DIM)),
            (Span(" it is    "), Span(" . ".join(facts_of(present, now)), Tone.STRONG)),
            (),
            *((Span(f" {line}"),) for line in differences(shown, present)),
        ]
        await self.app.push_screen(Notice(error.message, lines))

    async def do_ticket_sidebar(self) -> None:
        """Lay the sidebar over the ticket, or take it away."""
        if self.has_class("-wide"):
            self.toggle_class("-hidden")
        else:
            self._lay_over(not self.has_class("-over"))

    def _lay_over(self, over: bool) -> None:
        """Lay the sidebar over the conversation with the keys in it, or give both back."""
        self.set_class(over, "-over")
        side = self.query_one("#side", ProfilePane)
        side.can_focus = over
        # What is only now to be seen cannot have the focus yet.
        self.call_after_refresh((side if over else self.query_one("#conversation")).focus)

    async def do_app_back(self) -> None:
        """Take the sidebar away, else go back to the list."""
        if self.has_class("-over"):
            self._lay_over(False)
        else:
            self.dismiss(None)

    async def do_ticket_history(self) -> None:
        """Who changed what, newest first."""
        from crmtui.screens.ticket_extras import history_lines
        from crmtui.widgets.notice import Notice

        self._history = await self.engine.work(_history, self.ticket)
        names = {number: name for number, name, _ in await self.engine.read(seats.agents, active=False)}
        lines = history_lines(self._history, names, int(time.time()))
        await self.app.push_screen(Notice(f"History of #{self.ticket}", lines))

    async def help_head(self) -> Sequence[Line]:
        """Why the message is on this ticket, and why the ticket is in the list one came from."""
        if self.help_place is not self.PLACE:
            return ()
        from crmtui.screens.joined_lines import joined_lines

        message = self.message()
        lines = await joined_lines(self.engine, message, int(time.time())) if message else ()
        return [*lines, *(await self._why(self.ticket) if self._why is not None else ())]


def _history(ticket: int) -> "Sequence[HistoryLine]":
    from crmtui import journal  # late: brings the models

    return journal.history("ticket", ticket)
