"""Counted ranks lead to the same rows as plain sorting, whatever was done to the tickets."""

import random
from collections.abc import Iterator

import cysqlite
import pytest

from crmtui.db import lists, ranks
from crmtui.db.connect import open_raw, raw_transaction
from crmtui.desk.views import VIEWS

ME = 2
STATUSES = ("open", "open", "pending", "snoozed", "resolved", "spam", "trash")
HOLDS = {
    "mine": lambda status, whose, waits: status in ("open", "pending") and whose == ME,
    "unassigned": lambda status, whose, waits: status in ("open", "pending") and whose is None,
    "open": lambda status, whose, waits: status in ("open", "pending"),
    "waiting": lambda status, whose, waits: status == "open" and waits is not None,
    "snoozed": lambda status, whose, waits: status == "snoozed",
    "resolved": lambda status, whose, waits: status == "resolved",
    "spam": lambda status, whose, waits: status == "spam",
    "all": lambda status, whose, waits: status not in ("spam", "trash"),
}


@pytest.fixture
def writer(engine, monkeypatch) -> Iterator[cysqlite.Connection]:
    monkeypatch.setattr(lists, "_NEAR", -1)  # every page by its rank
    connection = open_raw(engine.path)
    connection.executemany("INSERT INTO agent (name) VALUES (?)", [("ana",), ("ben",), ("cem",)])
    yield connection
    connection.close()


def some_time(rng: random.Random) -> int:
    """Crowded seconds, the edges of spans, times before 1970 and far ahead."""
    edge = rng.randrange(-3, 4) << rng.choice((ranks.LONG, ranks.SHORT))
    spread = rng.choice((1, 50, 1 << ranks.SHORT, 1 << 24))
    return rng.choice((0, edge, 1_790_000_000, 200_000_000_000)) + rng.randrange(-spread, spread)


def change(connection: cysqlite.Connection, rng: random.Random) -> None:
    """A few dozen tickets come, change in any way, or go."""
    with raw_transaction(connection):
        for _ in range(40):
            row = (rng.choice(STATUSES), rng.choice((None, 1, 2, 3)), rng.choice((None, 5)), some_time(rng))
            connection.execute(
                "INSERT INTO ticket (status, assignee_id, waiting_since, activity_at, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, 1, 1)", row,
            )  # fmt: skip
        ids = [row_id for (row_id,) in connection.execute("SELECT id FROM ticket").fetchall()]
        for row_id in rng.sample(ids, 30):
            column, value = rng.choice(
                (("status", rng.choice(STATUSES)), ("assignee_id", rng.choice((None, 1, 2, 3))),
                 ("waiting_since", rng.choice((None, 9))), ("activity_at", some_time(rng)))
            )  # fmt: skip
            connection.execute(f"UPDATE ticket SET {column} = ?, subject = 'x' WHERE id = ?", (value, row_id))
        connection.executemany("DELETE FROM ticket WHERE id = ?", [(one,) for one in rng.sample(ids, 8)])


def plainly(connection: cysqlite.Connection, view: str) -> list[lists.Key]:
    rows = connection.execute("SELECT activity_at, id, status, assignee_id, waiting_since FROM ticket")
    return sorted(((at, row_id) for at, row_id, *rest in rows if HOLDS[view](*rest)), reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_page_and_a_place_by_rank_are_those_of_plain_sorting(engine, writer, seed):
    rng = random.Random(seed)
    for _ in range(8):
        change(writer, rng)
        for view in (one.key for one in VIEWS):
            wanted = plainly(writer, view)
            listing = lists.ticket_listing(view, ME)
            for start in (0, len(wanted) - 1, *(rng.randrange(len(wanted)) for _ in range(6))):
                rows = lists.Pager(listing).page(engine.reader, start, 7, len(wanted) + 100)
                assert [row[:2] for row in rows] == wanted[start : start + 7]
            for key in rng.sample(wanted, min(6, len(wanted))):
                assert lists.Pager(listing).keys_above(engine.reader, key) == wanted.index(key)


def test_a_place_beyond_the_end_holds_nothing(engine, writer):
    change(writer, random.Random(1))
    assert lists.Pager(lists.ticket_listing("all", ME)).page(engine.reader, 5000, 10, 9000) == []


def test_somebody_who_is_no_agent_has_no_tickets(engine, writer):
    change(writer, random.Random(1))
    assert lists.tickets_in_view(engine.reader, "mine", None, 10) == []
    assert lists.ticket_counts(engine.reader, None)["mine"] == 0


def test_a_listing_that_nobody_counts_is_paged_by_any_column_and_any_index(engine, writer):
    rng = random.Random(5)
    for _ in range(10):
        change(writer, rng)
    wanted = sorted(writer.execute("SELECT created_at, id FROM ticket WHERE priority >= 1").fetchall(), reverse=True)
    one = lists.Listing("ticket", "", "created_at", "t.priority >= ?", (1,), "t.status")
    pager = lists.Pager(one)
    for start in (0, 100, len(wanted) - 20, 50):
        rows = pager.page(engine.reader, start, 20, len(wanted))
        assert [row[:2] for row in rows] == wanted[start : start + 20]
    assert pager.keys_above(engine.reader, wanted[33]) == 33


def test_a_page_reads_one_state_and_leaves_no_transaction_open(engine, writer):
    change(writer, random.Random(1))
    pager = lists.Pager(lists.ticket_listing("all", ME))
    pager.page(engine.reader, 10, 5, 100)
    assert not engine.reader.in_transaction
    with raw_transaction(writer):
        pager.page(writer, 12, 5, 100)
        assert writer.in_transaction


def test_kinds_are_names_and_nothing_else():
    with pytest.raises(ValueError, match="no kinds"):
        ranks.Group(("waiting", "1; DROP TABLE ticket"))
