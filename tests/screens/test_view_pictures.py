"""Pictures of views: the list of all, and the side that they have where there is room."""

import time
from typing import Any

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.journal import Actor
from tests.driver import HOUSE, NOW, make_tickets, seat_agents, typing


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    ana, _ = seat_agents()
    make_tickets(30)
    me = Actor("agent", ana, "Ana")
    for name, query, private in (
        ("Late parcels", "is:open tag:wismo waiting:>2d", False), ("荷物", "荷物", False),
        ("Mine, urgent", "assignee:me", True),
        ("A name that is rather long for a side of the screen", "is:open -tag:wholesale", False),
    ):  # fmt: skip
        made = journal.perform(table()["view.save"], [], {"name": name, "query": query, "private": private}, me).created
        journal.perform(table()["view.key"], [made or 0], {"key": "f7" if name == "荷物" else "none"}, me)
    return engine


@pytest.mark.parametrize(
    ("size", "keys"), [((80, 24), ("V",)), ((120, 40), ("V", "down")), ((200, 40), ())],
    ids=["80x24-list", "120x40-list", "200x40-side"],
)  # fmt: skip
def test_views(desk: Engine, snap_compare: Any, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=size, run_before=typing(*keys))
