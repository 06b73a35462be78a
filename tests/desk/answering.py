"""A ticket that is answered, for the tests of what leaves from it."""

from pathlib import Path

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Customer, Identity, Message, Ticket
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Security, Settings, Smtp

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
