"""Changing what has not left: another time, back into the composer; and a conversation that is begun."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from crmtui import journal
from crmtui.actions import table
from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Message, Outbox, Ticket
from crmtui.journal import Actor
from crmtui.screens.composer import Composer
from crmtui.screens.outbox import OutboxScreen
from crmtui.settings import Mailbox, Security, Settings, Smtp, Ui
from crmtui.widgets.picker import Picker
from crmtui.widgets.prompt import Prompt
from tests.driver import Driver

HOUSE = Settings(
    Path("config.toml"),
    mailboxes=(Mailbox("support", "support@linen.example", "Linen", smtp=Smtp("127.0.0.1", 1, Security.NONE)),),
    ui=Ui(undo_window=600),
)


class Desk:
    def __init__(self, pilot: "Pilot[int]", app: DeskApp) -> None:
        self.pilot, self.app = pilot, app

    async def until(self, true: Callable[[], object], what: str) -> None:
        await Driver(self.pilot, self.app).until(true, what)

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if char == " " else char for char in text))


@asynccontextmanager
async def opened(engine: Engine) -> AsyncIterator[Desk]:
    app = DeskApp(engine, HOUSE, "ana")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        yield Desk(pilot, app)
    engine.lanes[1].submit(int).result()


def write(actor: Actor) -> int:
    customer = Customer.create(name="Jide", email="jide@mail.example", created_at=1, updated_at=1)
    ticket = Ticket.create(
        subject="Wrong size", customer=customer, mailbox="support", created_at=10, updated_at=10, activity_at=10
    )
    params = {"text": "Of course", "to": "jide@mial.example", "settings": HOUSE}
    journal.perform(table()["ticket.reply"], [ticket.id], params, actor)
    return int(Outbox.get().id)


async def in_outbox(desk: Desk) -> OutboxScreen:
    await desk.pilot.press("4")
    await desk.until(lambda: isinstance(desk.app.screen, OutboxScreen), "the outbox")
    screen = desk.app.screen
    assert isinstance(screen, OutboxScreen)
    await desk.until(lambda: screen._source is not None and screen.mails.row is not None, "its list")
    return screen


async def test_another_time_is_chosen_in_the_outbox(engine: Engine, ana: Actor) -> None:
    write(ana)
    async with opened(engine) as desk:
        screen = await in_outbox(desk)
        before = Outbox.get().next_try_at
        await desk.pilot.press("b")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the times")
        await desk.type("3d")
        await desk.pilot.press("enter")
        await desk.until(lambda: Outbox.get().scheduled == 1, "another time")
        assert Outbox.get().next_try_at > before
        await desk.until(lambda: screen.mails.row is not None and screen.mails.row.scheduled, "the list")


async def test_a_failed_mail_is_mended_in_the_composer_and_sent(engine: Engine, ana: Actor) -> None:
    mail = write(ana)
    Outbox.update(state="failed", last_error="550 5.1.1 no such user").execute()
    async with opened(engine) as desk:
        await in_outbox(desk)
        await desk.pilot.press("e")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer")
        composer = desk.app.screen.query_one(Composer)
        await desk.until(lambda: composer._ready, "its draft")
        assert composer.text.startswith("Of course")
        await desk.pilot.press("f2", "ctrl+u")
        await desk.type("jide")
        await desk.pilot.press("@")
        await desk.type("mail.example")
        await desk.pilot.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 2, "sending")
        assert Outbox.get_by_id(mail).state == "cancelled"
        assert "jide@mail.example" in Outbox.select().order_by(Outbox.id.desc()).get().recipients


async def test_a_conversation_begins_with_an_address(engine: Engine, ana: Actor) -> None:
    async with opened(engine) as desk:
        await desk.pilot.press("c")
        await desk.until(lambda: isinstance(desk.app.screen, Prompt), "to whom")
        await desk.type("new")
        await desk.pilot.press("@")
        await desk.type("mail.example")
        await desk.pilot.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, Prompt) and not desk.app.screen.query_one("LineEdit").text,
                         "about what")  # fmt: skip
        await desk.type("Your order")
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer")
        composer = desk.app.screen.query_one(Composer)
        await desk.until(lambda: composer._ready, "its draft")
        await desk.type("We found it")
        await desk.pilot.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Outbox.get().recipients == '["new@mail.example"]'
        assert Message.get().subject == "Your order"
