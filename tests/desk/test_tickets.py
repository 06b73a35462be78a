"""The rules behind the ticket actions."""

from datetime import UTC, datetime

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Agent, Customer, Identity, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.db.outbox_sql import store_blob
from crmtui.desk import tickets
from crmtui.desk.times import parse_when
from crmtui.desk.views import TicketPages
from crmtui.errors import NotFoundError, UsageError
from crmtui.mail.html_write import FORWARD
from crmtui.query.asker import Asker
from crmtui.query.pick import pick

NOW = int(datetime(2026, 11, 18, 14, 30, tzinfo=UTC).timestamp())  # a Wednesday


def make(**values) -> int:
    return Ticket.create(**{"subject": "s", "created_at": 1, "updated_at": 1, "activity_at": 1} | values).id


def do(action, ids, actor, **params):
    return journal.perform(table()[action], ids, params, actor, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("30m", "2026-11-18T15:00"),
        ("2h", "2026-11-18T16:30"),
        ("1w", "2026-11-25T14:30"),
        ("tomorrow", "2026-11-19T09:00"),
        ("Tomorrow 16:15", "2026-11-19T16:15"),
        ("mon", "2026-11-23T09:00"),
        ("wed 9:00", "2026-11-25T09:00"),
        ("18:00", "2026-11-18T18:00"),
        ("8:00", "2026-11-19T08:00"),
        ("2026-12-01", "2026-12-01T09:00"),
        ("2026-12-01 14:30", "2026-12-01T14:30"),
    ],
)
def test_times_are_read_as_people_write_them(words, wanted):
    moment = datetime.fromtimestamp(parse_when(words, NOW), UTC)
    assert moment.strftime("%Y-%m-%dT%H:%M") == wanted


@pytest.mark.parametrize("words", ["", "soon", "25:00", "2026-13-01", "today 9:00", "2h tomorrow", "9" * 40 + "d"])
def test_what_is_no_time_to_come_is_refused(words):
    with pytest.raises(UsageError):
        parse_when(words, NOW)


def test_reopening_waits_since_the_first_unanswered_mail(engine, ana):
    ticket = make(status="resolved", resolved_at=50)
    for at, direction in [(10, "in"), (20, "out"), (30, "in"), (40, "in")]:
        Message.create(ticket=ticket, kind="mail", direction=direction, at=at, created_at=at)
    do("ticket.reopen", [ticket], ana)
    row = Ticket.get_by_id(ticket)
    assert (row.status, row.waiting_since, row.resolved_at) == ("open", 30, None)


@pytest.mark.parametrize("kept", [{"quoted": f"{FORWARD}\nFrom: Jo <jo@mail.example>"}, {}])
def test_whoever_asked_waits_on_when_a_mail_was_passed_on_or_taken_back(engine, ana, kept):
    ticket = make(status="resolved", resolved_at=50)
    Message.create(ticket=ticket, kind="mail", direction="in", at=10, created_at=10)
    ours = Message.create(ticket=ticket, kind="mail", direction="out", at=20, created_at=20, **kept)
    Outbox.create(message=ours, ticket=ticket, blob=store_blob(raw(), b""), state="sent" if kept else "cancelled")
    do("ticket.reopen", [ticket], ana)
    assert Ticket.get_by_id(ticket).waiting_since == 10


def test_resolving_again_keeps_the_first_time(engine, ana):
    ticket = make(status="resolved", resolved_at=50)
    assert do("ticket.resolve", [ticket], ana).message == "already resolved"
    assert Ticket.get_by_id(ticket).resolved_at == 50


def test_tags_are_folded_sorted_and_kept_once(engine, ana):
    ticket = make(tags='["vip"]')
    do("ticket.tag", [ticket], ana, tags="#WISMO, Größe vip")
    assert Ticket.get_by_id(ticket).tags == '["größe", "vip", "wismo"]'
    do("ticket.tag", [ticket], ana, tags="late", remove="wismo")
    assert Ticket.get_by_id(ticket).tags == '["größe", "late", "vip"]'


def test_assigning_to_a_stranger_names_the_agents(engine, ana):
    with pytest.raises(NotFoundError, match='no agent "zoe"') as caught:
        do("ticket.assign", [make()], ana, agent="zoe")
    assert "ana" in caught.value.hint


def test_assign_me_and_nobody(engine, ana):
    ticket = make()
    assert do("ticket.assign", [ticket], ana, agent="me").message == f"#{ticket} assigned to ana"
    assert do("ticket.assign", [ticket], ana, agent="nobody").message == f"#{ticket} unassigned"
    assert Ticket.get_by_id(ticket).assignee is None


def test_a_first_name_is_enough_where_only_one_agent_has_it(engine, ana):
    Agent.create(name="Chloe Martin", email="chloe@shop.example")
    ticket = make()
    assert do("ticket.assign", [ticket], ana, agent="chloe").message == f"#{ticket} assigned to Chloe Martin"
    assert journal.sitting_here("CHLOE@shop.example").name == "Chloe Martin"
    Agent.create(name="Chloe Hill")
    with pytest.raises(NotFoundError, match='no agent "chloe"'):
        do("ticket.assign", [ticket], ana, agent="chloe")


def test_a_note_is_found_by_its_words_and_leaves_the_order_alone(engine, ana):
    first, second = make(activity_at=5), make(activity_at=9)
    do("ticket.note", [first], ana, text="call the carrier")
    assert [row.id for row in TicketPages("open", ana.id).page(engine.reader, 0, 9)] == [second, first]
    assert pick(engine.reader, "carrier", "ticket", Asker(ana.id, NOW, UTC)).ids(engine.reader, None) == [first]


def test_snooze_wakes_when_its_time_has_come(engine, ana):
    ticket = make()
    do("ticket.snooze", [ticket], ana, until="2h")
    assert Ticket.get_by_id(ticket).status == "snoozed"
    assert tickets.wake_due(NOW + 7199) == 0
    assert tickets.wake_due(NOW + 7200) == 1
    assert Ticket.get_by_id(ticket).status == "open"


def test_a_new_ticket_makes_the_customer_it_needs_once(engine, ana):
    for subject in ("one", "two"):
        do("ticket.new", [], ana, customer="Kari@Fjord.example", subject=subject)
    assert Customer.select().count() == Identity.select().count() == 1
    assert {t.subject for t in Ticket.select()} == {"one", "two"}


@pytest.mark.parametrize(("status", "error"), [("snoozed", "not a status to set"), ("gone", "not a status to set")])
def test_a_wrong_status_says_which_there_are(engine, ana, status, error):
    with pytest.raises(UsageError, match=error):
        do("ticket.status", [make()], ana, status=status)


def test_what_is_not_there_is_said(engine, ana):
    with pytest.raises(NotFoundError, match="no ticket #77"):
        do("ticket.resolve", [77], ana)
