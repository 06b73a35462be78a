"""Merging, splitting and moving with the keys of a ticket, and why a message is where it is."""

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Identity, Message, Ticket
from crmtui.screens.ticket import TicketScreen
from tests.driver import NOW, make_tickets, opened_app, seat_agents, write_mail


@pytest.fixture
def tickets(engine: Engine) -> list[int]:
    seat_agents()
    return make_tickets(2)


async def test_merging_goes_to_the_ticket_that_stays_and_undo_brings_the_other_back(
    engine: Engine, tickets: list[int]
) -> None:
    first, second = tickets
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        here = ui.ticket.ticket
        other = second if here == first else first
        await ui.press("ticket.merge")
        await ui.sees("Merge tickets into")
        await ui.type(str(other))
        await ui.press("enter")
        await ui.until(lambda: ui.ticket.ticket == other, "the ticket that stays")
        await ui.sees(f"#{here} merged into #{other}")
        assert Ticket.get_by_id(here).merged_into_id == other
        await ui.press("app.undo")
        await ui.until(lambda: Ticket.get_by_id(here).merged_into_id is None, "undone")


async def test_the_ticket_of_another_customer_is_found_by_a_name(engine: Engine, tickets: list[int]) -> None:
    first, second = tickets
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        here = ui.ticket.ticket
        other = second if here == first else first
        await ui.press("ticket.merge")
        await ui.sees("Merge tickets into")
        await ui.type(f"customer {2 if other == second else 1}")
        await ui.press("enter")
        await ui.sees(f"#{here} merged into #{other}")
        assert Ticket.get_by_id(here).merged_into_id == other


async def test_a_message_and_what_follows_are_split_off_by_a_key(engine: Engine, tickets: list[int]) -> None:
    for ticket in tickets:
        write_mail(ticket, NOW, "Something else altogether.")
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        await ui.sees("Something else altogether.")
        await ui.press("ticket.split")
        await ui.sees("made of 1 message")
        assert Ticket.select().count() == 3


async def test_a_message_is_moved_by_a_key_and_a_picker(engine: Engine, tickets: list[int]) -> None:
    for ticket in tickets:
        write_mail(ticket, NOW, "Misplaced.")
    async with opened_app(engine) as ui:
        await ui.press("list.open")
        await ui.sees("Misplaced.")
        here = ui.ticket.ticket
        other = next(one for one in tickets if one != here)
        await ui.press("message.move")
        await ui.type(str(other))
        await ui.press("enter")
        await ui.sees(f"moved to #{other}")
        assert Message.select().where(Message.ticket == other).count() == 3


async def test_the_help_tells_why_a_message_is_here_and_the_badges_what_it_is(
    engine: Engine, tickets: list[int]
) -> None:
    for ticket in tickets:
        first = Message.get(Message.ticket == ticket)
        Message.update(came_back="kari@fjord.example: user unknown").where(Message.id == first.id).execute()
        write_mail(
            ticket, NOW, "I am away.", nature="out-of-office", auth="fail dmarc fail",
            joined_by=f"In-Reply-To names message {first.id}",
        )  # fmt: skip
    async with opened_app(engine, size=(120, 40)) as ui:
        await ui.press("list.open")
        await ui.sees("I am away.")
        for words in ("[out of office]", "NOT PROVEN", "DID NOT ARRIVE: kari@fjord.example: user unknown"):
            await ui.sees(words)
        await ui.press("app.help")
        await ui.sees("joined because it answers the message of")
        await ui.sees("our mail server denies the sender")


@pytest.mark.parametrize(("size", "told"), [((140, 40), "user unknown"), ((80, 24), ". ! mail came back .")])
async def test_an_address_that_mail_does_not_reach_is_told_beside_the_ticket(
    engine: Engine, tickets: list[int], size: tuple[int, int], told: str
) -> None:
    for number, ticket in enumerate(tickets):
        Identity.create(
            customer=Ticket.get_by_id(ticket).customer_id, value=f"c{number}@mail.example",
            value_key=f"c{number}@mail.example", created_at=NOW, bounced_at=NOW, bounce_reason="user unknown",
        )  # fmt: skip
    async with opened_app(engine, size=size) as ui:
        await ui.press("list.open")
        await ui.sees("mail came back")
        await ui.sees(told)


async def test_marked_tickets_are_merged_into_the_one_that_is_picked(engine: Engine, tickets: list[int]) -> None:
    first, second = tickets
    async with opened_app(engine) as ui:
        await ui.press("list.mark_all", "ticket.merge")
        await ui.sees("Which one stays?")
        await ui.type(str(second))
        await ui.press("enter")
        await ui.sees(f"#{first} merged into #{second}")
        assert Ticket.get_by_id(first).merged_into_id == second
        await ui.until(lambda: "Question 1" not in ui.text, "the merged one is gone")


async def test_a_merged_ticket_opens_where_it_lives_on(engine: Engine, tickets: list[int]) -> None:
    first, second = tickets
    Message.update(ticket=second).execute()
    Ticket.update(merged_into=second).where(Ticket.id == first).execute()
    async with opened_app(engine) as ui:
        ui.app.push_screen(TicketScreen(first))
        await ui.until(lambda: ui.ticket.ticket == second, "the living one")
        await ui.sees(f"#{first} was merged into #{second}")
