"""A ticket: reading, conflict, history, files."""

import asyncio
from pathlib import Path

import pytest

from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Message, ShopOrder, Ticket
from crmtui.journal import Actor, perform
from crmtui.screens.ticket_extras import whole_link, write_new
from crmtui.widgets.conversation import Conversation
from crmtui.widgets.mail_area import MailArea
from crmtui.widgets.notice import Notice
from tests.driver import NOW, make_tickets, opened_app, seat_agents, write_mail


@pytest.fixture
def ticket(engine: Engine) -> int:
    seat_agents()
    return make_tickets(1)[0]


async def test_a_ticket_opens_at_its_last_message_with_quotes_folded(engine: Engine, ticket: int) -> None:
    write_mail(ticket, NOW, "The last words.", quoted="> old\n> older\n")
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        await ui.sees("The last words.")
        assert "> older" not in ui.text
        await ui.press("conversation.fold")
        await ui.sees("> older")
        await ui.press("conversation.previous", "conversation.next")
        await ui.sees("message 2 of 2")


async def test_only_the_newest_messages_are_read_and_the_rest_on_the_way_up(engine: Engine, ticket: int) -> None:
    for number in range(200):
        write_mail(ticket, NOW + number, f"Words {number}.")
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        await ui.sees("Words 199.")
        talk = ui.app.screen.query_one(Conversation)
        assert talk.place == (30, 30)
        for _ in range(6):
            await ui.press("conversation.first")
            await ui.pilot.pause()
        await ui.until(lambda: talk.place[1] == 201, "all were read")
        await ui.press("conversation.first")
        await ui.sees("this is mail 1")


async def test_older_messages_that_come_late_do_not_land_on_the_next_ticket(engine: Engine, ticket: int) -> None:
    for number in range(60):
        write_mail(ticket, NOW + number, f"Words {number}.")
    [other] = make_tickets(1)
    async with opened_app(engine) as ui:
        await ui.inbox.select(ticket)
        await ui.press("list.open")
        await ui.sees("Words 59.")
        screen = ui.ticket
        screen.ticket = other
        await asyncio.gather(screen._read(keep=False), screen._read_older())
        assert screen._earlier == []


async def test_an_edit_of_what_changed_meanwhile_is_refused_with_both_versions(engine: Engine, ticket: int) -> None:
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        await ui.sees("this is mail 1")
        screen = ui.ticket
        ben = Agent.get(Agent.name == "Ben")
        assert screen._reading is not None
        shown = screen._reading.detail.row.version
        await engine.work(
            perform, table()["ticket.status"], [ticket], {"status": "pending"}, Actor("agent", ben.id, "Ben")
        )
        await screen.act("ticket.priority", (ticket,), seen={ticket: shown}, priority="urgent")
        await ui.until(lambda: isinstance(ui.app.screen, Notice), "both versions")
        await ui.sees("you saw")
        await ui.sees("status: open  ->  pending")
        assert "Nothing of yours was written" in ui.text
        assert Ticket.get_by_id(ticket).priority == 1


async def test_history_tells_who_changed_what(engine: Engine, ticket: int) -> None:
    async with opened_app(engine, size=(120, 40)) as ui:
        await ui.press("list.open")
        await ui.sees("this is mail 1")
        await ui.press("ticket.resolve")
        await ui.sees("Ana: resolved")
        await ui.press("ticket.assign")
        await ui.sees("ben@shop.example")
        await ui.press("b", "e", "n", "enter")
        await ui.said("assigned to Ben")
        await ui.press("ticket.history")
        await ui.sees("status: open -> resolved")
        await ui.sees("assignee: - -> Ben")


async def test_customer_stands_beside_a_wide_ticket_and_above_a_narrow_one(engine: Engine, ticket: int) -> None:
    async with opened_app(engine, size=(120, 40)) as ui:
        await ui.press("list.open")
        await ui.sees("│ Customer 1")
    async with opened_app(engine, size=(80, 24)) as ui:
        await ui.press("list.open")
        await ui.sees(" Customer 1 . no orders")
        await ui.press("ticket.sidebar")
        await ui.sees("c1@mail.example")
        await ui.press("app.back")
        await ui.sees("this is mail 1")


async def test_hostile_words_reach_the_screen_harmless(engine: Engine, ticket: int) -> None:
    evil = "[b]x[/y] \x1b]52;c;UFdORUQ=\x07 \u202egnp.exe [@click=app.quit]q[/] \x9b31m \ud800".encode(
        "utf-8", "replace"
    )
    words = evil.decode()
    Message.update(text=words, author_name=words, subject=words).execute()
    Ticket.update(subject=words, snippet=words).execute()
    async with opened_app(engine, size=(140, 40)) as ui:
        await ui.press("list.open")
        await ui.sees("hidden characters were taken out")
        assert "[@click=app.quit]q[/]" in ui.text
        assert not set(ui.text) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_files_never_write_over_others(tmp_path: Path) -> None:
    first = write_new(tmp_path, "photo.jpg", b"one")
    second = write_new(tmp_path, "photo.jpg", b"two")
    assert (first.name, second.name) == ("photo.jpg", "photo (2).jpg")
    assert first.read_bytes() == b"one"


def test_links_are_shown_as_they_really_are() -> None:
    assert whole_link("https://dhl.example/t?x=1") == "https://dhl.example/t?x=1"
    assert whole_link("https://pаypal.example/") == "https://xn--pypal-4ve.example/"
    assert whole_link("javascript:alert(1)") is None
    assert whole_link("file:///etc/passwd") is None
    assert whole_link("https://a.example/\x1b]52;c;x\x07") is None


async def test_a_narrow_head_keeps_the_state_and_loses_tags_first(engine: Engine, ticket: int) -> None:
    Ticket.update(
        subject="Broken on arrival, photos of the parcel attached", priority=2, tags='["damage", "wholesale"]'
    ).where(Ticket.id == ticket).execute()
    async with opened_app(engine, size=(80, 24)) as ui:
        await ui.press("list.open")
        await ui.sees("…  open . unassigned . high . waiting")
        assert "damage" not in ui.text


async def test_the_help_in_the_composer_shows_the_composers_keys(engine: Engine, ticket: int) -> None:
    async with opened_app(engine, size=(80, 24)) as ui:
        await ui.press("list.open", "ticket.note")
        await ui.sees("internal note")
        await ui.pilot.click("#keys", offset=(ui.text.splitlines()[-1].index("f1 help"), 0))
        await ui.sees("Here (composer)")
        await ui.sees("Insert a template")
        await ui.press("escape")
        await ui.press(*"typed on")
        await ui.sees("typed on")


async def test_a_long_sidebar_is_scrolled_and_a_reply_takes_it_away(engine: Engine, ticket: int) -> None:
    customer = Ticket.get_by_id(ticket).customer_id
    for number in range(8):
        ShopOrder.create(
            shop="s", external_id=str(number), name=f"#550{number}", name_key=f"550{number}", customer=customer,
            currency="EUR", total=100, placed_at=NOW - number * 86_400, imported_at=1,
        )  # fmt: skip
    async with opened_app(engine, size=(80, 14)) as ui:
        await ui.press("list.open", "ticket.sidebar")
        await ui.sees("c1@mail.example")
        assert "Question 1" not in "\n".join(ui.text.splitlines()[4:])
        for _ in range(3):
            await ui.press("pagedown")
        await ui.until(lambda: "Question 1" in "\n".join(ui.text.splitlines()[4:]), "the tickets below the orders")
        await ui.press("ticket.note")
        await ui.sees("internal note")
        await ui.press(*"here")
        await ui.sees("here")


async def test_a_low_composer_shows_its_files_and_its_last_line(
    engine: Engine, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("label.pdf").write_bytes(b"%PDF")
    async with opened_app(engine, size=(80, 24)) as ui:
        await ui.press("list.open", "ticket.reply")
        await ui.sees("reply to")
        await ui.press("composer.attach")
        await ui.sees("path of a file")
        await ui.press(*"label.pdf", "enter")
        await ui.sees("label.pdf 4 B")
        ui.ticket.query_one("#words", MailArea).insert("\n".join(f"line {number}" for number in range(20)))
        await ui.sees("line 19")
