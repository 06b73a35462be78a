"""Old mail that is left at the server because the settings say so: counted, never forgotten, fetched when wanted."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest

from crmtui.db import sync_sql
from crmtui.db.engine import Engine
from crmtui.db.models import Ledger, Message
from crmtui.db.orm import raw
from crmtui.db.sync_sql import FolderState, LeftOut
from crmtui.desk.ledger import audit
from crmtui.mail.imap import ImapSession, Status
from crmtui.settings import Imap, Security
from crmtui.sync.folder_ahead import look_ahead
from crmtui.sync.status import sync_status
from tests.servers.dovecot import PASSWORD, Dovecot, letters
from tests.servers.liar import running_liar
from tests.sync.fetched import Account

DAY = 86_400


@pytest.fixture
def account(server: Dovecot, engine: Engine, request: pytest.FixtureRequest) -> Account:
    return Account(server, engine, f"{abs(hash(request.node.name)):x}@linen.example")


def left_out(account: Account) -> list[tuple[int, str]]:
    assert account.adds_up()
    return [(count, why) for _, count, why in audit(account.engine.reader).left_out]


def date(account: Account, days: int) -> str:
    return datetime.date.fromtimestamp(account.now - days * DAY).isoformat()


def test_what_is_older_is_left_and_counted_and_what_arrives_later_is_always_taken(account: Account) -> None:
    account.since = "30d"
    account.deliver(letters(5), at=account.now - 400 * DAY)
    account.deliver(letters(3, 10))
    report = account.fetch()
    assert (report.mail.ticketed, report.remaining) == (3, 0)
    assert left_out(account) == [(5, f"older than since {date(account, 30)}")]
    # Somebody moves a mail of last year into the folder: it arrives now.
    account.deliver(letters(1, 20), at=account.now - 400 * DAY)
    assert account.fetch().mail.ticketed == 1
    assert left_out(account)[0][0] == 5
    [told] = sync_status(account.engine.reader, account.settings).jobs
    assert [(one.left_out, one.since, one.remaining) for one in told.folders] == [(5, date(account, 30), 0)]


def test_moving_it_back_fetches_the_rest_and_no_more(account: Account) -> None:
    for days, start in ((300, 0), (200, 10), (100, 20), (1, 30)):
        account.deliver(letters(4, start), at=account.now - days * DAY)
    for since, subjects, left in ((date(account, 50), 4, 12), (date(account, 150), 8, 8), ("250d", 12, 4), ("", 16, 0)):
        account.since = since
        account.fetch()
        assert (len(account.subjects()), sum(count for count, _ in left_out(account))) == (subjects, left)
    # Later again: what is here stays.
    account.since = "10d"
    assert account.fetch().mail.read == 0
    assert Ledger.select().count() == 16


def stop_after_the_first(account: Account) -> None:
    fetcher = account.fetcher()
    fetcher._tell = lambda _: account.stopped.set()
    with account.session() as session:
        fetcher.fetch(session, ("INBOX",))
    account.stopped.clear()


def test_an_age_counts_from_when_it_was_set(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 1)
    account.since = "30d"
    account.deliver(letters(1), at=account.now - 40 * DAY)
    account.deliver(letters(3, 5), at=account.now - 20 * DAY)
    stop_after_the_first(account)
    account.now += 25 * DAY
    assert account.fetch().mail.ticketed == 2
    assert left_out(account)[0][0] == 1


def test_a_back_fill_that_was_begun_without_it_takes_it_up(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 5)
    account.deliver(letters(40), at=account.now - 100 * DAY)
    stop_after_the_first(account)
    account.since = "30d"
    account.deliver(letters(2, 50), at=account.now - 100 * DAY)
    assert account.fetch().mail.read == 2, "these came after it was connected"
    assert (Message.select().count(), left_out(account)[0][0]) == (7, 35)


def test_folders_full_of_holes_are_kept_as_few_ranges(account: Account, monkeypatch) -> None:
    monkeypatch.setattr("crmtui.mail.imap_folders.BATCH_MAILS", 7)
    account.since = "30d"
    account.deliver(letters(60), at=account.now - 100 * DAY)
    with account.session() as session:
        session.open("INBOX", write=True)
        session.move(list(range(2, 60, 3)), "Elsewhere")
    account.fetch()
    [state] = sync_sql.folder_states(raw())
    assert (len(state.left.ranges), state.left.count, state.gaps) == (1, 40, [])


def test_the_shell_says_what_was_left_and_why(tmp_path: Path, server: Dovecot, monkeypatch) -> None:
    user = "shell@linen.example"
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", PASSWORD)
    server.deliver(letters(3), user=user, at=1_600_000_000)
    server.deliver(letters(1, 9), user=user)
    (tmp_path / "config.toml").write_text(
        f'[[mailboxes]]\nname = "support"\naddress = "{user}"\nsince = "2026-01-01"\n[mailboxes.imap]\n'
        f'host = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\npassword_env = "CRMTUI_TEST_PASSWORD"\n'
    )

    def said(*words: str) -> str:
        command = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "config.toml")]
        command += ["--db", str(tmp_path / "desk.db"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said("sync") == "support: 1 new mail, 1 new ticket\n"
    assert "support: INBOX: 3 mails left at the server, older than since 2026-01-01\n" in said("sync", "--status")
    assert "left at the server: older than since 2026-01-01: 3 (imap://" in said("mail", "audit")
    [left] = json.loads(said("mail", "audit", "--json"))["left_out"]
    assert (left["messages"], left["reason"]) == (3, "older than since 2026-01-01")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ('INTERNALDATE " 1-Feb-2024 23:59:59 +0000"', True), ('INTERNALDATE "02-Feb-2024 00:00:00 -1200"', False),
        ('INTERNALDATE "31-Dec-2023 00:00:00 +0000"', True), ('INTERNALDATE "1-Jan-2025 00:00:00 +0000"', False),
        ('INTERNALDATE "99-Foo-2001 00:00:00 +0000"', False), ("INTERNALDATE NIL", False), ("", False),
    ],
)  # fmt: skip
def test_only_what_the_server_clearly_says_to_be_older_is_left(said: str, left: bool) -> None:
    sizes = f"* 1 FETCH (UID 1 {said} RFC822.SIZE 28)\r\n{{tag}} OK done\r\n"
    with running_liar({"SIZES": sizes}) as liar:
        imap = Imap("127.0.0.1", liar.port, Security.NONE, "support@linen.example", timeout=60)
        with ImapSession(imap, "secret") as session:
            session.open("INBOX")
            [batch] = session.fetch([1], since=datetime.date(2024, 2, 2))
    assert (batch.older, len(batch.mails)) == (([1], 0) if left else ([], 1))


@pytest.mark.parametrize("validity", [7, 8])
@pytest.mark.parametrize("next_uid", [1, 30, 60, 95, 101, 180])
@pytest.mark.parametrize("since", ["", "2026-01-01", "2026-06-01", "2026-09-01"])
def test_no_number_is_forgotten_whatever_the_server_says(validity: int, next_uid: int, since: str) -> None:
    left = LeftOut("2026-06-01", "2026-06-01", 80, [(1, 40)], 30)
    state = FolderState(1, "support", "INBOX", 7, 100, [(50, 50), (90, 100)], 12, 90, left)
    anew = look_ahead(state, Status(validity, next_uid, next_uid - 1), since, datetime.date(2026, 11, 22))
    wanted = [one for low, high in state.gaps for one in range(low, high + 1)]
    out = [one for low, high in state.left.ranges for one in range(low, high + 1)]
    fetched = set() if validity == 8 else {*range(41, 50), *range(51, 90)}
    assert sorted(wanted + out + [one for one in fetched if one < next_uid]) == list(range(1, next_uid))
    assert anew == (validity == 8)
    assert not out or state.left.day >= "2026-06-01"
