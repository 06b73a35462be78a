"""Mail of the outbox that comes back to be mended, and what undo lets leave again."""

from dataclasses import replace

import pytest

from crmtui import journal
from crmtui.db.engine import Engine
from crmtui.db.models import Draft, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.desk import drafts, outbox
from crmtui.errors import RefusedError, UsageError
from crmtui.journal import Actor
from crmtui.mail.smtp_outcome import Delivery, Phase, Refusal, State
from tests.desk.answering import HOUSE, NOW, act, ask, send, write


def test_a_failed_mail_goes_back_into_the_composer(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, to="joerg@mial.example, bo@mail.example", text="It left.\n\n-- \nAna", sign=False)
    mail = Outbox.get().id
    # Bo has it already.
    Outbox.update(state="failed", recipients='["joerg@mial.example"]').execute()
    act(ana, "outbox.edit", [mail])
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert (kept.text, kept.to, kept.subject) == ("It left.\n\n-- \nAna", "joerg@mial.example", "Re: Where is it?")
    assert Outbox.get().state == "cancelled"
    with pytest.raises(RefusedError, match="has a draft of yours"):
        act(ana, "outbox.edit", [mail])
    journal.undo(ana)
    assert (Outbox.get().state, Draft.select().count()) == ("failed", 0)


def test_an_edited_mail_goes_to_all_who_lack_it_and_to_nobody_who_has_it(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, to="ana@mail.example, Diana <diana@mail.example>, Jo <jo@bücher.example>", text="It left.")
    assert "xn--" in Outbox.get().recipients
    Outbox.update(state="failed", recipients='["ana@mail.example", "jo@xn--bcher-kva.example"]').execute()
    act(ana, "outbox.edit", [Outbox.get().id])
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.to == "ana@mail.example, Jo <jo@bücher.example>"


def test_an_edited_mail_quotes_what_it_quoted(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    first = Message.get().id
    send(ana, ticket)
    write(ticket, "Still nothing?", at=11)
    act(ana, "outbox.edit", [Outbox.get().id])
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.quoted == first


def test_an_edited_forward_passes_on_what_it_passed_on(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    Message.update(message_id="").execute()
    wanted = write(ticket, "The blue one, please", at=11)
    write(ticket, "Or green", at=12)
    act(ana, "ticket.forward", [ticket], to="depot@mail.example", text="Look", message=wanted, settings=HOUSE)
    mail = Outbox.get().id
    act(ana, "outbox.edit", [mail])
    kept = drafts.load(ticket, ana.id or 0, "forward")
    assert kept is not None
    assert kept.quoted == wanted
    journal.undo(ana)
    other = ask_again(ticket)
    Message.update(ticket=other).where(Message.id == wanted).execute()
    with pytest.raises(RefusedError, match="is on another ticket by now"):
        act(ana, "outbox.edit", [mail])


def ask_again(ticket: int) -> int:
    """A further ticket of the same customer."""
    first = Ticket.get_by_id(ticket)
    made = Ticket.create(subject="x", customer=first.customer, created_at=10, updated_at=10, activity_at=10)
    return int(made.id)


def test_a_reply_that_was_no_draft_comes_back_with_what_it_quoted(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    first = Message.get().id
    send(ana, ticket)
    write(ticket, "Still nothing?", at=11)
    journal.undo(ana, clock=lambda: NOW)
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.quoted == first


@pytest.mark.parametrize("verb", ["outbox.edit", "outbox.cancel", "outbox.later"])
def test_a_mail_that_undo_lets_leave_after_its_time_leaves_a_little_later(
    engine: Engine, ana: Actor, verb: str
) -> None:
    send(ana, ask())
    mail = Outbox.get().id
    act(ana, verb, [mail], **({"at": NOW + 9000} if verb == "outbox.later" else {}))
    journal.undo(ana, clock=lambda: NOW + 3600)
    row = Outbox.get()
    assert (row.state, row.next_try_at, row.not_before) == ("held", NOW + 3610, NOW + 3610)
    assert outbox.claim("support", HOUSE.mailboxes[0], HOUSE, "me", NOW + 3609, 60) is None
    journal.redo(ana, clock=lambda: NOW + 3605)
    assert Outbox.get().state == ("held" if verb == "outbox.later" else "cancelled")


def test_a_reply_that_is_done_again_after_its_time_leaves_a_little_later(engine: Engine, ana: Actor) -> None:
    send(ana, ask())
    journal.undo(ana, clock=lambda: NOW + 5)
    journal.redo(ana, clock=lambda: NOW + 3600)
    assert (Outbox.get().state, Outbox.get().next_try_at) == ("held", NOW + 3610)


def test_a_mail_that_undo_lets_leave_is_held_back_when_it_was_overtaken(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket)
    act(ana, "outbox.cancel", [Outbox.get().id])
    write(ticket, "It came, thank you!", at=NOW + 60)
    journal.undo(ana, clock=lambda: NOW + 3600)
    assert outbox.claim("support", HOUSE.mailboxes[0], HOUSE, "me", NOW + 3700, 60) is None
    assert Outbox.get().state == "failed"
    assert "Jörg wrote" in Outbox.get().last_error


def test_undo_lets_no_mail_leave_that_was_written_anew(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, text="It left on Tuesday.", at=NOW + 7200)
    old = Outbox.get().id
    act(ana, "outbox.cancel", [old])
    send(ana, ticket, text="It left on Thursday.")
    assert outbox.claim("support", HOUSE.mailboxes[0], HOUSE, "me", NOW + 60, 60) is not None
    with pytest.raises(RefusedError, match="has left, or is leaving"):
        journal.undo(ana)
    with pytest.raises(RefusedError, match="a later mail took its place"):
        journal.undo(ana)
    assert Outbox.get_by_id(old).state == "cancelled"


def test_a_time_that_is_still_to_come_stays_as_it_is(engine: Engine, ana: Actor) -> None:
    send(ana, ask(), at=NOW + 7200)
    act(ana, "outbox.cancel", [Outbox.get().id])
    journal.undo(ana, clock=lambda: NOW + 3600)
    assert (Outbox.get().state, Outbox.get().next_try_at) == ("held", NOW + 7200)


def test_what_may_have_arrived_is_not_edited(engine: Engine, ana: Actor) -> None:
    send(ana, ask())
    for state in ("uncertain", "sent", "sending"):
        Outbox.update(state=state).execute()
        with pytest.raises(RefusedError, match="cannot be edited"):
            act(ana, "outbox.edit", [Outbox.get().id])


# -- who waits ---------------------------------------------------------------------------------------------------


def state(ticket: int) -> tuple[str, int | None, int | None]:
    row = Ticket.get_by_id(ticket)
    return row.status, row.waiting_since, row.first_response_at


@pytest.mark.parametrize("verb", ["outbox.edit", "outbox.cancel"])
def test_who_is_to_get_no_answer_waits_again_until_it_leaves_after_all(engine: Engine, ana: Actor, verb: str) -> None:
    ticket = ask()
    send(ana, ticket)
    assert state(ticket) == ("pending", None, NOW)
    act(ana, verb, [Outbox.get().id])
    assert state(ticket) == ("open", 10, None)
    journal.undo(ana)
    assert state(ticket) == ("pending", None, NOW)
    journal.redo(ana)
    act(ana, "outbox.retry", [Outbox.get().id])
    assert state(ticket) == ("pending", None, NOW)


def test_who_wrote_since_waits_whatever_undo_and_redo_bring_back(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket)
    arrive(ticket, NOW + 2)
    # The answer is gone: they wait since they wrote first.
    journal.undo(ana, clock=lambda: NOW + 5)
    assert state(ticket) == ("open", 10, None)
    # It is there again: they wait since they wrote after it.
    journal.redo(ana, clock=lambda: NOW + 6)
    assert state(ticket) == ("open", NOW + 2, NOW)
    act(ana, "outbox.cancel", [Outbox.get().id])
    assert state(ticket) == ("open", 10, None)
    journal.undo(ana, clock=lambda: NOW + 8)
    assert state(ticket) == ("open", NOW + 2, NOW)


def arrive(ticket: int, at: int) -> None:
    write(ticket, "And the bill?", at=at)
    since = Ticket.get_by_id(ticket).waiting_since
    Ticket.update(status="open", waiting_since=at if since is None else since).where(Ticket.id == ticket).execute()


@pytest.mark.parametrize("verb", ["outbox.edit", "outbox.cancel"])
@pytest.mark.parametrize(("lacks", "waits"), [("bo@mail.example", False), ("joerg@mail.example", True)])
def test_who_has_the_mail_does_not_wait_for_it_when_the_copies_are_taken_back(
    engine: Engine, ana: Actor, verb: str, lacks: str, waits: bool
) -> None:
    ticket = ask()
    send(ana, ticket, cc="bo@mail.example")
    parcel = outbox.claim("support", HOUSE.mailboxes[0], HOUSE, "me", NOW + 60, 60)
    assert parcel is not None
    later = Delivery(State.SENT, Phase.DATA, 250, "ok", (Refusal(lacks, 450, "later", True),))
    assert outbox.record(parcel, "me", later, NOW + 61) == "queued"
    act(ana, verb, [parcel.id])
    assert state(ticket) == (("open", 10, None) if waits else ("pending", None, NOW))
    assert ("sent today" in outbox.list_rows(raw(), ("cancelled",))[0].fate(NOW).told) is not waits


def test_what_was_resolved_stays_so_and_a_forward_moves_nobody(engine: Engine, ana: Actor) -> None:
    done = ask()
    send(ana, done, resolve=True)
    act(ana, "outbox.cancel", [Outbox.get().id])
    assert state(done)[:2] == ("resolved", None)
    Ticket.update(status="pending", waiting_since=None).execute()
    act(ana, "ticket.forward", [done], to="depot@mail.example", text="Look", settings=HOUSE)
    act(ana, "outbox.cancel", [Outbox.get(Outbox.state == "held").id])
    assert state(done)[:2] == ("pending", None)


def test_an_edited_mail_leaves_where_no_mailbox_is_set_up(engine: Engine, ana: Actor) -> None:
    ticket, none = ask(), replace(HOUSE, mailboxes=())
    send(ana, ticket, settings=none)
    act(ana, "outbox.edit", [Outbox.get().id])
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    send(ana, ticket, settings=none, mailbox=kept.mailbox)
    assert [mail.state for mail in Outbox.select().order_by(Outbox.id)] == ["cancelled", "held"]
    with pytest.raises(UsageError, match="no mailbox"):
        send(ana, ticket, settings=none, mailbox="sales")


def test_what_was_written_anew_leaves_no_more_as_it_was(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, text="It left on Tuesday.")
    old = Outbox.get().id
    act(ana, "outbox.edit", [old])
    # As long as nothing else is to leave, it may all the same.
    act(ana, "outbox.retry", [old])
    journal.undo(ana)
    send(ana, ticket, text="It left on Thursday.", to="Joerg@mail.example")
    with pytest.raises(RefusedError, match="a later mail took its place"):
        act(ana, "outbox.retry", [old])
    with pytest.raises(RefusedError, match="it is cancelled already"):
        act(ana, "outbox.later", [old], at=NOW + 9000)
    new = Outbox.select().order_by(Outbox.id.desc()).get().id
    act(ana, "outbox.retry", [old, new])
    assert {mail.id: mail.state for mail in Outbox.select()} == {old: "cancelled", new: "queued"}


def test_a_mail_that_was_taken_back_leaves_beside_one_to_somebody_else(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket)
    old = Outbox.get().id
    act(ana, "outbox.cancel", [old])
    act(ana, "ticket.forward", [ticket], to="depot@mail.example", text="Look", settings=HOUSE)
    act(ana, "outbox.retry", [old])
    assert Outbox.get_by_id(old).state == "queued"
