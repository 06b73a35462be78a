"""A preview tells what will be done, and does nothing."""

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.customers.book import CustomerRow
from crmtui.db.models import Agent, Customer, Gesture, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.desk.bulk import Preview, preview
from crmtui.desk.views import TicketRow
from crmtui.errors import NotFoundError


def tickets(count: int, **values: object) -> list[int]:
    row = {"subject": "s", "created_at": 1, "updated_at": 1, "activity_at": 1} | values
    with transaction():
        made = Ticket.select().count()
        raw().executemany(
            f"INSERT INTO ticket ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [tuple(row.values())] * count
        )
    return [one for (one,) in raw().execute("SELECT id FROM ticket ORDER BY id").fetchall()[made:]]


def look(action: str, ids, ana, **params) -> Preview:
    return preview(table()[action], ids, params, ana)


def test_it_counts_what_changes_and_what_is_so_already(engine, ana):
    ids = [*tickets(9), *tickets(4, status="pending"), *tickets(2, status="resolved", resolved_at=5)]
    told = look("ticket.resolve", ids, ana)
    assert told.headline == "Resolve: 13 of 15 tickets"
    assert told.changes == ("status: open -> resolved 9, pending -> resolved 4",)
    assert told.left == ("2 already resolved",)
    assert not told.about
    assert [row.id for row in told.rows] == ids[:5]
    assert all(isinstance(row, TicketRow) for row in told.rows)
    assert Gesture.select().count() == 0
    assert journal.perform(table()["ticket.resolve"], ids, {}, ana).changed == told.changed


def test_tags_are_told_as_added_and_taken_off(engine, ana):
    ids = [*tickets(3, tags='["vip", "wismo"]'), *tickets(2, tags='["late"]'), *tickets(1, tags='["cleanup"]')]
    told = look("ticket.tag", ids, ana, tags="cleanup", remove="wismo")
    assert told.changes == ("tags: +cleanup 5, -wismo 3",)
    assert told.left == ("1 already tagged +cleanup -wismo",)


def test_people_and_priorities_have_their_names(engine, ana):
    ben = Agent.create(name="Ben").id
    ids = [*tickets(2, assignee_id=ben), *tickets(1, priority=3)]
    assert look("ticket.assign", ids, ana, agent="me").changes == ("assignee: Ben -> ana 2, nobody -> ana 1",)
    assert look("ticket.priority", ids, ana, priority="high").changes == (
        "priority: normal -> high 2, urgent -> high 1",
    )


def test_notes_are_counted_and_not_written(engine, ana):
    told = look("ticket.note", tickets(3), ana, text="hello")
    assert (told.headline, told.changes) == ("Note: 3 tickets", ("note added 3",))
    assert raw().execute_scalar("SELECT count(*) FROM message") == 0
    assert raw().execute_scalar("SELECT count(*) FROM message_fts WHERE message_fts MATCH 'hello'") == 0


def test_what_alone_changes_is_told_even_when_it_follows_elsewhere(engine, ana):
    ids = tickets(2, status="snoozed", snoozed_until=99)
    assert look("ticket.snooze", ids, ana, until="2h").changes == ("snoozed until: changed 2",)


def test_a_guess_from_a_part_says_about(engine, ana):
    ids = [*tickets(2000), *tickets(3000, status="resolved", resolved_at=5)]
    told = preview(table()["ticket.resolve"], ids, {}, ana, seconds=0)
    assert told.about
    assert told.headline == "Resolve: about 2,000 of 5,000 tickets"
    assert told.left == (
        "3,000 already resolved",
        "looked at 1,667: all numbers but 5,000 are about right",
    )


def test_customers_have_previews_too(engine, ana):
    rows = [Customer.create(name=f"c{n}", name_key=f"c{n}", created_at=1, updated_at=1).id for n in range(3)]
    told = look("customer.tag", rows, ana, tags="vip")
    assert (told.headline, told.changes) == ("Tag customer: 3 customers", ("tags: +vip 3",))
    assert isinstance(told.rows[0], CustomerRow)


def test_a_mistake_is_told_before_anything_is_asked(engine, ana):
    with pytest.raises(NotFoundError, match="no agent"):
        look("ticket.assign", tickets(3), ana, agent="zoe")
