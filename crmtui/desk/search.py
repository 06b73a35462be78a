"""The tickets that a query picks, page by page.

The one rule: read-only, on whatever connection it is given; a page and a count never cost more than what is looked at,
so a count may be "at least" until somebody asks for the whole (`complete`).
"""

import time

from crmtui.db import lists
from crmtui.db.connect import Reader
from crmtui.db.lists import Pager
from crmtui.desk.views import VIEWS, TicketRow, rows_by_id, ticket_row
from crmtui.query.found import FoundSoFar
from crmtui.query.hits import TicketHits
from crmtui.query.pick import Pick
from crmtui.query.walk import TicketWalk

COUNTED = 64
"""Tickets that are counted at once, at each key; more are "64+" until the whole is asked for."""
LISTED = 20_000
"""Tickets that a list in an order of its own holds."""
_UNKNOWN = 2**40


class TicketSearch:
    """The rows of one query; make another when the desk has changed.

    Attributes:
        more: the count is "at least".
        note: how the list is ordered, in a few words.
        millis: wall-clock milliseconds that counting and reading took so far.
    """

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.more = False
        self.millis = 0.0
        self._note = ""
        self._total: int | None = None
        self._hits: FoundSoFar | None = None
        self._listed: list[int] | None = None
        self._pager: Pager | None = None

    @property
    def note(self) -> str:
        """How the list is ordered."""
        return self._hits.note if self._hits else self._note

    def count(self, connection: Reader) -> int:
        """How many rows there are, at least that many when `more`."""
        begun = time.perf_counter()
        if self._total is None:
            self._total = self._begin(connection)
        self.millis += (time.perf_counter() - begun) * 1000
        return self._total

    def page(self, connection: Reader, start: int, size: int) -> list[TicketRow]:
        """Rows `start` to `start + size`."""
        total = self.count(connection)
        begun = time.perf_counter()
        if self._pager is not None:
            found = self._pager.page(connection, start, size, _UNKNOWN if self.more else total)
            rows = [ticket_row(row) for row in found]
            # Where the end is met the count is known.
            if len(rows) < size and self.more and (rows or not start):
                self._total, self.more = start + len(rows), False
        else:
            rows = rows_by_id(connection, self._known(connection, start + size)[start : start + size])
        self.millis += (time.perf_counter() - begun) * 1000
        return rows

    def position(self, connection: Reader, ticket_id: int) -> int | None:
        """The place of a ticket in the list, None when it is not in it (or far below what was looked at)."""
        self.count(connection)
        if self._pager is not None:
            if not self.pick.members(connection, [ticket_id]):
                return None
            key = lists.key_of_ticket(connection, ticket_id)
            return None if key is None else self._pager.keys_above(connection, key)
        known = self._known(connection, 0)
        return known.index(ticket_id) if ticket_id in known else None

    def ids(self, connection: Reader, limit: int | None = None) -> list[int]:
        """The ids of everything that the query picks: what a bulk action acts on."""
        return self.pick.ids(connection, limit)

    def complete(self, connection: Reader) -> int:
        """Count the whole, however long that takes; how many there are."""
        total = self.count(connection)
        if self.more:
            total = self._total = self.pick.count(connection)
            self.more = False
        return total

    def _begin(self, connection: Reader) -> int:
        statement = self.pick.statement
        view = next((view.key for view in VIEWS if view.query == str(self.pick.query)), "")
        if view:
            self._pager, self._note = Pager(lists.ticket_listing(view, self.pick.asker.me)), "newest first"
            return lists.ticket_counts(connection, self.pick.asker.me)[view]
        gathered = self.pick.few(connection)
        if statement.match and not statement.order and not gathered:
            self._hits = TicketHits(self.pick)
        elif self.pick.looks_into_messages(gathered) and (gathered or not statement.order):
            self._hits = TicketWalk(self.pick, gathered)
        if self._hits is not None:
            self._hits.reach(connection, COUNTED)
            self.more = not self._hits.done
            return len(self._hits.known)
        if gathered or statement.order:
            self._listed = self.pick.ids(connection, LISTED + 1)
            self._note = f"sorted by {self.pick.query.sort[0].field}" if statement.order else "newest first"
            self.more = len(self._listed) > LISTED
            return min(len(self._listed), LISTED)
        self._pager, self._note = Pager(lists.listing_of_tickets(*self.pick.along())), "newest first"
        found = self.pick.count(connection, COUNTED + 1)
        self.more = found > COUNTED
        return min(found, COUNTED)

    def _known(self, connection: Reader, n: int) -> list[int]:
        if self._listed is not None:
            return self._listed
        assert self._hits is not None
        self._hits.reach(connection, n)
        if self._hits.done:
            self._total, self.more = len(self._hits.known), False
        return self._hits.known
