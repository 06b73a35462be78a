"""What is typed ahead: keys that come in one piece meet the screens that the user had in mind."""

import pytest
from textual import events

from crmtui.actions import key_name
from crmtui.db import fulltext
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Message, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.screens.customer import CustomerScreen
from crmtui.screens.ticket import TicketScreen
from tests.driver import Driver, make_tickets, opened_app, seat_agents


@pytest.fixture
def tickets(engine: Engine) -> list[int]:
    seat_agents()
    made = make_tickets(12)
    with transaction():
        fulltext.reindex(raw(), "customer", [row.id for row in Customer.select(Customer.id)])
    return made


def rush(ui: Driver, *keys: str) -> None:
    """Send keys all at once, as a slow line does."""
    for key in keys:
        name = key_name("space" if key == " " else key)
        ui.app.post_message(events.Key(name, key if len(key) == 1 else None))


async def test_a_name_behind_a_picker_s_key_is_the_picker_s(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[5])
        rush(ui, "a", "b", "e", "n", "enter")
        await ui.said(f"#{tickets[5]} assigned to Ben")
        assert Ticket.select().where(Ticket.status != "open").count() == 0, "neither e nor b was an act"


async def test_acts_and_moves_in_a_row_are_done_in_a_row(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[-1])
        rush(ui, "e", "j", "e", "z")
        await ui.said("Undid")
        resolved = [row.id for row in Ticket.select().where(Ticket.status == "resolved")]
        assert resolved == [tickets[-1]]
        await ui.until(lambda: ui.inbox.screen.tickets.total == 11, "the list of what is open")


async def test_a_reply_can_be_typed_into_a_ticket_that_is_still_opening(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[3])
        rush(ui, "n", *" he le", "ctrl+s")
        await ui.said("note on")
        assert isinstance(ui.app.screen, TicketScreen)
        assert Message.get(Message.kind == "note").text == "he le"
        assert Ticket.get_by_id(tickets[3]).status == "open"


async def test_enter_after_words_opens_what_they_find(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        rush(ui, "/", *f"#{tickets[6]}", "enter", "enter")
        await ui.until(lambda: isinstance(ui.app.screen, TicketScreen), "the ticket")
        assert ui.ticket.ticket == tickets[6]
        rush(ui, "escape", "2", "/", *"customer 11", "enter", "enter")
        await ui.until(lambda: isinstance(ui.app.screen, CustomerScreen), "the customer")
        await ui.sees("c11@mail.example")
