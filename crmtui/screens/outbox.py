"""The outbox: mail that waits, failed or is uncertain, and what a person does about it.

The one rule: it shows what `desk.outbox_list` reads, and passes verbs on.
"""

import time
from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.db import demo_sql
from crmtui.desk.outbox_list import DONE_STATES, POSTPONABLE_STATES, OutboxRow
from crmtui.screens.base import DeskScreen
from crmtui.screens.one_line import OneLine
from crmtui.screens.outbox_rows import OutboxDetail, OutboxPainter, OutboxSource
from crmtui.settings import Settings, is_loopback
from crmtui.text import plural
from crmtui.widgets.bars import Rule
from crmtui.widgets.lines import Span, Tone
from crmtui.widgets.pages import PAGE
from crmtui.widgets.record_list import RecordList

_EMPTY = "Nothing waits to leave."
# Fine enough to watch the seconds of an undo window go by.
_TICK = 1.0


class OutboxScreen(DeskScreen):
    """All mail that must leave, and what left lately."""

    PLACE = Place.OUTBOX
    ROOM = "outbox"
    AUTO_FOCUS = "#mails"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high"), (30, "-tall")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    OutboxScreen {
        #detail { height: 4; }
        &.-tall #detail { height: 7; }
        &.-low #detail, &.-low #edge { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._source: OutboxSource | None = None
        self._obstacle = ""

    def body(self) -> Iterable[Widget]:
        """What there is in a line, the list, the mail under the cursor."""
        yield OneLine(id="sum")
        yield Rule()
        self.mails: RecordList[OutboxRow] = RecordList(OutboxPainter(), now=int(time.time()), empty=_EMPTY, id="mails")
        self.mails.moved = self._show_place
        yield self.mails
        yield Rule(id="edge")
        yield OutboxDetail(id="detail")

    def on_mount(self) -> None:
        """Keep the waits true."""
        self.set_interval(_TICK, self._tick)

    async def _open(self) -> None:
        self._obstacle = obstacle(self.settings, demo=await self.engine.read(demo_sql.is_demo))
        self._source = await OutboxSource.make(self.engine)
        self.mails.show(self._source, await self._source.page(0, PAGE))
        self._show_sum()

    def _tick(self) -> None:
        if self.is_current:
            self.mails.tick(int(time.time()))

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show_sum(self) -> None:
        counts = self._source.counts if self._source is not None else {}
        stuck = sum(counts.get(state, 0) for state in ("failed", "uncertain"))
        waiting = sum(counts.values()) - stuck
        said = [f"{plural(stuck, 'mail')} for you to decide"] if stuck else []
        said += [f"{plural(waiting, 'mail')} on the way"] if waiting else []
        line = Span(" " + (" . ".join(said) or "no mail on the way"), Tone.STRONG if stuck else Tone.NORMAL)
        if self._obstacle:
            line = Span(" " + self._obstacle, Tone.ALERT)
        self.query_one("#sum", OneLine).show(lambda _: (line,))

    def _show_place(self) -> None:
        marks, total = self.mails.marks, self.mails.total
        open_mails = sum(self._source.counts.values()) if self._source is not None else 0
        marked = f"{marks.count(open_mails)} marked . " if marks else ""
        self.show_place(marked + (f"{self.mails.index + 1} of {total}" if total else "0 of 0"))
        self.query_one("#detail", OutboxDetail).show(self.mails.row, int(time.time()))

    @on(RecordList.MarksChanged, "#mails")
    def _marked(self) -> None:
        self._show_place()

    @on(RecordList.FetchFailed, "#mails")
    def _fetch_failed(self, message: RecordList.FetchFailed) -> None:
        self.say_error(message.error)

    @on(RecordList.RowOpened, "#mails")
    async def _open_ticket(self) -> None:
        row = self.mails.row
        if row is not None:
            # Late: the list is there before any ticket is opened.
            from crmtui.screens.ticket import TicketScreen

            await self.app.push_screen(TicketScreen(row.ticket_id, self.neighbour))

    async def neighbour(self, by: int) -> int | None:
        """Move the cursor, for a ticket that is being read: the ticket of the mail it comes to, None at the end."""
        before = self.mails.index
        self.mails.move_to(before + by)
        if self.mails.index == before or self._source is None:
            return None
        rows = await self._source.page(self.mails.index, 1)
        return rows[0].ticket_id if rows else None

    # -- acting --------------------------------------------------------------------------------------------------

    async def targets(self, records: Records) -> Sequence[int]:
        """The marked mails, or the one under the cursor; "all" are those that still want something."""
        if records is not Records.OUTBOX or self._source is None:
            return ()
        chosen = self.mails.selection()
        if chosen.everything:
            return [mail for mail in await self._source.ids() if mail in chosen]
        return sorted(chosen.ids)

    async def do_outbox_later(self) -> None:
        """Choose another time for the marked mails."""
        ids, row = await self.targets(Records.OUTBOX), self.mails.row
        if not ids or row is None:
            self.say("no mail here")
            return
        if len(ids) == 1 and row.id in ids and row.state not in POSTPONABLE_STATES:
            self.say(f"no other time for it: {row.fate(int(time.time())).told}")
            return
        from crmtui.screens.time_choice import choose_time

        at = await choose_time(self, row.ticket_id, "Leaves")
        if at:
            await self.act("outbox.later", ids, at=at)

    async def do_outbox_edit(self) -> None:
        """Take the mail under the cursor back into the composer."""
        row = self.mails.row
        if row is None or await self.act("outbox.edit", (row.id,)) is None:
            return
        from crmtui.screens.ticket import TicketScreen  # late: see _open_ticket

        # Whoever comes back has sent it or not: it is no draft any more that one undo gives back.
        self.say("")
        ticket, verb = await self.engine.work(_place_of, row.id)
        await self.app.push_screen(TicketScreen(ticket, None, verb))

    def act_done(self) -> None:
        """What was acted on is no longer marked."""
        self.mails.unmark()

    async def refresh_records(self) -> None:
        """Read it again; the cursor stays on its mail, and goes on to the next one when that is done with."""
        if self._source is None:
            # Whoever enters waits for this, so that a key typed after that finds its mail.
            await self._open()
            return
        row = self.mails.row
        self._source = await OutboxSource.make(self.engine)
        self._source.follows = row is None or row.state in DONE_STATES
        await self.mails.reload(self._source)
        self._tick()
        self._show_place()
        self._show_sum()


def _place_of(outbox_id: int) -> tuple[int, str]:
    from crmtui.desk.outbox_edit import place_of  # late: brings Peewee

    return place_of(outbox_id)


def obstacle(settings: Settings, *, demo: bool) -> str:
    """Why no mail can leave at all, and what to do about it; "" when it can."""
    # Late: it brings what talks to mail servers, and is there once the app has begun.
    from crmtui.sync.delivery import DEMO, NO_SMTP

    servers = [mailbox.smtp.host for mailbox in settings.mailboxes if mailbox.smtp is not None]
    words = NO_SMTP if not servers else DEMO if demo and not any(map(is_loopback, servers)) else ""
    return words[:1].upper() + words[1:]
