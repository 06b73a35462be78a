"""Counts of saved views follow whatever is done, and never differ from counting anew."""

import random
import threading
import time

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db import view_sql
from crmtui.db.connect import open_raw
from crmtui.db.models import Agent, Customer, Message, ShopOrder, Ticket
from crmtui.db.touched import prune
from crmtui.desk import view_counts
from crmtui.desk.saved_views import saved_views
from crmtui.desk.view_counts import ViewCounts
from crmtui.desk.view_members import bind, numbers
from tests.waiting import LIMIT, until

NOW = 1_795_312_800

QUERIES = (
    "is:open", "", "tag:vip", "-tag:vip is:open", "assignee:me", "is:any assignee:none", "parcel", '"blue shirt"',
    "customer:ana@mail.example", "parcel tag:vip", "(is:resolved OR is:spam) -parcel", "priority:>normal",
    "created:<2h", "is:waiting", "customer.orders:>0", "order.status:fulfilled",
)  # fmt: skip


@pytest.fixture
def desk(engine, ana, monkeypatch):
    # Time stands still: a ticket that grows too old between two countings would be another count.
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    rng = random.Random(11)
    now = journal.now()
    ben = Agent.create(name="ben").id
    people = []
    for number in range(12):
        name, email = ("Ana", "ana@mail.example") if number == 0 else (f"C {number}", f"c{number}@mail.example")
        people.append(Customer.create(name=name, email=email, created_at=now, updated_at=now).id)
    for _ in range(120):
        at = now - rng.randrange(20_000)
        ticket = Ticket.create(
            subject=rng.choice(["my parcel", "a blue shirt", "invoice"]), customer=rng.choice([*people, None]),
            assignee=rng.choice([None, ana.id, ben]), created_at=at, updated_at=at, activity_at=at,
            status=rng.choice(["open", "open", "pending", "resolved", "spam"]),
            waiting_since=rng.choice([None, at]),
        )  # fmt: skip
        write(ticket.id, rng.choice(["where is my parcel", "the blue shirt", "hello"]), at)
    for name, query in ((query or "everything", query) for query in QUERIES):
        save(ana, name, query)
    return engine, ana, people, rng


def write(ticket: int, text: str, at: int) -> None:
    with journal.recording(journal.SYNC, "test", "a mail") as act:
        act.insert(Message, ticket_id=ticket, kind="mail", direction="in", at=at, created_at=at, text=text)


def save(ana, name: str, query: str) -> None:
    from crmtui.db.models import View

    View.create(name=name, query=query, position=1)


class Watched:
    """Counts with somebody who waits for them."""

    def __init__(self, engine, me: int) -> None:
        self.engine, self.me = engine, me
        self.told = threading.Event()
        self.counts = ViewCounts(engine.path, me, self.told.set, clock=journal.now)

    def numbers(self) -> dict[str, int | None]:
        views = saved_views(self.engine.reader, self.me)
        read = self.counts.read(self.engine.reader, views)
        return {view.query: read[view.id] for view in views}

    def settled(self) -> dict[str, int | None]:
        deadline = time.monotonic() + LIMIT
        while None in (found := self.numbers()).values() or self.counts._wanted:
            assert not self.counts.wrong
            assert time.monotonic() < deadline, found
            self.told.wait(0.2)
            self.told.clear()
        return found


def anew(engine, me: int) -> dict[str, int]:
    views = saved_views(engine.reader, me)
    return {one.query: bind(engine.reader, one, me, journal.now()).count(engine.reader) for one in views}


@pytest.fixture
def watched(desk):
    engine, ana, _, _ = desk
    made = Watched(engine, ana.id)
    yield made
    made.counts.close()


def act_at_random(desk) -> None:
    _, ana, people, rng = desk
    tickets = [one.id for one in Ticket.select(Ticket.id)]
    some = rng.sample(tickets, rng.choice([1, 1, 3, 30]))
    now = journal.now()
    verbs = [
        ("ticket.resolve", {}), ("ticket.reopen", {}), ("ticket.spam", {}), ("ticket.tag", {"tags": ["vip"]}),
        ("ticket.untag", {"tags": ["vip"]}), ("ticket.assign", {"agent": "ben"}),
        ("ticket.assign", {"agent": "nobody"}), ("ticket.priority", {"priority": rng.choice(["high", "low"])}),
    ]  # fmt: skip
    choice = rng.randrange(8)
    if choice < 4:
        verb, params = rng.choice(verbs)
        journal.perform(table()[verb], some, params, ana)
    elif choice == 4:
        write(some[0], rng.choice(["my parcel again", "a blue shirt", "thanks"]), now)
    elif choice == 5:
        with journal.recording(ana, "test", "an order") as act:
            act.insert(
                ShopOrder, shop="s", external_id=str(rng.random()), name="#1", name_key="1",
                customer_id=rng.choice(people), placed_at=now, currency="EUR", payment_status="paid",
                fulfillment_status=rng.choice(["fulfilled", "unfulfilled"]), imported_at=now,
            )  # fmt: skip
        with journal.recording(ana, "test", "its owner") as act:
            act.update(Customer, [people[0]], email=rng.choice(["ana@mail.example", "gone@mail.example"]))
            act.update(Customer, [people[1]], orders_count=rng.choice([0, 3]))
    elif choice == 6:
        with journal.recording(ana, "test", "a ticket") as act:
            act.insert(Ticket, subject="new parcel", created_at=now, updated_at=now, activity_at=now)
            act.update(Ticket, [some[0]], customer_id=rng.choice(people))
    else:
        journal.undo(ana)


def test_counts_are_those_of_counting_anew_whatever_is_done(desk, watched) -> None:
    engine, ana, _, _ = desk
    assert watched.settled() == anew(engine, ana.id)
    for _ in range(60):
        act_at_random(desk)
        assert watched.settled() == anew(engine, ana.id)


def test_one_change_is_followed_in_the_reading_itself(desk, watched) -> None:
    engine, ana, _, _ = desk
    watched.settled()
    ticket = Ticket.select().where(Ticket.status == "open").first().id
    journal.perform(table()["ticket.resolve"], [ticket], {}, ana)
    assert watched.numbers() == anew(engine, ana.id)


def test_many_changes_are_followed_by_the_thread(desk, watched, monkeypatch) -> None:
    engine, ana, _, _ = desk
    monkeypatch.setattr(view_counts, "_SMALL", 5)
    watched.settled()
    tickets = [one.id for one in Ticket.select(Ticket.id)]
    journal.perform(table()["ticket.tag"], tickets, {"tags": ["vip"]}, ana)
    assert watched.settled() == anew(engine, ana.id)


def test_a_feed_that_was_pruned_is_noticed(desk, watched) -> None:
    engine, ana, _, _ = desk
    watched.settled()
    other = open_raw(engine.path)
    for status in ("resolved", "open", "resolved"):
        other.execute("UPDATE ticket SET status = ? WHERE status IN ('open', 'resolved')", (status,))
    prune(other, 2)
    other.close()
    assert watched.settled() == anew(engine, ana.id)


def test_what_was_counted_is_kept_and_caught_up(desk, monkeypatch) -> None:
    engine, ana, _, _ = desk
    first = Watched(engine, ana.id)
    first.settled()
    first.counts.close()
    kept = view_sql.cached(engine.reader, ana.id)
    assert len(kept) == len(QUERIES)
    act_at_random(desk)
    wanted = anew(engine, ana.id)
    views = saved_views(engine.reader, ana.id)
    told = numbers(engine.reader, views, ana.id, journal.now())
    assert {view.query: told[view.id] for view in views} == wanted
    anew_for: list[str] = []
    made = view_counts.view_members.counted
    monkeypatch.setattr(
        view_counts.view_members, "counted", lambda *args: (anew_for.append(args[1].query), made(*args))[1]
    )
    second = Watched(engine, ana.id)
    assert second.settled() == wanted
    second.counts.close()
    assert set(anew_for) <= {"created:<2h"}, "only what time changes is counted anew"


def test_views_come_go_and_change(desk, watched) -> None:
    engine, ana, _, _ = desk
    watched.settled()
    made = journal.perform(table()["view.save"], [], {"name": "x", "query": "is:resolved"}, ana).created
    assert watched.settled() == anew(engine, ana.id)
    journal.perform(table()["view.query"], [made], {"query": "is:spam"}, ana)
    assert watched.settled() == anew(engine, ana.id)
    journal.perform(table()["view.delete"], [made], {}, ana)
    assert watched.settled() == anew(engine, ana.id)


def test_a_query_that_went_wrong_has_no_count_and_holds_up_no_other(desk, watched) -> None:
    engine, ana, _, _ = desk
    journal.perform(table()["view.save"], [], {"name": "x", "query": "assignee:ben"}, ana)
    watched.settled()
    save(ana, "Wrong", "assignee:whoisthis")
    views = saved_views(engine.reader, ana.id)
    wrong = next(view.id for view in views if view.name == "Wrong")
    watched.numbers()
    assert until(lambda: wrong in watched.counts.wrong)
    assert "whoisthis" in watched.counts.wrong[wrong].message
    read = watched.counts.read(engine.reader, views)
    assert [view.name for view in views if read[view.id] is None] == ["Wrong"]


def test_what_time_changes_is_counted_anew(desk, monkeypatch) -> None:
    engine, ana, _, _ = desk
    monkeypatch.setattr(view_counts, "_AT_MOST_EVERY", 0.05)
    clock = [time.time()]
    counts = ViewCounts(engine.path, ana.id, lambda: None, clock=lambda: clock[0])
    views = [view for view in saved_views(engine.reader, ana.id) if view.query == "created:<2h"]
    try:
        assert until(lambda: counts.read(engine.reader, views)[views[0].id])
        clock[0] += 86_400
        assert until(lambda: counts.read(engine.reader, views)[views[0].id] == 0)
    finally:
        counts.close()
