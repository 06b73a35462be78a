"""What stands below an answer, where it leaves from, and what is passed on."""

import json
from dataclasses import replace

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Attachment, Blob, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.db.outbox_sql import store_blob
from crmtui.desk.composing import begin
from crmtui.desk.reply_checks import overtaken
from crmtui.errors import NotFoundError, UsageError
from crmtui.journal import Actor
from crmtui.mail.parse import parse
from crmtui.settings import Ui
from tests.desk.answering import HOUSE, NOW, act, ask, send, write


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


def test_it_leaves_from_the_mailbox_that_they_wrote_to_also_by_another_name(engine: Engine, ana: Actor) -> None:
    support, sales = HOUSE.mailboxes
    house = replace(HOUSE, mailboxes=(sales, replace(support, name="hello", signature="Hello")))
    ticket = ask()
    assert begin(ticket, "reply", None, False, house).mailbox == "hello"
    send(ana, ticket, settings=house)
    assert (Outbox.get().mailbox, Outbox.get().envelope_from) == ("hello", "support@linen.example")
    assert Message.get(Message.direction == "out").signature == "Hello"


def test_it_leaves_from_the_mailbox_that_was_chosen(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, ticket, mailbox="sales")
    assert (Outbox.get().mailbox, Outbox.get().envelope_from) == ("sales", "sales@linen.example")
    with pytest.raises(UsageError, match='no mailbox "press"'):
        send(ana, ticket, mailbox="press")


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
