"""What an unlucky operator and a malicious server do to a pass: each is told in words, and the sums fit."""

from pathlib import Path

import cysqlite
import pytest

from crmtui.cli.sync import _outcomes
from crmtui.db import sync_sql
from crmtui.db.engine import Engine
from crmtui.db.models import Message
from crmtui.db.orm import raw
from crmtui.desk.ledger import audit
from crmtui.mail.sources import MailSources
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings, WatchedFolder
from crmtui.sync import mail_import
from crmtui.sync.mail_import import MailReport
from crmtui.sync.runner import Runner
from crmtui.sync.status import in_short
from tests.servers.dovecot import Dovecot, letters, make_maildir

SECRET = SecretSource("password", env=("CRMTUI_TEST_PASSWORD",))
FULL = "database or disk is full (code=13)"


@pytest.fixture
def settings(server: Dovecot, engine: Engine, request: pytest.FixtureRequest) -> Settings:
    user = f"{abs(hash(request.node.name)):x}@linen.example"
    imap = Imap("127.0.0.1", server.port, Security.NONE, user, SECRET, timeout=60)
    return Settings(engine.path.with_name("config.toml"), mailboxes=(Mailbox("support", user, imap=imap),))


def test_a_disk_that_is_full_is_told_in_words_and_the_next_pass_goes_on(
    engine: Engine, server: Dovecot, settings: Settings
) -> None:
    server.deliver(letters(200), user=settings.mailboxes[0].address)
    failed: list[Exception] = []

    def no_room() -> object:
        database = engine.peewee()
        raw().execute(f"PRAGMA max_page_count = {raw().execute_scalar('PRAGMA page_count')}")
        return database

    report = Runner(settings, no_room, failed=failed.append).once()
    assert report.problems["support"] == (
        "the disk is full. Make room: nothing is lost; the same import, or the next sync, goes on"
    )
    assert not failed
    assert Runner(settings, engine.peewee).once().fetched["support"].ticketed == 200
    assert audit(engine.reader).adds_up


@pytest.mark.parametrize("write", ["keep_lease", "drop_lease", "say_done"])
def test_a_disk_that_is_full_is_no_crash_wherever_it_is_met(
    engine: Engine, server: Dovecot, settings: Settings, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    def refuse(*_: object) -> None:
        raise cysqlite.OperationalError(FULL)

    failed: list[Exception] = []
    monkeypatch.setattr(sync_sql, write, refuse)
    report = Runner(settings, engine.peewee, failed=failed.append).once()
    assert set(report.problems) >= {"support"}
    assert all(words.startswith("the disk is full") for words in report.problems.values())
    assert not failed


def test_what_an_earlier_pass_had_fetched_is_counted_as_such(
    engine: Engine, server: Dovecot, settings: Settings, tmp_path: Path
) -> None:
    engine.peewee()
    box = tmp_path / "box"
    box.write_bytes(b"".join(b"From a@b Wed Aug 21 19:30:01 2002\n" + one + b"\n" for one in letters(50, 1000)))
    mail_import.store(list(MailSources([box])), MailReport(), 0)
    server.deliver(letters(20), user=settings.mailboxes[0].address)
    mail = Runner(settings, engine.peewee).once().fetched["support"]
    assert (mail.read, mail.resumed, mail.ticketed) == (20, 50, 70)
    told = dict(_outcomes(mail))
    assert sum(told.values()) - told["finished from before"] == mail.read - mail.known + mail.resumed


def test_a_mail_that_is_written_while_a_maildir_is_looked_at_arrives_whole(engine: Engine, tmp_path: Path) -> None:
    place, (whole,) = tmp_path / "Maildir", letters(1)
    make_maildir(place)
    settings = Settings(engine.path.with_name("config.toml"), sources=(WatchedFolder(place),))
    for part in (whole[:300], whole, whole):
        (place / "new" / "1.a").write_bytes(part)
        Runner(settings, engine.peewee).once()
    assert [len(row.text) for row in Message.select().order_by(Message.id)] == [151, 1262]
    assert audit(engine.reader).adds_up


def test_a_mail_that_cannot_be_read_is_told_until_it_can(engine: Engine, tmp_path: Path) -> None:
    place = tmp_path / "Maildir"
    make_maildir(place)
    settings = Settings(engine.path.with_name("config.toml"), sources=(WatchedFolder(place),))
    locked = place / "new" / "1.a"
    locked.symlink_to(locked)
    (place / "new" / "2.a").write_bytes(letters(1, 5)[0])
    for _ in range(2):
        assert "1.a" in Runner(settings, engine.peewee).once().problems[str(place)]
        assert in_short(engine.reader, settings) == ("Maildir: not readable", True)
    locked.unlink()
    locked.write_bytes(letters(1)[0])
    assert not Runner(settings, engine.peewee).once().problems
    assert Message.select().count() == 2
