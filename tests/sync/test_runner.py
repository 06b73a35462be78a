"""Everything that carries mail, run together: one process does each job, and what fails holds up nothing else."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cysqlite
import pytest

from crmtui.db import sync_sql
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Ledger, Message
from crmtui.desk.ledger import audit
from crmtui.errors import SourceError
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings, WatchedFolder
from crmtui.sync import account
from crmtui.sync.hurdles import Hurdle
from crmtui.sync.leases import Lease
from crmtui.sync.runner import Runner
from crmtui.sync.status import in_short, sync_status
from tests.servers.dovecot import Dovecot, letters, make_maildir
from tests.waiting import no_hanging, until

SECRET = SecretSource("password", env=("CRMTUI_TEST_PASSWORD",))


def box(server: Dovecot, user: str, name: str = "support", port: int = 0) -> Mailbox:
    imap = Imap("127.0.0.1", port or server.port, Security.NONE, user, SECRET, timeout=60, poll=3600)
    return Mailbox(name, user, imap=imap)


def house(engine: Engine, *boxes: Mailbox, sources: tuple[WatchedFolder, ...] = ()) -> Settings:
    return Settings(engine.path.with_name("config.toml"), mailboxes=boxes, sources=sources)


def test_a_pass_fetches_every_mailbox_and_one_that_fails_holds_up_none(engine, server, user) -> None:
    server.deliver(letters(5), user=user)
    dead = box(server, "orders@linen.example", "orders", port=1)
    report = Runner(house(engine, dead, box(server, user)), engine.peewee).once()
    assert report.fetched["support"].ticketed == 5
    assert "nobody answers" in report.problems["orders"]
    found = sync_status(engine.reader, house(engine, dead, box(server, user)))
    broken, fine = found.jobs
    assert (broken.words, fine.words, fine.error) == ("not reachable", "up to date", "")
    assert in_short(engine.reader, house(engine, dead, box(server, user))) == ("orders: not reachable", True)
    assert in_short(engine.reader, house(engine, box(server, user)))[0].startswith("synced ")


def test_a_folder_that_is_not_there_is_named_and_the_account_said_to_be_fetched_in_part(engine, server, user) -> None:
    support = box(server, user)
    assert support.imap is not None
    settings = house(engine, replace(support, imap=replace(support.imap, folders=("Gone", "INBOX"))))
    report = Runner(settings, engine.peewee).once()
    assert report.problems["support"].startswith("Gone: ")
    assert in_short(engine.reader, settings) == ("support: not all fetched", True)


def test_an_error_that_nobody_foresaw_does_not_call_a_watched_folder_right(engine, tmp_path, monkeypatch) -> None:
    looks, told = iter([SourceError("it is not there"), ValueError()]), list[str]()
    folder = WatchedFolder(tmp_path / "Maildir", poll=0)
    ended = threading.Event()

    def look(*_: object) -> None:
        error = next(looks, None)
        ended.set() if error is None else None
        raise error or ValueError

    monkeypatch.setattr("crmtui.sync.watched.look", look)
    settings = house(engine, sources=(folder,))
    runner = Runner(settings, engine.peewee, lambda _, words: told.append(words))
    runner.start(deliver=False)
    assert ended.wait(10)
    runner.stop()
    assert told == ["it is not there"]


def test_a_watched_maildir_and_mbox_are_taken_in(engine, tmp_path) -> None:
    place, mbox = tmp_path / "Maildir", tmp_path / "box"
    make_maildir(place)
    (place / "new" / "1.a").write_bytes(letters(1)[0])
    mbox.write_bytes(b"From a@b Wed Aug 21 19:30:01 2002\n" + letters(1, 9)[0] + b"\n")
    os.utime(mbox, (1, 1))
    settings = house(engine, sources=(WatchedFolder(place), WatchedFolder(mbox)))
    runner = Runner(settings, engine.peewee)
    runner.once()
    assert Message.select().count() == 2
    (place / "new" / "2.a").write_bytes(letters(1, 1)[0])
    (place / "new" / "1.a").rename(place / "cur" / "1.a:2,S")
    report = runner.once()
    assert Message.select().count() == 3
    assert report.fetched[str(place)].read <= 2
    report = Runner(house(engine, sources=(WatchedFolder(tmp_path / "gone"),)), engine.peewee).once()
    assert "not there" in report.problems[str(tmp_path / "gone")]


def test_mail_is_on_the_desk_soon_after_it_arrives_and_a_stop_is_quick(engine, server, user) -> None:
    server.deliver(letters(2), user=user)
    threads = threading.active_count()
    runner = Runner(house(engine, box(server, user)), engine.peewee, failed=pytest.fail)
    runner.start()
    try:
        assert until(lambda: Message.select().count() == 2)
        for number in (10, 20, 30):
            server.deliver(letters(1, number), user=user)
            assert until(lambda: Message.select().where(Message.subject == f"Mail {number}").exists())  # noqa: B023
        server.drop_connections()
        server.deliver(letters(1, 40), user=user)
        assert until(lambda: Message.select().where(Message.subject == "Mail 40").exists())
    finally:
        with no_hanging():
            runner.stop()
    assert threading.active_count() <= threads
    assert audit(engine.reader).adds_up


def test_two_at_once_do_no_work_twice_and_one_takes_over(engine, server, user) -> None:
    server.deliver(letters(40), user=user)
    settings = house(engine, box(server, user))
    first, second = (Runner(settings, engine.peewee, failed=pytest.fail) for _ in range(2))
    first.start()
    assert until(lambda: Message.select().count() == 40)
    second.start()
    assert Runner(settings, engine.peewee).once().elsewhere == ["support"]
    server.deliver(letters(1, 100), user=user)
    assert until(lambda: Message.select().count() == 41)
    first.stop()
    server.deliver(letters(1, 101), user=user)
    assert until(lambda: Message.select().count() == 42)
    second.stop()
    assert Ledger.select().count() == 42


# -- as a user would ----------------------------------------------------------------------------------------------


def config(folder: Path, server: Dovecot, user: str) -> list[str]:
    (folder / "config.toml").write_text(
        f'[[mailboxes]]\nname = "support"\naddress = "{user}"\n[mailboxes.imap]\nhost = "127.0.0.1"\n'
        f'port = {server.port}\nsecurity = "none"\npassword_env = "CRMTUI_TEST_PASSWORD"\npoll = 5\n'
    )
    return ["--config", str(folder / "config.toml"), "--db", str(folder / "desk.db")]


def service(words: list[str], *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "crmtui", *words, "sync", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_service_fetches_ends_on_a_signal_and_another_takes_over_when_killed(tmp_path, server, user) -> None:
    server.deliver(letters(10), user=user)
    words = config(tmp_path, server, user)
    first = service(words, "--watch")
    with opened(tmp_path / "desk.db"):
        assert until(lambda: Message.select().count() == 10)
        second = service(words, "--watch")
        first.send_signal(signal.SIGKILL)
        first.communicate()
        server.deliver(letters(1, 50), user=user)
        assert until(lambda: Message.select().count() == 11), "nobody took over"
        told = subprocess.run([sys.executable, "-m", "crmtui", *words, "sync", "--status", "--json"],
                              capture_output=True, text=True, check=True)  # fmt: skip
        job = json.loads(told.stdout)["jobs"][0]
        assert (job["name"], job["error"], job["by"]) == ("support", "", f"process {second.pid}")
        second.send_signal(signal.SIGTERM)
        _, err = second.communicate(timeout=120)
        assert second.returncode == 0, err
        assert "ended" in err


def test_one_pass_from_the_shell_says_what_came_and_what_is_wrong(tmp_path, server, user, monkeypatch) -> None:
    server.deliver(letters(3), user=user)
    words = config(tmp_path, server, user)
    done = service(words)
    out, err = done.communicate(timeout=120)
    assert (done.returncode, out) == (0, "support: 3 new mails, 3 new tickets\n"), err
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", "wrong")
    done = service(words)
    out, err = done.communicate(timeout=120)
    assert done.returncode == 69
    assert "refuses the user name or password" in err


def test_without_a_server_it_says_what_to_do(tmp_path) -> None:
    (tmp_path / "config.toml").write_text("")
    words = ["--config", str(tmp_path / "config.toml"), "--db", str(tmp_path / "desk.db")]
    done = service(words)
    _, err = done.communicate(timeout=120)
    assert done.returncode == 78
    assert "crmtui setup" in err


def test_a_full_disk_ends_no_fetching(engine, server, user, monkeypatch) -> None:
    monkeypatch.setattr(account, "_FULL_PAUSE", 0.2)
    full = threading.Event()
    full.set()
    keep, say, failed = sync_sql.keep_lease, sync_sql.say_failed, []

    def refuse(write: Callable[..., object]) -> Callable[..., object]:
        def maybe(*words: object) -> object:
            if full.is_set():
                raise cysqlite.OperationalError("database or disk is full (code=13)")
            return write(*words)

        return maybe

    monkeypatch.setattr(sync_sql, "keep_lease", refuse(keep))
    monkeypatch.setattr(sync_sql, "say_failed", refuse(say))
    server.deliver(letters(3), user=user)
    told: list[tuple[str, str]] = []
    settings = house(engine, box(server, user), box(server, "nobody", "other", port=1))
    runner = Runner(settings, engine.peewee, lambda *said: told.append(said), failed=failed.append)
    runner.start(deliver=False)
    try:
        assert until(lambda: len(failed) > 3)
        assert {error.message for error in failed} == {"the disk is full"}
        full.clear()
        assert until(lambda: Ledger.select().count() == 3)
        # What could not be noted while it lasted is said afterwards.
        assert until(lambda: ("support", "") in told)
        [words] = [job.words for job in sync_status(engine.reader, settings).jobs if job.name == "support"]
        assert re.fullmatch(r"up to date; \d\d:\d\d to \d\d:\d\d: the disk is full", words)
        assert all(thread.is_alive() for thread in runner._threads)
    finally:
        runner.stop()


def test_a_full_disk_keeps_nobody_from_leaving(engine, monkeypatch) -> None:
    runner = Runner(house(engine), engine.peewee)
    runner.start()

    def full(*_given: object) -> None:
        raise cysqlite.OperationalError("error executing query: [COMMIT] database or disk is full (code=13, ext=13)")

    monkeypatch.setattr(Lease, "drop", full)
    engine.peewee()
    runner.holds("clock")
    runner.stop()


def test_the_status_says_that_the_disk_is_full_while_it_is(engine, server, user, monkeypatch) -> None:
    settings = house(engine, box(server, user))
    assert (sync_status(engine.reader, settings).disk, in_short(engine.reader, settings)) == ("", ("", False))
    usage = shutil.disk_usage(engine.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=4096))
    assert sync_status(engine.reader, settings).disk.startswith("the disk is full")
    assert in_short(engine.reader, settings) == ("disk full", True)


def test_what_was_in_the_way_is_said_for_a_day(move) -> None:
    move("Europe/Berlin")
    noon = 1_795_345_200
    hurdle = Hurdle()
    assert hurdle.told(noon) == ""
    for minute in (0, 1, 40):
        hurdle.met("the disk is full", noon + 60 * minute)
    said = "; 12:00 to 12:41: the disk is full"
    assert (hurdle.told(noon + 41 * 60), hurdle.told(noon + 86_400)) == (said, said)
    assert hurdle.told(noon + 90_000) == ""
    hurdle.met("the disk is full", noon + 100_000)
    assert hurdle.told(noon + 100_060) == "; 15:46 to 15:47: the disk is full"
