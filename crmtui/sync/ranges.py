"""Sets of whole numbers as ranges: which UIDs of a folder are still to be fetched.

The one rule: ranges are ascending, include both ends, and neither overlap nor touch.
"""

from collections.abc import Sequence

Range = tuple[int, int]


def add(ranges: Sequence[Range], new: Range) -> list[Range]:
    """The ranges with another one."""
    low, high = new
    found: list[Range] = []
    for one in ranges:
        if one[1] < low - 1 or one[0] > high + 1:
            found.append(one)
        else:
            low, high = min(low, one[0]), max(high, one[1])
    return sorted([*found, (low, high)])


def remove(ranges: Sequence[Range], gone: Range) -> list[Range]:
    """The ranges without the numbers of another one."""
    low, high = gone
    found: list[Range] = []
    for first, last in ranges:
        if first < low:
            found.append((first, min(last, low - 1)))
        if last > high:
            found.append((max(first, high + 1), last))
        # Wholly inside: gone.
    return [one for one in found if one[0] <= one[1]]


def up_to(ranges: Sequence[Range], top: int) -> list[Range]:
    """What of the ranges lies at or below a number."""
    return [(low, min(high, top)) for low, high in ranges if low <= top]


def cut(ranges: Sequence[Range], at: int) -> list[Range]:
    """The ranges, none of which holds both a number and the one after `at`; parts may touch."""
    found: list[Range] = []
    for low, high in ranges:
        found += [(low, at), (at + 1, high)] if low <= at < high else [(low, high)]
    return found


def count(ranges: Sequence[Range]) -> int:
    """How many numbers the ranges hold."""
    return sum(high - low + 1 for low, high in ranges)
