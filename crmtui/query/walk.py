"""Tickets of a query that looks into messages beside other conditions, found as far as they are asked for.

The one rule: some tickets at a time in the list's order; where too few of many meet it, one statement reads the rest.
"""

from collections.abc import Iterator

from crmtui.db import walking
from crmtui.db.conditions import Condition
from crmtui.db.connect import Reader
from crmtui.query.found import FoundSoFar
from crmtui.query.pick import Pick

_FIRST = 64
"""Tickets of a driver that are asked first: they may lie far apart in time, with many messages between them."""
_STEPS = (256, 1_024, 4_096)
"""Tickets that are asked at a time; behind them one statement is cheaper than going on."""


class TicketWalk(FoundSoFar):
    """The tickets of one query in its order."""

    def __init__(self, pick: Pick, driver: Condition | None) -> None:
        order = pick.query.sort[0].field if pick.statement.order else ""
        super().__init__(pick, f"sorted by {order}" if order else "newest first")
        self._driver = driver

    def _found(self, connection: Reader) -> Iterator[list[int]]:
        cheap, dear = walking.split(self.pick.statement, self._driver)
        if self._driver is not None:
            tickets = walking.driven(connection, cheap, self._driver)
            step = _FIRST
            while tickets:
                some, tickets, step = tickets[:step], tickets[step:], 2 * step
                yield walking.kept(connection, dear, some)
            return
        below: walking.Place | None = None
        for step in _STEPS:
            places = walking.along(connection, cheap, below, step)
            yield walking.kept(connection, dear, [ticket for _, ticket in places])
            if len(places) < step:
                return
            below = places[-1]
        asked = _STEPS[0]
        while True:
            places = walking.along(connection, self.pick.statement, below, asked)
            yield [ticket for _, ticket in places]
            if len(places) < asked:
                return
            below, asked = places[-1], 4 * asked
