"""Replies and the outbox from the shell: later, from elsewhere, anyway, mended, passed on."""

import json
from pathlib import Path

from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Message, Outbox, Ticket
from crmtui.journal import Actor
from tests.cli.test_cli_outbox import CONFIG, crmtui

TWO = CONFIG.format(port=1) + '\n[[mailboxes]]\nname = "sales"\naddress = "sales@linen.example"\n'


def ask(tmp_path: Path) -> tuple[int, Path]:
    Agent.update(os_user="").execute()
    config = tmp_path / "config.toml"
    config.write_text(TWO)
    ticket = Ticket.create(subject="Where?", mailbox="support", created_at=1, updated_at=1, activity_at=1).id
    write(ticket, "Where is it?")
    return ticket, config


def write(ticket: int, text: str) -> None:
    Message.create(
        ticket=ticket, direction="in", at=10, created_at=10, author_name="Jörg", author_email="joerg@mail.example",
        text=text, message_id=f"{len(text)}@mail.example", recipients=json.dumps({"to": ["support@linen.example"]}),
    )  # fmt: skip


def test_a_reply_leaves_later_from_another_mailbox(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    ticket, config = ask(tmp_path)
    words = (
        "--as",
        "ana",
        "reply",
        str(ticket),
        "--text",
        "It left",
        "--send",
        "--at",
        "tomorrow 9:00",
        "--from",
        "sales",
    )
    assert crmtui(engine, config, *words, "--no-quote").returncode == 0
    row = Outbox.get()
    assert (row.mailbox, row.scheduled, row.state) == ("sales", 1, "held")
    assert Message.get(Message.direction == "out").quoted == ""
    first = row.next_try_at
    assert crmtui(engine, config, "--as", "ana", "send", "--now").returncode in (0, 69)
    assert Outbox.get().next_try_at == first
    said = crmtui(engine, config, "--as", "ana", "outbox", "later", str(row.id), "--at", "3d")
    assert said.returncode == 0
    assert said.stdout.startswith(f"mail {row.id} on #{row.ticket_id} put off until ")
    assert Outbox.get().next_try_at > first
    assert crmtui(engine, config, "outbox", "later", str(row.id)).returncode == 2
    assert crmtui(engine, config, "--as", "ana", "outbox", "edit", str(row.id)).returncode == 0
    assert Outbox.get().state == "cancelled"
    assert crmtui(engine, config, "--as", "ana", "reply", str(ticket), "--send").returncode == 0
    assert [one.mailbox for one in Outbox.select().order_by(Outbox.id)] == ["sales", "sales"]


def test_an_overtaken_draft_is_sent_only_anyway(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    ticket, config = ask(tmp_path)
    assert crmtui(engine, config, "--as", "ana", "reply", str(ticket), "--text", "Soon").returncode == 0
    write(ticket, "It is here!")
    refused = crmtui(engine, config, "--as", "ana", "reply", str(ticket), "--send")
    assert "It is here!" in refused.stderr
    assert "--anyway" in refused.stderr
    assert (refused.returncode != 0, Outbox.select().count()) == (True, 0)
    assert crmtui(engine, config, "--as", "ana", "reply", str(ticket), "--send", "--anyway").returncode == 0
    assert Outbox.select().count() == 1


def test_a_mail_is_passed_on(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    ticket, config = ask(tmp_path)
    said = crmtui(engine, config, "--as", "ana", "forward", str(ticket), "depot@mail.example")
    assert said.returncode == 0, said.stderr
    assert json.loads(Outbox.get().recipients) == ["depot@mail.example"]
