"""Tickets that a view and a typed query pick, with what the screen needs to show them.

The one rule: everything is read in one question, so that the next key can overtake it as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.db.connect import Reader
from crmtui.db.engine import Engine
from crmtui.desk import saved_views
from crmtui.desk.hits import with_hits
from crmtui.desk.search import TicketSearch
from crmtui.desk.views import TicketRow
from crmtui.highlight import Finder
from crmtui.query.asker import Asker
from crmtui.query.parse import parse
from crmtui.query.pick import Pick, pick
from crmtui.query.syntax import And, Query, joined
from crmtui.screens.overtaken import more_of
from crmtui.widgets.pages import PAGE
from crmtui.widgets.query_parts import Found

# Elsewhere it need only be said that there is something.
_ENOUGH = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes:
        view: the view's key.
        text: what is typed, "" for the view alone.
        everywhere: whatever the view.
        typing: the end of the text may be unfinished.
    """

    view: str
    text: str = ""
    everywhere: bool = False
    typing: bool = True

    @property
    def searched(self) -> bool:
        """Whether more than the view is asked for."""
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What there is where one has not looked; at most so many are counted."""

    everywhere: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found: a source of rows, the first of them, and what to say about it."""

    source: "FoundSource"
    rows: Sequence[TicketRow]
    finder: Finder
    elsewhere: Elsewhere = Elsewhere()


class FoundSource:
    """Rows of a search; the first page came with it, others are read when they are looked at."""

    def __init__(self, engine: Engine, pages: TicketSearch, count: int, finder: Finder) -> None:
        self._engine, self.pages, self._count, self._finder = engine, pages, count, finder

    def count(self) -> int:
        """How many tickets there are."""
        return self._count

    async def page(self, start: int, size: int) -> Sequence[TicketRow]:
        """A page of tickets."""
        return await more_of(self._engine, _page, self.pages, self._finder, start, size)

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.pages.more

    @property
    def found(self) -> Found:
        """How many, how fast, and in what order."""
        return Found(f"{self._count:,}{'+' if self.more else ''}", max(1, round(self.pages.millis)), self.pages.note)

    async def complete(self) -> None:
        """Count to the end.

        Raises:
            Overtaken: something else is looked for by now.
        """
        self._count = await self._engine.searching.count(_complete, self.pages)

    async def position(self, record: int) -> int | None:
        """The place of a ticket."""
        return await more_of(self._engine, _position, self.pages, record)

    async def ids(self) -> Sequence[int]:
        """Every ticket that is found."""
        return await more_of(self._engine, _ids, self.pages)


def _page(connection: Reader, pages: TicketSearch, finder: Finder, start: int, size: int) -> list[TicketRow]:
    return with_hits(connection, pages.page(connection, start, size), finder)


def combined(view: str, text: str, *, typing: bool = True) -> Query:
    """A view's query and a typed one as one.

    Raises:
        QueryError: what is typed cannot be read.
    """
    typed, held = parse(text, typing=typing), parse(view)
    roots = [root for root in (held.root, typed.root) if root is not None]
    return Query(joined(And, roots) if roots else None, typed.sort or held.sort)


def pick_of(connection: Reader, wanted: Wanted, asker: Asker) -> Pick:
    """What is wanted, ready to be asked.

    Raises:
        QueryError: it cannot be read, or names somebody who is not there.
        NotFoundError: the view is gone.
    """
    view = "" if wanted.everywhere else saved_views.query_of(connection, wanted.view, asker.me)
    query = combined(view, wanted.text, typing=wanted.typing)
    return pick(connection, query, "ticket", asker, typing=wanted.typing)


def _position(connection: Reader, pages: TicketSearch, ticket: int) -> int | None:
    return pages.position(connection, ticket)


def _ids(connection: Reader, pages: TicketSearch) -> list[int]:
    return pages.ids(connection)


def _complete(connection: Reader, pages: TicketSearch) -> int:
    return pages.complete(connection)


async def search(engine: Engine, wanted: Wanted, asker: Asker) -> Shown:
    """Find tickets; the next search overtakes this one.

    Raises:
        QueryError: what is typed cannot be read, or names somebody who is not there.
        Overtaken: something else is looked for by now.
    """
    return await engine.search(_search, engine, wanted, asker)


def _search(connection: Reader, engine: Engine, wanted: Wanted, asker: Asker) -> Shown:
    picked = pick_of(connection, wanted, asker)
    pages = TicketSearch(picked)
    rows = pages.page(connection, 0, PAGE)
    finder = Finder(picked.words)
    source = FoundSource(engine, pages, pages.count(connection), finder)
    elsewhere = Elsewhere() if source.count() else _elsewhere(connection, wanted, asker)
    return Shown(source, with_hits(connection, rows, finder), finder, elsewhere)


def _elsewhere(connection: Reader, wanted: Wanted, asker: Asker) -> Elsewhere:
    typed = parse(wanted.text, typing=wanted.typing)
    everywhere = 0 if wanted.everywhere else pick(connection, typed, "ticket", asker).count(connection, _ENOUGH)
    aside = parse("is:spam OR is:trash").root
    both = [root for root in (aside, typed.root) if root is not None]
    set_aside = pick(connection, Query(joined(And, both)), "ticket", asker).count(connection, _ENOUGH)
    return Elsewhere(everywhere, set_aside)
