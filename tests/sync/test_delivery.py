"""Delivery against a server that misbehaves: what is sent, tried again, given up, or left to a person."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crmtui import journal, secrets
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Meta, Outbox, Ticket, database
from crmtui.errors import RefusedError
from crmtui.journal import Actor
from crmtui.settings import Mailbox, SecretSource, Security, Settings, Smtp, Ui
from crmtui.sync import delivery, holders
from crmtui.sync.delivery import Deliverer, Pass, Report
from crmtui.sync.runner import Runner
from tests.servers import SmtpServer, running_smtp
from tests.waiting import until

NOW = 1_795_312_800


@pytest.fixture(scope="module")
def running() -> Iterator[SmtpServer]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def server(running: SmtpServer) -> SmtpServer:
    (running.folder / "accepted.jsonl").unlink(missing_ok=True)
    running.switch("ok")
    return running


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def house(port: int, **smtp: object) -> Settings:
    server = Smtp("127.0.0.1", port, Security.NONE, timeout=60)
    box = Mailbox("support", "support@linen.example", smtp=replace(server, **smtp))  # type: ignore[arg-type]
    return Settings(Path("config.toml"), mailboxes=(box,), ui=Ui(undo_window=0))


def write(actor: Actor, to: str = "joerg@mail.example", port: int = 1, count: int = 1) -> list[int]:
    for _ in range(count):
        ticket = Ticket.create(subject="x", mailbox="support", created_at=1, updated_at=1, activity_at=1)
        params = {"text": "Hello", "to": to, "settings": house(port)}
        journal.perform(table()["ticket.reply"], [ticket.id], params, actor, clock=lambda: NOW)
    return [row.id for row in Outbox.select().order_by(Outbox.id)]


def one_pass(server: SmtpServer, clock: Clock, mode: str = "ok", **smtp: object) -> tuple[Report, Outbox]:
    server.switch(mode)
    report = Pass(house(server.port, **smtp), clock, jitter=lambda: 0.0).run()
    return report, Outbox.get()


def test_back_off_grows_and_ends_after_two_days(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    clock, waits = Clock(), []
    while True:
        report, row = one_pass(server, clock, "text_4xx")
        if row.state == "failed":
            break
        assert (row.state, report.later, row.phase) == ("queued", 1, "")
        waits.append(row.next_try_at - clock.now)
        clock.now = row.next_try_at
    assert waits[:6] == [60, 300, 900, 3600, 14400, 14400]
    assert 2 * 86_400 <= clock.now - NOW < 2 * 86_400 + 14_400
    assert row.last_error == "452 4.3.1 disk full"
    assert server.accepted() == []


def test_nothing_is_tried_before_its_time(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    clock = Clock()
    one_pass(server, clock, "mail_4xx")
    clock.now += 59
    report, row = one_pass(server, clock)
    assert (report.sent, row.attempts, report.next_due) == (0, 1, NOW + 60)
    clock.now += 1
    assert one_pass(server, clock)[0].sent == 1


def test_a_refusal_waits_for_a_person(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    report, row = one_pass(server, Clock(), "rcpt_5xx")
    assert (report.failed, row.state) == (1, "failed")
    assert row.last_error == "550 joerg@mail.example: 5.1.1 no such user"


@pytest.mark.parametrize("mode", ["drop_after_data", "reset_after_data", "odd_answer"])
def test_uncertain_is_never_sent_again_by_itself(engine: Engine, ana: Actor, server: SmtpServer, mode: str) -> None:
    write(ana)
    clock = Clock()
    report, row = one_pass(server, clock, mode)
    assert (report.uncertain, row.state, row.phase) == (1, "uncertain", "data")
    clock.now += 10 * 86_400
    assert one_pass(server, clock)[0].sent == 0
    assert len(server.accepted()) == 1
    # A person says so: the same mail, with the same Message-ID.
    journal.perform(table()["outbox.retry"], [row.id], {}, ana, clock=clock)
    assert one_pass(server, clock)[0].sent == 1
    first, second = server.accepted()
    assert (first.message_id, first.raw) == (second.message_id, second.raw)


def test_who_has_it_does_not_get_it_again(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana, "joerg@mail.example, later@mail.example, refused@mail.example")
    clock = Clock()
    _, row = one_pass(server, clock)
    assert (row.state, json.loads(row.recipients)) == ("queued", ["later@mail.example"])
    assert "not delivered to refused@mail.example" in row.last_error
    clock.now = row.next_try_at
    _, row = one_pass(server, clock)
    assert (row.state, json.loads(row.recipients)) == ("queued", ["later@mail.example"])
    Outbox.update(recipients='["bo@mail.example"]').execute()
    clock.now = row.next_try_at
    _, row = one_pass(server, clock)
    assert (row.state, row.last_error) == ("sent", "not delivered to refused@mail.example: 550 5.1.1 unknown user")
    assert [mail.recipients for mail in server.accepted()] == [("joerg@mail.example",), ("bo@mail.example",)]


def test_a_server_at_fault_costs_one_attempt(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana, count=5)
    clock = Clock()
    server.switch("banner_4xx")
    deliverer = Pass(house(server.port), clock, jitter=lambda: 0.0)
    report = deliverer.run()
    assert (report.later, list(report.problems)) == (1, ["support"])
    assert deliverer.run().later == 0
    assert sum(row.attempts for row in Outbox.select()) == 1
    server.switch("ok")
    clock.now += 60
    assert deliverer.run().sent == 5
    assert len({mail.connection for mail in server.accepted()}) == 1


def test_who_asks_again_does_not_wait_for_the_end_of_a_rest(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    first, second = write(ana, count=2)
    clock = Clock()
    server.switch("banner_4xx")
    deliverer = Pass(house(server.port), clock, jitter=lambda: 0.0)
    assert deliverer.run().later == 1
    server.switch("ok")
    clock.now += 5
    assert deliverer.run().sent == 0
    failed = first if Outbox.get_by_id(first).last_error else second
    journal.perform(table()["outbox.retry"], [failed], {}, ana, clock=clock)
    assert deliverer.run().sent == 2


def test_asking_again_costs_one_attempt(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    [mail] = write(ana)
    clock = Clock()
    server.switch("banner_4xx")
    deliverer = Pass(house(server.port), clock, jitter=lambda: 0.0)
    deliverer.run()
    clock.now += 5
    journal.perform(table()["outbox.retry"], [mail], {}, ana, clock=clock)
    tries = []
    for _ in range(4):
        tries.append(deliverer.run().later)
        clock.now += 5
    assert tries == [1, 0, 0, 0]


def test_a_wrong_password_is_told_and_loses_nothing(
    engine: Engine, ana: Actor, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "_known", {})
    monkeypatch.setenv("PW", "hunter2")
    write(ana)
    login = {"user": "ana", "password": SecretSource("SMTP password", env=("PW",))}
    report, row = one_pass(server, Clock(), "auth_fail", **login)
    assert "refuses the user name or password" in report.problems["support"]
    assert (row.state, report.failed) == ("queued", 0)
    monkeypatch.delenv("PW")
    Outbox.update(next_try_at=NOW).execute()
    report, row = one_pass(server, Clock(), "auth", **login)
    assert report.problems["support"] == "SMTP password: not found; looked in environment (PW)"
    assert (row.state, row.attempts) == ("queued", 1)


# -- what a stopped deliverer leaves ---------------------------------------------------------------------------------


def left_behind(phase: str, who: str, until: int = NOW + 600) -> None:
    Outbox.update(state="sending", phase=phase, claimed_by=who, claimed_until=until, attempts=1).execute()


GONE = f"{os.uname().nodename}:999999999:1:x"
HERE = f"{os.uname().nodename}:{os.getpid()}:{holders.began(os.getpid())}:other"
REBORN = f"{os.uname().nodename}:{os.getpid()}:1:x"
FAR = "elsewhere:1:1:x"


@pytest.mark.parametrize(
    ("phase", "who", "until", "state"),
    [
        ("", GONE, NOW + 600, "sent"),
        ("data", GONE, NOW + 600, "uncertain"),
        ("", REBORN, NOW + 600, "sent"),
        ("data", REBORN, NOW + 600, "uncertain"),
        ("", HERE, NOW - 600, "sending"),
        ("data", HERE, NOW - 600, "sending"),
        ("", FAR, NOW + 600, "sending"),
        ("data", FAR, NOW + 600, "sending"),
        ("", FAR, NOW - 1, "sent"),
        ("data", FAR, NOW - 1, "uncertain"),
    ],
    # The names hold process numbers: other ones in every worker of a parallel run.
    ids=[f"{who}-{phase}" for who in ("gone", "reborn", "here", "far", "far-late") for phase in ("before", "data")],
)
def test_what_a_stopped_deliverer_leaves_is_taken_over(
    engine: Engine, ana: Actor, server: SmtpServer, phase: str, who: str, until: int, state: str
) -> None:
    write(ana)
    left_behind(phase, who, until)
    _, row = one_pass(server, Clock())
    assert row.state == state
    assert len(server.accepted()) == (state == "sent")


def test_a_claim_lost_before_the_text_sends_nothing(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    deliverer = Pass(house(server.port), Clock())
    from crmtui.desk import outbox

    real = outbox.commit_data

    def stolen(parcel: outbox.Parcel, who: str, now: int, lease: int) -> None:
        Outbox.update(claimed_by=HERE).execute()
        real(parcel, who, now, lease)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "commit_data", stolen)
        assert not deliverer.run().changed
    assert server.accepted() == []


def test_undo_is_over_once_a_mail_is_claimed(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    one_pass(server, Clock(), "mail_4xx")
    with pytest.raises(RefusedError, match="cannot be taken back"):
        journal.undo(ana)
    assert Message.select().count() == 1


def test_many_deliverers_send_each_mail_once(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana, count=40)
    settings = house(server.port)
    reports: list[Report] = []

    def work() -> None:
        reports.append(Pass(settings, Clock()).run())
        database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.sent for report in reports) == 40
    ids = [mail.message_id for mail in server.accepted()]
    assert len(ids) == len(set(ids)) == 40


def test_the_app_delivers_in_the_background(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    told: list[Report] = []
    failed: list[Exception] = []
    seen = threading.Event()

    def hear(report: Report) -> None:
        told.append(report)
        seen.set()

    deliverer = Deliverer(house(server.port), engine.peewee, hear, failed.append)
    deliverer.start()
    write(ana)
    deliverer.wake()
    assert seen.wait(60)
    deliverer.stop()
    assert (told[0].sent, failed) == (1, [])
    assert len(server.accepted()) == 1


def test_a_demo_writes_to_nobody_outside(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    Meta.create(key="demo", value="1")
    report, row = one_pass(server, Clock(), host="mail.example", security=Security.TLS)
    assert (report.problems, row.state, row.attempts) == ({"support": delivery.DEMO}, "held", 0)
    assert one_pass(server, Clock())[0].sent == 1


def test_a_clock_set_back_keeps_no_mail_waiting(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana, count=2)
    clock = Clock()
    one_pass(server, clock, "text_4xx")
    clock.now -= 86_400
    write(ana)  # and one by the clock as it was
    assert one_pass(server, clock)[0].sent == 3


def test_a_mailbox_rests_no_longer_for_a_clock_set_back(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    clock = Clock()
    server.switch("banner_5xx")
    deliverer = Pass(house(server.port), clock)
    deliverer.run()
    server.switch("ok")
    clock.now -= 86_400
    assert deliverer.run().sent == 1


def test_a_mail_that_cannot_be_written_holds_up_no_other(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    first, *_ = write(ana, count=3)
    Outbox.update(envelope_from="").where(Outbox.id == first).execute()
    bad = Outbox.get_by_id(first).message_id
    Message.update(recipients='{"to": ["no address"]}').where(Message.id == bad).execute()
    report, row = one_pass(server, Clock())
    assert (report.sent, row.state, row.last_error) == (2, "failed", "'no address' is not an e-mail address")


def test_who_was_refused_stays_said_when_the_rest_is_uncertain(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    [mail] = write(ana, "joerg@mail.example, refused@mail.example")
    server.switch("drop_after_data")
    deliver = Pass(house(server.port), lambda: NOW)
    deliver.run()
    assert Outbox.get().last_error.startswith("not delivered to refused@mail.example: 550")
    assert "no answer came" in Outbox.get().last_error
    # Nothing of it is doubled when it is tried again.
    server.switch("ok")
    journal.perform(table()["outbox.retry"], [mail], {}, ana, clock=lambda: NOW)
    deliver.run()
    assert (Outbox.get().state, Outbox.get().last_error.count("refused@")) == ("sent", 1)


def test_who_was_put_off_and_then_got_it_is_not_lost(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    [mail] = write(ana, "joerg@mail.example, bo@mail.example")
    Outbox.update(
        state="queued", last_error="not delivered to bo@mail.example: 450 later; no answer came", next_try_at=NOW
    ).execute()
    Pass(house(server.port), lambda: NOW).run()
    assert (Outbox.get_by_id(mail).state, Outbox.get().last_error) == ("sent", "")


# -- mailboxes that are another's now ------------------------------------------------------------------------------


def test_mail_of_a_mailbox_that_is_gone_leaves_through_no_other(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    write(ana)
    present = house(server.port)
    sales = replace(present.mailboxes[0], name="sales", address="sales@other.example")
    report = Pass(replace(present, mailboxes=(sales,)), lambda: NOW).run()
    assert "not in the settings any more" in report.problems["support"]
    assert (Outbox.get().state, server.accepted()) == ("held", [])
    renamed = replace(present.mailboxes[0], name="help", address="Support@linen.example")
    report = Pass(replace(present, mailboxes=(sales, renamed)), lambda: NOW).run()
    assert (report.sent, report.problems) == (1, {})


def test_mail_from_before_any_mailbox_leaves_from_the_first(engine: Engine, ana: Actor, server: SmtpServer) -> None:
    ticket = Ticket.create(subject="x", mailbox="old", created_at=1, updated_at=1, activity_at=1)
    params = {"text": "Hello", "to": "a@mail.example", "settings": replace(house(1), mailboxes=())}
    journal.perform(table()["ticket.reply"], [ticket.id], params, ana, clock=lambda: NOW - 60)
    assert Pass(house(server.port), lambda: NOW).run().sent == 1
    assert Outbox.get().envelope_from == "support@linen.example"


def test_a_service_says_once_that_a_server_is_away_and_once_that_it_is_back(
    engine: Engine, ana: Actor, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The day of the mail: some days later it would be given up at the first try.
    monkeypatch.setattr("time.time", lambda: float(NOW))
    monkeypatch.setattr(delivery, "_REST", 0)
    monkeypatch.setattr(delivery, "_POLL", 0.05)
    server.switch("banner_4xx")
    write(ana)
    told: list[tuple[str, str]] = []
    runner = Runner(house(server.port), engine.peewee, lambda *said: told.append(said))
    runner.start()

    def tried(times: int) -> bool:
        Outbox.update(next_try_at=1).where(Outbox.state == "queued").execute()
        return Outbox.get().attempts >= times or Outbox.get().state == "sent"

    try:
        assert until(lambda: tried(3))
        server.switch("ok")
        assert until(lambda: tried(99))
        assert until(lambda: len(told) > 1)
    finally:
        runner.stop()
    assert [name for name, _ in told] == ["support (sending)"] * 2
    assert [bool(words) for _, words in told] == [True, False]
