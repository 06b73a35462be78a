"""Places in a ticket view by counting: which row stands at a place, and at what place a row stands.

The one rule: what is read does not depend on how many tickets there are. Triggers count the tickets of each kind in
spans of time (`ticket_rank`, migration 0002): adding up the long spans, then the short ones in one of them, leads to
a span with at most some thousand rows, and only there rows are counted. Light: the first painted list comes here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cysqlite

LONG, SHORT = 20, 13
"""Spans are 2 to the power of these long, in seconds: 12 days and 2.3 hours."""

DESK = 0
"""`Group.whose` of the whole desk."""

LEVEL_BITS = 40
"""How many bits of a `place` number its span."""

_HALF = 1 << (LEVEL_BITS - 1)
_KINDS = ("waiting", "working", "snoozed", "resolved", "spam")


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets that are counted together.

    Attributes:
        kinds: columns of `ticket_rank`, of these: waiting (open, and the customer waits), working (the other open and
            pending ones), snoozed, resolved, spam.
        whose: `DESK`, else `whose(agent)`, which knows waiting and working only.
    """

    kinds: tuple[str, ...]
    whose: int = DESK

    def __post_init__(self) -> None:
        if not self.kinds or set(self.kinds).difference(_KINDS):
            raise ValueError(f"no kinds of tickets: {self.kinds}")

    @property
    def sum(self) -> str:
        """The SQL that adds the kinds of one span up."""
        return " + ".join(self.kinds)


def whose(agent: int | None) -> int:
    """`Group.whose` of an agent's tickets, of nobody's for None."""
    return (agent or 0) + 1


def span_of(connection: cysqlite.Connection, group: Group, place: int) -> tuple[int, int] | None:
    """Where to look for the row at a place (0 is the newest): (latest second of its span, rows of it to skip).

    None when there are not so many rows.
    """
    long = _find(_spans(connection, group, 0, -_HALF, _HALF), place)
    if long is None:
        return None
    first = long[0] << (LONG - SHORT)
    short = _find(_spans(connection, group, 1, first, first + (1 << (LONG - SHORT)) - 1), long[1])
    if short is None:
        return None
    return ((short[0] + 1) << SHORT) - 1, short[1]


def rows_after(connection: cysqlite.Connection, group: Group, at: int) -> tuple[int, int]:
    """(latest second of the span that a time lies in, rows of the group in all later spans)."""
    long, short = at >> LONG, at >> SHORT
    end = ((long + 1) << (LONG - SHORT)) - 1
    later = _count(connection, group, 0, long + 1, _HALF) + _count(connection, group, 1, short + 1, end)
    return ((short + 1) << SHORT) - 1, later


def _base(group: Group, level: int) -> int:
    return (group.whose * 2 + level) << LEVEL_BITS


def _spans(connection: cysqlite.Connection, group: Group, level: int, low: int, high: int) -> Iterable[tuple[int, int]]:
    """(span, rows) from the latest on."""
    base = _base(group, level)
    sql = f"SELECT place - ?, {group.sum} FROM ticket_rank WHERE place BETWEEN ? AND ? ORDER BY place DESC"
    spans: list[tuple[int, int]] = connection.execute(sql, (base, base + low, base + high)).fetchall()
    return spans


def _find(spans: Iterable[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The span that holds a place, and the place in it."""
    for span, rows in spans:
        if place < rows:
            return span, place
        place -= rows
    return None


def _count(connection: cysqlite.Connection, group: Group, level: int, low: int, high: int) -> int:
    base = _base(group, level)
    sql = f"SELECT coalesce(sum({group.sum}), 0) FROM ticket_rank WHERE place BETWEEN ? AND ?"
    return int(connection.execute_scalar(sql, (base + low, base + high)))
