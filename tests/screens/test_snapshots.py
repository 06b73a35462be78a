"""Pictures of the main states at 80x24 and 120x40; look at them before you accept a new one."""

import time
from dataclasses import replace
from typing import Any

import pytest

from crmtui.actions import table
from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Ticket
from crmtui.journal import Actor, perform
from crmtui.themes import NAMES
from tests.driver import HOUSE, NOW, make_tickets, seat_agents, typing, write_mail

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A desk of all kinds of tickets, at a time that stands still."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    ana, _ben = seat_agents()
    tickets = make_tickets(30)
    subjects = ["Where is my parcel?", "Größe tauschen?", "注文について", "متى يتوفر المنتج؟", "Broken on arrival 📷"]
    for number, ticket in enumerate(tickets):
        Ticket.update(
            subject=subjects[number % 5], priority=(1, 2, 1, 3, 0)[number % 5], assignee=ana if number % 3 else None,
            waiting_since=NOW - (31 - number) * 600 if number % 4 else None,
            tags='["vip", "wismo"]' if number % 6 == 5 else "[]", snippet="Hello, I ordered the linen shirt",
        ).where(Ticket.id == ticket).execute()  # fmt: skip
    last = tickets[-1]
    write_mail(
        last, NOW - 300, "It is still not here.\n\nAna", quoted="> When did you order?\n> Yours", name="Jide Okafor"
    )
    Message.create(
        ticket=last, kind="note", direction="internal", at=NOW - 200, created_at=NOW - 200, author_name="Ben",
        text="M is back in stock on Friday.",
    )  # fmt: skip
    perform(
        table()["ticket.priority"], [last], {"priority": "high"}, Actor("agent", ana, "Ana"), clock=lambda: NOW - 100
    )
    return engine


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys", [(), ("tab", "space", "j", "space"), ("enter",), ("question_mark",), ("a",), ("slash",)],
    ids=["inbox", "marked", "ticket", "help", "picker", "filter"],
)  # fmt: skip
def test_state(desk: Engine, snap_compare: Any, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=size, run_before=typing(*keys))


@pytest.mark.parametrize("theme", [name for name in NAMES if name != "dark"])
def test_theme(desk: Engine, snap_compare: Any, theme: str) -> None:
    house = replace(HOUSE, ui=replace(HOUSE.ui, theme=theme))
    assert snap_compare(DeskApp(desk, house), terminal_size=(80, 24), run_before=typing("space", "j", "j"))


def test_forty_columns_keep_the_help(desk: Engine, snap_compare: Any) -> None:
    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=(40, 12), run_before=typing())
