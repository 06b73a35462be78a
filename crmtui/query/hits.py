"""Tickets that hold some words, best or newest first, as many as are asked for.

The one rule: nothing is cut off and nothing is read ahead: the newest hits are ranked in a bounded window, all others
follow newest first, and each step reads one bounded batch of the index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crmtui.db import finding
from crmtui.db.conditions import phrase
from crmtui.db.connect import Reader
from crmtui.query.pick import Pick
from crmtui.query.syntax import And, Words

WINDOW = 2_000
"""Hits that are ranked, the newest ones: what a search of common words may cost at every key."""
WIDE_WINDOW = 20_000
"""Hits that are ranked when the best are asked for (`sort:best`)."""
_PEOPLE = 1_000
_BATCH = 2_000
_FIRST_ASKED, _ASKED = 256, 1_024

# What a hit is worth: an order's number before the subject before side by side before the customer's name.
_ORDER, _SUBJECT, _BESIDE, _NAME = 8, 4, 2, 1


class TicketHits:
    """The tickets of one search, in order, found as far as they were asked for."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.known: list[int] = []
        self.done = False
        self.note = ""
        statement = pick.statement
        self._match = statement.match
        self._rest = replace(statement, match="", numbers=())
        self._newest_only = pick.sorted_by_fit == "newest"
        self._window = WIDE_WINDOW if pick.sorted_by_fit == "best" else WINDOW
        self._candidates: Iterator[int] | None = None

    def reach(self, connection: Reader, n: int) -> None:
        """Find tickets until there are `n`, or no more."""
        if self._candidates is None:
            self._candidates = self._found(connection)
        while len(self.known) < n and not self.done:
            asked = _ASKED if self.known else _FIRST_ASKED
            some = [ticket for _, ticket in zip(range(asked), self._candidates, strict=False)]
            self.done = len(some) < asked
            kept = set(finding.members(connection, self._rest, some)) if some else set()
            self.known += [ticket for ticket in some if ticket in kept]

    # -- candidates, each once, in order -------------------------------------------------------------------------

    def _found(self, connection: Reader) -> Iterator[int]:
        seen: set[int] = set()
        for ticket in self._in_order(connection):
            if ticket not in seen:
                seen.add(ticket)
                yield ticket

    def _in_order(self, connection: Reader) -> Iterator[int]:
        hits = finding.hits(connection, self._match, None, _BATCH if self._newest_only else self._window)
        people, orders = finding.tickets_of_people(connection, self._match, _PEOPLE)
        more = len(hits) == (_BATCH if self._newest_only else self._window)
        self._say(len(hits), more=more)
        yield from self.pick.statement.numbers
        if self._newest_only:
            yield from (ticket for _, ticket in hits)
        else:
            yield from self._ranked(connection, hits, people, orders)
        while more:
            hits = finding.hits(connection, self._match, hits[-1][0], _BATCH)
            more = len(hits) == _BATCH
            yield from (ticket for _, ticket in hits)
        yield from orders
        yield from people
        if _PEOPLE in (len(people), len(orders)):
            people, orders = finding.tickets_of_people(connection, self._match, -1)
            yield from orders
            yield from people

    def _say(self, n: int, *, more: bool) -> None:
        if self._newest_only:
            self.note = "newest hit first"
        else:
            self.note = f"best of the newest {n:,} hits first" if more else "best first"

    def _ranked(
        self, connection: Reader, hits: Sequence[tuple[int, int]], people: Sequence[int], orders: Sequence[int]
    ) -> list[int]:
        """The hits of the window and the people's tickets, the best first, the newest first among equals."""
        worth: dict[int, int] = {}
        of_message = dict(hits)
        for ticket in of_message.values():
            worth.setdefault(ticket, 0)
        for ticket in people:
            worth[ticket] = worth.get(ticket, 0) | _NAME
        for ticket in orders:
            worth[ticket] = worth.get(ticket, 0) | _ORDER
        for points, match in self._better():
            oldest, newest = (hits[-1][0], hits[0][0]) if hits else (1, 0)
            for message in finding.hits_in(connection, match, oldest, newest):
                worth[of_message[message]] |= points
        return sorted(worth, key=lambda ticket: -worth[ticket])

    def _better(self) -> list[tuple[int, str]]:
        better = [(_SUBJECT, f"{{subject}} : ({self._match})")]
        root = self.pick.query.root
        words = [item for item in root.items if isinstance(item, Words)] if isinstance(root, And) else []
        if len(words) > 1:
            beside = phrase(" ".join(word.text for word in words), prefix=words[-1].prefix)
            # Narrower than the whole expression only where nothing but words stands at the top.
            better.append((_BESIDE, f"({self._match}) AND {beside}"))
        return better
