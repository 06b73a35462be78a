"""The full-text index follows every change of what it indexes, and real strings are found whole and in part."""

from dataclasses import replace
from typing import Any

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.customers.orders import store
from crmtui.db import fulltext, touched
from crmtui.db.models import Attachment, Blob, Message, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.journal import SYSTEM, Actor, recording
from crmtui.shop.order import Fulfilment, OrderLine
from crmtui.shop.order import ShopOrder as PlainOrder

AT = 1_790_000_000


def found(index: str, words: str) -> list[int]:
    match = fulltext.match_of(words)
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid"
    return [row_id for (row_id,) in raw().execute(sql, (match,))]


def ticket(subject: str, *texts: str, said: str | None = None) -> tuple[int, list[int]]:
    with recording(SYSTEM, "seed", "seed", at=AT) as act:
        row_id = act.insert(Ticket, subject=subject, created_at=AT, updated_at=AT, activity_at=AT)
        messages = [
            act.insert(Message, ticket_id=row_id, kind="mail", direction="in", at=AT, created_at=AT, text=text,
                       subject=subject if said is None else said) for text in texts
        ]  # fmt: skip
    return row_id, messages


ORDER = PlainOrder(
    shop="shop", external_id="gid-77120", name="#1042-33", placed_at=AT, currency="EUR", note="Klingel Möller",
    customer_email="jo@okafor.example", customer_name="Jo Okafor", tags=("wholesale",), total=10,
    lines=(OrderLine("LIN-SH-L", "Linen shirt, Größe L", 1, 10, 0, 10),),
    fulfillments=(Fulfilment("shipped", "DHL", "JJD-000390_77"),),
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["1042-33", "1042", "33", "#1042-3", "gid-77120", "77120", "JJD-000390_77", "jjd", "000390", "LIN-SH-L", "lin-sh",
     "SH-L", "jo@okafor.example", "okafor.example", "okaf", "Jo Okafor", "wholesale", "moller", "MÖLLER", "größe",
     "linen"],
)  # fmt: skip
def test_an_order_is_found_by_any_of_its_words_whole_and_in_part(engine, words):
    store([ORDER], at=AT)
    assert found("order_fts", words) == [1]


def test_an_order_that_comes_again_with_other_words_is_found_by_those(engine):
    store([ORDER], at=AT)
    store([replace(ORDER, note="", lines=(OrderLine("WOOL-2", "Wool scarf", 1, 10, 0, 10),))], at=AT + 1)
    assert found("order_fts", "wool-2") == [1]
    assert found("order_fts", "LIN-SH-L") == []
    assert found("order_fts", "Klingel") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Möller", "Moller"), ("Moller", "MÖLLER"), ("e\u0301te\u0301", "été"), ("İstanbul", "istanbul"),
        ("write to anna_maria-li@x-y.example", "anna_maria-li@x-y.example"), ("anna_maria-li@x-y.example", "maria"),
        ("anna_maria-li@x-y.example", "x-y.exa"), ("order 1042-33, please", "1042-33"), ("LIN-SH-L", "sh"),
        ("is it ok to do", "ok"), ("is it ok to do", "to do"), ("返金お願い", "返金"), ("返金お願い", "願い"),
        ("注文番号は1042です", "番号"), ("注文番号は1042です", "1042"), ("한국어로 부탁", "한국어"),
        ("ภาษาไทย", "ไทย"), ("Straße 5", "straße"), ("été", "e\u0301te\u0301"),
    ],
)  # fmt: skip
def test_words_of_a_message_are_found(engine, text, words):
    _, (message,) = ticket("Hello", text)
    assert found("message_fts", words) == [message]


def test_letters_that_are_no_accents_stay_what_they_are(engine):
    """What the index does not fold: unicode61 takes marks off letters, and knows no other spelling."""
    ticket("Hello", "Straße Ærø Łódź")
    assert [found("message_fts", words) for words in ("strasse", "aero", "lodz")] == [[], [], []]
    assert all(found("message_fts", words) for words in ("STRAßE", "ærø", "łodz"))


def rename(ticket_id: int, subject: str, who: Actor) -> None:
    journal.perform(table()["ticket.subject"], [ticket_id], {"subject": subject}, who, clock=lambda: AT + 1)


def test_a_new_subject_is_found_with_the_first_message_and_undo_takes_it_back(engine, ana):
    row_id, (first, second) = ticket("Parcel", "where is it", "still not here")
    rename(row_id, "Lost in Lyon", ana)
    assert found("message_fts", "lyon") == [first]
    assert found("message_fts", "parcel") == [first, second]
    journal.undo(ana)
    assert found("message_fts", "lyon") == []
    assert found("message_fts", "parcel") == [first, second]
    journal.redo(ana)
    assert found("message_fts", "lyon") == [first]


def test_the_subject_goes_with_whichever_message_is_the_first(engine):
    _, (first, second) = ticket("Odd name", "one", "two", said="")
    other, _ = ticket("Elsewhere", "three", said="")
    assert found("message_fts", "odd") == [first]
    with recording(SYSTEM, "move", "move", at=AT) as act:
        act.update(Message, [first], ticket_id=other)
    assert found("message_fts", "odd") == [second]
    assert found("message_fts", "elsewhere") == [first]
    journal.undo(SYSTEM)
    assert found("message_fts", "odd") == [first]
    with recording(SYSTEM, "drop", "drop", at=AT) as act:
        act.delete(Message, [first])
    assert found("message_fts", "odd") == [second]
    journal.undo(SYSTEM)
    assert found("message_fts", "odd") == [first]


def test_the_name_of_a_file_is_found_until_the_file_goes(engine):
    _, (message,) = ticket("Hello", "see the photo")
    blob = Blob.create(sha256=b"1", size=1, data=b"x").id
    with recording(SYSTEM, "attach", "attach", at=AT) as act:
        act.insert(Attachment, message_id=message, blob_id=blob, position=0, filename="broken-cup.jpg",
                   content_type="image/jpeg", size=1)  # fmt: skip
    assert found("message_fts", "broken-cup.jpg") == found("message_fts", "cup") == [message]
    journal.undo(SYSTEM)
    assert found("message_fts", "cup") == []


def test_a_write_that_fails_leaves_the_index_as_it_was(engine):
    row_id, _ = ticket("Parcel", "where")

    def fail() -> None:
        with recording(SYSTEM, "x", "x", at=AT) as act:
            act.update(Ticket, [row_id], subject="Lyon")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert found("message_fts", "lyon") == []


# -- the feed ----------------------------------------------------------------------------------------------------------


def feed(since: int = 0) -> list[tuple[Any, ...]]:
    return raw().execute("SELECT kind, record_id FROM touched WHERE seq > ? ORDER BY seq", (since,)).fetchall()


def test_the_feed_names_tickets_and_customers_whose_rows_change(engine):
    row_id, (message,) = ticket("Parcel", "where")
    other, _ = ticket("Other", "x")
    assert {number for _, number in feed()} == {row_id, other}
    last = raw().execute_scalar("SELECT max(seq) FROM touched")
    raw().execute("UPDATE ticket SET status = 'resolved' WHERE id = ?", (row_id,))
    assert feed(last) == [("ticket", row_id)]
    raw().execute("UPDATE ticket SET subject = 'Another' WHERE id = ?", (other,))
    assert feed(last) == [("ticket", row_id), ("text", other)]
    last = raw().execute_scalar("SELECT max(seq) FROM touched")
    raw().execute("UPDATE message SET ticket_id = ? WHERE id = ?", (other, message))
    assert set(feed(last)) == {("text", row_id), ("text", other)}
    last = raw().execute_scalar("SELECT max(seq) FROM touched")
    store([ORDER], at=AT)
    assert set(feed(last)) == {("customer", 1)}


def test_old_entries_of_the_feed_go_and_numbers_never_come_again(engine):
    ticket("Parcel", *("where" for _ in range(20)))
    last = raw().execute_scalar("SELECT max(seq) FROM touched")
    assert not touched.is_long(raw())
    assert touched.is_long(raw(), keep=5)
    with transaction():
        touched.prune(raw(), keep=5)
        assert not touched.is_long(raw(), keep=5)
        assert raw().execute("SELECT min(seq), max(seq) FROM touched").fetchone() == (last - 4, last)
        touched.prune(raw(), keep=0)
    assert feed() == []
    ticket("Other", "x")
    assert raw().execute_scalar("SELECT min(seq) FROM touched") == last + 1
