"""Values for `IN (...)`, however many there are.

The one rule: a statement never gets more of them than any SQLite takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_MOST = 500
"""Well below SQLite's limit, large enough that the statement's cost disappears."""


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists short enough for one IN."""
    whole = list(values)
    for start in range(0, len(whole), _MOST):
        yield whole[start : start + _MOST]


def slots(values: Sequence[Any]) -> str:
    """Question marks for an IN."""
    return ",".join("?" * len(values))
