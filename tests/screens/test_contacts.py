"""The customer book on the screen: finding, opening, editing, merging, taking back."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from crmtui.app import DeskApp
from crmtui.customers import orders, profile
from crmtui.db.connect import Reader
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Agent, Customer, Message, Ticket
from crmtui.screens.contacts import ContactsScreen
from crmtui.screens.customer import CustomerScreen
from crmtui.screens.order_card import OrderCard
from crmtui.screens.profile_lines import ProfilePane
from crmtui.settings import Settings
from crmtui.shop.order import FulfillmentStatus, Fulfilment, OrderLine, PaymentStatus, Refund, ShopOrder
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from tests.driver import Driver, rest, still
from tests.waiting import LIMIT

NOW = 1_795_000_000
SnapCompare = Callable[..., bool]
HOSTILE = "Zoe [/x]Eve\x1b]52;c;aGk=\x07[@click=app.quit]y[/]\u202e"


def sold(number: int, email: str, name: str, **fields: object) -> ShopOrder:
    plain = ShopOrder(
        "shop", str(number), f"#{number}", NOW - 86_400 * number, currency="EUR", total=1000 + number,
        customer_email=email, customer_name=name, country="ES", payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.FULFILLED, lines=(OrderLine("LIN", "Linen shirt", 1, 1000, 0, 1000),),
        fulfillments=(Fulfilment("shipped", "DHL", "A1B2", shipped_at=NOW - 86_000 * number),),
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Four customers with orders, and a ticket of the first."""
    monkeypatch.setattr("time.time", lambda: float(NOW))
    with opened(tmp_path / "desk.db") as engine:
        Agent.create(name="ana", email="ana@shop.example", os_user="ana", role="owner")
        orders.store(
            [
                sold(1, "bo@example.com", "Bo Berg"),
                sold(2, "bo@work.example", "Bo Berg"),
                sold(
                    3,
                    "carla@example.com",
                    "Carla Díaz",
                    refunded=500,
                    refunds=(Refund("r", NOW - 90_000, 500, "late"),),
                ),
                sold(4, "eve@example.com", HOSTILE, note=HOSTILE),
            ],
            at=NOW - 500,
        )
        made = Ticket.create(
            subject="Where is #1?", customer=1, created_at=NOW - 7000, updated_at=NOW - 7000, activity_at=NOW - 7000
        )
        Message.create(
            ticket=made.id, kind="mail", direction="in", at=NOW - 7000, created_at=NOW - 7000, customer=1,
            author_name="Bo Berg", text="It was due on Monday",
        )  # fmt: skip
        yield engine


class Ui:
    """What a user does in the book."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> "Ui":
        await self.pilot.press(*keys)
        await self.settled()
        return self

    async def settled(self) -> None:
        """All readings are done and painted; a verb that asks something waits for us, not we for it."""
        await rest(self.pilot)

    @property
    def room(self) -> ContactsScreen:
        screen = next(screen for screen in self.app.screen_stack if isinstance(screen, ContactsScreen))
        assert isinstance(screen, ContactsScreen)
        return screen

    @property
    def said(self) -> str:
        screen = next(s for s in reversed(self.app.screen_stack) if isinstance(s, ContactsScreen | CustomerScreen))
        return screen.query_one("#status", StatusLine).said

    def shown(self, selector: str = "") -> str:
        """The text on the screen, or in a widget of it."""
        lines = self.app.screen._compositor.render_strips() if not selector else None
        if lines is not None:
            return "\n".join("".join(segment.text for segment in strip) for strip in lines)
        widget = self.app.screen.query_one(selector)
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


@asynccontextmanager
async def contacts(engine: Engine, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Ui]:
    app = DeskApp(engine, Settings(Path("none.toml")), "ana")
    async with app.run_test(size=size) as pilot:
        ui = Ui(app, pilot)
        await ui.settled()
        await ui.press("2")
        yield ui
        assert app.reported == []


async def test_book_is_listed_by_name_with_what_is_known(book: Engine) -> None:
    async with contacts(book) as ui:
        lines = ui.shown("#customers").splitlines()
        assert ["Bo Berg" in lines[0], "Bo Berg" in lines[1], "Carla" in lines[2]] == [True] * 3
        assert "1 open" in lines[0]
        assert "5.03 EUR" in lines[2]
        assert "bo@example.com" in ui.shown("#person")


async def test_typing_finds_and_escape_shows_all_again(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("slash", *"car")
        assert "Carla" in ui.shown("#customers").splitlines()[0]
        assert ui.room.customers.total == 1
        await ui.press("enter")
        assert ui.room.customers.has_focus
        await ui.press("escape")
        assert ui.room.customers.total == 4
        await ui.press("slash", *"zzz")
        assert "Nobody is found" in ui.shown("#customers")


async def test_order_number_finds_who_placed_it(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("slash", "number_sign", "3", "enter")
        assert ui.room.customers.total == 1
        assert "Carla" in ui.shown("#customers")


async def test_person_stands_beside_the_list_where_there_is_room(book: Engine) -> None:
    async with contacts(book, (120, 40)) as ui:
        await ui.press("j", "j")
        pane = ui.shown("#person")
        assert "carla@example.com" in pane
        assert "1 order . 5.03 EUR net . 1 refund" in pane
        assert "Linen shirt" in pane
        assert "DHL A1B2" in pane
        assert ui.app.screen.query_one("#person", ProfilePane).region.x > 60


async def test_customer_opens_with_one_time_line(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("enter")
        assert isinstance(ui.app.screen, CustomerScreen)
        text = ui.shown("#events")
        assert "It was due on Monday" in text
        assert "ticket #1001" in text
        assert "order  #1  10.01 EUR" in text
        assert "parcel #1  DHL A1B2" in text
        await ui.press("G", "enter")
        assert isinstance(ui.app.screen, OrderCard)
        assert "Linen shirt" in ui.shown()
        await ui.press("escape", "escape")
        assert isinstance(ui.app.screen, ContactsScreen)


async def test_field_is_edited_and_the_edit_taken_back(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("j", "j", "e", *"comp", "enter", *"Diaz SL", "enter")
        assert Customer.get_by_id(3).company == "Diaz SL"
        assert "z undoes" in ui.said
        await ui.press("z")
        assert Customer.get_by_id(3).company == ""
        assert ui.room.customers.record == 3


async def test_note_and_tags_are_kept(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("n", *"calls", "ctrl+s", "t", *"vip", "enter")
        row = Customer.get_by_id(ui.room.customers.record)
        assert (row.note, row.tags) == ("calls", '["vip"]')
        assert "| calls" in ui.shown("#person")


async def test_two_marked_are_merged_after_a_look_at_what_moves(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("x", "x", "m")
        await ui.press("enter")
        assert "1 address, 1 order will move" in ui.shown()
        await ui.press("y")
        assert ui.room.customers.total == 3
        assert Customer.get_by_id(2).merged_into == 1
        assert Customer.get_by_id(1).orders_count == 2
        await ui.press("z")
        assert ui.room.customers.total == 4
        assert Customer.get_by_id(2).orders_count == 1


async def test_merging_offers_the_likely_first(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("m")
        text = ui.shown()
        assert text.index("bo@work.example") < text.rindex("carla@example.com")
        await ui.press("enter")
        assert "Merge Bo Berg into Bo Berg?" in ui.shown()
        await ui.press("n")
        assert ui.room.customers.total == 4


async def test_new_customer_is_added(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("c", *"kari@fjord.example", "enter")
        assert Customer.get(Customer.email == "kari@fjord.example").name == ""
        assert ui.room.customers.total == 5


async def test_ticket_is_begun_from_the_customer(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("enter", "c", *"Your refund", "enter")
        assert Ticket.get(Ticket.subject == "Your refund").customer == 1


async def test_a_subject_typed_before_the_customer_is_there_is_a_subject(
    book: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, load = threading.Event(), profile.load

    def slowly(connection: Reader, customer: int, *more: int) -> profile.Profile:
        reads.wait(LIMIT)
        return load(connection, customer, *more)

    async with contacts(book) as ui:
        monkeypatch.setattr(profile, "load", slowly)
        await ui.pilot.press("enter")
        await Driver(ui.pilot, ui.app).until(lambda: isinstance(ui.app.screen, CustomerScreen), "the customer's screen")
        ui.app.post_message(events.Key("c", "c"))
        for letter in "refund":
            ui.app.post_message(events.Key(letter, letter))
        await ui.pilot.pause()
        reads.set()
        await ui.settled()
        await ui.press("enter")
        assert Ticket.get(Ticket.subject == "refund").customer == 1


async def test_change_of_another_process_shows_and_the_cursor_stays(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("j", "j")
        with opened(book.path):
            orders.store([sold(9, "aa@example.com", "Aaron")], at=NOW)
        await Driver(ui.pilot, ui.app).until(lambda: ui.room.customers.total == 5, "the new customer")
        await ui.settled()
        assert ui.room.customers.record == 3
        assert "Aaron" in ui.shown("#customers")


async def test_hostile_names_are_shown_and_not_obeyed(book: Engine) -> None:
    async with contacts(book, (120, 40)) as ui:
        await ui.press("slash", *"eve", "enter", "enter")
        assert isinstance(ui.app.screen, CustomerScreen)
        text = ui.shown()
        assert "Zoe [/x]Eve" in text
        assert not any((ord(c) < 32 and c != "\n") or c in "\x1b\x07\u202e" for c in text)


async def test_empty_book_says_what_to_do(tmp_path: Path) -> None:
    with opened(tmp_path / "desk.db") as engine:
        Agent.create(name="ana", email="a@shop.example")
        async with contacts(engine) as ui:
            assert "Nobody yet" in ui.shown("#customers")
            await ui.press("enter", "e", "m", "n", "t")
            assert "no customer" in ui.said.casefold()


async def test_search_line_is_not_lost_on_the_way_back(book: Engine) -> None:
    async with contacts(book) as ui:
        await ui.press("slash", *"bo", "enter", "enter")
        assert isinstance(ui.app.screen, CustomerScreen)
        await ui.press("escape")
        assert ui.room.query_one("#find", LineEdit).text == "bo"
        assert ui.room.customers.total == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    "keys", [("2", "j", "j"), ("2", "enter"), ("2", "x", "x", "m", "enter")], ids=["book", "customer", "merge"]
)
def test_looks(book: Engine, snap_compare: SnapCompare, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = DeskApp(book, Settings(Path("none.toml")), "ana")

    async def get_there(pilot: Pilot[int]) -> None:
        ui = Ui(app, pilot)
        await ui.settled()
        for key in keys:
            await ui.press(key)
        await still(pilot)

    assert snap_compare(app, terminal_size=size, run_before=get_there)
