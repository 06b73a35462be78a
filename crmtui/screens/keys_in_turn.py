"""Keys in turn: what is typed ahead waits until the key before it has done its work.

The one rule: a key meets the screen that the user will have had in mind, never the one on the way to it. Keys that
come in one piece (a fast typist, a slow line, a macro of the terminal) would otherwise be taken by the screen below a
picker that is still being made: `a` and a name would assign nothing, and resolve the ticket on the way.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_PATIENCE = 3.0
"""Seconds after which a key no longer waits for the one before it: what is stuck must not take the keyboard."""

_BREATH = 0.02
"""Seconds that a key has to itself before anybody asks whether it is done: asking goes through the queues that its
own paint goes through. A key that comes sooner asks at once."""

_ROUNDS = 20
_holding: ContextVar[bool] = ContextVar("holding", default=False)
_asking: ContextVar[bool] = ContextVar("asking", default=False)


class KeysInTurn(App[int]):
    """An app that hands on one key after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._turn: asyncio.Task[None] | None = None
        self._held = 0
        self._free = asyncio.Event()
        self._free.set()
        self._hurry = asyncio.Event()

    # -- what takes its time ---------------------------------------------------------------------------------------

    def holding(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Work that keeps the next key waiting, from now until it is done or asks the user something."""
        self._hold()

        async def held() -> None:
            _holding.set(True)
            try:
                await work()
            finally:
                self._release()

        return held

    def _hold(self) -> None:
        self._held += 1
        self._free.clear()

    def _release(self) -> None:
        self._held = max(0, self._held - 1)
        if not self._held:
            self._free.set()

    async def push_screen_wait(self, *args: Any, **kwargs: Any) -> Any:
        """Ask; meanwhile the keys are the question's."""
        if not _holding.get():
            return await super().push_screen_wait(*args, **kwargs)
        _asking.set(True)
        try:
            return await super().push_screen_wait(*args, **kwargs)
        finally:
            self._hold()

    def push_screen(self, *args: Any, **kwargs: Any) -> Any:
        """Show a screen; a question is on top of all others before the next key gets its turn."""
        pushed = super().push_screen(*args, **kwargs)
        if _asking.get():
            _asking.set(False)
            self._release()
        return pushed

    # -- keys --------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Let a key through when it is its turn."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._turn is not None and not self._turn.done():
            self._waiting.append(event)
            self._hurry.set()
        else:
            self._hurry.clear()
            await super().on_event(event)
            self._turn = asyncio.create_task(self._take_turns())
            self._turn.add_done_callback(self._told)

    def _told(self, turn: "asyncio.Task[None]") -> None:
        """What went wrong in a turn goes where Textual's own errors go."""
        error = None if turn.cancelled() else turn.exception()
        if isinstance(error, Exception) and self._running:
            self._handle_exception(error)

    async def _take_turns(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), _BREATH)
        await self._settled()
        while self._waiting and self._running and self.screen_stack:
            await super().on_event(self._waiting.popleft())
            await self._settled()
        # The app may have ended while keys were waiting.
        self._waiting.clear()

    async def _settled(self) -> None:
        """Wait until the last key has gone its way, and what it began is done or asks for more keys."""
        for _ in range(_ROUNDS):
            before = self._focus
            # Twice: a key that has come up may have sent a message, which goes the same way.
            await self._climbed()
            await self._climbed()
            try:
                await asyncio.wait_for(self._free.wait(), _PATIENCE)
            except TimeoutError:
                self._held = 0
                self._free.set()
                return
            if before == self._focus:
                return

    @property
    def _focus(self) -> tuple[MessagePump | None, MessagePump | None]:
        return (self.screen, self.focused) if self._running and self.screen_stack else (None, None)

    async def _climbed(self) -> None:
        """Wait until everybody between the focus and the app has dealt with all that was sent to them."""
        screen, focused = self._focus
        arrived = asyncio.Event()

        def climb(node: MessagePump) -> None:
            parent = node._parent
            if node is self or parent is None or not parent.call_later(climb, parent):
                arrived.set()

        start = focused or screen
        if start is None or not start.call_later(climb, start):
            return
        try:
            await asyncio.wait_for(arrived.wait(), _PATIENCE)
        except TimeoutError:
            return
