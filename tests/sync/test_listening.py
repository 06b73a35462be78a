"""Mail is heard of in every folder that is fetched, as far as the server allows connections for it."""

import itertools
import threading
import time
from dataclasses import replace

import pytest

from crmtui.db import sync_sql
from crmtui.db.engine import Engine
from crmtui.db.models import Message
from crmtui.db.orm import raw
from crmtui.desk.ledger import audit
from crmtui.mail.imap import ImapSession, Status
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings
from crmtui.sync.listening import MOST, Bell, Listeners
from crmtui.sync.runner import Runner
from tests.servers.dovecot import PASSWORD, Dovecot, letters, running_dovecot
from tests.waiting import no_hanging, until

SECRET = SecretSource("password", env=("CRMTUI_TEST_PASSWORD",))
FOLDERS = ("INBOX", "Returns", "Wholesale")


def imap_of(server: Dovecot, user: str, *, folders: tuple[str, ...] = FOLDERS, poll: int = 3600) -> Imap:
    return Imap("127.0.0.1", server.port, Security.NONE, user, SECRET, folders=folders, timeout=60, poll=poll)


def runner_of(engine: Engine, server: Dovecot, user: str, *, poll: int = 3600) -> Runner:
    box = Mailbox("support", user, imap=imap_of(server, user, poll=poll))
    settings = Settings(engine.path.with_name("config.toml"), mailboxes=(box,))
    return Runner(settings, engine.peewee, failed=pytest.fail)


def arrives(number: int) -> bool:
    return until(lambda: Message.select().where(Message.subject == f"Mail {number}").exists())


def listening() -> int:
    return sum(thread.name.startswith("waits at") for thread in threading.enumerate())


def words() -> str:
    return sync_sql.job_states(raw())[0].words


def test_mail_in_any_folder_is_on_the_desk_at_once(engine: Engine, server: Dovecot, user: str) -> None:
    for folder in FOLDERS:
        server.deliver(letters(1, FOLDERS.index(folder)), folder, user)
    runner = runner_of(engine, server, user)
    runner.start(deliver=False)
    try:
        assert all(arrives(number) for number in range(3))
        for number, folder in ((10, "Wholesale"), (20, "Returns"), (30, "INBOX"), (40, "Wholesale")):
            server.deliver(letters(1, number), folder, user)
            assert arrives(number), folder
        server.drop_connections()
        server.deliver(letters(1, 50), "Returns", user)
        assert arrives(50), "after the server ended all connections"
        assert until(lambda: listening() == 2)
        server.deliver(letters(1, 60), "Wholesale", user)
        assert arrives(60), "on new connections"
    finally:
        with no_hanging():
            runner.stop()
    assert listening() == 0
    assert audit(engine.reader).adds_up


def test_a_server_that_numbers_anew_each_time_is_not_asked_without_end(
    engine: Engine, server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(letters(3), user=user)
    real, numbers = ImapSession.open, itertools.count(1000)

    def another(self: ImapSession, folder: str, *, write: bool = False) -> Status:
        return replace(real(self, folder, write=write), uidvalidity=next(numbers))

    monkeypatch.setattr(ImapSession, "open", another)
    box = Mailbox("support", user, imap=imap_of(server, user, folders=("INBOX",)))
    settings = Settings(engine.path.with_name("config.toml"), mailboxes=(box,))
    runner = Runner(settings, engine.peewee, failed=pytest.fail)
    runner.start(deliver=False)
    try:
        assert arrives(2)
        time.sleep(0.5)
        assert next(numbers) < 1005
    finally:
        runner.stop()
    assert audit(engine.reader).messages == 3


def test_where_one_connection_is_allowed_the_others_are_looked_at_and_it_is_said(engine: Engine, user: str) -> None:
    with running_dovecot(connections=1) as server:
        for folder in FOLDERS:
            server.deliver(letters(1, FOLDERS.index(folder)), folder, user)
        runner = runner_of(engine, server, user, poll=1)
        runner.start(deliver=False)
        try:
            assert all(arrives(number) for number in range(3))
            for number, folder in ((10, "Wholesale"), (20, "INBOX")):
                server.deliver(letters(1, number), folder, user)
                assert arrives(number), folder
            assert words() == (
                "up to date; looked at every 1 s, the server allows no more connections: Returns, Wholesale"
            )
            assert sync_sql.job_states(raw())[0].last_error == ""
        finally:
            runner.stop()


def test_a_server_that_is_full_gets_a_connection_back(user: str) -> None:
    with running_dovecot(connections=3) as server:
        for folder in (*FOLDERS, "Press"):
            server.deliver(letters(1), folder, user)
        bell = Bell()
        imap = imap_of(server, user, folders=(*FOLDERS, "Press"))
        with ImapSession(imap, PASSWORD), Listeners(imap, imap.folders[1:], lambda: PASSWORD, bell) as ears:
            ears.start()
            assert until(lambda: ears.full and len(ears.unheard) == 2)
            with ImapSession(imap, PASSWORD) as another:
                assert another.folders()
        bell.close()


def test_many_folders_cost_few_connections(server: Dovecot, user: str) -> None:
    folders = tuple(f"Folder {number}" for number in range(9))
    for folder in folders:
        server.deliver(letters(1), folder, user)
    bell = Bell()
    with Listeners(imap_of(server, user), folders, lambda: PASSWORD, bell) as ears:
        ears.start()
        ears.start()
        assert listening() == MOST
        assert until(lambda: ears.unheard == list(folders[MOST:]))
    assert listening() == 0
    bell.close()


def test_a_bell_rings_until_it_is_hushed() -> None:
    import select

    bell = Bell()

    def rings() -> bool:
        return bool(select.select([bell.fileno()], [], [], 0)[0])

    for _ in range(100_000):
        bell.ring()
    assert rings()
    bell.hush()
    assert not rings()
    bell.close()
    bell.ring()
