"""What is said before a mail leaves: somebody was faster, an address bounces, another window has the draft."""

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Identity, Message, Outbox, Ticket
from crmtui.desk import drafts, outbox
from crmtui.desk.composing import begin
from crmtui.desk.drafts import DraftTakenError, DraftText
from crmtui.desk.reply_checks import BouncedError, OvertakenError
from crmtui.journal import Actor
from tests.desk.answering import HOUSE, NOW, act, ask, send, write


def test_a_reply_that_was_overtaken_stays_until_somebody_has_looked(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    begun = begin(ticket, "reply", ana.id, False, HOUSE).draft
    write(ticket, "Never mind, it is here!")
    with pytest.raises(OvertakenError, match=r"Jörg wrote, .*Never mind"):
        send(ana, ticket, since=begun.seen)
    assert Outbox.select().count() == 0
    send(ana, ticket, since=begun.seen, anyway=True)
    assert Outbox.select().count() == 1


def test_a_colleague_counts_and_machines_and_own_notes_do_not(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    since = begin(ticket, "reply", ana.id, False, HOUSE).draft.seen
    write(ticket, "I am away", automatic="auto_reply")
    write(ticket, "my own note", kind="note", direction="out", agent=ana.id)
    send(ana, ticket, since=since)
    journal.undo(ana)
    bo = Agent.create(name="bo", email="bo@shop.example")
    write(ticket, "do not refund", kind="note", direction="out", agent=bo.id, author_name="bo")
    with pytest.raises(OvertakenError, match="bo noted"):
        send(ana, ticket, since=since)


def test_an_answer_from_another_window_counts(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    since = begin(ticket, "reply", ana.id, False, HOUSE).draft.seen
    send(ana, ticket, since=since)
    with pytest.raises(OvertakenError, match="you answered"):
        send(ana, ticket, since=since)


def scheduled(actor: Actor, ticket: int, **params: object) -> int:
    send(actor, ticket, at=NOW + 3600, **params)
    return int(Outbox.select().order_by(Outbox.id.desc()).get().id)


def claimed(mail: int) -> str:
    """The words with which a due mail is left to a person, "" when it may leave."""
    found = outbox.claim("support", HOUSE.mailboxes[0], HOUSE, "me", NOW + 3700, 60)
    return "" if found else str(Outbox.get_by_id(mail).last_error)


def test_a_scheduled_reply_that_was_overtaken_is_left_to_a_person(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    mail = scheduled(ana, ticket)
    write(ticket, "Please cancel it!", at=NOW + 60)
    assert "Please cancel it!" in claimed(mail)
    assert Outbox.get().state == "failed"
    act(ana, "outbox.retry", [mail])
    assert claimed(mail) == ""


def test_who_gave_an_overtaken_reply_another_time_has_looked(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    mail = scheduled(ana, ticket)
    write(ticket, "Please cancel it!", at=NOW + 60, created_at=NOW + 60)
    put_off(ana, mail, NOW + 600)
    # Nobody had been told by then.
    assert "Please cancel it!" in claimed(mail)
    put_off(ana, mail, NOW + 3600)
    late = write(ticket, "At once!", at=NOW + 3650, created_at=NOW + 3650)
    told = claimed(mail)
    assert "At once!" in told
    assert "cancel" not in told
    Message.delete().where(Message.id == late).execute()
    put_off(ana, mail, NOW + 3660)
    assert claimed(mail) == ""


def put_off(actor: Actor, mail: int, now: int) -> None:
    journal.perform(table()["outbox.later"], [mail], {"at": now + 30}, actor, clock=lambda: now)


def test_what_nobody_has_to_look_at_holds_no_scheduled_reply_up(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    mail = scheduled(ana, ticket)
    write(ticket, "I am away", at=NOW + 60, automatic="auto_reply")
    write(ticket, "Fetched from last year", at=NOW - 9_000_000)
    write(ticket, "bo: call them?", at=NOW + 60, kind="note", direction="out", author_name="bo")
    write(ticket, "We look into it", at=NOW + 60, direction="out", agent=ana.id)
    assert claimed(mail) == ""


@pytest.mark.parametrize("verb", ["spam", "trash"])
def test_a_scheduled_reply_leaves_from_no_ticket_that_was_put_away(engine: Engine, ana: Actor, verb: str) -> None:
    ticket = ask()
    mail = scheduled(ana, ticket)
    act(ana, f"ticket.{verb}", [ticket])
    assert "the ticket was" in claimed(mail)


def test_a_scheduled_forward_waits_for_nobody(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    act(ana, "ticket.forward", [ticket], to="depot@mail.example", text="Look", at=NOW + 3600, settings=HOUSE)
    write(ticket, "Any news?", at=NOW + 60)
    assert claimed(Outbox.get().id) == ""


def test_an_address_that_bounced_is_said(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    Identity.update(bounced_at=NOW - 60, bounce_reason="550 no such user").execute()
    with pytest.raises(BouncedError, match=r"joerg@mail\.example came back.*no such user"):
        send(ana, ticket)
    send(ana, ticket, to="Jörg <j@other.example>")
    send(ana, ticket, anyway=True)
    assert Outbox.select().count() == 2


def test_of_many_replies_those_that_bounce_are_left_out(engine: Engine, ana: Actor) -> None:
    first = ask()
    Identity.update(bounced_at=NOW - 60).execute()
    second = Ticket.create(subject="x", created_at=1, updated_at=1, activity_at=1).id
    write(second, "hi", author_email="bo@mail.example")
    outcome = act(ana, "ticket.reply", [first, second], text="Hello", settings=HOUSE)
    assert [row.ticket_id for row in Outbox.select()] == [second]
    assert [number for number, _ in outcome.skipped] == [first]


def test_the_later_window_is_told_and_loses_nothing(engine: Engine, ana: Actor) -> None:
    ticket, me = ask(), ana.id or 0
    first = drafts.save(ticket, me, "reply", DraftText("one"), NOW, 0)
    drafts.save(ticket, me, "reply", DraftText("one two"), NOW, first)
    with pytest.raises(DraftTakenError, match="another window of yours wrote"):
        drafts.save(ticket, me, "reply", DraftText("one three"), NOW, first)
    drafts.save_beside(ticket, me, "reply", DraftText("one three"), NOW)
    kept = drafts.load(ticket, me, "reply")
    assert kept is not None
    assert kept.text == "one two\n\n[written in another window]\n\none three"
    drafts.discard(ticket, me, "reply")
    with pytest.raises(DraftTakenError, match="sent this draft or threw it away"):
        drafts.save(ticket, me, "reply", DraftText("late"), NOW, kept.version)
