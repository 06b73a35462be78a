"""Servers that end what they began, or never do, while an account is watched: none is asked without end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Message
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings
from crmtui.sync import account
from crmtui.sync.context import Context
from crmtui.sync.holders import my_name
from crmtui.sync.jobs import accounts
from crmtui.sync.runner import Runner
from tests.servers.liar import Liar, running_liar
from tests.waiting import until

SECRET = SecretSource("password", env=("CRMTUI_TEST_PASSWORD",))
CAN_IDLE = {"CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"}


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", "of-linen")


def settings(engine: Engine, server: Liar, *folders: str) -> Settings:
    imap = Imap("127.0.0.1", server.port, Security.NONE, "u@linen.example", SECRET, folders=folders, timeout=60)
    return Settings(engine.path.with_name("c"), mailboxes=(Mailbox("support", "u@linen.example", imap=imap),))


@contextmanager
def watching(engine: Engine, server: Liar, *folders: str) -> Iterator[dict[str, str]]:
    """The account is watched; what is wrong with it, as it is told."""
    told: dict[str, str] = {}
    runner = Runner(settings(engine, server, *folders), engine.peewee, told.__setitem__)
    runner.start(deliver=False)
    try:
        yield told
    finally:
        runner.stop()


def asked(server: Liar, word: bytes) -> int:
    return sum(word in line for line in server.heard)


@pytest.mark.parametrize("refused", ["SEARCH", "SIZES"])
def test_a_folder_that_answers_no_question_holds_up_no_other(engine: Engine, refused: str) -> None:
    with running_liar({f"{refused} INBOX": "{tag} NO not today\r\n"}) as server:
        report = Runner(settings(engine, server, "INBOX", "Sent"), engine.peewee).once()
    assert "not today" in report.problems["support"]
    assert report.fetched["support"].ticketed == Message.select().count() == 1


def test_a_first_folder_that_is_gone_does_not_end_the_waiting_in_the_next(engine: Engine) -> None:
    with (
        running_liar({**CAN_IDLE, "EXAMINE INBOX": "{tag} NO it is not there\r\n"}) as server,
        watching(engine, server, "INBOX", "Sent") as told,
    ):
        assert until(lambda: Message.select().count() and asked(server, b" IDLE") >= 1)
        assert "not there" in told["support"]
        assert asked(server, b" LOGIN ") <= 2, "the account's own, and one that waits in the further folder"


@pytest.mark.parametrize("answer", [{"IDLE": ""}, {"IDLE": "+ waiting\r\n* 2 EXISTS\r\n", "DONE": ""}])
def test_a_server_that_ends_each_wait_is_not_logged_in_to_again_and_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, answer: dict[str, str]
) -> None:
    pauses: list[float] = []
    with running_liar({**CAN_IDLE, **answer}) as server:
        context = Context(settings(engine, server, "INBOX"), engine.peewee, my_name())
        worker = account.Worker(accounts(context.settings)[0], context)

        def rest(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 4:
                context.stopped.set()

        monkeypatch.setattr(worker, "_rest", rest)
        worker.watch()
    assert pauses == [1.0, 60.0, 60.0, 60.0]
    assert Message.select().count() == 1


def test_a_server_that_tells_of_mail_without_end_is_asked_a_few_times_a_second(engine: Engine) -> None:
    flood = {**CAN_IDLE, "IDLE": "+ waiting\r\n" + "* 1 EXISTS\r\n" * 9}
    began = time.monotonic()
    with running_liar(flood) as server, watching(engine, server, "INBOX"):
        assert until(lambda: asked(server, b" IDLE") > 5)
    assert time.monotonic() - began > 1.0
