"""What the inbox lists: a view, or what a query picks in it or everywhere.

The one rule: what was asked last is what is shown next; whoever is overtaken on the way leaves what was there.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmtui.actions import key_label
from crmtui.desk.views import VIEWS, TicketRow
from crmtui.errors import NotFoundError, QueryError
from crmtui.screens.overtaken import AGAIN, TRIES
from crmtui.screens.searching import SearchScreen
from crmtui.screens.ticket_rows import TicketPainter, TicketSource
from crmtui.screens.view_verbs import ViewVerbs
from crmtui.widgets.lines import Line
from crmtui.widgets.pages import PAGE
from crmtui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from crmtui.highlight import Finder
    from crmtui.screens.ticket_search import Elsewhere, FoundSource, Wanted
    from crmtui.widgets.query_parts import Found

# Counting a long list to its end waits until nobody types.
_RESTED = 0.3
_BUILT_IN = frozenset(view.key for view in VIEWS)


class TicketLists(ViewVerbs, SearchScreen):
    """A screen that lists tickets in `tickets`."""

    HINT = "words, a name, a number, or field:value"
    NOT_HERE = frozenset()

    tickets: RecordList[TicketRow]

    def __init__(self) -> None:
        super().__init__()
        self._painter = TicketPainter()
        self._source: TicketSource | FoundSource | None = None
        self._found: Found | None = None
        self._elsewhere: Elsewhere | None = None
        # (view, text, everywhere) as it was asked last, and as it is shown.
        self._asked = self._listed = ("open", "", False)

    # -- listing -------------------------------------------------------------------------------------------------

    def _show_views(self) -> None:
        """Paint the bar of views."""
        raise NotImplementedError

    def _empty_view(self) -> str:
        """What an empty view says."""
        raise NotImplementedError

    @property
    def finder(self) -> "Finder | None":
        """What is looked for, to be marked where it stands."""
        return self._painter.finder

    def present_query(self) -> str:
        """What is shown now, as a query."""
        view, text, everywhere = self._listed
        return _together("" if everywhere and text.strip() else self._query_of(view), text)

    def _query_of(self, view: str) -> str:
        built_in = {one.key: one.query for one in VIEWS}
        return (built_in | {one.view_key: one.query for one in self._saved}).get(view, "")

    def _title_of(self, view: str) -> str:
        return next((item.title for item in self.view_items() if item.key == view), "")

    def scope_name(self) -> str:
        """The view, or that it is everywhere."""
        return "Everywhere" if self.everywhere else self._title_of(self._asked[0])

    async def show_view(self, view: str) -> None:
        """Show a view, or what the query picks in it."""
        self.everywhere = False
        await self._insist((view, self.typed, False))
        if self.bar is not None:
            self.bar.show_found(self._found, self.scope_name())

    async def find(self, text: str) -> None:
        """Show what a text picks."""
        await self._list((self._asked[0], text, self.everywhere))

    async def _insist(self, asked: tuple[str, str, bool], *, keep: bool = False) -> None:
        """List what is asked, again when a reading anew of what was shown came in between."""
        from crmtui.db.search_lane import Overtaken

        for _ in range(TRIES):
            try:
                await self._list(asked, keep=keep)
            except Overtaken:
                if self._asked == asked:
                    await asyncio.sleep(AGAIN)
                    continue
            return

    async def _list(self, asked: tuple[str, str, bool], *, keep: bool = False) -> None:
        """List what is asked from its top; with `keep` the cursor stays on its record."""
        before, self._asked = self._asked, asked
        # Counting what is no longer wanted would overtake what is.
        self.workers.cancel_group(self, "count")
        view, text, _ = asked
        try:
            if not text.strip() and view in _BUILT_IN:
                made: TicketSource | FoundSource = await TicketSource.make(self.engine, view, self.me)
                rows: Sequence[TicketRow] = () if keep else await made.page(0, PAGE)
                said: tuple[Finder | None, Found | None, Elsewhere | None] = (None, None, None)
            else:
                # Late: a desk that only shows its views has no use for the language.
                from crmtui.screens.ticket_search import search

                shown = await search(self.engine, self._wanted(asked), self.asker)
                made, rows, said = shown.source, shown.rows, (shown.finder or None, shown.source.found, shown.elsewhere)
        except QueryError:
            if self._asked == asked:
                self._asked = before
            raise
        if asked != self._asked:
            return
        again = said[0] != self._painter.finder
        self._listed, self._source = asked, made
        self._view = view
        self._painter.finder, self._found, self._elsewhere = said
        self.tickets.empty = self._empty()
        if keep:
            await self.tickets.reload(made)
        else:
            self.tickets.show(made, rows)
        if self._found and self._found.count.endswith("+"):
            self.later(self._count_all, made, group="count", only=True)
        if again:
            # The rows may be the same, and read differently.
            self.tickets.refresh()
        self._tell_found()

    async def _count_all(self, source: "FoundSource") -> None:
        """Count to the end of a long list once nobody types."""
        from crmtui.db.search_lane import Overtaken

        await asyncio.sleep(_RESTED)
        try:
            if source is not self._source or self._asked != self._listed:
                return
            await source.complete()
        except Overtaken:
            return
        if source is self._source:
            self._found = source.found
            await self.tickets.reload(source)
            self._tell_found()

    def _tell_found(self) -> None:
        text = self._listed[1]
        if self.bar is not None and text == self.bar.text:
            self.bar.show_found(self._found if text.strip() else None, self.scope_name())
        self._show_views()

    def _wanted(self, asked: tuple[str, str, bool]) -> "Wanted":
        from crmtui.screens.ticket_search import Wanted

        view, text, everywhere = asked
        return Wanted(view, text, everywhere and bool(text.strip()))

    async def list_again(self) -> None:
        """Read the list again; the cursor stays on its record."""
        from crmtui.db.search_lane import Overtaken

        try:
            await self._list(self._asked, keep=self._asked == self._listed)
        except Overtaken:
            return
        except NotFoundError as error:
            # Somebody deleted the view that is shown.
            await self._list(("open", *self._asked[1:]))
            self.say_error(error)

    def _empty(self) -> str:
        view, text, _ = self._listed
        if not text.strip():
            return self._empty_view()
        other = self._elsewhere
        keys = self.table["search.everywhere"].keys
        if other and other.everywhere and keys:
            return f"Nothing in {self._title_of(view)}. {key_label(keys[0])} finds {other.everywhere} everywhere."
        if other and other.set_aside:
            return f"Nothing found. {other.set_aside} in spam or trash: add is:any to see them."
        from crmtui.query.advice import advice  # late: with the language

        return f"Nothing found anywhere. {advice(text, typing=True) or 'esc clears.'}"

    def tell_mistake(self) -> None:
        """Where nothing was found before, nothing is said of what cannot be looked for."""
        if not self.tickets.total and self.typed.strip():
            self.tickets.empty = ""
            self.tickets.refresh()

    def place_of(self, index: int, total: int) -> str:
        """Where the cursor stands, in words; a count that stopped says so."""
        count = self._found.count if self._found and self._found.count.endswith("+") else f"{total}"
        return f"{index + 1} of {count}" if total else "0 of 0"

    # -- the bar -------------------------------------------------------------------------------------------------

    def list_focus(self) -> None:
        """Give the list the keys."""
        self.tickets.focus()

    async def do_list_filter(self) -> None:
        """Write what to look for."""
        if self.bar is not None:
            self.bar.focus()
            return
        bar = self.make_bar()
        await self.mount(bar, before="#panes")
        bar.focus()
        self.later(self.prepare_bar, group="bar", only=True)

    async def do_app_back(self) -> None:
        """Clear what is looked for; the cursor stays on what was found."""
        bar = self.bar
        if bar is None:
            return
        self.workers.cancel_group(self, "find")
        self.typed, self.everywhere = "", False
        self.tickets.focus()
        await bar.remove()
        await self._insist((self._asked[0], "", False), keep=True)

    async def leave_search(self) -> None:
        """Take the bar away."""
        await self.do_app_back()

    async def save_query(self, text: str) -> None:
        """Keep what is shown as a view."""
        await self._remember(text)
        await self.verb("view.save", query=self.present_query())

    # -- why -----------------------------------------------------------------------------------------------------

    async def why(self, ticket: int) -> Sequence[Line]:
        """Why a ticket is in what is listed: each term, and what met it."""
        from crmtui.screens.why_lines import why_lines

        view, text, everywhere = self._listed
        title = self._title_of(view) if not (everywhere and text.strip()) else ""
        return await why_lines(self.engine, self._wanted(self._listed), self.asker, ticket, title)

    async def help_head(self) -> Sequence[Line]:
        """Why the ticket under the cursor is here."""
        bar = self.bar
        if self.tickets.record is None or (bar is not None and bar.has_focus):
            return ()
        return await self.why(self.tickets.record)


def _together(view: str, text: str) -> str:
    """A view's query and a typed one as one, in one spelling."""
    from crmtui.screens.ticket_search import combined

    return str(combined(view, text)) if text.strip() else view
