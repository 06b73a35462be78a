"""The inbox: views with counts, the list, and the ticket under the cursor where there is room for it.

The one rule: it holds no rule of the desk: it shows what `desk.views` reads and passes verbs on.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Vertical
from textual.events import Resize
from textual.widget import Widget

from crmtui.actions import Place, Records, key_label
from crmtui.desk.views import TicketPages, TicketRow
from crmtui.screens.first import First
from crmtui.screens.preview import Preview
from crmtui.screens.ticket_lists import TicketLists
from crmtui.screens.ticket_rows import TicketSource
from crmtui.widgets.bars import Rule, ViewBar
from crmtui.widgets.pages import Marks
from crmtui.widgets.record_list import RecordList
from crmtui.widgets.view_list import ViewList

# A held key must not load a ticket for every row it passes.
_HELD = 0.1
_SETTLED = 0.06
_MINUTE = 30.0
# Long after the first paint, and before most people have found the key.
_WARM_UP = 1.5
# Columns from which list, ticket and customer leave room for the views at their side.
_ROOMY = 190


class InboxScreen(TicketLists):
    """The inbox."""

    PLACE = Place.LIST
    ROOM = "inbox"
    AUTO_FOCUS = "#tickets"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-side")]  # noqa: RUF012 (Textual's type)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012
    DEFAULT_CSS = """
    InboxScreen {
        #panes { height: 1fr; }
        #rows { width: 1fr; }
        #preview, #edge, ViewList { display: none; }
        &.-tall #preview, &.-tall #edge, &.-wide #preview, &.-wide #edge { display: block; }
        #preview { height: 9; }
        &.-low #preview { height: 6; }
        &.-side {
            #panes { layout: horizontal; }
            #tickets { width: 42%; min-width: 66; }
            #preview, #edge { display: none; }
            &.-made ViewList { display: block; }
            &.-made #views { display: none; }
        }
        ReadingPane { display: none; }
        &.-side ReadingPane { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._moved_at = 0.0
        self._views = ViewBar(id="views")
        self._list_of_views = ViewList()

    def body(self) -> Iterable[Widget]:
        """Views, list and preview, filled with the first page, which a thread has read meanwhile."""
        self.tickets: RecordList[TicketRow] = RecordList(self._painter, now=int(time.time()), id="tickets")
        self.tickets.moved = self._show_place
        self._begin(self.desk.first_inbox())
        yield self._views
        yield Rule()
        yield Vertical(self._list_of_views, self.tickets, Rule(id="edge"), Preview(id="preview"), id="panes")

    def on_mount(self) -> None:
        """Keep the ages true, and have the language at hand before somebody wants it."""
        self.set_interval(_MINUTE, lambda: self.tickets.tick(int(time.time())))
        self.set_timer(_WARM_UP, lambda: self.later(self.warm_up, group="warm"))

    def _begin(self, first: First) -> None:
        self._view, self._counts, self._saved = first.view, first.counts, first.saved
        self._asked = self._listed = (first.view, "", False)
        self._source = TicketSource(self.engine, TicketPages(first.view, first.me), first.counts[first.view] or 0)
        self.tickets.empty = self._empty()
        self.tickets.show(self._source, first.rows)
        self._show_views()

    # -- views ----------------------------------------------------------------------------------------------------

    def _show_views(self) -> None:
        items, made = self.view_items(), len(self._saved)
        self._views.show(items, self._view)
        # The built-in ones fit in a line; more read better below each other, where there is room.
        self._list_of_views.show(items, self._view, made)
        self.set_class(bool(made) and self.app.size.width >= _ROOMY, "-made")
        self._painter.show_assignee = self._view not in ("mine", "unassigned")
        self._show_place()

    def _empty_view(self) -> str:
        if not self._counts.get("all"):
            return _NOTHING
        words, action = _EMPTY.get(self._view, ("Nothing is in this view now.", ""))
        keys = self.table[action].keys if action else ()
        return words.format(key=key_label(keys[0]) if keys else f":{self.table[action].command}" if action else "")

    def _show_place(self) -> None:
        marks, total = self.tickets.marks, self.tickets.total
        marked = f"{marks.count(total)} marked . " if marks else ""
        self.show_place(marked + self.place_of(self.tickets.index, total))

    async def _step(self, by: int) -> None:
        keys = self.view_keys
        place = keys.index(self._view) if self._view in keys else 0
        await self.show_view(keys[(place + by) % len(keys)])

    async def do_view_next(self) -> None:
        """The next view."""
        await self._step(1)

    async def do_view_previous(self) -> None:
        """The view before."""
        await self._step(-1)

    @on(ViewBar.ViewChosen)
    async def _choose_view(self, message: ViewBar.ViewChosen) -> None:
        await self.show_view(message.key)

    # -- the list ------------------------------------------------------------------------------------------------

    @on(RecordList.CursorMoved, "#tickets")
    def _cursor_moved(self, message: RecordList.CursorMoved) -> None:
        if self._glances:
            self.later(self._preview, message.record, group="preview", only=True)

    @property
    def _glances(self) -> bool:
        """Whether there is room for the ticket under the cursor."""
        return self.has_class("-side") or self.query_one("#preview").display

    async def _preview(self, ticket: int | None) -> None:
        """One step shows the ticket at once; a held key shows the one that it stops at."""
        now = time.monotonic()
        held, self._moved_at = now - self._moved_at < _HELD, now
        if held:
            await asyncio.sleep(_SETTLED)
        await self._glance(ticket)

    async def _glance(self, ticket: int | None) -> None:
        now = int(time.time())
        if not self.has_class("-side"):
            await self.query_one("#preview", Preview).load(self.engine, ticket, now, self.finder)
            return
        # Late: few terminals are that wide, and the first paint has only the list.
        from crmtui.screens.reading_pane import ReadingPane

        if not self.query(ReadingPane):
            await self.query_one("#panes").mount(ReadingPane())
        await self.query_one(ReadingPane).load(self.engine, ticket, now, self.finder)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """A preview that appears must be filled; views stand where there is room for them."""
        self._show_views()
        self.call_after_refresh(self._fill_preview)

    def _fill_preview(self) -> None:
        if self._glances:
            self.later(self._preview, self.tickets.record, group="preview", only=True)

    @on(RecordList.MarksChanged, "#tickets")
    def _marked(self, message: RecordList.MarksChanged) -> None:
        self._show_place()
        if message.marks.everything:
            keys = key_label(self.table["list.unmark"].keys[0]) if self.table["list.unmark"].keys else "A"
            self.say(f"all {message.marks.count(self.tickets.total):,} are marked. {keys} unmarks")

    @on(RecordList.FetchFailed, "#tickets")
    def _fetch_failed(self, message: RecordList.FetchFailed) -> None:
        self.say_error(message.error)

    @on(RecordList.RowOpened, "#tickets")
    async def _open(self, message: RecordList.RowOpened) -> None:
        await self.open_ticket(message.record)

    async def open_ticket(self, ticket: int, verb: str = "") -> None:
        """Open a ticket, and there begin a verb (`ticket.reply`)."""
        from crmtui.screens.ticket import TicketScreen

        await self.app.push_screen(TicketScreen(ticket, self.neighbour, verb, finder=self.finder, why=self.why))

    async def neighbour(self, by: int) -> int | None:
        """Move the cursor, for a ticket that is being read: the ticket it comes to, None at the end."""
        read, before = self.tickets.record, self.tickets.index
        wanted, behind = self.tickets.record_at(before + by), self.tickets.record_at(before - by)
        await self.list_again()
        if self.tickets.record == read:
            place = await self._beside(by, wanted, behind)
        else:
            # It has left: the next one stands in its place.
            place = before + min(by, 0)
        if not 0 <= place < self.tickets.total or self._source is None:
            return None
        self.tickets.move_to(place)
        rows = await self._source.page(place, 1)
        return rows[0].id if rows else None

    async def _beside(self, by: int, wanted: int | None, behind: int | None) -> int:
        """Where to read on: what is answered goes to the head of the list, and who reads goes on where they were."""
        here, place = self.tickets.index, await self._place(wanted)
        moved = place != here + by and await self._place(behind) != here - by
        return place if moved and place is not None else here + by

    async def _place(self, ticket: int | None) -> int | None:
        return None if ticket is None or self._source is None else await self._source.position(ticket)

    # -- acting --------------------------------------------------------------------------------------------------

    async def targets(self, records: Records) -> Sequence[int]:
        """The marked tickets, or the one under the cursor."""
        if records is not Records.TICKET or self._source is None:
            return ()
        chosen: Marks = self.tickets.selection()
        if chosen.everything:
            return [ticket for ticket in await self._source.ids() if ticket in chosen]
        return sorted(chosen.ids, reverse=True)

    async def do_ticket_reply(self) -> None:
        """Open the ticket and write."""
        await self._open_and("ticket.reply")

    async def do_ticket_note(self) -> None:
        """Open the ticket and write a note."""
        await self._open_and("ticket.note")

    async def do_ticket_template(self) -> None:
        """Open the ticket and choose a template."""
        await self._open_and("ticket.template")

    async def _open_and(self, verb: str) -> None:
        if self.tickets.record is None:
            self.say("no ticket here")
        else:
            await self.open_ticket(self.tickets.record, verb)

    async def do_ticket_copy(self) -> None:
        """Send the number to the terminal's clipboard."""
        if self.tickets.record is not None:
            self.app.copy_to_clipboard(f"#{self.tickets.record}")
            self.say(f"#{self.tickets.record} sent to the terminal's clipboard")

    def act_done(self) -> None:
        """What was acted on is no longer marked."""
        self.tickets.unmark()

    async def refresh_counts(self) -> None:
        """Read the counts alone."""
        await self.read_views()
        self._show_views()

    async def refresh_records(self) -> None:
        """Read counts and rows again; the cursor stays on its record."""
        await self.read_views()
        self._show_views()
        await self.list_again()
        self.tickets.tick(int(time.time()))
        self._show_views()
        if self._glances:
            await self._glance(self.tickets.record)


_NOTHING = "No tickets yet. `crmtui setup` connects a mailbox, `crmtui import mail PATH` brings old mail."
# What to do next, and the action whose key it names.
_EMPTY = {
    "mine": ("Nothing is assigned to you. {key} goes to what nobody has.", "view.next"),
    "unassigned": ("Everything has somebody. {key} goes on to all that is open.", "view.next"),
    "open": ("All done. {key} goes on.", "view.next"),
    "waiting": ("Nobody waits for us. {key} goes on.", "view.next"),
    "snoozed": ("Nothing sleeps. {key} puts a ticket out of sight until a time.", "ticket.snooze"),
    "resolved": ("Nothing is resolved yet. {key} on a ticket does it.", "ticket.resolve"),
    "spam": ("No spam. {key} on a ticket says that it is.", "ticket.spam"),
    "all": (_NOTHING, ""),
}
