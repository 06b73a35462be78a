"""What runs behind the screens once the first paint is out: mails leave, snoozed tickets wake.

The one rule: nothing here may stop the app: what cannot run says so in the status line.
"""

import asyncio
import time
from typing import TYPE_CHECKING

from crmtui.errors import CrmtuiError
from crmtui.widgets.lines import Tone

if TYPE_CHECKING:
    from crmtui.app import DeskApp
    from crmtui.sync.delivery import Deliverer, Report

# Snoozes are set to the minute at the finest.
_TICK = 20.0


def _nothing() -> None:
    """Binding the models is all there is to do."""


async def start(app: "DeskApp") -> "Deliverer":
    """Bring the models in, then begin to deliver and to look at the clock."""
    await app.engine.work(_nothing)
    app.begin_counting()
    # Beside the database: one desk, one log.
    from crmtui import log

    log.start(app.engine.path.parent / "log")
    # Late: the outbox brings smtplib and the models.
    from crmtui.sync.delivery import Deliverer

    loop = asyncio.get_running_loop()

    def told(report: "Report") -> None:
        if report.problems:
            words = "; ".join(f"{name}: {problem}" for name, problem in report.problems.items())
            loop.call_soon_threadsafe(app.tell, words, Tone.ALERT)

    def failed(error: Exception) -> None:
        if isinstance(error, CrmtuiError):
            loop.call_soon_threadsafe(app.tell, f"{error.message}. {error.hint}", Tone.ALERT)
        else:
            loop.call_soon_threadsafe(app.report, error)

    deliverer = Deliverer(app.settings, app.engine.peewee, told, failed)
    deliverer.start()
    app.set_interval(_TICK, lambda: _tick(app))
    await _tick(app)
    return deliverer


async def _tick(app: "DeskApp") -> None:
    """Wake what is due; the pulse shows it."""
    from crmtui.sync import timers

    try:
        await app.engine.work(timers.tick, int(time.time()))
    except CrmtuiError as error:
        app.tell(f"{error.message}. {error.hint}", Tone.ALERT)
