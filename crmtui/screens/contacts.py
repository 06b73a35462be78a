"""The customer book: find somebody while typing, see who they are beside the list, open them.

The one rule: it shows what `customers.book` and `customers.profile` read, and passes verbs on.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from textual import on
from textual.containers import Container
from textual.events import Resize
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.customers import profile
from crmtui.customers.book import CustomerRow
from crmtui.errors import NotFoundError, QueryError
from crmtui.screens.contact_rows import BookSource, CustomerPainter
from crmtui.screens.customer_verbs import CustomerVerbs
from crmtui.screens.profile_lines import ProfilePane
from crmtui.screens.searching import SearchScreen
from crmtui.widgets.bars import Rule
from crmtui.widgets.pages import PAGE
from crmtui.widgets.record_list import RecordList

# A held key must not load a profile for every row it passes.
_SETTLED = 0.1
_EMPTY = "Nobody yet. They come with mail and orders; c adds one."
_NOT_FOUND = "Nobody is found. esc clears the search."


class ContactsScreen(CustomerVerbs, SearchScreen):
    """Everybody, or those whom some words find."""

    PLACE = Place.CONTACTS
    ROOM = "contacts"
    RECORDS = "customer"
    HINT = "name, address, company, tag, #order, or field:value   ( / )"
    AUTO_FOCUS = "#customers"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (170, "-huge")]  # noqa: RUF012 (Textual's type)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    ContactsScreen {
        #panes { height: 1fr; }
        #customers { width: 1fr; }
        #person { height: 6; }
        #person, #edge { display: none; }
        &.-high #person, &.-high #edge { display: block; }
        &.-wide, &.-huge {
            #panes { layout: horizontal; }
            #person { display: block; width: 44; height: 1fr; border-left: solid $border; }
            #edge { display: none; }
        }
        &.-huge #person { width: 70; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._painter = CustomerPainter()
        self._source: BookSource | None = None
        self._listed = ""

    def body(self) -> Iterable[Widget]:
        """The query bar, the list, the person."""
        yield self.make_bar("find", "find")
        yield Rule()
        self.customers: RecordList[CustomerRow] = RecordList(self._painter, now=int(time.time()), id="customers")
        yield Container(self.customers, Rule(id="edge"), ProfilePane(id="person"), id="panes")

    def on_mount(self) -> None:
        """Show the book."""
        self.later(self._show, "", group="find", only=True)
        self.later(self.prepare_bar, group="bar", only=True)

    # -- finding -------------------------------------------------------------------------------------------------

    async def find(self, text: str) -> None:
        """Show whom a text picks."""
        await self._show(text)

    async def _show(self, text: str, *, keep: bool = False) -> None:
        if text.strip():
            from crmtui.screens.customer_search import search  # late: the book is shown first

            met = await search(self.engine, text, self.asker)
            source, first, finder, found = met.source, met.rows, met.finder or None, met.found
        else:
            source, finder, found = await BookSource.make(self.engine), None, None
            first = () if keep else await source.page(0, PAGE)
        if text != self.typed:
            return
        # All at once: whoever gives this up on the way leaves what was there.
        again = finder != self._painter.finder
        self._listed, self._source, self._painter.finder = text, source, finder
        self.customers.empty = _NOT_FOUND if text.strip() else _EMPTY
        if keep:
            await self.customers.reload(source)
        else:
            self.customers.show(source, first)
        if again:
            self.customers.refresh()
        if self.bar is not None and text == self.bar.text:
            self.bar.show_found(found)
        self._show_place()

    def _show_place(self) -> None:
        marks, total = self.customers.marks, self.customers.total
        marked = f"{marks.count(total)} marked . " if marks else ""
        self.show_place(marked + (f"{self.customers.index + 1} of {total}" if total else "0 of 0"))

    async def do_list_filter(self) -> None:
        """Write whom to look for."""
        if self.bar is not None:
            self.bar.focus()

    def list_focus(self) -> None:
        """Give the list the keys."""
        self.customers.focus()

    async def do_app_back(self) -> None:
        """Clear the search, or leave its line."""
        if self.bar is not None:
            self.bar.put("")
        self.customers.focus()

    # -- the list ------------------------------------------------------------------------------------------------

    @on(RecordList.CursorMoved, "#customers")
    def _cursor_moved(self, message: RecordList.CursorMoved) -> None:
        self._show_place()
        self.later(self._load_person, message.record, group="person", only=True)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """A pane that appears must be filled."""
        self.call_after_refresh(self._fill_person)

    def _fill_person(self) -> None:
        self.later(self._load_person, self.customers.record, group="person", only=True)

    async def _load_person(self, customer: int | None) -> None:
        pane = self.query_one("#person", ProfilePane)
        if not pane.display:
            return
        await asyncio.sleep(_SETTLED)
        try:
            found = None if customer is None else await self.engine.read(profile.load, customer)
        except NotFoundError:
            found = None
        pane.show(found, int(time.time()))

    @on(RecordList.MarksChanged, "#customers")
    def _marked(self) -> None:
        self._show_place()

    @on(RecordList.FetchFailed, "#customers")
    def _fetch_failed(self, message: RecordList.FetchFailed) -> None:
        self.say_error(message.error)

    @on(RecordList.RowOpened, "#customers")
    async def _open(self, message: RecordList.RowOpened) -> None:
        # Late: the list is there before anybody is opened.
        from crmtui.screens.customer import CustomerScreen

        await self.app.push_screen(CustomerScreen(message.record))

    # -- acting --------------------------------------------------------------------------------------------------

    async def chosen(self) -> Sequence[int]:
        """The marked customers, or the one under the cursor."""
        picked = self.customers.selection()
        if picked.everything and self._source is not None:
            return [row_id for row_id in await self._source.ids() if row_id in picked]
        return sorted(picked.ids)

    async def targets(self, records: Records) -> Sequence[int]:
        """The customers that an action works on."""
        return await self.chosen() if records is Records.CUSTOMER else ()

    def act_done(self) -> None:
        """What was acted on is no longer marked."""
        self.customers.unmark()

    async def merged(self, stays: int) -> None:
        """The cursor goes to the one that stayed."""
        place = await self._source.position(stays) if self._source is not None else None
        if place is not None:
            self.customers.move_to(place)

    async def refresh_records(self) -> None:
        """Read the rows again; the cursor stays on its record."""
        from crmtui.db.search_lane import Overtaken

        with suppress(Overtaken, QueryError):
            await self._show(self.typed, keep=self.typed == self._listed)
        self.customers.tick(int(time.time()))
        self._show_place()
        await self._load_person(self.customers.record)
