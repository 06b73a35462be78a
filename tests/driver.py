"""Drives the app as a person would, with keys taken from the action table.

async with opened_app(engine) as ui:
    await ui.inbox.select(1042)
    await ui.press("ticket.resolve")
    await ui.said("resolved")
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import ModalScreen

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Customer, Message, Ticket
from crmtui.screens.base import DeskScreen
from crmtui.screens.inbox import InboxScreen
from crmtui.screens.ticket import TicketScreen
from crmtui.settings import Settings, Ui
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from tests.waiting import LIMIT

NOW = 1_795_312_800
"""2026-11-22 02:00 UTC: the present of tests that freeze it."""
HOUSE = Settings(Path("config.toml"), ui=Ui(undo_window=600))
_QUIET = 3
"""Times that a screen shows the same, one after the other, before it is taken for the last."""


def under_way(app: DeskApp, version: int = 0) -> list[str]:
    """What an app is at by itself; what waits for an answer to a question is not, nor is what it only prepares.

    A look at a database of whose `version` everything has been read is nothing either: there is one twice a second.
    """
    idle = {"warm", *(("verb", "composer") if isinstance(app.screen, ModalScreen) else ())}
    looks = app._seen is not None and app._seen[0] == version
    work = [one for one in app.workers if one.is_running and one.group not in idle]
    found = [one.group for one in work if not (looks and one.group == "follow" and one.node is app)]
    if app._turn is not None and not app._turn.done():
        found.append("keys")
    if app._counts is not None and app._counts._wanted:
        found.append("counts")
    return found


async def rest(pilot: "Pilot[int]", *, but: str = "") -> None:
    """Wait until everything that was begun is done, but the work of one group."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    end = time.monotonic() + LIMIT
    while app.is_running:
        version = await app.engine.read(lambda connection: int(connection.execute_scalar("PRAGMA data_version")))
        await app.engine.lanes[1].run(int)
        await pilot.pause()
        busy = [group for group in under_way(app, version) if group != but]
        if not busy:
            return
        assert time.monotonic() < end, f"never done: {busy}"


async def still(pilot: "Pilot[int]", *, but: str = "") -> None:
    """Wait until the start is over, everything that was begun is done (as `rest`), and the picture stays the same."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    end = time.monotonic() + LIMIT
    same, shown = 0, ""
    while same < _QUIET or app._deliverer is None:
        assert time.monotonic() < end, shown
        await rest(pilot, but=but)
        await pilot.pause(0.05)
        before, shown = shown, text_of(app)
        same = same + 1 if shown == before else 0


def text_of(app: DeskApp) -> str:
    """What the terminal would show."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def typing(*keys: str) -> "Callable[[Pilot[int]], Coroutine[Any, Any, None]]":
    """What to do before a picture is taken: these keys, each when the one before it is done with."""

    async def before(pilot: "Pilot[int]") -> None:
        await still(pilot)
        for key in keys:
            await pilot.press(key)
            await rest(pilot)
        await still(pilot)

    return before


class Driver:
    """The app under a pilot."""

    def __init__(self, pilot: "Pilot[int]", app: DeskApp) -> None:
        self.pilot, self.app = pilot, app

    async def press(self, *what: str) -> "Driver":
        """Press the keys of actions (by id), or keys themselves; what they begin is done afterwards."""
        await self.press_ahead(*what)
        await rest(self.pilot)
        return self

    async def press_ahead(self, *what: str) -> "Driver":
        """Press keys, whatever is under way."""
        for each in what:
            known = each in self.app.table.actions
            await self.pilot.press(self.app.table[each].keys[0] if known else each)
        await self.pilot.pause()
        return self

    async def type(self, words: str) -> "Driver":
        """Type into what has the focus."""
        edit = self.app.focused
        await self.pilot.press(*(f"{'space' if char == ' ' else char}" for char in words))
        if isinstance(edit, LineEdit):
            await self.until(lambda: edit.text.endswith(words), f"typing {words!r}")
        return self

    async def until(self, true: Callable[[], object], what: str) -> "Driver":
        """Wait until something is true."""
        end = time.monotonic() + LIMIT
        while not true():
            assert time.monotonic() < end, f"never came true: {what}\n{self.text}"
            await asyncio.sleep(0.01)
            await self.pilot.pause()
        return self

    async def said(self, words: str) -> "Driver":
        """Wait until the status line says this."""
        return await self.until(lambda: words in self.status, f"the status line says {words!r}")

    async def sees(self, words: str) -> "Driver":
        """Wait until the screen shows this."""
        return await self.until(lambda: words in self.text, f"the screen shows {words!r}")

    @property
    def status(self) -> str:
        screen = next(one for one in reversed(self.app.screen_stack) if isinstance(one, DeskScreen))
        found = screen.query("#status")
        return found.first(StatusLine).said if found else ""

    @property
    def text(self) -> str:
        """What the terminal would show."""
        return text_of(self.app)

    @property
    def inbox(self) -> "InboxDriver":
        return InboxDriver(self)

    @property
    def ticket(self) -> TicketScreen:
        screen = self.app.screen
        assert isinstance(screen, TicketScreen), screen
        return screen


class InboxDriver:
    """The inbox of the app."""

    def __init__(self, ui: Driver) -> None:
        self.ui = ui

    @property
    def screen(self) -> InboxScreen:
        screen = self.ui.app.screen
        assert isinstance(screen, InboxScreen), screen
        return screen

    async def select(self, ticket: int) -> Driver:
        """Put the cursor on a ticket of the view."""
        source = self.screen._source
        assert source is not None
        place = await source.position(ticket)
        assert place is not None, f"#{ticket} is not in this view"
        self.screen.tickets.move_to(place)
        return await self.ui.until(lambda: self.screen.tickets.record == ticket, f"the cursor on #{ticket}")

    async def show(self, view: str) -> Driver:
        """Go to a view."""
        await self.screen.show_view(view)
        await self.ui.pilot.pause()
        return self.ui


@asynccontextmanager
async def opened_app(
    engine: Engine, *, size: tuple[int, int] = (80, 24), settings: Settings = HOUSE
) -> AsyncIterator[Driver]:
    """The app on a desk; an error that the app reported fails the test."""
    app = DeskApp(engine, settings)
    async with app.run_test(size=size) as pilot:
        ui = Driver(pilot, app)
        await ui.until(lambda: app._deliverer is not None, "the start is over")
        yield ui
        assert not app.reported, app.reported


def make_tickets(count: int, *, me: int | None = None, now: int = NOW) -> list[int]:
    """Open tickets, each with a mail of its customer, newest last; their numbers."""
    made = []
    for number in range(1, count + 1):
        at = now - (count - number + 1) * 600
        customer = Customer.create(
            name=f"Customer {number}", email=f"c{number}@mail.example", created_at=at - 86_400, updated_at=at
        )
        ticket = Ticket.create(
            subject=f"Question {number}", snippet=f"Hello, this is mail {number}", customer=customer, assignee=me,
            created_at=at, updated_at=at, activity_at=at, waiting_since=at,
        )  # fmt: skip
        write_mail(ticket.id, at, f"Hello,\n\nthis is mail {number}.\n", name=f"Customer {number}")
        made.append(int(ticket.id))
    return made


def write_mail(ticket: int, at: int, text: str, *, name: str = "Jide Okafor", **more: str) -> int:
    """A mail of a customer on a ticket."""
    address = f"{name.casefold().replace(' ', '.')}@mail.example"
    mail = Message.create(
        ticket=ticket, kind="mail", direction="in", at=at, created_at=at, author_name=name, text=text,
        author_email=address, **more,
    )  # fmt: skip
    return int(mail.id)


def seat_agents() -> tuple[int, int]:
    """Two agents; the first one sits here."""
    ana = Agent.create(name="Ana", email="ana@shop.example", os_user="ana", role="owner")
    ben = Agent.create(name="Ben", email="ben@shop.example", os_user="ben")
    return int(ana.id), int(ben.id)
