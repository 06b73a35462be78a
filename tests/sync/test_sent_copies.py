"""Copies in the Sent folder: after success, once, and never at the mail's cost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Blob, Meta, Outbox, Ticket
from crmtui.journal import Actor
from crmtui.mail.imap import ImapSession
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings, Smtp, Ui
from crmtui.sync.delivery import Pass
from tests.servers import SmtpServer, running_smtp
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot

NOW = 1_795_312_800


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


def house(smtp: SmtpServer, dovecot: Dovecot, user: str, sent: str = "auto") -> Settings:
    imap = Imap("127.0.0.1", dovecot.port, Security.NONE, user, SecretSource("IMAP", env=("COPY_PW",)), sent=sent)
    server = Smtp("127.0.0.1", smtp.port, Security.NONE, timeout=60)
    box = Mailbox("support", "support@linen.example", smtp=server, imap=replace(imap, timeout=60))
    return Settings(Path("config.toml"), mailboxes=(box,), ui=Ui(undo_window=0))


def write(actor: Actor, settings: Settings, count: int = 1) -> None:
    for _ in range(count):
        ticket = Ticket.create(subject="x", mailbox="support", created_at=1, updated_at=1, activity_at=1)
        params = {"text": "Hello", "to": "joerg@mail.example", "settings": settings}
        journal.perform(table()["ticket.reply"], [ticket.id], params, actor, clock=lambda: NOW)


def held(settings: Settings, folder: str = "Sent") -> int:
    imap = settings.mailboxes[0].imap
    assert imap is not None
    with ImapSession(imap, PASSWORD) as session:
        return session.open(folder).count if folder in {one.name for one in session.folders()} else 0


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPY_PW", PASSWORD)


def test_what_was_sent_is_filed_once(engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot) -> None:
    settings = house(smtp, dovecot, "copies1@linen.example")
    write(ana, settings, 3)
    assert Pass(settings, lambda: NOW).run().sent == 3
    assert {(row.state, row.copy) for row in Outbox.select()} == {("sent", "done")}
    assert held(settings) == 3
    # Stopped after writing it and before noting so: it is found by its Message-ID.
    Outbox.update(copy="due", copy_at=NOW).execute()
    Pass(settings, lambda: NOW).run()
    assert held(settings) == 3
    assert Outbox.select().where(Outbox.copy == "done").count() == 3


def test_a_copy_is_the_mail_byte_for_byte(engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot) -> None:
    settings = house(smtp, dovecot, "copies2@linen.example", "Answered")
    write(ana, settings)
    Pass(settings, lambda: NOW).run()
    imap = settings.mailboxes[0].imap
    assert imap is not None
    with ImapSession(imap, PASSWORD) as session:
        session.open("Answered")
        [uid] = next(iter(session.uids(1, 100)))
        [mail] = [one for batch in session.fetch([uid]) for one in batch.mails]
    assert mail.raw == bytes(Blob.get_by_id(Outbox.get().blob_id).data)


def test_a_server_that_is_away_costs_the_mail_nothing(
    engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    settings = house(smtp, dovecot, "copies3@linen.example")
    box = settings.mailboxes[0]
    assert box.imap is not None
    away = replace(settings, mailboxes=(replace(box, imap=replace(box.imap, port=1)),))
    write(ana, away)
    assert Pass(away, lambda: NOW).run().sent == 1
    row = Outbox.get()
    assert (row.state, row.copy, row.copy_tries, row.copy_at) == ("sent", "due", 1, NOW + 60)
    assert row.copy_error
    Pass(settings, lambda: NOW + 59).run()
    assert held(settings) == 0
    Pass(settings, lambda: NOW + 60).run()
    assert held(settings) == 1
    # Put off by a clock that was two days ahead.
    Outbox.update(copy="due", copy_at=NOW + 172_800).execute()
    Pass(settings, lambda: NOW + 61).run()
    assert Outbox.get().copy == "done"


def test_no_copy_unless_wanted(engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot) -> None:
    settings = house(smtp, dovecot, "copies4@linen.example", "")
    write(ana, settings)
    Pass(settings, lambda: NOW).run()
    assert (Outbox.get().state, Outbox.get().copy, held(settings)) == ("sent", "", 0)


def test_a_demo_files_nothing_at_a_server_in_the_world(
    engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    Meta.create(key="demo", value="1")
    settings = house(smtp, dovecot, "demo@linen.example")
    box = settings.mailboxes[0]
    assert box.imap is not None
    away = replace(box, imap=replace(box.imap, host="imap.mail.example"))
    settings = replace(settings, mailboxes=(away,))
    write(ana, settings)
    assert Pass(settings, lambda: NOW).run().sent == 1
    assert (Outbox.get().copy, Outbox.get().copy_tries) == ("", 1)


def test_a_mailbox_that_has_another_name_by_now_gets_its_copies(
    engine: Engine, ana: Actor, smtp: SmtpServer, dovecot: Dovecot
) -> None:
    settings = house(smtp, dovecot, "renamed@linen.example")
    write(ana, settings)
    settings = replace(settings, mailboxes=(replace(settings.mailboxes[0], name="hello"),))
    assert Pass(settings, lambda: NOW).run().sent == 1
    assert Outbox.get().copy == "done"
    assert held(settings) == 1
