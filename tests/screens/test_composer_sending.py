"""Sending from the composer: what stops it, what is asked before it, how and when it leaves."""

import json
from datetime import UTC

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Identity, Message, Outbox, Ticket
from crmtui.desk import conversation, drafts
from crmtui.desk.drafts import DraftText
from crmtui.journal import Actor
from crmtui.screens.composer import Composer
from crmtui.screens.composer_concerns import BeforeItLeaves
from crmtui.screens.reading import entry_of
from crmtui.widgets.entries import Setting, set_entry
from crmtui.widgets.picker import Picker
from tests.screens.composing import ask_for_a_swap, opened


@pytest.fixture
def ticket(engine: Engine, ana: Actor) -> int:
    """A ticket with a customer's mail on it."""
    return ask_for_a_swap()


async def test_a_gap_stops_the_send_and_gets_the_cursor(engine: Engine, ana: Actor, ticket: int) -> None:
    drafts.save(ticket, ana.id or 0, "reply", DraftText("Hi,\nit is {{ order.tracking_number }} now", "j@m.example"), 1)
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+s")
        await desk.until(lambda: desk.said.startswith("Not sent: order.tracking_number"), "the refusal")
        assert desk.composer.area.selected_text == "{{ order.tracking_number }}"
        await desk.type("0034")
        await desk.press("ctrl+s")
        await desk.until(lambda: not desk.app.screen.query(Composer), "sending")
    assert Message.get(Message.direction == "out").text == "Hi,\nit is 0034 now"


async def test_a_wrong_address_keeps_everything(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Hi")
        await desk.press("f2")
        await desk.type(", nobody")
        await desk.press("ctrl+s")
        await desk.until(lambda: "'nobody' is not an e-mail address" in desk.said, "the refusal")
        assert desk.composer.text.startswith("Hi")
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply") is not None, "the draft")
    assert Outbox.select().count() == 0


async def test_somebody_was_faster_and_that_is_said(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        Message.create(
            ticket=ticket, direction="in", at=20, created_at=20, author_name="Jide", author_email="jide@mail.example",
            text="It is here!", message_id="later@mail.example",
        )  # fmt: skip
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning")
        assert Outbox.select().count() == 0
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer again")
        assert desk.composer.text.startswith("Soon")
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning again")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer again")
        newest = max(row.id for row in Message.select())
        await desk.until(lambda: desk.composer._seen == newest, "looking")
        # It was looked at: nothing is new any more.
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")


async def test_mail_that_came_back_is_said_and_sent_anyway(engine: Engine, ana: Actor, ticket: int) -> None:
    Identity.create(
        customer=Customer.get(), kind="email", value="jide@mail.example", value_key="jide@mail.example", created_at=1,
        bounced_at=5, bounce_reason="no such user",
    )  # fmt: skip
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning")
        await desk.press("s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")


async def test_a_reply_leaves_when_its_writer_says(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+l")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the times")
        await desk.type("3d")
        await desk.press("enter")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Outbox.get().scheduled == 1
        await desk.until(lambda: "leaves" in desk.said, "the time")


async def test_their_mail_and_the_mailbox_are_chosen(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+n", "f3")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the mailboxes")
        await desk.type("sales")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer")
        await desk.until(lambda: (kept := drafts.load(ticket, ana.id or 0, "reply")) and kept.mailbox == "sales")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Outbox.get().mailbox == "sales"
        assert Message.get(Message.direction == "out").quoted == ""


async def test_a_mail_is_forwarded_with_what_came(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write("f")
        assert desk.composer.query_one("#people-to").has_focus
        await desk.type("depot")
        await desk.press("@")
        await desk.type("mail.example")
        desk.composer.focus()
        await desk.type("Please look")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        message = Message.get(Message.direction == "out")
        assert (message.subject, message.text) == ("Fwd: Wrong size", "Please look")
        assert "Can I swap it?" in message.quoted
        assert json.loads(Outbox.get().recipients) == ["depot@mail.example"]
        assert Ticket.get_by_id(ticket).status == "open"
        # In the conversation it is no reply to the customer.
        shown = entry_of(conversation.load(engine.reader, ticket, 9).messages[-1], 0)
        assert "to depot@mail.example" in shown.badges
        head = set_entry(shown, Setting(60, 0, UTC), unfolded=False)[0].line
        assert "".join(span.text for span in head).startswith(" -- forward, ")
