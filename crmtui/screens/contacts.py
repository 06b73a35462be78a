"""The customer book: find somebody while typing, see who they are beside the list, open them.

The one rule: it shows what `customers.book` and `customers.profile` read, and passes verbs on.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.events import Resize
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.customers import profile
from crmtui.customers.book import CustomerRow
from crmtui.errors import NotFoundError
from crmtui.screens.contact_rows import BookSource, CustomerPainter
from crmtui.screens.customer_verbs import CustomerVerbs
from crmtui.screens.profile_lines import ProfilePane
from crmtui.widgets.bars import Rule
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.pages import PAGE
from crmtui.widgets.record_list import RecordList

# A held key must not load a profile for every row it passes.
_SETTLED = 0.1
_TYPED = 0.05
_EMPTY = "Nobody yet. They come with mail and orders; c adds one."
_NOT_FOUND = "Nobody is found. esc clears the search."


class ContactsScreen(CustomerVerbs):
    """Everybody, or those whom some words find."""

    PLACE = Place.CONTACTS
    ROOM = "contacts"
    AUTO_FOCUS = "#customers"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (170, "-huge")]  # noqa: RUF012 (Textual's type)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    ContactsScreen {
        #find { height: 1; }
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
        self._words = ""
        self._source: BookSource | None = None

    def body(self) -> Iterable[Widget]:
        """The search line, the list, the person."""
        yield LineEdit(label="find ", hint="name, address, company, tag or #order   ( / )", id="find")
        yield Rule()
        self.customers: RecordList[CustomerRow] = RecordList(CustomerPainter(), now=int(time.time()), id="customers")
        yield Container(self.customers, Rule(id="edge"), ProfilePane(id="person"), id="panes")

    def on_mount(self) -> None:
        """Show the book."""
        self.later(self._show, "", group="find", only=True)

    async def _show(self, words: str) -> None:
        source = await BookSource.make(self.engine, words)
        first = await source.page(0, PAGE)
        # All at once: whoever gives this up on the way leaves what was there.
        self._words, self._source = words, source
        self.customers.empty = _NOT_FOUND if words else _EMPTY
        self.customers.show(self._source, first)
        self._show_place()

    def _show_place(self) -> None:
        marks, total = self.customers.marks, self.customers.total
        marked = f"{marks.count(total)} marked . " if marks else ""
        self.show_place(marked + (f"{self.customers.index + 1} of {total}" if total else "0 of 0"))

    # -- finding -------------------------------------------------------------------------------------------------

    async def do_list_filter(self) -> None:
        """Type words."""
        self.query_one("#find", LineEdit).focus()

    @on(LineEdit.Changed, "#find")
    def _typed(self, message: LineEdit.Changed) -> None:
        self.later(self._find, message.text, group="find", only=True)

    async def _find(self, words: str) -> None:
        await asyncio.sleep(_TYPED)
        await self._show(words)

    @on(LineEdit.Submitted, "#find")
    async def _found(self, message: LineEdit.Submitted) -> None:
        # Whoever types fast opens who was found, not who stood there a moment ago.
        self.workers.cancel_group(self, "find")
        if message.text != self._words:
            await self._show(message.text)
        self.customers.focus()

    def key_down(self) -> None:
        """From the search line into the list."""
        self.customers.focus()

    async def do_app_back(self) -> None:
        """Clear the search, or leave its line."""
        edit = self.query_one("#find", LineEdit)
        edit.put("")
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
        self._source = await BookSource.make(self.engine, self._words)
        await self.customers.reload(self._source)
        self.customers.tick(int(time.time()))
        self._show_place()
        await self._load_person(self.customers.record)
