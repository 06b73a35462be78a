"""What dates and ages mean in seconds, as bounds of a stored time.

The one rule: a day covers all its seconds; an age counts back from now, or ahead for what is still to come.
"""

from typing import Any

from crmtui.query.asker import Asker
from crmtui.query.syntax import Compare, Op, Range, Test
from crmtui.query.values import Age, Day


def bounds_of(test: Test, asker: Asker, *, ahead: bool) -> list[tuple[str, Any]]:
    """Bounds in epoch seconds; ages count back from now, or ahead for what is still to come."""
    value = test.value if isinstance(test, Compare) else test.low or test.high
    if isinstance(value, Age):
        bounds = _age_range(test, asker.now) if isinstance(test, Range) else _age(test.op, value, asker.now)
        return [(_MIRROR[op], 2 * asker.now - moment) for op, moment in bounds] if ahead else bounds
    if isinstance(test, Range):
        found = []
        if isinstance(test.low, Day):
            found.append((">=", test.low.span(asker.now, asker.zone)[0]))
        if isinstance(test.high, Day):
            found.append(("<", test.high.span(asker.now, asker.zone)[1]))
        return found
    assert isinstance(value, Day)
    begin, end = value.span(asker.now, asker.zone)
    return {
        Op.IS: [(">=", begin), ("<", end)], Op.LESS: [("<", begin)], Op.AT_MOST: [("<", end)],
        Op.MORE: [(">=", end)], Op.AT_LEAST: [(">=", begin)],
    }[test.op]  # fmt: skip


_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _age(op: Op, age: Age, now: int) -> list[tuple[str, Any]]:
    then = now - age.seconds
    return {
        Op.IS: [(">=", then), ("<=", now)], Op.LESS: [(">", then), ("<=", now)],
        Op.AT_MOST: [(">=", then), ("<=", now)],
        Op.MORE: [("<", then)], Op.AT_LEAST: [("<=", then)],
    }[op]  # fmt: skip


def _age_range(test: Range, now: int) -> list[tuple[str, Any]]:
    ages = [value.seconds for value in (test.low, test.high) if isinstance(value, Age)]
    if len(ages) == 2:
        return [(">=", now - max(ages)), ("<=", now - min(ages))]
    return [("<=", now - ages[0])] if test.low is not None else [(">=", now - ages[0]), ("<=", now)]
