"""What is fetched from a real IMAP server, and what nothing at the server can spoil."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from crmtui.db import sync_sql
from crmtui.db.engine import Engine
from crmtui.db.models import Ledger, Message, Ticket
from crmtui.db.orm import raw
from crmtui.mail.imap import FetchedMail, ImapError, ImapSession, Trouble
from crmtui.settings import Imap, SecretSource, Security
from crmtui.sync.account import Worker
from crmtui.sync.context import Context
from crmtui.sync.holders import my_name
from crmtui.sync.jobs import accounts
from crmtui.sync.leases import Lease, LostError
from tests.servers.dovecot import PASSWORD, TOKEN, USER, Dovecot, letters, running_dovecot
from tests.sync.fetched import Account


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with running_dovecot(tls=True, oauth=True) as server:
        yield server


@pytest.fixture
def server(running: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    return running


@pytest.fixture
def account(server: Dovecot, engine: Engine, request: pytest.FixtureRequest) -> Account:
    return Account(server, engine, f"{abs(hash(request.node.name)):x}@linen.example")


def test_everything_is_fetched_once_and_nothing_changes_at_the_server(account: Account) -> None:
    account.deliver(letters(30))
    report = account.fetch()
    assert (report.mail.read, report.mail.ticketed, report.remaining) == (30, 30, 0)
    assert account.fetch().mail.read == 0
    account.deliver(letters(3, 100))
    assert account.fetch().mail.ticketed == 3
    assert Ledger.select().count() == 33
    with account.session() as session:
        session.open("INBOX")
        assert session._client.search("UNSEEN") == session._client.search("ALL")
    assert account.adds_up()


def test_what_somebody_read_moved_or_deleted_meanwhile_does_not_matter(account: Account) -> None:
    account.deliver(letters(10))
    with account.session() as session:
        session.open("INBOX", write=True)
        session.mark_seen([1, 2, 3])
        session.move([4], "Elsewhere")
        session._client.delete_messages([5])
        session._client.expunge()
    report = account.fetch("INBOX", "Elsewhere")
    assert report.mail.ticketed == 9
    with account.session() as session:
        session.open("INBOX", write=True)
        session.move([6, 7], "Elsewhere")
        session._client.copy([8], "Elsewhere")
    report = account.fetch("INBOX", "Elsewhere")
    assert (report.mail.ticketed, report.mail.duplicate) == (0, 3)
    assert account.adds_up()


def test_a_folder_that_was_numbered_anew_is_compared_by_content(account: Account) -> None:
    account.deliver(letters(20))
    account.fetch()
    place = account.server.folder(user=account.user)
    before = (place / "dovecot-uidlist").read_text()
    for file in place.glob("dovecot*"):
        file.unlink()
    (place / "dovecot-uidlist").write_text("3 V1234567 N1 G" + "a" * 32 + "\n")
    account.deliver(letters(2, 50))
    report = account.fetch()
    assert before
    assert (report.mail.read, report.mail.known, report.mail.ticketed) == (22, 20, 2)
    assert Message.select().count() == Ledger.select().count() == 22
    assert {row.mark.split()[0] for row in Ledger.select()} == {"1234567"}
    assert account.adds_up()


def test_numbers_that_a_restored_server_gives_again_are_fetched_again(account: Account) -> None:
    account.deliver(letters(12))
    account.fetch()
    place = account.server.folder(user=account.user)
    first, *lines = (place / "dovecot-uidlist").read_text().splitlines()
    validity = next(word for word in first.split() if word.startswith("V"))
    for folder in ("new", "cur"):
        for file in (place / folder).iterdir():
            file.unlink()
    for file in place.glob("dovecot*"):
        file.unlink()
    (place / "dovecot-uidlist").write_text(f"3 {validity} N5 G{'b' * 32}\n")
    assert lines
    account.fetch()
    account.deliver(letters(10, 200))
    assert account.fetch().mail.ticketed == 10
    assert Message.select().count() == 22
    assert account.adds_up()


def test_a_back_fill_begins_with_the_newest_and_goes_on_where_it_was_stopped(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 7)
    account.deliver(letters(60))
    fetcher = account.fetcher()
    seen: list[int] = []

    def tell(progress) -> None:
        seen.append(progress.left)
        if len(seen) == 3:
            account.stopped.set()

    fetcher._tell = tell
    with account.session() as session:
        report = fetcher.fetch(session, ("INBOX",))
    assert seen == [53, 46, 39]
    assert report.remaining == 39
    assert min(int(row.mark.split()[1]) for row in Ledger.select()) == 40
    account.stopped.clear()
    account.deliver(letters(1, 500))
    report = account.fetch()
    assert report.mail.read == 40
    assert Message.select().count() == 61
    assert account.adds_up()


def test_fetched_mail_is_marked_or_moved_only_after_it_is_taken_in(account: Account) -> None:
    account.deliver(letters(5))
    account.imap = replace(account.imap, after="seen")
    assert account.fetch().acted == 5
    with account.session() as session:
        session.open("INBOX")
        assert session._client.search("UNSEEN") == []
    account.imap = replace(account.imap, after="move:Done/2026")
    account.deliver(letters(4, 20))
    assert account.fetch().acted == 4
    with account.session() as session:
        assert session.open("Done/2026").count == 4
        assert session.open("INBOX").count == 5
    assert account.fetch().acted == 0


def test_an_act_that_was_cut_off_is_made_up_for(account: Account, monkeypatch) -> None:
    account.imap = replace(account.imap, after="seen")
    account.deliver(letters(3))

    def cut(*_: object) -> None:
        raise ImapError(Trouble.BROKEN, "cut")

    with monkeypatch.context() as patched:
        patched.setattr(ImapSession, "mark_seen", cut)
        with pytest.raises(ImapError):
            account.fetch()
    assert Message.select().count() == 3
    report = account.fetch()
    assert (report.mail.read, report.acted) == (0, 3)


def test_a_folder_that_is_not_there_stops_no_other(account: Account) -> None:
    account.deliver(letters(2))
    report = account.fetch("Old stuff", "INBOX")
    assert report.mail.ticketed == 2
    assert "no folder Old stuff" in report.problems["Old stuff"]
    assert "INBOX" in report.problems["Old stuff"]


def test_a_message_that_the_server_does_not_hand_over_is_asked_for_again(account: Account, monkeypatch) -> None:
    account.deliver(letters(6))
    real = ImapSession._fetch
    with monkeypatch.context() as patched:
        patched.setattr(
            ImapSession, "_fetch", lambda self, uids, sizes: [m for m in real(self, uids, sizes) if m.uid != 4]
        )
        report = account.fetch()
    assert report.mail.ticketed == 5
    assert "1 of its messages" in report.problems["INBOX"]
    state = sync_sql.folder_states(raw())[0]
    assert (state.gaps, state.remaining) == ([(4, 4)], 1)
    report = account.fetch()
    assert (report.mail.ticketed, report.problems) == (1, {})


def test_a_message_beyond_all_measure_is_kept_by_its_beginning(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_BYTES", 10_000)
    monkeypatch.setattr("crmtui.mail.imap_folders._OUR_LIMIT", 20_001)
    monkeypatch.setattr("crmtui.sync.imap_fetch.MESSAGE_BYTES", 20_000)
    account.deliver([*letters(2), *letters(1, 7, words=4000)])
    assert account.fetch().mail.ticketed == 3
    row = Ledger.select().order_by(Ledger.size.desc()).get()
    assert row.size > 80_000
    assert account.adds_up()


def test_a_folder_of_more_messages_than_one_search_may_name(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.WINDOW", 7)
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 3)
    account.deliver(letters(40))
    with account.session() as session:
        session.open("INBOX", write=True)
        session.move([*range(5, 20), 40], "Elsewhere")
    assert account.fetch().mail.ticketed == 24
    account.deliver(letters(9, 100))
    report = account.fetch("INBOX", "Elsewhere")
    assert (report.mail.ticketed, report.remaining) == (25, 0)
    assert account.subjects() == sorted(f"Mail {number}" for number in [*range(40), *range(100, 109)])


def test_odd_bytes_arrive_as_they_are(account: Account) -> None:
    odd = b"From: x@y.example\r\nSubject: odd )} {5}\r\n\r\n* 1 FETCH (BODY[] {3}\r\nabc)\r\nA1 OK\r\n\x00\xff\xfe\x80"
    account.deliver([odd, b"\r\n", b"", *letters(1)])
    account.fetch()
    with account.session() as session:
        session.open("INBOX")
        raws = [mail.raw for window in session.uids(1, 9) for batch in session.fetch(window) for mail in batch.mails]
    stored = [bytes(row[0]) for row in raw().execute("SELECT b.data FROM ledger l JOIN blob b ON b.id = l.blob_id")]
    assert sorted(stored) == sorted(set(raws))
    assert any(b"* 1 FETCH (BODY[] {3}" in one for one in stored)
    assert account.adds_up()


def test_a_process_that_lost_its_lease_writes_nothing(account: Account) -> None:
    account.deliver(letters(3))
    fetcher = account.fetcher()
    sync_sql.keep_lease(raw(), f"fetch:{account.user}", "elsewhere:1:2:3", 2_000_000_000)
    with account.session() as session, pytest.raises(LostError, match="on elsewhere"):
        fetcher.fetch(session, ("INBOX",))
    assert Ledger.select().count() == 0
    assert Ticket.select().count() == 0


def test_a_lease_goes_to_the_next_when_its_holder_died_or_is_late(engine: Engine) -> None:
    now = [1000]
    mine, other = Lease("x", "far:1:2:3", lambda: now[0]), Lease("x", my_name(), lambda: now[0])
    assert mine.take()
    assert not other.take()
    now[0] += 61
    assert other.take()
    assert not mine.take()
    other.drop()
    dead = Lease("x", my_name().replace(f":{os.getpid()}:", ":4194999:"), lambda: now[0])
    assert dead.take()
    assert mine.take(), "the process that had it does not live"


@pytest.mark.parametrize(
    ("change", "secret", "trouble", "words"),
    [
        ({}, "wrong", Trouble.LOGIN, "refuses the user name or password"),
        ({"token": True}, "wrong", Trouble.LOGIN, "refuses the token"),
        ({"host": "nowhere.invalid", "allow_plain": True}, PASSWORD, Trouble.UNREACHABLE, "no such server"),
        ({"port": 1}, PASSWORD, Trouble.UNREACHABLE, "nobody answers"),
        ({"security": Security.TLS, "host": "localhost"}, PASSWORD, Trouble.PROTECTION, "TLS failed"),
        ({"security": Security.STARTTLS, "host": "localhost"}, PASSWORD, Trouble.PROTECTION, "self-made"),
    ],
)
def test_what_is_wrong_is_told_in_words(server: Dovecot, change, secret, trouble, words) -> None:
    imap = replace(Imap("127.0.0.1", server.port, Security.NONE, USER, timeout=60), **change)
    with pytest.raises(ImapError, match=words) as told:
        ImapSession(imap, secret)
    assert told.value.trouble is trouble


def test_the_ways_to_log_in(server: Dovecot) -> None:
    plain = Imap("127.0.0.1", server.port, Security.NONE, USER)
    trusted = replace(plain, host="localhost", tls_ca=server.certificate)
    for imap, secret in (
        (plain, PASSWORD),
        (replace(plain, token=True), TOKEN),
        (replace(trusted, security=Security.STARTTLS), PASSWORD),
        (replace(trusted, security=Security.TLS, port=server.tls_port), PASSWORD),
    ):
        with ImapSession(imap, secret) as session:
            assert "INBOX" in [folder.name for folder in session.folders()]


def test_waiting_ends_with_a_mail_or_in_time(account: Account) -> None:
    account.deliver(letters(1))
    with account.session() as session:
        session.open("INBOX")
        assert session.can_idle
        assert session.wait(0.2) is False
        timer = threading.Timer(0.3, lambda: account.deliver(letters(1, 5)))
        timer.start()
        assert session.wait(60) is True
        timer.join()


def test_a_copy_of_what_was_sent_is_filed_and_found(account: Account) -> None:
    account.deliver(letters(1))
    with account.session() as session:
        session.append("Gesendet & mehr", letters(1, 77)[0])
        assert session.open("Gesendet & mehr").count == 1
        assert session.has_message("<77@mail.example>")
        assert not session.has_message("<78@mail.example>")


@pytest.mark.parametrize("watch", [False, True])
def test_a_message_at_which_the_server_breaks_each_time_holds_up_no_other(
    account: Account, monkeypatch: pytest.MonkeyPatch, watch: bool
) -> None:
    account.deliver(letters(30))
    whole = ImapSession._fetch

    def breaks(self: ImapSession, uids: list[int], sizes: dict[int, int]) -> list[FetchedMail]:
        if 20 in uids:
            self.drop()
        return whole(self, uids, sizes)

    monkeypatch.setattr(ImapSession, "_fetch", breaks)
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 7)
    monkeypatch.setattr("crmtui.sync.imap_fetch.BATCH_MAILS", 7)
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", PASSWORD)
    imap = replace(account.imap, password=SecretSource("password", env=("CRMTUI_TEST_PASSWORD",)))
    box = replace(account.settings.mailboxes[0], imap=imap)
    context = Context(replace(account.settings, mailboxes=(box,)), account.engine.peewee, account.who)
    worker = Worker(accounts(context.settings)[0], context)
    if watch:
        pauses: list[float] = []
        monkeypatch.setattr(worker, "_rest", pauses.append)
        monkeypatch.setattr(worker, "_wait", lambda *_: context.stopped.set())
        worker.watch()
        assert len(pauses) == 5
    else:
        report = worker.once()
        assert report is not None
        assert report.problems == {"INBOX": "the server did not hand over 1 of its messages; they are tried again"}
        assert (report.mail.read, report.mail.ticketed) == (29, 29)
    assert Message.select().count() == 29
    [state] = sync_sql.folder_states(raw())
    assert state.gaps == [(20, 20)]
    monkeypatch.setattr(ImapSession, "_fetch", whole)
    assert account.fetch().mail.ticketed == 1
    assert account.adds_up()
