"""One customer: who they are, and everything that happened with them on one time line.

The one rule: it shows what `customers` reads; a merged customer is shown as the one that stayed.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.customers import profile
from crmtui.customers.profile import Profile
from crmtui.errors import NotFoundError
from crmtui.screens.contact_rows import EventPainter, EventRow, EventSource
from crmtui.screens.customer_verbs import CustomerVerbs
from crmtui.screens.profile_lines import ProfilePane, title_of
from crmtui.widgets.bars import Rule
from crmtui.widgets.pages import PAGE
from crmtui.widgets.prompt import Prompt
from crmtui.widgets.record_list import RecordList

_TICKET_KINDS = frozenset(("ticket", "message"))
_EMPTY = "Nothing has happened yet. c begins a conversation."


class CustomerScreen(CustomerVerbs):
    """The customer."""

    PLACE = Place.CUSTOMER
    ROOM = "contacts"
    AUTO_FOCUS = "#events"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (170, "-huge")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    CustomerScreen {
        #panes { height: 1fr; }
        #person { height: 4; }
        #events { width: 1fr; }
        &.-wide, &.-huge {
            #panes { layout: horizontal; }
            #person { width: 44; height: 1fr; border-right: solid $border; }
            #edge { display: none; }
        }
        &.-huge #person { width: 70; }
    }
    """

    def __init__(self, customer: int) -> None:
        """Make the screen of a customer."""
        super().__init__()
        self.customer = customer
        self._profile: Profile | None = None

    def body(self) -> Iterable[Widget]:
        """The person and the time line."""
        self.events: RecordList[EventRow] = RecordList(EventPainter(), now=int(time.time()), empty=_EMPTY, id="events")
        yield Container(ProfilePane(orders=False, id="person"), Rule(id="edge"), self.events, id="panes")

    def on_mount(self) -> None:
        """Read the customer."""
        self.later(self._open, group="open", only=True)

    async def _open(self) -> None:
        if not await self._load():
            return
        source = await EventSource.make(self.engine, self.customer)
        self.events.show(source, await source.page(0, PAGE))

    async def _load(self) -> bool:
        try:
            self._profile = await self.engine.read(profile.load, self.customer)
        except NotFoundError as error:
            self.say_error(error)
            return False
        self.customer = self._profile.id
        self.query_one("#person", ProfilePane).show(self._profile, int(time.time()))
        return True

    @on(RecordList.CursorMoved, "#events")
    def _cursor_moved(self) -> None:
        total = self.events.total
        self.show_place(f"{self.events.index + 1} of {total}" if total else "")

    @on(RecordList.RowOpened, "#events")
    async def _open_event(self) -> None:
        row = self.events.row
        if row is None:
            return
        if row.event.kind in _TICKET_KINDS:
            await self._open_ticket(row.event.about)
            return
        order = await self.engine.read(profile.load_order, row.event.about)
        if order is None:
            self.say("the order is gone")
            return
        # Late: an order is looked at now and then.
        from crmtui.screens.order_card import OrderCard

        await self.app.push_screen(OrderCard(order, int(time.time())))

    async def _open_ticket(self, ticket: int, verb: str = "") -> None:
        from crmtui.screens.ticket import TicketScreen  # late: the heaviest screen

        await self.app.push_screen(TicketScreen(ticket, None, verb))

    # -- acting --------------------------------------------------------------------------------------------------

    async def chosen(self) -> Sequence[int]:
        """This customer."""
        return (self.customer,)

    async def targets(self, records: Records) -> Sequence[int]:
        """This customer; or the ticket under the cursor."""
        if records is Records.CUSTOMER:
            return await self.chosen()
        row = self.events.row
        if records is Records.TICKET and row is not None and row.event.kind in _TICKET_KINDS:
            return (row.event.about,)
        return ()

    async def merged(self, stays: int) -> None:
        """Show the one that stayed."""
        self.customer = stays
        await self._open()

    async def do_ticket_new(self, subject: str | None = None) -> None:
        """Begin a conversation with them."""
        # A key may be quicker than the reading that shows them; what is typed behind it is the subject.
        if self._profile is None:
            await self._load()
        if self._profile is None:
            return
        if subject is None:
            name = title_of(self._profile)
            subject = await self.app.push_screen_wait(Prompt(f"New ticket to {name}:", hint="a subject"))
        if not subject or not subject.strip():
            return
        outcome = await self.act("ticket.new", (), customer=self.customer, subject=subject)
        if outcome is not None and outcome.created is not None:
            await self._open_ticket(outcome.created, "ticket.reply" if self._profile.emails else "ticket.note")

    async def refresh_records(self) -> None:
        """Read everything again; the cursor stays on its event."""
        if await self._load():
            await self.events.reload(await EventSource.make(self.engine, self.customer))
            self.events.tick(int(time.time()))
        await asyncio.sleep(0)
