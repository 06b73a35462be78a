"""What to do when a question was overtaken by another one on the search lane: ask it again, a moment later.

The one rule: nobody who still wants an answer is left without one.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from crmtui.db.connect import Reader
    from crmtui.db.engine import Engine

P = ParamSpec("P")
T = TypeVar("T")

TRIES, AGAIN = 3, 0.03
"""How often one asks anew when one was overtaken, and how many seconds later."""


async def more_of(
    engine: "Engine", query: Callable[Concatenate["Reader", P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """More of what was found, from the connection that found it; overtaken by a key it is asked again."""
    from crmtui.db.search_lane import Overtaken

    while True:
        try:
            return await engine.searching.join(query, *args, **kwargs)
        except Overtaken:
            await asyncio.sleep(AGAIN)
