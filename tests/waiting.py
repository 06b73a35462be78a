"""Waits for what should happen, and bounds what must not hang.

The one rule: nothing here measures. A limit is far beyond what the slowest machine takes, and ends only what would
hang for ever; how quick something is, the benchmarks say.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LIMIT = 60.0
"""Seconds after which what has not happened never will."""
_LOOK = 0.01


def until(true: Callable[[], object], limit: float = LIMIT) -> bool:
    """Wait until something is true; whether it came true."""
    end = time.monotonic() + limit
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK)
    return True


@contextmanager
def no_hanging(limit: float = LIMIT) -> Iterator[None]:
    """What is done inside comes to its end; what it must not wait for has to last far longer than the limit."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < limit, f"it took {took:.0f} s"
