"""Who is who: profiles, mentioned orders, edits, merging, the book and the time line."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.customers import book, orders
from crmtui.customers.book import CustomerPages
from crmtui.customers.mentions import Named, named_in, pick
from crmtui.customers.profile import load
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Identity, Message, Ticket
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Actor, Outcome
from crmtui.shop.order import Fulfilment, Refund, ShopOrder

NOW = 1_800_000_000


def sold(number: int, email: str = "ana@example.com", name: str = "Ana Ruiz", **fields: object) -> ShopOrder:
    plain = ShopOrder("shop", str(number), f"#{number}", NOW - 10_000 + number, currency="EUR", total=1000)
    return replace(plain, customer_email=email, customer_name=name, **fields)  # type: ignore[arg-type]


def do(actor: Actor, action: str, ids: Sequence[int], **params: object) -> Outcome:
    return journal.perform(table()[action], ids, params, actor, clock=lambda: NOW)


def ticket(customer: int, subject: str = "Parcel", status: str = "open", at: int = NOW - 500) -> int:
    made = Ticket.create(
        subject=subject, status=status, customer=customer, created_at=at, updated_at=at, activity_at=at
    )
    Message.create(
        ticket=made.id, kind="mail", direction="in", at=at, created_at=at, customer=customer, author_name="Ana",
        text="Where is my parcel?",
    )  # fmt: skip
    return int(made.id)


def dump(engine: Engine) -> list[list[tuple[object, ...]]]:
    tables = ("customer", "identity", "shop_order", "ticket", "message")
    skip = {"version", "updated_at"}
    found = []
    for name in tables:
        columns = [row[1] for row in engine.reader.execute(f"PRAGMA table_info({name})") if row[1] not in skip]
        found.append(engine.reader.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY id").fetchall())
    return found


# -- mentions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("where is #1001?", ("1001",)),
        ("Order 1001 has not come", ("1001",)),
        ("order no. SO-1001", ("so-1001",)),
        ("Bestellnummer: 4711", ("4711",)),
        ("ma commande n° 55", ("55",)),
        ("注文番号1001", ()),
        ("Order #7", ("7",)),
    ],
)
def test_orders_that_are_called_so_are_sure(text: str, sure: tuple[str, ...]) -> None:
    assert named_in(text).sure == sure


def test_plain_numbers_are_likely_unless_they_are_years_or_quantities() -> None:
    assert named_in("I bought 2 in 2024 and 31 more, see 10045 and AB-77").likely == ("10045", "ab-77")


def test_number_finds_the_name_that_ends_in_it_only_when_there_is_one() -> None:
    named = Named(sure=("1001",), likely=())
    assert pick(named, [(1, "so-1001"), (2, "so-1002")]) == [1]
    assert pick(named, [(1, "so-1001"), (2, "uk-1001")]) == []
    assert pick(named, [(1, "so-1001"), (2, "1001")]) == [2]


def test_hostile_text_is_looked_at_quickly() -> None:
    assert len(named_in("#1 " * 100_000).sure) == 1
    assert named_in("order " * 50_000) == Named((), ())
    assert len(named_in(" ".join(f"a{n}" for n in range(100_000))).likely) <= 200


def test_mentioned_order_comes_first_marked(engine: Engine) -> None:
    orders.store([sold(n) for n in range(1001, 1012)], at=NOW)
    profile = load(engine.reader, 1, "Hi, about order 1002: thanks")
    assert [(one.name, one.mentioned) for one in profile.orders][:2] == [("#1002", True), ("#1011", False)]
    assert len(profile.orders) == 6


def test_orders_of_others_are_never_matched_by_a_number_alone(engine: Engine) -> None:
    orders.store([sold(1001), sold(2002, "bo@example.com", "Bo")], at=NOW)
    assert [one.name for one in load(engine.reader, 1, "what about #2002?").orders] == ["#1001"]


# -- profile -------------------------------------------------------------------------------------------------------


def test_profile_tells_who_they_are(engine: Engine) -> None:
    orders.store([sold(1, refunded=200, refunds=(Refund("r", NOW, 200),)), sold(2)], at=NOW)
    ticket(1, status="resolved", at=NOW - 50_000)
    ticket(1)
    profile = load(engine.reader, 1)
    assert (profile.name, profile.emails, profile.spent) == ("Ana Ruiz", ("ana@example.com",), (("EUR", 1800),))
    assert (profile.orders_count, profile.refunds, profile.tickets_count, profile.open_tickets) == (2, 1, 2, 1)
    assert profile.since == NOW - 50_000
    assert [line.status for line in profile.tickets] == ["open", "resolved"]


def test_unknown_customer_is_said(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        load(engine.reader, 99)


# -- edits ---------------------------------------------------------------------------------------------------------


def test_edits_can_be_undone_and_found(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1)], at=NOW)
    before = dump(engine)
    do(ana, "customer.edit", [1], name="Ana María Ruiz", company="Ruiz SL")
    do(ana, "customer.note", [1], text="prefers the phone")
    do(ana, "customer.tag", [1], tags="VIP, Wholesale")
    do(ana, "customer.address", [1], value="Ana@Work.example")
    profile = load(engine.reader, 1)
    assert (profile.name, profile.company, profile.note) == ("Ana María Ruiz", "Ruiz SL", "prefers the phone")
    assert (profile.tags, profile.emails) == (("vip", "wholesale"), ("ana@example.com", "Ana@Work.example"))
    for words in ("maria", "work.exa", "wholes", "prefers"):
        assert CustomerPages(words).ids(engine.reader) == [1], words
    for _ in range(4):
        journal.undo(ana)
    assert dump(engine) == before
    assert CustomerPages("work.exa").ids(engine.reader) == []


def test_address_of_somebody_else_is_refused_with_their_name(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1), sold(2, "bo@example.com", "Bo")], at=NOW)
    with pytest.raises(RefusedError, match="belongs to Bo"):
        do(ana, "customer.address", [1], value="bo@EXAMPLE.com")
    with pytest.raises(UsageError, match="neither an address nor a number"):
        do(ana, "customer.address", [1], value="hello")


@pytest.mark.parametrize("wrong", ["not an address", "ana@", "a na@mail.example", "ana@mail example"])
def test_no_mail_can_go_to_what_is_no_address(engine: Engine, ana: Actor, wrong: str) -> None:
    orders.store([sold(1)], at=NOW)
    before = dump(engine)
    with pytest.raises(UsageError, match="address") as told:
        do(ana, "customer.edit", [1], email=wrong)
    assert told.value.hint
    with pytest.raises(UsageError):
        do(ana, "customer.new", [], name="Kari", email=wrong)
    assert dump(engine) == before


@pytest.mark.parametrize("nobody", ["99999999999999999999", "٣", "nobody@mail.example"])
def test_who_is_not_there_is_merged_with_nobody(engine: Engine, ana: Actor, nobody: str) -> None:
    orders.store([sold(1)], at=NOW)
    with pytest.raises(NotFoundError):
        do(ana, "customer.merge", [1], into=nobody)


def test_address_can_be_taken_off(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1)], at=NOW)
    do(ana, "customer.address", [1], value="ana@new.example")
    do(ana, "customer.drop_address", [1], value="ANA@example.com")
    assert load(engine.reader, 1).emails == ("ana@new.example",)


def test_new_customer_by_name_or_address(engine: Engine, ana: Actor) -> None:
    do(ana, "customer.new", [], name="Kari", email="kari@fjord.example")
    do(ana, "customer.new", [], name="only@address.example")
    rows = CustomerPages().page(engine.reader, 0, 10)
    assert [(row.name, row.email) for row in rows] == [("Kari", "kari@fjord.example"), ("", "only@address.example")]
    with pytest.raises(RefusedError):
        do(ana, "customer.new", [], name="Again", email="KARI@fjord.example")
    assert Customer.select().count() == 2


# -- merging -------------------------------------------------------------------------------------------------------


def test_merge_moves_everything_and_undo_brings_both_back(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1), sold(2, "ana@work.example", "A. Ruiz"), sold(3, "ana@work.example", "A. Ruiz")], at=NOW)
    do(ana, "customer.tag", [2], tags="vip")
    moved = ticket(2)
    before = dump(engine)
    found_before = CustomerPages("work").ids(engine.reader)
    outcome = do(ana, "customer.merge", [1, 2], into=1)
    assert "2 orders, 1 ticket moved" in outcome.message
    profile = load(engine.reader, 2)
    assert (profile.id, profile.orders_count, profile.spent) == (1, 3, (("EUR", 3000),))
    assert (profile.emails, profile.tags) == (("ana@example.com", "ana@work.example"), ("vip",))
    assert [line.id for line in profile.tickets] == [moved]
    row = CustomerPages().page(engine.reader, 0, 5)[0]
    assert (row.orders_count, row.spent) == (3, 3000)
    assert CustomerPages("work").ids(engine.reader) == [1]
    journal.undo(ana)
    assert dump(engine) == before
    assert CustomerPages("work").ids(engine.reader) == found_before == [2]
    journal.redo(ana)
    assert load(engine.reader, 1).orders_count == 3


def test_order_after_a_merge_reaches_the_living_one(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1), sold(2, "ana@work.example")], at=NOW)
    do(ana, "customer.merge", [2], into="ana@example.com")
    orders.store([sold(3, "ana@work.example"), sold(2, "ana@work.example", total=7000)], at=NOW)
    assert load(engine.reader, 1).spent == (("EUR", 9000),)
    assert len(CustomerPages().page(engine.reader, 0, 9)) == 1


def test_merging_nonsense_is_refused(engine: Engine, ana: Actor) -> None:
    orders.store([sold(1), sold(2, "bo@example.com")], at=NOW)
    with pytest.raises(UsageError):
        do(ana, "customer.merge", [1], into=1)
    with pytest.raises(NotFoundError):
        do(ana, "customer.merge", [1], into="nobody@example.com")
    do(ana, "customer.merge", [2], into=1)
    with pytest.raises(RefusedError):
        do(ana, "customer.merge", [1], into=2)
    with pytest.raises(RefusedError):
        do(ana, "customer.tag", [2], tags="x")


# -- the book ------------------------------------------------------------------------------------------------------


def test_book_pages_by_name_from_either_end(engine: Engine) -> None:
    orders.store([sold(n, f"p{n}@x.example", f"Person {n:03}") for n in range(200)], at=NOW)
    pages = CustomerPages()
    assert pages.count(engine.reader) == 200
    names = [row.name for start in (0, 64, 128, 192) for row in pages.page(engine.reader, start, 64)]
    assert names == [f"Person {n:03}" for n in range(200)]
    assert [row.name for row in CustomerPages().page(engine.reader, 190, 64)] == names[190:]
    assert pages.position(engine.reader, pages.ids(engine.reader)[77]) == 77


def test_book_finds_by_name_address_and_order_number(engine: Engine) -> None:
    orders.store([sold(1), sold(4711, "bo@example.com", "Bo")], at=NOW)
    for words in ("ru", "an ru", "ana@exam", "#1"):
        assert [row.name for row in CustomerPages(words).page(engine.reader, 0, 9)] == ["Ana Ruiz"], words
    assert [row.name for row in CustomerPages("4711").page(engine.reader, 0, 9)] == ["Bo"]
    assert CustomerPages("zzz").count(engine.reader) == 0


def test_time_line_tells_all_newest_first_and_pages_without_a_gap(engine: Engine) -> None:
    parcel = Fulfilment("shipped", "DHL", "A1", shipped_at=NOW - 100)
    orders.store([sold(n, placed_at=NOW - 1000) for n in range(10)] + [sold(99, fulfillments=(parcel,))], at=NOW)
    ticket(1)
    whole = book.timeline(engine.reader, 1, 100)
    assert {event.kind for event in whole} == {"order", "parcel", "ticket", "message"}
    assert [event.at for event in whole] == sorted((event.at for event in whole), reverse=True)
    assert len(whole) == book.count_events(engine.reader, 1) == 14
    pieces: list[book.Event] = []
    while more := book.timeline(engine.reader, 1, 3, pieces[-1].moment if pieces else None):
        pieces += more
    assert pieces == whole


def test_what_came_while_two_were_one_goes_to_whom_it_belongs(engine: Engine, ana: Actor) -> None:
    one, two = (Customer.create(name=name, email=f"{name}@x.example", created_at=1, updated_at=1) for name in "ab")
    for row in (one, two):
        Identity.create(customer=row, kind="email", value=row.email, value_key=row.email, created_at=1)
    journal.perform(table()["customer.merge"], [one.id], {"into": two.id}, ana)

    def came(customer: Customer, at: int) -> Ticket:
        ticket = Ticket.create(subject="x", customer=customer, created_at=at, updated_at=at, activity_at=at)
        Message.create(
            ticket=ticket, direction="in", at=at, created_at=at, author_email="A@x.example", customer=customer
        )
        Customer.update(last_contact_at=at).where(Customer.id == customer.id).execute()
        return ticket

    def owners() -> list[int]:
        return [row.customer_id for row in Ticket.select().order_by(Ticket.id)]

    came(two, 50)
    journal.undo(ana)
    assert owners() == [one.id]
    assert [row.last_contact_at for row in Customer.select().order_by(Customer.id)] == [50, None]
    came(Customer.get_by_id(one.id), 60)
    journal.redo(ana)
    assert owners() == [two.id, two.id]
    assert [row.last_contact_at for row in Customer.select().order_by(Customer.id)] == [None, 60]
    journal.undo(ana)
    assert owners() == [one.id, one.id]
