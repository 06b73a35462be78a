"""The outbox on the screen: what stands in it, in which order, and what a person decides."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Outbox
from crmtui.db.orm import raw, transaction
from crmtui.desk.outbox_list import RECENT, OutboxPages
from crmtui.screens.outbox import OutboxScreen, obstacle
from crmtui.screens.ticket import TicketScreen
from crmtui.settings import Mailbox, Security, Settings, Smtp
from tests.driver import HOUSE, NOW, Driver, make_tickets, opened_app, seat_agents, typing
from tests.screens.test_snapshots import SIZES

LATER = NOW + 3600
REFUSED = "550 5.1.1 no such user here: a\x1b]0;PWNED\x07b"


def write_out(ticket: int, state: str, **more: Any) -> int:
    """A mail to a customer that stands in the outbox; its number there."""
    to = more.pop("recipients", f'["c{ticket}@mail.example"]')
    with transaction():
        raw().execute(
            "INSERT INTO blob (sha256, size, data) VALUES (?, 4, x'61626364') ON CONFLICT DO NOTHING", (b"x",)
        )
    mail = Message.create(
        ticket=ticket, kind="mail", direction="out", at=NOW - 60, created_at=NOW - 60, author_name="Ana", text="Sorry.",
        subject=f"Re: Question {ticket}",
    )  # fmt: skip
    values = {
        "mailbox": "support", "envelope_from": "s@shop.example", "not_before": NOW - 7200, "next_try_at": LATER,
        "created_at": NOW - 7200, "claimed_until": LATER if state == "sending" else None,
    }  # fmt: skip
    made = Outbox.create(message=mail.id, ticket=ticket, recipients=to, blob=1, state=state, **{**values, **more})
    return int(made.id)


@pytest.fixture
def tickets(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Eight tickets, nothing to send yet, at a time that stands still."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    seat_agents()
    return make_tickets(8)


@pytest.fixture
def desk(engine: Engine, tickets: Sequence[int]) -> dict[str, int]:
    """A mail in every state, on tickets in this order; their numbers by state."""
    return {
        "sent": write_out(tickets[0], "sent", sent_at=NOW - 3600),
        "held": write_out(tickets[1], "held", next_try_at=NOW + 45, not_before=NOW + 45),
        "queued": write_out(tickets[2], "queued", attempts=2, last_error="451 come back later"),
        "failed": write_out(tickets[3], "failed", attempts=1, last_error=REFUSED),
        "uncertain": write_out(tickets[4], "uncertain", attempts=1, last_error="the connection broke"),
        "cancelled": write_out(tickets[5], "cancelled"),
    }


def state(mail: int) -> str:
    return str(Outbox.get_by_id(mail).state)


def room(ui: Driver) -> OutboxScreen:
    screen = ui.app.screen
    assert isinstance(screen, OutboxScreen), screen
    return screen


async def enter(ui: Driver) -> OutboxScreen:
    """Go to the outbox and wait for its list."""
    await ui.press("app.outbox")
    screen = room(ui)
    await ui.until(lambda: screen._source is not None and not screen.mails._fetching, "the list is there")
    return screen


async def select(ui: Driver, mail: int) -> None:
    screen = room(ui)
    assert screen._source is not None
    place = await screen._source.position(mail)
    assert place is not None
    screen.mails.move_to(place)
    await ui.until(lambda: screen.mails.record == mail, f"the cursor on mail {mail}")


def lines(ui: Driver) -> list[str]:
    """The rows of the list, as far as they hold anything."""
    mails = room(ui).mails
    return [text for y in range(mails.size.height) if (text := mails.render_line(y).text.strip())]


async def test_what_needs_somebody_comes_first_and_each_state_is_a_word(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.sees("no such user")
        words = [line.removeprefix(">").split()[0] for line in lines(ui)]
        assert words == ["failed", "uncertain", "retrying", "leaves", "cancelled", "sent"]
        assert "2 mails for you to decide" not in ui.text, "without a server the line says that"
        failed, uncertain, queued, held, _, sent = lines(ui)
        assert "#1004" in failed
        assert "c1004@mail.example" in failed
        assert "Re: Question 1004" in failed
        assert failed.endswith("2h ago")
        assert uncertain.endswith("2h ago")
        assert queued.endswith("in 1h")
        assert held.endswith("in 45s")
        assert sent.endswith("1h ago")


async def test_below_the_list_stands_what_the_server_said_cleaned(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.sees("NOT SENT")
        assert "550 5.1.1 no such user here" in ui.text
        assert "\x1b" not in ui.text
        await ui.press("list.down")
        await ui.sees("probably delivered, not certain")
        assert "the connection broke" in ui.text


async def test_the_ticket_says_why_a_mail_did_not_leave_where_there_is_little_room(engine, desk):
    async with opened_app(engine, size=(80, 24)) as ui:
        await enter(ui)
        await ui.press("enter")
        await ui.sees("[NOT SENT, decide in the outbox: the address does not exist")
        await ui.press("ticket.next")
        await ui.sees("[probably delivered, decide in the outbox: the connection broke]")


async def test_no_other_time_is_offered_for_a_mail_that_may_have_left(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.press("list.down", "outbox.later")
        await ui.sees("no other time for it: probably delivered")
        await ui.press("list.bottom", "outbox.later")
        await ui.sees("no other time for it: sent today")
        await ui.press("list.up", "outbox.later")
        await ui.sees("no other time for it: taken back")
        assert isinstance(ui.app.screen, OutboxScreen)


async def test_enter_opens_the_ticket_of_the_mail_and_esc_leads_back(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, TicketScreen), "the ticket is open")
        assert ui.ticket.ticket == 1004
        await ui.press("ticket.next")
        await ui.until(lambda: ui.ticket.ticket == 1005, "the ticket of the next mail")
        await ui.press("app.back")
        assert room(ui).mails.record == desk["uncertain"]


async def test_sending_again_can_be_undone(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.press("outbox.retry")
        await ui.until(lambda: state(desk["failed"]) == "queued", "it is queued again")
        await ui.sees("waiting")
        assert Outbox.get_by_id(desk["failed"]).attempts == 0
        await ui.press("app.undo")
        await ui.until(lambda: state(desk["failed"]) == "failed", "it failed again")
        await ui.until(lambda: lines(ui)[0].startswith(("failed", "> failed", ">  failed")), "the list shows it")


async def test_whoever_types_fast_acts_on_the_first_mail(engine, desk):
    async with opened_app(engine) as ui:
        await ui.press("app.outbox", "outbox.cancel")
        await ui.said("cancelled")
        assert state(desk["failed"]) == "cancelled"


async def test_a_cancelled_mail_goes_down_and_the_cursor_on_to_the_next(engine, desk):
    async with opened_app(engine) as ui:
        screen = await enter(ui)
        await ui.press("outbox.cancel")
        await ui.said("cancelled")
        assert state(desk["failed"]) == "cancelled"
        await ui.until(lambda: screen.mails.record == desk["uncertain"], "the cursor on the next mail")
        assert "failed" not in ui.text.splitlines()[0]
        assert "uncertain 1" in ui.text.splitlines()[0]


async def test_an_uncertain_mail_is_marked_as_sent(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await select(ui, desk["uncertain"])
        await ui.press("outbox.mark_sent")
        await ui.said("marked as sent")
        assert state(desk["uncertain"]) == "sent"
        assert Outbox.get_by_id(desk["uncertain"]).sent_at == NOW


async def test_what_cannot_be_done_says_why(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await select(ui, desk["held"])
        await ui.press("outbox.mark_sent")
        await ui.said("it waits for its time")
        assert state(desk["held"]) == "held"


async def test_marked_mails_are_acted_on_together(engine, desk):
    async with opened_app(engine) as ui:
        screen = await enter(ui)
        await ui.press("list.mark", "list.mark", "outbox.cancel")
        await ui.said("2 mails cancelled")
        assert (state(desk["failed"]), state(desk["uncertain"])) == ("cancelled", "cancelled")
        assert not screen.mails.marks


async def test_all_marked_leaves_alone_what_is_done_with(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.press("list.mark_all", "list.mark_all")
        await ui.sees("4 marked")
        await ui.press("outbox.retry")
        await ui.until(lambda: state(desk["failed"]) == "queued", "they are queued")
        assert [state(desk[one]) for one in ("uncertain", "held", "cancelled", "sent")] == [
            "queued", "queued", "cancelled", "sent",
        ]  # fmt: skip


async def test_what_another_process_changed_is_shown(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        Outbox.update(state="sent", sent_at=NOW).where(Outbox.id == desk["uncertain"]).execute()
        await ui.until(lambda: not any("uncertain" in line for line in lines(ui)), "the list follows")


async def test_an_empty_outbox_is_one_line(engine, tickets):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.sees("Nothing waits to leave.")
        await ui.press("outbox.retry")
        await ui.said("no mail here")
        await ui.press("app.back", "app.inbox")
        assert ui.inbox.screen


async def test_without_smtp_settings_the_line_says_how_to_add_them(engine, desk):
    async with opened_app(engine) as ui:
        await enter(ui)
        await ui.sees("No server to send by yet (SMTP): `crmtui setup` connects one")


def test_a_demo_says_that_its_mails_stay_here():
    there = Mailbox("support", "s@shop.example", smtp=Smtp("smtp.shop.example", 465, Security.TLS))
    here = Mailbox("support", "s@shop.example", smtp=Smtp("localhost", 25, Security.NONE))
    house = [Settings(Path("config.toml"), mailboxes=(box,)) for box in (there, here)]
    assert [obstacle(one, demo=False) for one in house] == ["", ""]
    assert "demo" in obstacle(house[0], demo=True)
    assert obstacle(house[1], demo=True) == ""


def test_every_page_is_the_same_however_it_is_reached(engine, tickets):
    states = [("failed", 3), ("uncertain", 100), ("queued", 200), ("held", 17), ("sent", 150), ("cancelled", 90)]
    with transaction():
        for name, count in states:
            for _ in range(count):
                write_out(tickets[0], name)
    pages, reader = OutboxPages(), engine.reader
    assert pages.count(reader) == 320 + RECENT
    whole = [row for first in range(0, 520, 40) for row in pages.page(reader, first, 40)]
    assert len({row.id for row in whole}) == 520
    assert [row.state for row in whole[:5]] == ["failed", "failed", "failed", "uncertain", "uncertain"]
    for start in (0, 63, 64, 150, 290, 330, 480, 519, 520):
        fresh = OutboxPages()
        assert fresh.page(reader, start, 64) == whole[start : start + 64]
        assert [fresh.position(reader, row.id) for row in whole[start : start + 2]] == [start, start + 1][: 520 - start]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_looks(engine: Engine, desk: dict[str, int], snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert snap_compare(DeskApp(engine, HOUSE), terminal_size=size, run_before=typing("4", "j", "j"))
