"""Tickets that hold some words, best or newest first, as many as are asked for.

The one rule: nothing is cut off and nothing is read ahead: the newest hits are ranked in a bounded window, all others
follow newest first, and each step reads one bounded batch of the index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crmtui.db import finding
from crmtui.db.beginnings import spelled_out
from crmtui.db.connect import Reader
from crmtui.query.found import FoundSoFar
from crmtui.query.pick import Pick
from crmtui.query.syntax import And, Or, Words

WINDOW = 2_000
"""Hits that are ranked, the newest ones: what a search of common words may cost at every key."""
WIDE_WINDOW = 20_000
"""Hits that are ranked when the best are asked for (`sort:best`)."""
_PEOPLE = 1_000
_BATCH = 2_000
_FIRST_ASKED, _ASKED = 256, 1_024
_MORE = 256

# What a hit is worth: an order's number before the subject before side by side before the customer's name.
_ORDER, _SUBJECT, _BESIDE, _NAME = 8, 4, 2, 1


class TicketHits(FoundSoFar):
    """The tickets of one search."""

    def __init__(self, pick: Pick) -> None:
        super().__init__(pick)
        statement = pick.statement
        self._people, self._match = statement.match, statement.messages
        self._rest = replace(statement, match="", numbers=())
        self._newest_only = pick.sorted_by_fit == "newest"
        self._window = WIDE_WINDOW if pick.sorted_by_fit == "best" else WINDOW
        self._seen: set[int] = set()

    def _found(self, connection: Reader) -> Iterator[list[int]]:
        window = _BATCH if self._newest_only else self._window
        hits = finding.hits(connection, self._match, None, window)
        people, orders = finding.tickets_of_people(connection, self._people, _PEOPLE)
        self._say(len(hits), more=len(hits) == window)
        ranked = [t for _, t in hits] if self._newest_only else self._ranked(connection, hits, people, orders)
        yield from self._kept(connection, [*self.pick.statement.numbers, *ranked])
        asked = window
        while len(hits) == asked:
            # Beyond the window the conditions are asked in the same statement: few may meet them.
            asked = _MORE
            hits = finding.hits_that(connection, self._match, self._rest, hits[-1][0], asked)
            yield self._new([ticket for _, ticket in hits])
        yield from self._kept(connection, [*orders, *people])
        if _PEOPLE in (len(people), len(orders)):
            people, orders = finding.tickets_of_people(connection, self._people, -1)
            yield from self._kept(connection, [*orders, *people])

    def _kept(self, connection: Reader, tickets: Sequence[int]) -> Iterator[list[int]]:
        """Those that meet the other conditions, some at a time."""
        new, asked = self._new(tickets), _FIRST_ASKED
        while new:
            some, new = new[:asked], new[asked:]
            kept = set(finding.members(connection, self._rest, some))
            yield [ticket for ticket in some if ticket in kept]
            asked = _ASKED

    def _new(self, tickets: Sequence[int]) -> list[int]:
        new = [ticket for ticket in dict.fromkeys(tickets) if ticket not in self._seen]
        self._seen.update(new)
        return new

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
        for points, match in self._better(connection):
            oldest, newest = (hits[-1][0], hits[0][0]) if hits else (1, 0)
            for message in finding.hits_in(connection, match, oldest, newest):
                worth[of_message[message]] |= points
        return sorted(worth, key=lambda ticket: -worth[ticket])

    def _better(self, connection: Reader) -> list[tuple[int, str]]:
        better = [(_SUBJECT, f"{{subject}} : ({self._match})")]
        root = self.pick.query.root
        words = [item for item in root.items if isinstance(item, Words)] if isinstance(root, And) else []
        if len(words) > 1:
            beside = spelled_out(connection, " ".join(word.text for word in words), prefix=words[-1].prefix)
            # Where words are all there is at the top, side by side is narrower than the whole expression by itself.
            alone = not any(isinstance(item, Or) for item in root.items) if isinstance(root, And) else False
            better.append((_BESIDE, beside if alone else f"({self._match}) AND {beside}"))
        return better
