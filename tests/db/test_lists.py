"""Pages, counts and places of the views agree with a plain reading of the table."""

import random

import pytest

from crmtui.db import lists
from crmtui.db.models import Agent, Ticket, database
from crmtui.desk.views import VIEWS, TicketPages, counts


@pytest.fixture
def desk(engine):
    rng = random.Random(7)
    agents = [Agent.create(name=name).id for name in ("ana", "ben")]
    rows = []
    for number in range(700):
        status = rng.choice(["open", "open", "pending", "snoozed", "resolved", "spam", "trash"])
        rows.append(
            {
                "subject": f"t{number}",
                "status": status,
                "assignee": rng.choice([None, *agents]),
                "created_at": 1,
                "updated_at": 1,
                "activity_at": rng.randrange(300),
                "waiting_since": rng.choice([None, 5]),
            }
        )
    with database.atomic():
        Ticket.insert_many(rows).execute()
    return engine, agents[0]


def plainly(view: str, me: int) -> list[int]:
    tests = {
        "mine": lambda t: t.status in ("open", "pending") and t.assignee == me,
        "unassigned": lambda t: t.status in ("open", "pending") and t.assignee is None,
        "open": lambda t: t.status in ("open", "pending"),
        "waiting": lambda t: t.status == "open" and t.waiting_since is not None,
        "snoozed": lambda t: t.status == "snoozed",
        "resolved": lambda t: t.status == "resolved",
        "spam": lambda t: t.status == "spam",
        "all": lambda t: t.status not in ("spam", "trash"),
    }
    rows = [t for t in Ticket.select() if tests[view](t)]
    return [t.id for t in sorted(rows, key=lambda t: (t.activity_at, t.id), reverse=True)]


@pytest.mark.parametrize("view", [one.key for one in VIEWS])
def test_a_view_shows_what_it_says_page_by_page(desk, view):
    engine, me = desk
    wanted = plainly(view, me)
    assert counts(engine.reader, me)[view] == len(wanted)
    rng = random.Random(view)
    pages = TicketPages(view, me)
    for start in [0, max(0, len(wanted) - 20), *(rng.randrange(len(wanted)) for _ in range(30))]:
        got = [row.id for row in pages.page(engine.reader, start, 20)]
        assert got == wanted[start : start + 20]
    for ticket in rng.sample(wanted, 10):
        assert pages.position(engine.reader, ticket) == wanted.index(ticket)
    assert pages.ids(engine.reader) == wanted


def test_counts_follow_every_change(desk):
    engine, me = desk
    Ticket.update(status="resolved", waiting_since=None).where(Ticket.activity_at < 100).execute()
    Ticket.update(assignee=me).where(Ticket.activity_at > 250).execute()
    Ticket.delete().where(Ticket.activity_at == 42).execute()
    for view in VIEWS:
        assert counts(engine.reader, me)[view.key] == len(plainly(view.key, me))


@pytest.mark.parametrize("view", [one.key for one in VIEWS])
def test_no_view_sorts_or_scans_the_table(desk, view):
    engine, me = desk
    listing = lists.ticket_listing(view, me)
    statement = f"""SELECT t.id FROM ticket t INDEXED BY {listing.index} WHERE {listing.where}
        ORDER BY t.activity_at DESC, t.id DESC LIMIT 64 OFFSET 10"""
    plan = " ".join(row[3] for row in engine.reader.execute(f"EXPLAIN QUERY PLAN {statement}", listing.params))
    assert "COVERING INDEX" in plan
    assert "TEMP B-TREE" not in plan
