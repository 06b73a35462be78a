"""The lists that queries give: their order, their counts, and that nothing is cut off."""

from collections.abc import Iterator
from datetime import UTC

import pytest

from crmtui.db import records
from crmtui.db.engine import Engine
from crmtui.db.orm import transaction
from crmtui.desk import search
from crmtui.desk.search import TicketSearch
from crmtui.query import hits
from crmtui.query.asker import Asker
from crmtui.query.pick import pick

NOW = 1_795_336_245


@pytest.fixture
def desk(engine: Engine) -> Iterator[Engine]:
    """Nobody's tickets yet."""
    engine.peewee()
    return engine


def add(subject: str, *texts: str, at: int = 0, status: str = "open", **more: object) -> int:
    """A ticket with messages; later calls are newer unless they say."""
    with transaction():
        ticket = records.insert(
            "ticket",
            {
                "subject": subject,
                "status": status,
                "created_at": NOW,
                "updated_at": NOW,
                "activity_at": NOW + at,
                **more,
            },
        )
        for text in texts:
            message = {
                "ticket_id": ticket, "kind": "mail", "direction": "in", "at": NOW + at, "created_at": NOW, "text": text,
                "subject": subject, "author_name": "Kari",
            }  # fmt: skip
            records.insert("message", message)
    return ticket


def found(desk: Engine, text: str, **options: bool) -> TicketSearch:
    return TicketSearch(pick(desk.reader, text, "ticket", Asker(None, NOW + 100_000, UTC), **options))


def listed(desk: Engine, text: str, size: int = 50) -> list[int]:
    return [row.id for row in found(desk, text).page(desk.reader, 0, size)]


def test_the_subject_stands_before_words_side_by_side_before_the_rest(desk: Engine) -> None:
    subject = add("Lost parcel", "where is it?")
    apart = add("Question", "the parcel that I sent is lost")
    beside = add("Question", "one lost parcel more")
    assert listed(desk, "lost parcel") == [subject, beside, apart]


def test_newest_hits_come_first_among_equals_and_on_request(desk: Engine) -> None:
    old = add("Refund", "please")
    middle = add("Question", "a refund")
    new = add("Question", "the refund")
    assert listed(desk, "refund") == [old, new, middle]
    assert listed(desk, "refund sort:newest") == [new, middle, old]


def test_beyond_the_ranked_window_nothing_is_lost(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "WINDOW", 4)
    monkeypatch.setattr(hits, "_MORE", 3)
    monkeypatch.setattr(hits, "_FIRST_ASKED", 2)
    tickets = [add("Refund" if n < 3 else "Question", "refund please", "refund!") for n in range(12)]
    one = found(desk, "refund")
    assert one.note == ""
    rows = [row.id for row in one.page(desk.reader, 0, 50)]
    assert sorted(rows) == tickets
    assert rows == sorted(tickets, reverse=True)
    assert one.note == "best of the newest 4 hits first"
    assert one.count(desk.reader) == 12
    assert not one.more


def test_a_long_result_is_counted_at_least_and_wholly_on_request(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 5)
    monkeypatch.setattr(hits, "_FIRST_ASKED", 4)
    monkeypatch.setattr(hits, "_ASKED", 4)
    for n in range(20):
        add("Question", "parcel", at=n, priority=3 if n % 2 else 1)
    for text, whole in (("parcel", 20), ("priority:urgent", 10)):
        one = found(desk, text)
        assert one.count(desk.reader) >= 5
        assert one.more
        assert one.complete(desk.reader) == whole
        assert not one.more


def test_the_count_is_known_once_the_end_was_seen(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 2)
    for n in range(6):
        add("Question", "parcel", at=n, priority=3)
    one = found(desk, "priority:urgent")
    assert (one.count(desk.reader), one.more) == (2, True)
    assert len(one.page(desk.reader, 0, 50)) == 6
    assert (one.count(desk.reader), one.more) == (6, False)


def test_a_ticket_is_found_by_its_number_first(desk: Engine) -> None:
    ticket = add("Question", "hello")
    other = add(f"About #{ticket}", "hello again")
    assert listed(desk, f"#{ticket}") == [ticket, other]


def test_spam_is_left_out_unless_it_is_named(desk: Engine) -> None:
    kept, junk = add("Offer", "cheap pills"), add("Offer", "cheap pills", status="spam")
    assert listed(desk, "pills") == [kept]
    assert listed(desk, "pills is:spam") == [junk]
    assert set(listed(desk, "pills is:any")) == {kept, junk}


def test_the_place_of_a_ticket_is_told_in_every_kind_of_list(desk: Engine) -> None:
    tickets = [add("Question", "parcel", at=n, priority=n % 3) for n in range(9)]
    for text in ("parcel", "priority:<high", "tag:none sort:created-asc", "", "is:open"):
        one = found(desk, text)
        rows = [row.id for row in one.page(desk.reader, 0, 50)]
        assert rows
        assert [one.position(desk.reader, ticket) for ticket in rows] == list(range(len(rows)))
        assert one.position(desk.reader, tickets[0] - 1) is None


def test_a_query_that_is_a_view_is_read_by_its_counters(desk: Engine) -> None:
    for n in range(5):
        add("Question", "parcel", at=n)
    one = found(desk, "is:open")
    assert (one.count(desk.reader), one.more) == (5, False)
    assert [row.id for row in one.page(desk.reader, 3, 2)] == [row.id for row in one.page(desk.reader, 0, 5)][3:]


def test_everything_a_query_picks_can_be_acted_on(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LISTED", 3)
    tickets = [add("Question", "parcel", at=n) for n in range(7)]
    one = found(desk, "is:open sort:created-asc")
    assert (one.count(desk.reader), one.more) == (3, True)
    assert sorted(one.ids(desk.reader)) == tickets


def test_the_word_being_typed_finds_what_begins_with_it(desk: Engine) -> None:
    ticket = add("Question", "parcels")
    one = found(desk, "parc", typing=True)
    assert [row.id for row in one.page(desk.reader, 0, 9)] == [ticket]
    assert listed(desk, "parc") == []
