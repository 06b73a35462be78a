"""When mails leave: by whose clock, what is shown, and what changes it."""

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

NOW = 1_795_312_800  # Sunday 22 Nov 2026, 10:00 in Berlin is 09:00 UTC
BOX = Mailbox("support", "support@linen.example", smtp=Smtp("127.0.0.1", 1, Security.NONE))
HOUSE = Settings(Path("config.toml"), shop=Shop(timezone="Europe/Berlin"), mailboxes=(BOX,))


def ask(**customer: str) -> int:
    row = Customer.create(name="Yamada", email="yamada@mail.example", created_at=1, updated_at=1, **customer)
    ticket = Ticket.create(subject="x", customer=row, mailbox="support", created_at=1, updated_at=1, activity_at=1)
    return int(ticket.id)


def utc(at: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(timespec="minutes").removesuffix("+00:00")


@pytest.mark.parametrize(
    ("words", "leaves"),
    [
        ("tomorrow 9:00", "08:00"), ("at tomorrow 9:00", "08:00"), ("tomorrow 9:00 there", "00:00"),
        ("tomorrow 9:00 in the customer's time zone", "00:00"), ("tomorrow 9:00 their time", "00:00"),
        ("tomorrow 9:00 customer", "00:00"),
    ],
)  # fmt: skip
def test_a_time_is_by_the_clock_that_is_named(engine: Engine, words: str, leaves: str) -> None:
    found = clocks(ask(timezone="Asia/Tokyo"), HOUSE)
    tomorrow = utc(NOW + 86_400)[:10]
    assert utc(leave_at(words, NOW, found)) == f"{tomorrow}T{leaves}"


def test_a_country_with_one_zone_is_enough_and_an_unknown_one_is_asked_for(engine: Engine, ana: Actor) -> None:
    assert clocks(ask(country="JP"), HOUSE).there is not None
    for facts in ({"country": "US"}, {"timezone": "../../etc/passwd"}, {}):
        with pytest.raises(UsageError, match="time zone is not known"):
            leave_at("9:00 there", NOW, clocks(ask(**facts), HOUSE))


def test_what_is_offered_says_what_it_means(engine: Engine) -> None:
    found = clocks(ask(timezone="Asia/Tokyo"), HOUSE)
    assert "9:00 there" in [words for words, _ in offers(NOW, found)]
    assert "there" in meaning("tomorrow 9:00", NOW, found)
    assert "there" not in meaning("tomorrow 9:00", NOW, Clocks(found.here, None))
    assert "is not a time" in meaning("soonish", NOW, found)
    with pytest.raises(UsageError, match="more than a year"):
        leave_at("2031-01-01", NOW, found)


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
    params = {"at": "mon 9:00", "settings": HOUSE}
    journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)
    row = Outbox.get()
    assert (row.state, row.scheduled, utc(row.next_try_at)[11:]) == ("held", 1, "08:00")
    journal.undo(ana)
    assert (Outbox.get().scheduled, Outbox.get().next_try_at) == (0, NOW + 10)
    journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)
    journal.perform(table()["outbox.retry"], [mail], {}, ana, clock=lambda: NOW)
    assert (Outbox.get().state, Outbox.get().scheduled, Outbox.get().next_try_at) == ("queued", 0, NOW)
    Outbox.update(state="uncertain").execute()
    with pytest.raises(RefusedError, match="uncertain"):
        journal.perform(table()["outbox.later"], [mail], params, ana, clock=lambda: NOW)
