"""Pictures of a preview and of progress at two sizes; look at them before you accept a new one."""

import asyncio
import time
from typing import Any

import pytest
from textual.pilot import Pilot

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.orm import raw, transaction
from crmtui.screens import bulk
from crmtui.screens.bulk_preview import BulkPreview
from tests.driver import HOUSE, NOW, Driver, seat_agents, still

SIZES = [(80, 24), (120, 40)]
pytestmark = pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Five thousand tickets, at a time that stands still."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    ana, _ = seat_agents()
    states = ("open", "open", "open", "pending")
    with transaction():
        raw().executemany(
            "INSERT INTO ticket (subject, status, created_at, updated_at, activity_at, assignee_id)"
            " VALUES (?, ?, 1, 1, ?, ?)",
            [(f"Question {n}", states[n % 4], NOW - n * 60, ana) for n in range(5000)],
        )
    return engine


async def preview(pilot: "Pilot[int]") -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    await still(pilot)
    ui = await Driver(pilot, app).press("A", "A", "e")
    await ui.until(lambda: isinstance(app.screen, BulkPreview), "the preview")
    await still(pilot)


def test_a_preview(desk: Engine, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=size, run_before=preview)


def test_progress(desk: Engine, snap_compare: Any, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_QUIET", 0.0)
    real = Engine.work

    async def work(self: Engine, what: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(what, "__name__", "") == "step" and what.__self__.done:
            await asyncio.sleep(3600)
        return await real(self, what, *args, **kwargs)

    monkeypatch.setattr(Engine, "work", work)

    async def halfway(pilot: "Pilot[int]") -> None:
        app = pilot.app
        assert isinstance(app, DeskApp)
        await preview(pilot)
        ui = await Driver(pilot, app).press_ahead("enter")
        await ui.said("esc cancels")
        await still(pilot, but="bulk")

    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=size, run_before=halfway)
