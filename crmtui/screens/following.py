"""Follows the database: what anybody changes is on the screen within a moment.

The one rule: a change is read once, whoever hears of it first, and following never takes more than a part of the time.
"""

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.worker import Worker, WorkerCancelled, WorkerFailed

from crmtui.errors import CrmtuiError
from crmtui.screens.app_verbs import AppVerbs
from crmtui.screens.base import DeskScreen
from crmtui.text import cut, one_line
from crmtui.widgets.bars import TopBar
from crmtui.widgets.lines import Span, Tone

if TYPE_CHECKING:
    from crmtui.db.watch import Watch
    from crmtui.desk.saved_views import Sidebar
    from crmtui.desk.view_counts import ViewCounts
    from crmtui.screens.background import Background
    from crmtui.settings import Settings

# What stands in the top bar about fetching.
_SYNC_CELLS = 40
# Also without a change: the file may have been removed or replaced.
_LOOK = 0.5
# An import of another process changes the database hundreds of times a second.
_REST = 4.0
"""How many times as long as a reading took it rests before the next one."""


class Following(AppVerbs):
    """The app's eye on the database; `begin_following` opens it."""

    me: int | None
    agent_name: str
    settings: "Settings"
    _deliverer: "Background | None"

    def __init__(self) -> None:
        super().__init__()
        self._watch: Watch | None = None
        self._counts: ViewCounts | None = None
        self._reading = asyncio.Lock()
        self._seen: tuple[int, DeskScreen | None] | None = None
        self._looking = self._again = False
        self._rested = 0.0

    def begin_following(self) -> None:
        """Look from now on."""
        from crmtui.db.watch import Watch  # late: the first paint is not followed

        loop = asyncio.get_running_loop()

        def noticed() -> None:
            # The loop may have ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._notice)

        self._watch = Watch(self.engine.path, noticed)
        self.set_interval(_LOOK, self._notice)

    def end_following(self) -> None:
        """Look and count no more."""
        if self._watch is not None:
            self._watch.stop()
        if self._counts is not None:
            self._counts.close()

    async def read_sidebar(self) -> "Sidebar":
        """The views, and how many each holds as far as that is known."""
        from crmtui.desk.saved_views import sidebar

        follow = self._counts.read if self._counts is not None else None
        return await self.engine.read(sidebar, self.me, follow)

    def begin_counting(self) -> None:
        """Count the saved views from now on."""
        from crmtui.desk.view_counts import ViewCounts  # late: brings the language

        loop = asyncio.get_running_loop()

        def told() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._show_counts)

        self._counts = ViewCounts(self.engine.path, self.me, told)
        self._show_counts()

    def _show_counts(self) -> None:
        if self._running and self.screen_stack:
            screen = self.desk_screen
            screen.later(screen.refresh_counts, group="counts", only=True)

    async def changed(self, screen: DeskScreen | None = None) -> None:
        """Our own change is in the database: the screen and the frame read it, unless they have."""
        await self._read(screen)
        if self._deliverer is not None:
            self._deliverer.wake()

    def _notice(self) -> None:
        if self._looking:
            self._again = True
        elif self._running:
            self._looking = True
            follow: Any = self._follow
            self.run_worker(follow, group="follow")

    async def _follow(self) -> None:
        try:
            self._again = True
            # The screens go before the app does.
            while self._again and self.screen_stack:
                await asyncio.sleep(max(0.0, self._rested - time.monotonic()))
                self._again = False
                await self._look()
        finally:
            self._looking = False

    async def _look(self) -> None:
        began = time.monotonic()
        try:
            version = await self.engine.read(lambda _: self.engine.data_version())
            if not self.screen_stack:
                return
            if self._seen is None or version != self._seen[0]:
                await self._read(self.screen if isinstance(self.screen, DeskScreen) else None)
                self._rested = time.monotonic() + _REST * (time.monotonic() - began)
        except CrmtuiError as error:
            # The next look tries again: what is on the screen stays there, drafts and all.
            self.desk_screen.say_error(error)

    async def _read(self, screen: DeskScreen | None) -> None:
        async with self._reading:
            version = await self.engine.read(lambda _: self.engine.data_version())
            if self._seen == (version, screen):
                return
            self._seen = (version, screen)
            if screen is not None:
                # A task of the screen: it ends with it, and what goes wrong there does not end the app.
                work: Any = screen.refresh_records
                reading: Worker[None] = screen.run_worker(work, group="follow", exclusive=True)
                with suppress(WorkerCancelled, WorkerFailed):
                    await reading.wait()
            await self.read_notes()

    async def read_notes(self) -> None:
        """Show in the top bar who sits here and what is on its way."""
        from crmtui.db.seats import outbox_counts
        from crmtui.sync.status import in_short

        counts = await self.engine.read(outbox_counts)
        leaving = sum(counts.get(state, 0) for state in ("held", "queued", "sending"))
        notes = [Span(f"out {leaving}")] if leaving else []
        notes += [
            Span(f"{state} {counts[state]}", Tone.ALERT) for state in ("failed", "uncertain") if counts.get(state)
        ]
        said, wrong = await self.engine.read(in_short, self.settings)
        if said:
            notes.append(Span(cut(one_line(said), _SYNC_CELLS), Tone.ALERT if wrong else Tone.DIM))
        self.notes = (Span(self.agent_name or "nobody", Tone.DIM), *notes)
        # A screen that comes or goes has no bar to show them in.
        for top in self.screen.query(TopBar) if self.screen_stack else ():
            top.show(notes=self.notes)
