"""When mails leave: by whose clock, what is shown, and what changes it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Outbox, Ticket
from crmtui.desk import outbox
from crmtui.desk.leaving import Clocks, clocks, leave_at, meaning, offers
from crmtui.errors import RefusedError, UsageError
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Security, Settings, Shop, Smtp

NOW = 1_795_312_800
"""Sunday 22 Nov 2026, 02:00 UTC: 03:00 in Berlin, 11:00 in Tokyo."""
BOX = Mailbox("support", "support@linen.example", smtp=Smtp("127.0.0.1", 1, Security.NONE))
# The shop's zone is for what customers read; what is typed and shown is by the reader's clock.
HOUSE = Settings(Path("config.toml"), shop=Shop(timezone="Asia/Kolkata"), mailboxes=(BOX,))


@pytest.fixture(autouse=True)
def reader(move: Callable[[str], None]) -> None:
    """We sit in Berlin."""
    move("Europe/Berlin")


def ask(**customer: str) -> int:
    row = Customer.create(name="Yamada", email="yamada@mail.example", created_at=1, updated_at=1, **customer)
    ticket = Ticket.create(subject="x", customer=row, mailbox="support", created_at=1, updated_at=1, activity_at=1)
    return int(ticket.id)


def utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="minutes").removesuffix("+00:00")


@pytest.mark.parametrize(
    ("words", "leaves"),
    [
        ("tomorrow 9:00", "08:00"), ("at tomorrow 9:00", "08:00"), ("tomorrow 9:00 there", "00:00"),
        ("tomorrow 9:00 in the customer's time zone", "00:00"), ("tomorrow 9:00 their time", "00:00"),
        ("tomorrow 9:00 customer", "00:00"), ("tomorrow 9:00 in their time zone", "00:00"),
        ("tomorrow 9:00 Europe/Lisbon", "09:00"), ("tomorrow 9:00 in europe/lisbon", "09:00"),
        ("tomorrow 9:00 utc", "09:00"), ("tomorrow 9:00 etc/gmt-5", "04:00"),
    ],
)  # fmt: skip
def test_a_time_is_by_the_clock_that_is_named(engine: Engine, words: str, leaves: str) -> None:
    found = clocks(ask(timezone="Asia/Tokyo"))
    tomorrow = utc(NOW + 86_400)[:10]
    assert utc(leave_at(words, NOW, found)) == f"{tomorrow}T{leaves}"


def test_a_zone_that_does_not_exist_is_refused_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(UsageError, match="not a time zone") as caught:
        leave_at("9:00 Europe/Lisboa", NOW, clocks(ask()))
    assert "Europe/Lisbon" in caught.value.hint


def test_a_country_with_one_zone_is_enough_and_an_unknown_one_is_asked_for(engine: Engine, ana: Actor) -> None:
    found = clocks(ask(country="JP"))
    assert found.there is not None
    assert "by their country" in meaning("tomorrow 9:00 there", NOW, found)
    for number, facts in enumerate(({"country": "US"}, {"timezone": "../../etc/passwd"}, {})):
        with pytest.raises(UsageError, match="time zone is not known") as caught:
            leave_at("9:00 there", NOW, clocks(ask(**facts)))
        assert f"customer-edit {number + 2} --timezone" in caught.value.hint


def test_a_zone_that_was_said_counts_more_than_the_country(engine: Engine) -> None:
    found = clocks(ask(country="JP", timezone="Europe/Lisbon"))
    assert utc(leave_at("tomorrow 9:00 there", NOW, found)) == "2026-11-23T09:00"
    assert "country" not in meaning("tomorrow 9:00 there", NOW, found)


def test_what_is_offered_says_what_it_means_and_names_no_moment_twice(engine: Engine) -> None:
    found = clocks(ask(timezone="Asia/Tokyo"))
    offered = dict(offers(NOW, found))
    assert list(offered) == ["1h", "9:00 there", "tomorrow 9:00"]  # of a Sunday: tomorrow is Monday
    assert offered["9:00 there"] == "tomorrow 01:00, there Mon 09:00"
    assert offered["tomorrow 9:00"] == "tomorrow 09:00, there Mon 17:00"
    assert "there" not in meaning("tomorrow 9:00", NOW, Clocks(None))
    assert "is not a time" in meaning("soonish", NOW, found)
    with pytest.raises(UsageError, match="more than a year"):
        leave_at("2031-01-01", NOW, found)


def test_an_unknown_zone_is_offered_to_be_asked_for(engine: Engine) -> None:
    assert dict(offers(NOW, clocks(ask())))["9:00 there"] == "asks for the customer's time zone"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2027-03-27 9:00", "27 Mar 2027 09:00, there Sat 04:00"),
        # New York's clocks are put forward two weeks before Berlin's.
        ("2027-03-15 9:00 there", "15 Mar 2027 14:00, there Mon 09:00"),
        ("2027-03-28 2:30", "28 Mar 2027 03:30, there Sat 21:30 (clocks skip 2:30)"),
        ("2027-03-14 2:30 there", "14 Mar 2027 08:30, there Sun 03:30 (clocks skip 2:30)"),
    ],
)
def test_a_time_beyond_a_change_of_clocks_says_what_both_show(engine: Engine, words: str, meant: str) -> None:
    assert meaning(words, NOW, clocks(ask(timezone="America/New_York"))) == meant


def send(actor: Actor, ticket: int, **params: object) -> journal.Outcome:
    given = {"text": "Hello", "settings": HOUSE} | params
    return journal.perform(table()["ticket.reply"], [ticket], given, actor, clock=lambda: NOW)


def test_a_mail_with_a_time_of_its_own_is_not_released_early(engine: Engine, ana: Actor) -> None:
    send(ana, ask(timezone="Asia/Tokyo"), at="tomorrow 9:00 there")
    row = Outbox.get()
    assert (row.state, row.scheduled, utc(row.not_before)[11:]) == ("held", 1, "00:00")
    assert outbox.release(NOW) == 0
    assert outbox.due_mailboxes(row.not_before - 1) == []
    assert outbox.due_mailboxes(row.not_before) == ["support"]


def test_the_time_can_be_changed_and_taken_back(engine: Engine, ana: Actor) -> None:
    send(ana, ask())
    mail = Outbox.get().id
    params = {"at": "mon 9:00"}
    journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)
    row = Outbox.get()
    assert (row.state, row.scheduled, utc(row.next_try_at)[11:]) == ("held", 1, "08:00")
    journal.undo(ana, clock=lambda: NOW + 5)
    assert (Outbox.get().scheduled, Outbox.get().next_try_at) == (0, NOW + 10)
    journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)
    journal.perform(table()["outbox.retry"], [mail], {}, ana, clock=lambda: NOW)
    assert (Outbox.get().state, Outbox.get().scheduled, Outbox.get().next_try_at) == ("queued", 0, NOW)
    Outbox.update(state="uncertain").execute()
    with pytest.raises(RefusedError, match="may have arrived"):
        journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)


def test_mails_of_several_customers_each_leave_by_their_own_clock(engine: Engine, ana: Actor) -> None:
    send(ana, ask(timezone="Asia/Tokyo"))
    send(ana, ask(timezone="Europe/Lisbon"))
    mails = [row.id for row in Outbox.select().order_by(Outbox.id)]
    done = journal.perform(table()["outbox.later"], mails, {"at": "mon 9:00 there"}, ana, clock=lambda: NOW)
    assert [utc(row.next_try_at) for row in Outbox.select().order_by(Outbox.id)] == [
        "2026-11-23T00:00", "2026-11-23T09:00",
    ]  # fmt: skip
    assert done.message == "2 mails put off"
    done = journal.perform(table()["outbox.later"], mails[:1], {"at": "mon 9:00"}, ana, clock=lambda: NOW)
    assert done.message == f"mail {mails[0]} on #{Outbox.get_by_id(mails[0]).ticket_id} put off until tomorrow 09:00"


def test_what_was_sent_later_says_when_by_both_clocks(
    engine: Engine, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: float(NOW))
    tokyo, lisbon = ask(timezone="Asia/Tokyo"), ask(timezone="Europe/Lisbon")
    assert send(ana, tokyo, at="9:00 there").message == f"reply to #{tokyo}: leaves tomorrow 01:00, there Mon 09:00"
    params = {"text": "Hello", "settings": HOUSE, "at": "mon 9:00 there"}
    both = journal.perform(table()["ticket.reply"], [lisbon, tokyo], params, ana, clock=lambda: NOW)
    assert both.message == "2 replies: the first leaves tomorrow 01:00, there Mon 09:00"
