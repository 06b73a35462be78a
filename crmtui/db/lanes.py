"""Threads that talk to the database, so that the event loop never does.

The one rule: a lane is one thread with its own connection, and does one thing at a time in the order asked.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """One database thread."""

    def __init__(self, name: str) -> None:
        # Shell commands open an engine and never a lane: what lanes need is imported by who uses them.
        from concurrent.futures import ThreadPoolExecutor

        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"db-{name}")

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` on the lane's thread; the event loop goes on meanwhile."""
        import asyncio

        return await asyncio.wrap_future(self._pool.submit(work, *args, **kwargs))

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Queue `work` without waiting."""
        return self._pool.submit(work, *args, **kwargs)

    def close(self) -> None:
        """Finish what is queued, and end the thread."""
        self._pool.shutdown(wait=True)
