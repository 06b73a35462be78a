"""The date above a mail that we quote or forward: the desk's clock, with its offset, and readable again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Message, Ticket
from crmtui.desk.quote_lines import LANGUAGES, written_by
from crmtui.journal import Actor
from crmtui.mail.addresses import date_epoch
from crmtui.mail.quotes import cut
from crmtui.settings import Mailbox, Security, Settings, Shop, Smtp

AT = int(datetime(2026, 7, 1, 22, 30, tzinfo=UTC).timestamp())
BOX = Mailbox("support", "support@linen.example", smtp=Smtp("127.0.0.1", 1, Security.NONE))
HOUSE = Settings(Path("config.toml"), mailboxes=(BOX,))


@pytest.fixture
def ticket(engine: Engine) -> int:
    jide = Customer.create(name="Jide", email="jide@mail.example", created_at=1, updated_at=1)
    made = Ticket.create(
        subject="Wrong size", customer=jide, mailbox="support", created_at=AT, updated_at=AT, activity_at=AT
    )
    Message.create(
        ticket=made, kind="mail", direction="in", at=AT, created_at=AT, author_name="Jide", text="It runs large",
        author_email="jide@mail.example", message_id="q1@mail.example", recipients="{}",
    )  # fmt: skip
    return int(made.id)


def quoted(actor: Actor, ticket: int, action: str, settings: Settings, **more: str) -> str:
    params = {"text": "Of course", "settings": settings, **more}
    journal.perform(table()[action], [ticket], params, actor, clock=lambda: AT + 60)
    return str(Message.select().order_by(Message.id.desc()).get().quoted)


def test_a_quote_is_dated_by_the_desks_clock(ticket: int, ana: Actor, move: Callable[[str], None]) -> None:
    move("America/New_York")
    head = "On 1 Jul 2026, 18:30 -0400, Jide <jide@mail.example> wrote:"
    assert quoted(ana, ticket, "ticket.reply", HOUSE).split("\n") == [head, "> It runs large"]
    in_berlin = replace(HOUSE, shop=Shop(timezone="Europe/Berlin"))
    assert quoted(ana, ticket, "ticket.reply", in_berlin).startswith("On 2 Jul 2026, 00:30 +0200, Jide")


def test_a_forward_carries_the_date_that_is_read_back(ticket: int, ana: Actor, move: Callable[[str], None]) -> None:
    move("Australia/Lord_Howe")
    kept = quoted(ana, ticket, "ticket.forward", HOUSE, to="depot@mail.example")
    [date] = [line.removeprefix("Date: ") for line in kept.split("\n") if line.startswith("Date: ")]
    assert date == "2 Jul 2026, 09:00 +1030"
    assert date_epoch(date.encode()) == AT


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York"])
def test_our_own_quote_is_cut_when_it_comes_back(
    ticket: int, ana: Actor, move: Callable[[str], None], zone: str
) -> None:
    move(zone)
    below = quoted(ana, ticket, "ticket.reply", HOUSE)
    assert cut(f"Thank you\n\n{below}").text.strip() == "Thank you"


def test_a_quote_is_introduced_in_the_customers_language(ticket: int, ana: Actor, move: Callable[[str], None]) -> None:
    move("Europe/Berlin")
    Customer.update(locale="de-CH").execute()
    assert quoted(ana, ticket, "ticket.reply", HOUSE).split("\n") == [
        "Am 2. Juli 2026 um 00:30 +0200 schrieb Jide <jide@mail.example>:", "> It runs large",
    ]  # fmt: skip


def test_where_the_customers_language_is_not_known_the_shops_is_taken(ticket: int, ana: Actor) -> None:
    french = replace(HOUSE, shop=Shop(timezone="Europe/Paris", locale="fr_FR"))
    head = "Le 2 juillet 2026 à 00:30 +0200, Jide <jide@mail.example> a écrit :"
    assert quoted(ana, ticket, "ticket.reply", french).startswith(f"{head}\n")


@pytest.mark.parametrize("locale", ["", "xx", "en_GB", "ja"])
def test_a_language_that_is_not_written_is_english(locale: str) -> None:
    assert written_by("Jide", AT, UTC, locale) == "On 1 Jul 2026, 22:30 UTC, Jide wrote:"


_MOMENTS = [datetime(2026, month, 3 * month - 2, 9, 5, tzinfo=UTC) for month in range(1, 11)]
_PEOPLE = ["Jide <jide@mail.example>", "jide@mail.example", '"Dr. Renée d\'Arc, PhD" <r@mail.example>']


@pytest.mark.parametrize("locale", [*LANGUAGES, "nn-NO", "pt-BR"])
def test_our_line_is_known_again_in_every_language(locale: str) -> None:
    for number, moment in enumerate(_MOMENTS):
        zone = timezone(timedelta(hours=number - 5))
        for who in _PEOPLE:
            head = written_by(who, int(moment.timestamp()), zone, locale)
            assert cut(f"Thank you\n\n{head}\n> It runs large\n> at the top").text == "Thank you", head
            # As a program that wraps lines and one that marks nothing leave it.
            words = head.split(" ")
            wrapped = " ".join(words[:5]) + "\n" + " ".join(words[5:])
            assert cut(f"Thank you\n\n{wrapped}\n> It runs large").text == "Thank you", wrapped
            assert cut(f"Thank you\n\n{head}\n\nIt runs large\nat the top").text == "Thank you", head
