"""What is said before a mail leaves, what stands below it, what is passed on, and what comes back to be mended."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Attachment, Blob, Customer, Draft, Identity, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.db.outbox_sql import store_blob
from crmtui.desk import drafts, outbox
from crmtui.desk.composing import begin
from crmtui.desk.drafts import DraftTakenError, DraftText
from crmtui.desk.reply_checks import BouncedError, OvertakenError, overtaken
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Actor
from crmtui.mail.parse import parse
from crmtui.settings import Mailbox, Security, Settings, Smtp, Ui

NOW = 1_795_312_800
SMTP = Smtp("127.0.0.1", 1, Security.NONE)
HOUSE = Settings(
    Path("config.toml"),
    mailboxes=(
        Mailbox("support", "support@linen.example", smtp=SMTP),
        Mailbox("sales", "sales@linen.example", smtp=SMTP),
    ),
)


def ask() -> int:
    customer = Customer.create(name="Jörg", email="joerg@mail.example", created_at=1, updated_at=1)
    Identity.create(
        customer=customer, kind="email", value="joerg@mail.example", value_key="joerg@mail.example", created_at=1
    )
    ticket = Ticket.create(
        subject="Where is it?", customer=customer, mailbox="support", waiting_since=10,
        created_at=10, updated_at=10, activity_at=10,
    )  # fmt: skip
    write(ticket.id, "Where is\n> my\nparcel?", message_id="q@mail.example")
    return int(ticket.id)


def write(ticket: int, text: str, **values: object) -> int:
    mail = {
        "ticket": ticket, "direction": "in", "at": 10, "created_at": 10, "author_name": "Jörg", "text": text,
        "author_email": "joerg@mail.example", "subject": "Where is it?",
        "recipients": '{"to": ["support@linen.example"]}',
    }  # fmt: skip
    return int(Message.create(**(mail | values)).id)


def act(actor: Actor, name: str, ids: list[int], **params: object) -> journal.Outcome:
    return journal.perform(table()[name], ids, params, actor, clock=lambda: NOW)


def send(actor: Actor, ticket: int, **params: object) -> journal.Outcome:
    return act(actor, "ticket.reply", [ticket], **({"text": "It left.", "settings": HOUSE} | params))


# -- overtaken -------------------------------------------------------------------------------------------------------


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


# -- two windows -----------------------------------------------------------------------------------------------------


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


# -- what stands below -----------------------------------------------------------------------------------------------


def sent_text() -> tuple[str, str]:
    mail = parse(bytes(Blob.get_by_id(Outbox.select().order_by(Outbox.id.desc()).get().blob_id).data))
    return mail.text, mail.quoted


def test_the_mail_that_is_answered_stands_below(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket)
    message = Message.get(Message.direction == "out")
    assert message.text == "It left."
    head = "On 1 Jan 1970, 00:00 UTC, Jörg <joerg@mail.example> wrote:"
    assert message.quoted == f"{head}\n> Where is\n>> my\n> parcel?"
    new, quoted = sent_text()
    assert new.strip() == "It left."
    assert "parcel?" in quoted


def test_what_one_of_us_wrote_above_a_forwarded_mail_is_not_quoted_to_the_customer(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    block = "From: Jörg <joerg@mail.example>\nDate: Sat, 21 Nov 2026 at 10:00\nSubject: Cup\nTo: <ana@linen.example>"
    passed_on = f"Careful, he is odd.\n\n---------- Forwarded message ---------\n{block}\n\nMy cup broke.\nJörg\n"
    write(ticket, passed_on, at=11, joined_by="forwarded by Ana Ruiz")
    send(ana, ticket)
    head = "On 1 Jan 1970, 00:00 UTC, Jörg <joerg@mail.example> wrote:"
    assert Message.get(Message.direction == "out").quoted == f"{head}\n> My cup broke.\n> Jörg"


def test_nothing_stands_below_where_that_is_not_wanted(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, quote=0)
    send(ana, ticket, settings=replace(HOUSE, ui=Ui(quote=False)), anyway=True)
    assert [row.quoted for row in Message.select().where(Message.direction == "out")] == ["", ""]


def test_it_leaves_from_the_mailbox_that_was_chosen(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, mailbox="sales")
    assert (Outbox.get().mailbox, Outbox.get().envelope_from) == ("sales", "sales@linen.example")
    with pytest.raises(UsageError, match='no mailbox "press"'):
        send(ana, ticket, mailbox="press")


# -- forwarding ------------------------------------------------------------------------------------------------------


def test_a_forward_takes_the_mail_and_its_files_and_leaves_the_ticket(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    mail = Message.get().id
    Attachment.create(
        message=mail, blob=store_blob(raw(), b"\x89PNG"), filename="broken.png", content_type="image/png", size=4
    )
    act(ana, "ticket.forward", [ticket], to="depot@mail.example", text="Please look", message=mail, settings=HOUSE)
    row = Ticket.get_by_id(ticket)
    assert (row.status, row.waiting_since, row.first_response_at) == ("open", 10, None)
    message = Message.get(Message.direction == "out")
    assert (message.subject, message.text) == ("Fwd: Where is it?", "Please look")
    assert message.quoted.startswith("---------- Forwarded message")
    assert json.loads(Outbox.get().recipients) == ["depot@mail.example"]
    sent = parse(bytes(Blob.get_by_id(Outbox.get().blob_id).data))
    assert [one.filename for one in sent.attachments] == ["broken.png"]
    assert "parcel?" in sent.text + sent.quoted
    with pytest.raises(NotFoundError, match="no mail to forward"):
        act(ana, "ticket.forward", [ticket], to="a@b.example", message=999, settings=HOUSE)


def test_a_forward_of_ones_own_is_no_faster_answer(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    seen = Message.get().id
    act(ana, "ticket.forward", [ticket], to="depot@mail.example", text="Please look", settings=HOUSE)
    assert overtaken(ticket, seen, ana.id, NOW) == ()
    [line] = overtaken(ticket, seen, None, NOW)
    assert "passed a mail on" in line


# -- mending ---------------------------------------------------------------------------------------------------------


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
