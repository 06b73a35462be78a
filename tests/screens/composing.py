"""A composer that is open on a ticket, for the tests of writing."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Customer, Message, Ticket
from crmtui.screens.composer import Composer
from crmtui.settings import Mailbox, Security, Settings, Shop, Smtp, Ui
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.prompt import Prompt
from tests.driver import Driver, under_way

HOUSE = Settings(
    Path("config.toml"),
    shop=Shop(name="Linen"),
    mailboxes=(
        Mailbox("support", "support@linen.example", "Linen", smtp=Smtp("127.0.0.1", 1, Security.NONE)),
        Mailbox("sales", "sales@linen.example", "Linen", smtp=Smtp("127.0.0.1", 1, Security.NONE)),
    ),
    ui=Ui(undo_window=600),
)


def ask_for_a_swap() -> int:
    """A ticket with a customer's mail on it."""
    Agent.update(signature="Ana, Linen").execute()
    customer = Customer.create(name="Jide Okafor", email="jide@mail.example", created_at=1, updated_at=1)
    made = Ticket.create(
        subject="Wrong size", customer=customer, mailbox="support", created_at=10, updated_at=10, activity_at=10,
        waiting_since=10,
    )  # fmt: skip
    Message.create(
        ticket=made, direction="in", at=10, created_at=10, author_name="Jide Okafor", text="Can I swap it?",
        author_email="jide@mail.example", message_id="q@mail.example", subject="Wrong size",
        recipients=json.dumps({"to": ["support@linen.example"], "cc": ["friend@mail.example"]}),
    )  # fmt: skip
    return int(made.id)


class Desk:
    """The app with a composer open on a ticket."""

    def __init__(self, pilot: "Pilot[int]", app: DeskApp) -> None:
        self.pilot, self.app = pilot, app

    @property
    def composer(self) -> Composer:
        return self.app.screen.query_one(Composer)

    @property
    def said(self) -> str:
        return self.app.screen.query_one("#status", StatusLine).said

    async def until(self, true: Callable[[], object], what: str = "it") -> None:
        await Driver(self.pilot, self.app).until(true, what)

    async def prompt(self, after: Prompt | None = None) -> Prompt:
        """The line that is asked for, another one than `after`."""
        await self.until(lambda: isinstance(self.app.screen, Prompt) and self.app.screen is not after, "the prompt")
        assert isinstance(self.app.screen, Prompt)
        await self.until(lambda: self.app.screen.query_one("#prompt-help", StatusLine).said, "its help")
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await self.press(*("space" if char == " " else char for char in text))
        await self.until(lambda: "keys" not in under_way(self.app), "all keys are taken")

    async def write(self, key: str = "r") -> None:
        await self.press(key)
        await self.until(lambda: self.app.screen.query(Composer) and self.composer._ready, "the composer")


@asynccontextmanager
async def opened(engine: Engine, ticket: int, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Desk]:
    from crmtui.screens.ticket import TicketScreen

    app = DeskApp(engine, HOUSE, "ana")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(TicketScreen(ticket))
        desk = Desk(pilot, app)
        await desk.until(lambda: app.screen.query_one("#conversation").has_focus, "the ticket")
        yield desk
    # As closing the engine does: what was handed over last is written.
    engine.lanes[1].submit(int).result()
