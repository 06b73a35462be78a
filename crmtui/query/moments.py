"""Times, ages and amounts of a query in words.

The one rule: an age is told as an age and a date as a date; neither needs to know what time it is.
"""

from enum import Enum

from crmtui.query.syntax import Compare, Op, Test
from crmtui.query.values import UNITS, WEEKDAYS, Age, Day, Money, Number, Text, Value, plain

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

AMOUNTS = {
    Op.IS: "{}", Op.LESS: "less than {}", Op.AT_MOST: "at most {}", Op.MORE: "more than {}", Op.AT_LEAST: "at least {}",
}  # fmt: skip
"""How a comparison of numbers, money and ages is told."""

_LEVELS = {
    Op.IS: "{}", Op.LESS: "lower than {}", Op.AT_MOST: "{} or lower", Op.MORE: "higher than {}",
    Op.AT_LEAST: "{} or higher",
}  # fmt: skip


class Way(Enum):
    """How the words of a time go on after the verb: how an age with each operator, a range of ages, and a day."""

    AGO = "ago"
    """`created`: in the past."""
    LASTING = "for"
    """`waiting`: since then, and it lasts."""
    AHEAD = "in"
    """`snoozed`: in the future."""


_AGES: dict[Way, dict[Op, str]] = {
    Way.AGO: {**{op: f"{words} ago" for op, words in AMOUNTS.items()}, Op.IS: "in the last {}"},
    Way.LASTING: {**{op: f"for {words}" for op, words in AMOUNTS.items()}, Op.IS: "for at most {}"},
    Way.AHEAD: {**{op: f"in {words}" for op, words in AMOUNTS.items()}, Op.IS: "within {}"},
}
_AGE_RANGE = {Way.AGO: "{} to {} ago", Way.LASTING: "for {} to {}", Way.AHEAD: "in {} to {}"}
_DAYS: dict[Way, dict[Op, str]] = {
    Way.AGO: {
        Op.IS: "{on}", Op.LESS: "before {day}", Op.AT_MOST: "{on} or earlier", Op.MORE: "after {day}",
        Op.AT_LEAST: "{on} or later",
    },
    Way.LASTING: {
        Op.IS: "since {day}", Op.LESS: "since before {day}", Op.AT_MOST: "since {day} or earlier",
        Op.MORE: "since after {day}", Op.AT_LEAST: "since {day} or later",
    },
}  # fmt: skip
_DAYS[Way.AHEAD] = _DAYS[Way.AGO]


def age_words(age: Age) -> str:
    """`7 days`."""
    return f"{age.count} {UNITS[age.unit][1]}{'' if age.count == 1 else 's'}"


def day_words(day: Day) -> tuple[str, str]:
    """A date as it stands behind a verb, and by itself: `("on 1 Nov 2026", "1 Nov 2026")`."""
    text = day.text
    if not text[0].isdigit():
        when, _, what = text.rpartition("-")
        name = f"{when} {what.title() if what in WEEKDAYS else what}".strip()
        return (f"on {name}", name) if text in WEEKDAYS else (name, name)
    date, _, clock = text.partition("T")
    year, month, number = (*date.split("-"), "", "")[:3]
    if not month:
        return f"in {year}", year
    if not number:
        named = f"{MONTHS[int(month) - 1]} {year}"
        return f"in {named}", named
    named = f"{int(number)} {MONTHS[int(month) - 1][:3]} {year}"
    return (f"on {named} at {clock}", f"{named} {clock}") if clock else (f"on {named}", named)


def time_words(test: Test, way: Way) -> str:
    """When, as it stands behind a verb: `more than 4 hours ago`, `before 1 Nov 2026`."""
    if isinstance(test, Compare):
        return _when(test.op, test.value, way)
    if test.low is None or test.high is None:
        op, value = (Op.AT_LEAST, test.low) if test.high is None else (Op.AT_MOST, test.high)
        return _when(op, value, way) if value else ""
    if isinstance(test.low, Age) and isinstance(test.high, Age):
        low, high = sorted((test.low, test.high), key=lambda age: age.seconds)
        first = str(low.count) if low.unit == high.unit else age_words(low)
        return _AGE_RANGE[way].format(first, age_words(high))
    low_day, high_day = (day_words(value)[1] if isinstance(value, Day) else "" for value in (test.low, test.high))
    return f"{'since between' if way is Way.LASTING else 'from'} {low_day} " + (
        f"and {high_day}" if way is Way.LASTING else f"to {high_day}"
    )


def _when(op: Op, value: Value, way: Way) -> str:
    if isinstance(value, Age):
        return _AGES[way][op].format(age_words(value))
    if isinstance(value, Day):
        on, day = day_words(value)
        return _DAYS[way][op].format(on=on, day=day)
    return ""


def amount_words(test: Test, *, percent: bool = False) -> str:
    """How many or how much: `more than 500 EUR`, `3 to 10`."""
    if isinstance(test, Compare):
        return AMOUNTS[test.op].format(_amount(test.value, percent))
    if test.low is not None and test.high is not None:
        return f"{_amount(test.low, percent)} to {_amount(test.high, percent)}"
    if test.low is not None:
        return AMOUNTS[Op.AT_LEAST].format(_amount(test.low, percent))
    return AMOUNTS[Op.AT_MOST].format(_amount(test.high, percent)) if test.high is not None else ""


def _amount(value: Value, percent: bool) -> str:
    if isinstance(value, Money):
        return f"{plain(value.amount)} {value.currency}".rstrip()
    if isinstance(value, Number):
        return f"{plain(value.value * 100)} %" if percent else plain(value.value)
    return ""


def level_words(test: Test) -> str:
    """Where on a scale: `high or higher`, `normal to high`."""
    if isinstance(test, Compare):
        return _LEVELS[test.op].format(_name(test.value))
    if test.low is not None and test.high is not None:
        return f"{_name(test.low)} to {_name(test.high)}"
    if test.low is not None:
        return _LEVELS[Op.AT_LEAST].format(_name(test.low))
    return _LEVELS[Op.AT_MOST].format(_name(test.high))


def _name(value: Value | None) -> str:
    return value.text if isinstance(value, Text) else ""
