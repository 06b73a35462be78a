"""Which tickets a saved view holds, as one bit a ticket, and how that follows what was touched.

The one rule: a count is never guessed: members are counted once, and from then on only what was touched is asked for
again. Works on any raw connection, one thread at a time.
"""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import cysqlite

from crmtui.db import finding, view_sql
from crmtui.desk.saved_views import SavedView
from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.pick import Pick, pick

LARGE = 20_000
"""Touched records from which counting anew is quicker than asking for each."""

_LANGUAGE = "1"
"""What is cached was counted by these meanings of the words; another number makes it worthless."""


@dataclass(slots=True)
class Members:
    """The tickets of one view.

    Attributes:
        bits: bit `id % 8` of byte `id // 8` of each ticket that it holds.
        n: how many there are.
        seq: the place in the feed of what was touched up to which this is right.
        counted_at: when they were last counted as a whole, UTC epoch seconds.
    """

    view: SavedView
    pick: Pick
    bound_at: int
    bits: bytearray
    n: int
    seq: int
    counted_at: int

    def copy(self) -> "Members":
        """The same, to be changed apart."""
        return replace(self, bits=bytearray(self.bits))

    def settle(self, ids: Iterable[int], picked: Collection[int]) -> None:
        """Take in which of these tickets it holds now."""
        for number in ids:
            byte, bit = number >> 3, 1 << (number & 7)
            if byte >= len(self.bits):
                if number not in picked:
                    continue
                self.bits.extend(bytes(byte + 1024 - len(self.bits)))
            before = self.bits[byte] & bit
            if (number in picked) != bool(before):
                self.bits[byte] ^= bit
                self.n += -1 if before else 1


def bind(
    connection: cysqlite.Connection, view: SavedView, me: int | None, now: int, zone: tzinfo | None = None
) -> Pick:
    """The view's query, for who asks.

    Raises:
        QueryError: it names something that is gone.
    """
    return pick(connection, view.query, view.records, Asker(me, now, zone or local_zone()))


def local_zone() -> tzinfo:
    """The zone of this machine."""
    return datetime.now().astimezone().tzinfo or UTC


def counted(connection: cysqlite.Connection, view: SavedView, bound: Pick, now: int) -> Members:
    """Count a view anew: as slow as its query is."""
    # First the place in the feed: what changes while it is counted is looked at again.
    _, seq = view_sql.touched_span(connection)
    bits = bytearray()
    statement = finding.statement(bound.statement, finding.few(connection, bound.statement))
    for block, flags in view_sql.blocks(connection, *statement):
        start = block * 4
        if start + 4 > len(bits):
            bits.extend(bytes(start + 4096 - len(bits)))
        bits[start : start + 4] = flags.to_bytes(4, "little")
    return Members(view, bound, now, bits, int.from_bytes(bits, "little").bit_count(), seq, now)


@dataclass(frozen=True, slots=True)
class Touched:
    """What was touched since a place in the feed: `lost` when that cannot be told any more, or is too much to ask."""

    last: int
    tickets: frozenset[int] = frozenset()
    customers: tuple[int, ...] = ()
    lost: bool = False

    def __len__(self) -> int:
        return len(self.tickets) + len(self.customers)


def touched(connection: cysqlite.Connection, seq: int, most: int = LARGE) -> Touched:
    """What was touched after `seq`."""
    oldest, last = view_sql.touched_span(connection)
    if seq == last:
        return Touched(last)
    if not _reaches(seq, oldest, last):
        return Touched(last, lost=True)
    rows = view_sql.touched_since(connection, seq, most + 1)
    if len(rows) > most:
        return Touched(last, lost=True)
    tickets = frozenset(number for kind, number in rows if kind == "ticket")
    return Touched(last, tickets, tuple(number for kind, number in rows if kind == "customer"))


def _reaches(seq: int, oldest: int, last: int) -> bool:
    """Whether the feed still holds all that came after `seq`."""
    return seq == last or (seq < last and 0 < oldest <= seq + 1)


def of_others(bound: Pick) -> bool:
    """Whether a query looks at more than the ticket itself: then a customer's change may move its tickets."""
    return bool(bound.tables)


def catch_up(connection: cysqlite.Connection, counts: Collection[Members], since: Touched) -> bool:
    """Bring members to the present; False, and nothing done, when they must be counted anew."""
    theirs: frozenset[int] = frozenset()
    if since.customers and any(of_others(one.pick) for one in counts):
        theirs = frozenset(view_sql.tickets_of(connection, since.customers))
    if since.lost or len(since.tickets) + len(theirs) > LARGE:
        return False
    for one in counts:
        ids = since.tickets | theirs if of_others(one.pick) else since.tickets
        if ids:
            one.settle(ids, frozenset(one.pick.members(connection, list(ids))))
        one.seq = since.last
    return True


# -- the cache ---------------------------------------------------------------------------------------------------


def pack(one: Members) -> tuple[int, str, int, int, int, bytes]:
    """As `view_sql.keep_counts` takes it."""
    bits = zlib.compress(bytes(one.bits).rstrip(b"\0"), 1)
    return one.view.id, _cache_key(one.view), one.seq, one.counted_at, one.n, bits


def unpacked(connection: cysqlite.Connection, views: Iterable[SavedView], me: int | None, now: int) -> list[Members]:
    """What was kept of these views and can be caught up; those whose query is wrong now are left out."""
    kept = view_sql.cached(connection, me)
    found: list[Members] = []
    for view in views:
        query, seq, counted_at, n, bits = kept.get(view.id, ("", 0, 0, 0, b""))
        if query != _cache_key(view) or bits is None or not _reaches(seq, *view_sql.touched_span(connection)):
            continue
        try:
            found.append(
                Members(
                    view, bind(connection, view, me, now), now, bytearray(zlib.decompress(bits)), n, seq, counted_at
                )
            )
        except (QueryError, zlib.error):
            continue
    return found


def _cache_key(view: SavedView) -> str:
    return f"{_LANGUAGE} {view.query}"


def numbers(connection: cysqlite.Connection, views: Iterable[SavedView], me: int | None, now: int) -> dict[int, int]:
    """How many records each view holds, by view id, for who asks once; views whose query is wrong now are left out."""
    views = list(views)
    found: dict[int, int] = {}
    for one in unpacked(connection, [view for view in views if view.records == "ticket"], me, now):
        if not one.pick.relative and catch_up(connection, [one], touched(connection, one.seq)):
            found[one.view.id] = one.n
    for view in views:
        if view.id not in found:
            try:
                found[view.id] = bind(connection, view, me, now).count(connection)
            except QueryError:
                continue
    return found
