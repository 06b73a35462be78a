"""Which tickets a saved view holds, as one bit a ticket, and how that follows what was touched.

The one rule: a count is never guessed: members are counted once, and from then on only what was touched is asked for
again. Works on any raw connection, one thread at a time.
"""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo

import cysqlite

from crmtui.db import finding, view_sql
from crmtui.db.finding import Statement
from crmtui.db.seats import everybody
from crmtui.desk.bits import Bits
from crmtui.desk.saved_views import SavedView
from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.pick import Pick, pick
from crmtui.zones import LOCAL

LARGE = 20_000
"""Touched records from which counting anew is quicker than asking for each."""

_LANGUAGE = "2"
"""What is cached was counted by these meanings of the words; another number makes it worthless."""


@dataclass(slots=True)
class Members:
    """The tickets of one view.

    Attributes:
        held: the tickets that it holds.
        hits: those that its words find, whatever else it asks: as long as the text of a ticket stays, nobody need look
            for words in it again. None for a view without words.
        seq: the place in the feed of what was touched up to which this is right.
        counted_at: when they were last counted as a whole, UTC epoch seconds.
        agents: who there was when the names in the query were looked up.
    """

    view: SavedView
    pick: Pick
    bound_at: int
    held: Bits
    hits: Bits | None
    seq: int
    counted_at: int
    agents: tuple[tuple[object, ...], ...] = ()

    @property
    def n(self) -> int:
        """How many there are."""
        return self.held.n

    def copy(self) -> "Members":
        """The same, to be changed apart."""
        return replace(self, held=self.held.copy(), hits=self.hits and self.hits.copy())

    def follow(self, connection: cysqlite.Connection, ids: Collection[int], reworded: Collection[int]) -> None:
        """Ask again about some tickets; the text of those in `reworded` may be another one."""
        if self.hits is None:
            self.held.settle(ids, frozenset(self.pick.members(connection, list(ids))))
            return
        whole = self.pick.statement
        if reworded:
            found = finding.members(connection, _words_of(whole), list(reworded))
            self.hits.settle(reworded, frozenset(found))
        hit = [number for number in ids if number in self.hits]
        self.held.settle(ids, frozenset(finding.members(connection, _rest_of(whole), hit) if hit else ()))


def _words_of(statement: Statement) -> Statement:
    return replace(statement, conditions=(), order=(), along="")


def _rest_of(statement: Statement) -> Statement:
    return replace(statement, match="", numbers=())


def _hits(connection: cysqlite.Connection, statement: Statement) -> Bits:
    source = statement.texts[0].source
    if source is None:
        return _gathered(connection, _words_of(statement))
    # Straight from the index: nobody need go through the tickets and ask whether they are among the hits.
    return Bits.of_blocks(view_sql.blocks(connection, *source))


def _gathered(connection: cysqlite.Connection, statement: Statement) -> Bits:
    sql, params = finding.statement(statement, finding.few(connection, statement))
    return Bits.of_blocks(view_sql.blocks(connection, sql, params))


def bind(connection: cysqlite.Connection, view: SavedView, me: int | None, now: int, zone: tzinfo = LOCAL) -> Pick:
    """The view's query, for who asks.

    Raises:
        QueryError: it names something that is gone.
    """
    return pick(connection, view.query, view.records, Asker(me, now, zone))


def same_meaning(one: Members, bound: Pick) -> bool:
    """Whether what is known of a view holds for its query as it was bound just now, but for the time."""
    return bound.relative or one.pick.statement == bound.statement


def counted(connection: cysqlite.Connection, view: SavedView, bound: Pick, now: int) -> Members:
    """Count a view anew: as slow as its query is."""
    # First the place in the feed: what changes while it is counted is looked at again.
    _, seq = view_sql.touched_span(connection)
    if not bound.statement.match:
        return Members(view, bound, now, _gathered(connection, bound.statement), None, seq, now)
    hits = _hits(connection, bound.statement)
    return Members(view, bound, now, hits & _gathered(connection, _rest_of(bound.statement)), hits, seq, now)


@dataclass(frozen=True, slots=True)
class Touched:
    """What was touched since a place in the feed.

    Attributes:
        tickets: all tickets that were touched.
        reworded: those among them whose text may be another one.
        lost: it cannot be told any more, or is too much to ask.
    """

    last: int
    tickets: frozenset[int] = frozenset()
    reworded: frozenset[int] = frozenset()
    customers: tuple[int, ...] = ()
    lost: bool = False


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
    return Touched(
        last, frozenset(number for kind, number in rows if kind != "customer"),
        frozenset(number for kind, number in rows if kind == "text"),
        tuple(number for kind, number in rows if kind == "customer"),
    )  # fmt: skip


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
        more = theirs if of_others(one.pick) else frozenset()
        ids = since.tickets | more
        if ids:
            one.follow(connection, ids, since.reworded | more)
        one.seq = since.last
    return True


# -- the cache ---------------------------------------------------------------------------------------------------


def pack(one: Members) -> tuple[int, str, int, int, int, bytes]:
    """As `view_sql.keep_counts` takes it."""
    held, hits = bytes(one.held.data).rstrip(b"\0"), b"" if one.hits is None else bytes(one.hits.data).rstrip(b"\0")
    bits = zlib.compress(len(held).to_bytes(4, "little") + held + hits, 1)
    return one.view.id, _cache_key(one.view, one.pick), one.seq, one.counted_at, one.n, bits


def unpacked(connection: cysqlite.Connection, views: Iterable[SavedView], me: int | None, now: int) -> list[Members]:
    """What was kept of these views and can be caught up; those whose query is wrong now are left out."""
    kept = view_sql.cached(connection, me)
    agents = everybody(connection)
    span = view_sql.touched_span(connection)
    found: list[Members] = []
    for view in views:
        query, seq, counted_at, n, packed = kept.get(view.id, ("", 0, 0, 0, b""))
        if not packed or not _reaches(seq, *span):
            continue
        try:
            bound = bind(connection, view, me, now)
            if query != _cache_key(view, bound):
                continue
            bits = zlib.decompress(packed)
        except (QueryError, zlib.error):
            continue
        end = 4 + int.from_bytes(bits[:4], "little")
        hits = Bits(bits[end:]) if bound.statement.match else None
        one = Members(view, bound, now, Bits(bits[4:end]), hits, seq, counted_at, agents)
        if one.n == n:
            found.append(one)
    return found


def _cache_key(view: SavedView, bound: Pick) -> str:
    # What names and days mean depends on who there is and on the zone; what time changes is counted anew anyway.
    meaning = "" if bound.relative else f"{zlib.crc32(repr(bound.statement).encode()):08x} "
    return f"{_LANGUAGE} {meaning}{view.query}"


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
