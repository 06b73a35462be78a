"""A customer's time zone on the screen: asked for, completed, refused in place; and asked for when a mail needs it."""

from collections.abc import Callable

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Outbox
from crmtui.screens.composer import Composer
from crmtui.screens.contacts import ContactsScreen
from crmtui.screens.customer import CustomerScreen
from crmtui.screens.profile_lines import ProfilePane
from crmtui.screens.ticket import TicketScreen
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.picker import Picker
from crmtui.widgets.prompt import Prompt
from tests.driver import NOW, Driver, make_tickets, opened_app, seat_agents


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch, move: Callable[[str], None]) -> None:
    """Sunday 22 Nov 2026, 03:00 in Berlin, where we sit."""
    move("Europe/Berlin")
    monkeypatch.setattr("time.time", lambda: float(NOW))


async def ask_zone(ui: Driver) -> LineEdit:
    await ui.press("2")
    await ui.until(lambda: isinstance(ui.app.screen, ContactsScreen), "the book")
    await ui.sees("Customer 1")
    await ui.press("customer.edit")
    await ui.until(lambda: isinstance(ui.app.screen, Picker), "the fields")
    await ui.type("zone")
    await ui.press("enter")
    await ui.until(lambda: isinstance(ui.app.screen, Prompt), "the question")
    return ui.app.screen.query_one(LineEdit)


async def test_a_city_is_enough_to_name_a_zone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seat_agents()
    make_tickets(1)
    async with opened_app(engine) as ui:
        await ask_zone(ui)
        await ui.type("toky")
        await ui.sees("tab  Asia/Tokyo")
        await ui.press("tab", "enter")
        await ui.said("undoes")
        assert Customer.get().timezone == "Asia/Tokyo"
        await ui.app.push_screen(CustomerScreen(Customer.get().id))
        await ui.sees("Asia/Tokyo, 11:00 there")
        monkeypatch.setattr("time.time", lambda: float(NOW + 300))
        ui.app.screen.query_one(ProfilePane).tick()
        await ui.sees("Asia/Tokyo, 11:05 there")
        await ui.press("app.undo")
        await ui.until(lambda: Customer.get().timezone == "", "the zone is gone")


async def test_enter_takes_what_can_only_mean_one_zone(engine: Engine) -> None:
    seat_agents()
    make_tickets(1)
    async with opened_app(engine) as ui:
        await ask_zone(ui)
        await ui.type("kolk")
        await ui.sees("tab  Asia/Kolkata")
        await ui.press("enter")
        await ui.until(lambda: Customer.get().timezone == "Asia/Kolkata", "the zone is kept")


async def test_what_is_no_zone_is_told_in_place_and_mended(engine: Engine) -> None:
    seat_agents()
    make_tickets(1)
    async with opened_app(engine) as ui:
        line = await ask_zone(ui)
        await ui.type("europe/lisboa")
        await ui.press("enter")
        await ui.sees('"europe/lisboa" is not a time zone. Is it Europe/Lisbon?')
        assert Customer.get().timezone == ""
        await ui.press("backspace")
        await ui.type("n")
        assert line.text == "europe/lisbon"
        await ui.press("enter")
        await ui.until(lambda: Customer.get().timezone == "Europe/Lisbon", "the zone is kept")


async def test_a_country_with_one_zone_offers_it_and_says_so(engine: Engine) -> None:
    seat_agents()
    make_tickets(1)
    Customer.update(country="NO").execute()
    async with opened_app(engine) as ui:
        line = await ask_zone(ui)
        assert line.text == "Europe/Oslo"
        await ui.sees("Europe/Oslo is their country's only one")
        assert Customer.get().timezone == ""


async def write(ui: Driver, ticket: int) -> None:
    await ui.app.push_screen(TicketScreen(ticket))
    await ui.press("ticket.reply")
    await ui.until(lambda: ui.app.screen.query(Composer), "the composer")
    composer = ui.app.screen.query_one(Composer)
    await ui.until(lambda: composer._ready, "its draft")
    await ui.type("Soon")
    await ui.press("composer.later")
    await ui.until(lambda: isinstance(ui.app.screen, Picker), "the times")


async def test_their_morning_asks_for_the_zone_that_it_needs(engine: Engine) -> None:
    seat_agents()
    [ticket] = make_tickets(1)
    async with opened_app(engine) as ui:
        await write(ui, ticket)
        await ui.sees("asks for the customer's time zone")
        await ui.type("there")
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, Prompt), "the question")
        await ui.type("Asia/Tokyo")
        await ui.press("enter")
        await ui.until(lambda: Outbox.select().count() == 1, "sending")
        assert Customer.get().timezone == "Asia/Tokyo"
        assert Outbox.get().next_try_at == NOW + 22 * 3600  # Monday 9:00 in Tokyo is 00:00 UTC


async def test_no_answer_about_the_zone_sends_nothing(engine: Engine) -> None:
    seat_agents()
    [ticket] = make_tickets(1)
    async with opened_app(engine) as ui:
        await write(ui, ticket)
        await ui.type("there")
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, Prompt), "the question")
        await ui.press("escape")
        await ui.until(lambda: ui.app.screen.query(Composer), "the composer again")
        assert ui.app.screen.query_one(Composer).text.startswith("Soon")
        assert (Outbox.select().count(), Customer.get().timezone) == (0, "")
