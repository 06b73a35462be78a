"""What runs behind the screens once the first paint is out: mail comes and leaves, snoozed tickets wake.

The one rule: nothing here may stop the app: what cannot run says so in the status line. What a service does already
(`crmtui sync --watch`) is left to it.
"""

import asyncio
import importlib
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from crmtui.errors import CrmtuiError
from crmtui.widgets.lines import Tone

if TYPE_CHECKING:
    from crmtui.app import DeskApp
    from crmtui.sync.delivery import Deliverer, Report
    from crmtui.sync.runner import Runner

# Snoozes are set to the minute at the finest.
_TICK = 20.0


def _nothing() -> None:
    """Binding the models is all there is to do."""


class Background:
    """What runs; the app wakes and stops it."""

    def __init__(self, runner: "Runner", deliverer: "Deliverer") -> None:
        self._runner, self._deliverer = runner, deliverer

    def wake(self) -> None:
        """Look at the outbox now."""
        self._deliverer.wake()

    def stop(self) -> None:
        """Take no further mail; what is on its way may finish, or is found again later."""
        self._deliverer.stop()
        self._runner.stop(2.0)


async def start(app: "DeskApp") -> Background:
    """Bring the models in, then begin to fetch, to deliver and to look at the clock."""
    await app.engine.work(_nothing)
    app.begin_counting()
    # Beside the database: one desk, one log.
    from crmtui import log

    log.start(app.engine.path.parent / "log")
    loop = asyncio.get_running_loop()
    # In a thread: the mail protocols take a while to come, and somebody may be typing.
    runner_module = await asyncio.to_thread(importlib.import_module, "crmtui.sync.runner")
    from crmtui.sync.delivery import Deliverer

    def told(report: "Report") -> None:
        if report.problems:
            words = "; ".join(f"{name}: {problem}" for name, problem in report.problems.items())
            # The loop may have ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(app.tell, words, Tone.ALERT)

    def failed(error: Exception) -> None:
        with suppress(RuntimeError):
            if isinstance(error, CrmtuiError):
                loop.call_soon_threadsafe(app.tell, error.told, Tone.ALERT)
            else:
                loop.call_soon_threadsafe(app.report, error)

    def about(name: str, problem: str) -> None:
        with suppress(RuntimeError):
            tone = Tone.ALERT if problem else Tone.NORMAL
            loop.call_soon_threadsafe(app.tell, f"{name}: {problem or 'mail is fetched again'}", tone)

    runner: Runner = runner_module.Runner(app.settings, app.engine.peewee, about, failed)
    runner.start(deliver=False)
    deliverer = Deliverer(app.settings, app.engine.peewee, told, failed, lambda: runner.holds("deliver"))
    deliverer.start()
    app.set_interval(_TICK, lambda: _tick(app, runner))
    await _tick(app, runner)
    return Background(runner, deliverer)


async def _tick(app: "DeskApp", runner: "Runner") -> None:
    """Wake what is due, unless another process does; the pulse shows it."""
    from crmtui.sync import timers

    def tick() -> None:
        if runner.holds("timers"):
            timers.tick(int(time.time()))

    try:
        await app.engine.work(tick)
    except CrmtuiError as error:
        app.tell(error.told, Tone.ALERT)
