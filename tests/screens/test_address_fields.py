"""Wherever an address is typed, the customer book offers whom it may be."""

import json
import threading

import cysqlite
import pytest
from textual import events

from crmtui.customers import addressees
from crmtui.db.engine import Engine
from crmtui.db.fulltext import reindex
from crmtui.db.models import Customer, Identity, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.journal import Actor
from crmtui.mail.typed import is_whole, piece_at
from crmtui.screens.composer import Composer
from crmtui.screens.ticket import TicketScreen
from crmtui.widgets.picker import ChoiceLines
from tests.driver import Driver, make_tickets, opened_app
from tests.waiting import LIMIT


@pytest.fixture
def book(engine: Engine, ana: Actor) -> Engine:
    make_tickets(2, me=ana.id)
    for name, email, company in (
        ("Bo Anker", "bo@depot.example", "Parcel Depot"),
        ("Bodil [b]Evil[/b], x", "bodil@mail.example", ""),
    ):
        made = Customer.create(name=name, name_key=name.casefold(), email=email, company=company,
                               created_at=1, updated_at=1)  # fmt: skip
        Identity.create(customer=made, kind="email", value=email, value_key=email, created_at=1)
        reindex(raw(), "customer", [made.id])
    return engine


def offers(ui: Driver) -> list[str]:
    return [one.title for lines in ui.app.screen.query(ChoiceLines) if lines.display for one in lines.shown]


def composer(ui: Driver) -> Composer:
    return ui.app.screen.query_one(Composer)


async def composing(ui: Driver, verb: str) -> Composer:
    await ui.press("list.open")
    await ui.sees("mail ")
    await ui.press(verb)
    await ui.until(lambda: ui.app.screen.query(Composer) and composer(ui)._ready, "the composer")
    return composer(ui)


async def test_a_new_mail_begins_on_a_ticket_too(book: Engine) -> None:
    async with opened_app(book) as ui:
        await ui.press("list.open")
        await ui.until(lambda: isinstance(ui.app.screen, TicketScreen), "the ticket")
        await ui.press("ticket.new")
        await ui.sees("New mail to")


async def test_new_mail_finds_people_by_name_and_goes_to_all_that_are_named(book: Engine) -> None:
    async with opened_app(book) as ui:
        await ui.press("ticket.new")
        await ui.type("ank")
        await ui.until(lambda: offers(ui) == ["Bo Anker"], "the offer")
        await ui.press("enter")
        await ui.sees("Bo Anker <bo@depot.example>")
        await ui.press("comma", "space")
        await ui.type("bodil")
        await ui.until(lambda: len(offers(ui)) == 1, "the second offer")
        await ui.press("tab", "enter")
        await ui.sees("a subject")
        await ui.type("Pick-up")
        await ui.press("enter")
        await ui.until(lambda: ui.app.screen.query(Composer) and composer(ui)._ready, "the composer")
        assert composer(ui).people.line("to").text == (
            'Bo Anker <bo@depot.example>, "Bodil [b]Evil[/b], x" <bodil@mail.example>'
        )
        await ui.type("Please come")
        await ui.press("composer.send")
        await ui.until(lambda: Outbox.select().count() == 1, "sending")
        assert json.loads(Outbox.get().recipients) == ["bo@depot.example", "bodil@mail.example"]
        newest = Ticket.select().order_by(Ticket.id.desc()).get()
        assert Customer.get_by_id(newest.customer).email == "bo@depot.example"


async def test_new_mail_says_what_is_no_address_and_keeps_what_was_typed(book: Engine) -> None:
    async with opened_app(book) as ui:
        await ui.press("ticket.new")
        await ui.type("nobody here")
        await ui.press("enter")
        await ui.sees("is not an e-mail address")
        await ui.sees("nobody here")


async def test_forward_goes_from_to_on_to_the_words(book: Engine) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        await ui.type("depot")
        await ui.until(lambda: offers(ui) == ["Bo Anker"], "the offer")
        await ui.press("enter")
        assert writer.people.line("to").text == "Bo Anker <bo@depot.example>"
        assert writer.people.line("to").has_focus
        await ui.sees("forward to Bo Anker")
        await ui.press("enter")
        await ui.until(lambda: writer.area.has_focus, "the words")


async def test_whole_addresses_are_left_as_they_were_typed(book: Engine) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        await ui.type("bo")
        await ui.until(lambda: len(offers(ui)) == 2, "the offers")
        await ui.press("@")
        await ui.type("depot.exa")
        await ui.until(lambda: offers(ui) == ["Bo Anker"], "the offer")
        await ui.press("tab")
        assert writer.people.line("cc").has_focus
        await ui.press("shift+tab", "backspace", "a")
        await ui.until(lambda: offers(ui) == ["Bo Anker"], "the offer again")
        await ui.press("enter")
        assert writer.people.line("to").text == "bo@depot.exa"
        await ui.until(lambda: writer.area.has_focus, "the words")


async def test_a_click_takes_an_offer(book: Engine) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        await ui.type("bo")
        await ui.until(lambda: len(offers(ui)) == 2, "the offers")
        second = next(lines for lines in ui.app.screen.query(ChoiceLines) if lines.display)
        wanted = second.shown[1].key
        await ui.pilot.click(second, offset=(5, 1))
        await ui.until(lambda: writer.people.line("to").text == wanted, "the second")


async def test_an_address_in_the_middle_is_completed_and_esc_leaves_it(book: Engine) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.reply")
        await ui.press("composer.people")
        to = writer.people.line("to")
        await ui.until(lambda: to.has_focus, "the line")
        to.put("bod, last@mail.example")
        to.go_to(3)
        await ui.press("i")
        await ui.until(lambda: len(offers(ui)) == 1, "the offer")
        await ui.press("escape")
        assert not offers(ui)
        await ui.press("l")
        await ui.until(lambda: len(offers(ui)) == 1, "the offer again")
        await ui.press("down", "tab")
        assert to.text == '"Bodil [b]Evil[/b], x" <bodil@mail.example>, last@mail.example'
        await ui.press("tab")
        assert writer.people.line("cc").has_focus


@pytest.mark.parametrize(
    ("typed", "at", "wanted"),
    [("ana", 3, "ana"), ("ana, bo", 7, "bo"), ("ana, bo", 2, "ana"), ("ana, ", 5, ""),
     ('"a, b" <a@b.example>; bo', 24, "bo"), ("a@b.example,c", 12, "c"), ("", 0, ""), (" ana ", 2, "ana")],
)  # fmt: skip
def test_the_piece_at_the_cursor(typed: str, at: int, wanted: str) -> None:
    start, end = piece_at(typed, at)
    assert typed[start:end].strip() == wanted


def test_what_is_whole() -> None:
    assert all(map(is_whole, ("a@b.example", "Ana <a@b.example>", "a@sub.b.example ")))
    assert not any(map(is_whole, ("ana", "a@b", "a@b.", "a@b.e", "Ana <a@b", "")))


async def slowly(book: Engine, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """From now on the book answers when the event is set."""
    answers, find = threading.Event(), addressees.find

    def waits(connection: cysqlite.Connection, typed: str, limit: int = 8) -> list[addressees.Addressee]:
        answers.wait(LIMIT)
        return find(connection, typed, limit)

    monkeypatch.setattr(addressees, "find", waits)
    return answers


@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_an_offer_for_less_than_what_was_typed_is_never_taken(
    book: Engine, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        await ui.type("bo")
        await ui.until(lambda: len(offers(ui)) == 2, "the offers")
        answers = await slowly(book, monkeypatch)
        await ui.press_ahead("d", "i", key)
        answers.set()
        await ui.until(lambda: len(offers(ui)) < 2, "the answer")
        assert writer.people.line("to").text == "bodi"
        if key == "enter":
            await ui.until(lambda: len(offers(ui)) == 1, "the offer")
            await ui.press("enter")
            assert writer.people.line("to").text.endswith("<bodil@mail.example>")


async def test_what_was_chosen_among_older_offers_is_chosen_in_no_newer_ones(
    book: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        await ui.type("bo")
        await ui.until(lambda: len(offers(ui)) == 2, "the offers")
        answers = await slowly(book, monkeypatch)
        await ui.press_ahead("d", "down")
        answers.set()
        await ui.until(lambda: len(offers(ui)) == 1, "the answer")
        await ui.press("enter")
        assert writer.people.line("to").text == "bod"


async def test_whole_addresses_wait_for_no_book(book: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        answers = await slowly(book, monkeypatch)
        await ui.type("new@mail.example")
        await ui.press_ahead("enter")
        await ui.until(lambda: writer.area.has_focus, "the words")
        answers.set()
        assert writer.people.line("to").text == "new@mail.example"


async def test_long_lists_of_receivers_are_pasted_whole_or_not_at_all(book: Engine) -> None:
    many = ", ".join(f"Person Number {number} <person{number}@mail.example>" for number in range(200))
    async with opened_app(book) as ui:
        writer = await composing(ui, "ticket.forward")
        to = writer.people.line("to")
        to.post_message(events.Paste(many))
        await ui.until(lambda: to.text == many, "the list")
        await ui.type(", last@mail.example")
        await ui.until(lambda: to.text == f"{many}, last@mail.example", "one more")
        before = to.text
        to.post_message(events.Paste(f", {many}" * 10))
        await ui.press("left")
        assert to.text == before
