"""The main job in a real 80x24 terminal: a template, an answer that arrives, and a draft that survives a kill."""

import email
import email.policy
import json
import os
import signal
from pathlib import Path

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Customer, Fulfillment, Message, Outbox, ShopOrder, Template, Ticket
from crmtui.desk import drafts
from crmtui.journal import Actor
from tests.servers import running_smtp
from tests.terminal import CRMTUI, Terminal, forbidden
from tests.waiting import until

CONFIG = """\
agent = "ana"
[[mailboxes]]
name = "support"
address = "support@linen.example"
display_name = "Linen"
[mailboxes.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
[ui]
undo_window = 1
"""
BODY = (
    "Hallo {{ customer.first_name }},\n\n"
    "{{ order.name }} ist unterwegs: {{ order.tracking_number }}.\n\n{{ agent.name }}"
)


@pytest.fixture
def ticket(engine: Engine, ana: Actor) -> int:
    """A customer who asks for an order, and a template that answers."""
    Agent.update(signature="Linen · 日本").execute()
    customer = Customer.create(name="Jörg Müller", email="joerg@mail.example", created_at=1, updated_at=1)
    order = ShopOrder.create(
        shop="s", external_id="1", name="#5527", name_key="5527", customer=customer, currency="EUR", total=8400,
        payment_status="paid", fulfillment_status="fulfilled", placed_at=1_790_000_000, imported_at=1,
    )  # fmt: skip
    Fulfillment.create(order=order, position=0, status="shipped", carrier="DHL", tracking_number="0034043412345678")
    Template.create(name="Unterwegs", body=BODY, created_at=1, updated_at=1)
    made = Ticket.create(
        subject="Wo ist #5527?", customer=customer, mailbox="support", created_at=10, updated_at=10, activity_at=10,
        waiting_since=10, snippet="Wo ist sie?", assignee=ana.id,
    )  # fmt: skip
    Message.create(
        ticket=made, direction="in", at=10, created_at=10, author_name="Jörg Müller", text="Wo ist #5527?",
        author_email="joerg@mail.example", message_id="q@mail.example", subject="Wo ist #5527?", customer=customer,
        recipients=json.dumps({"to": ["support@linen.example"]}),
    )  # fmt: skip
    return int(made.id)


def opened(engine: Engine, config: Path) -> Terminal:
    return Terminal([CRMTUI, "--db", str(engine.path), "--config", str(config)])


def test_a_template_is_sent_and_arrives(engine: Engine, ticket: int, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with running_smtp() as server:
        config.write_text(CONFIG.format(port=server.port))
        with opened(engine, config) as app:
            app.until("Wo ist #5527").press("enter").until("message 1 of 1").press("r").until("reply to Jörg")
            app.press("ctrl+t").until("Unterwegs").press("enter").until("Hallo Jörg,").press("ctrl+s")
            app.until("reply to #.*: sent")
            app.press("ctrl+q")
            assert app.wait() == 0
            assert forbidden(bytes(app.raw)) == []
        [mail] = server.accepted()
    read = email.message_from_bytes(mail.raw, policy=email.policy.default)
    assert (read["In-Reply-To"], str(read["To"])) == ("<q@mail.example>", "Jörg Müller <joerg@mail.example>")
    text = read.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    below = "On 1 Jan 1970, 00:00 UTC, Jörg Müller <joerg@mail.example> wrote:\n> Wo ist #5527?\n"
    assert text == f"Hallo Jörg,\n\n#5527 ist unterwegs: 0034043412345678.\n\nana\n\n-- \nLinen · 日本\n\n{below}"
    assert (Outbox.get().state, Ticket.get_by_id(ticket).status) == ("sent", "pending")


def test_a_draft_survives_the_kill_of_the_app(engine: Engine, ana: Actor, ticket: int, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(port=1))

    def written() -> str:
        found = drafts.load(ticket, ana.id or 0, "reply")
        return found.text if found is not None else ""

    with opened(engine, config) as app:
        app.until("Wo ist #5527").press("enter").until("message 1 of 1").press("r").until("reply to Jörg")
        app.press("Half a sentence").until("Half a sentence").until("draft saved")
        # What was typed is written down a moment later, without anybody leaving anything.
        assert until(lambda: "sentence" in written())
        app.kill()
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.text.startswith("Half a sentence")
    with opened(engine, config) as app:
        app.until("Wo ist #5527").press("enter").until("there is a draft").press("r").until("Half a sentence")


def test_the_users_own_editor_writes_on(engine: Engine, ticket: int, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho 'written outside' > \"$1\"\n")
    editor.chmod(0o700)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(port=1) + f'editor = ["{editor}"]\n')
    with opened(engine, config) as app:
        app.until("Wo ist #5527").press("enter").until("message 1 of 1").press("r").until("reply to Jörg")
        app.press("ctrl+g").until("written outside").until("draft saved")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_shutdown_keeps_the_draft_and_gives_the_terminal_back(
    engine: Engine, ana: Actor, ticket: int, tmp_path: Path, ending: signal.Signals
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(port=1))
    with opened(engine, config) as app:
        app.until("Wo ist #5527").press("enter").until("message 1 of 1").press("r").until("reply to Jörg")
        app.press("Half a sentence").until("Half a sentence")
        os.kill(app.pid, ending)
        assert app.wait() == 128 + ending
        assert bytes(app.raw).rindex(b"\x1b[?1049l") > bytes(app.raw).rindex(b"\x1b[?1049h")
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.text.startswith("Half a sentence")
