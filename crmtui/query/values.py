"""The values a query compares with: words, numbers, money, ages, dates.

The one rule: a value keeps what was written, in its one spelling; what it means in seconds is worked out when it is
asked, with the present and the reader's zone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation

Quote = Callable[[str], str]

UNITS: dict[str, tuple[int, str]] = {
    "m": (60, "minute"), "h": (3600, "hour"), "d": (86400, "day"), "w": (7 * 86400, "week"),
    "mo": (30 * 86400, "month"), "y": (365 * 86400, "year"),
}  # fmt: skip
"""Seconds and name of each unit of an age; a month is 30 days, a year 365."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIODS = ("week", "month", "year")
DATE_WORDS: tuple[str, ...] = (
    "today", "yesterday", "tomorrow",
    *(f"{when}-{period}" for period in PERIODS for when in ("this", "last", "next")),
    *WEEKDAYS, *(f"last-{day}" for day in WEEKDAYS),
)  # fmt: skip
"""Dates by name; a weekday alone is the latest one, today included, `last-monday` the one before today."""


@dataclass(frozen=True, slots=True)
class Text:
    """A name, a word, a choice; with `prefix` it may go on."""

    text: str
    prefix: bool = False

    def written(self, quote: Quote) -> str:
        """As it stands in a query."""
        return quote(self.text) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: Decimal

    def written(self, quote: Quote) -> str:  # noqa: ARG002
        """As it stands in a query."""
        return plain(self.value)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units; without a currency in whatever the record has."""

    amount: Decimal
    currency: str = ""

    def written(self, quote: Quote) -> str:  # noqa: ARG002
        """As it stands in a query."""
        return f"{plain(self.amount)}{self.currency}"


@dataclass(frozen=True, slots=True)
class Age:
    """A span of time up to now: `7d`, `2h`."""

    count: int
    unit: str

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.count * UNITS[self.unit][0]

    def written(self, quote: Quote) -> str:  # noqa: ARG002
        """As it stands in a query."""
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Day:
    """A year, month, day or minute: `2026`, `2026-11`, `2026-11-01`, `2026-11-01T14:30`, or one by name: `today`."""

    text: str

    def written(self, quote: Quote) -> str:  # noqa: ARG002
        """As it stands in a query."""
        return self.text

    def span(self, now: int, zone: tzinfo) -> tuple[int, int]:
        """Its first second, and the first one after it, UTC epoch seconds.

        Raises:
            ValueError: there is no such day.
        """
        begin, end = _named(self.text, datetime.fromtimestamp(now, zone)) or _written(self.text, zone)
        return int(begin.timestamp()), int(end.timestamp())


Value = Text | Number | Money | Age | Day

_AGE = re.compile(r"(\d{1,5})-?(mo|m|h|d|w|y|(?:minute|hour|day|week|month|year)s?)", re.ASCII)
_UNIT_NAMED = {name: unit for unit, (_, name) in UNITS.items()}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}))?)?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_MONEY = re.compile(r"([A-Za-z]{3})?\s?(-?\d{1,13}(?:\.\d{1,4})?)\s?([A-Za-z]{3})?", re.ASCII)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def plain(value: Decimal) -> str:
    """A decimal without an exponent or needless zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def read_number(text: str) -> Number | None:
    """`12`, `0.25`, `20%`."""
    percent = text.endswith("%")
    found = _NUMBER.fullmatch(text.removesuffix("%"))
    if not found:
        return None
    value = Decimal(found[0]) / (100 if percent else 1)
    return Number(Decimal(plain(value)))


def read_money(text: str) -> Money | None:
    """`500`, `500EUR`, `EUR 500`, `€500`."""
    for sign, code in _SIGNS.items():
        text = text.replace(sign, code, 1)
    found = _MONEY.fullmatch(text)
    if not found or (found[1] and found[3]):
        return None
    try:
        amount = Decimal(plain(Decimal(found[2])))
    except InvalidOperation:
        return None
    return Money(amount, (found[1] or found[3] or "").upper())


def read_time(text: str) -> Age | Day | None:
    """`7d`, `today`, `last monday`, `2026-11-01`."""
    words = "-".join(text.casefold().split())
    age = _AGE.fullmatch(words)
    if age:
        return Age(int(age[1]), _UNIT_NAMED.get(age[2].removesuffix("s"), age[2]))
    if words in DATE_WORDS:
        return Day(words)
    day = _DAY.fullmatch(text.strip().upper())
    if not day:
        return None
    year, month, number, hour, minute = day.groups()
    written = year + "".join(f"-{int(part):02}" for part in (month, number) if part)
    if hour:
        written += f"T{int(hour):02}:{minute}"
    try:
        _written(written, None)
    except (ValueError, OverflowError):
        return None
    return Day(written)


def _written(text: str, zone: tzinfo | None) -> tuple[datetime, datetime]:
    day, _, clock = text.partition("T")
    parts = [int(part) for part in day.split("-")]
    if not 1970 <= parts[0] <= 9000:
        raise ValueError(text)
    if clock:
        hour, minute = (int(part) for part in clock.split(":"))
        begin = datetime(parts[0], parts[1], parts[2], hour, minute, tzinfo=zone)
        # By the seconds that pass: the next minute that clocks show may be an hour away.
        return begin, begin.astimezone(UTC) + timedelta(minutes=1)
    first = date(*(*parts, 1, 1)[:3])
    if len(parts) == 3:
        last = first + timedelta(days=1)
    else:
        last = _next_month(first) if len(parts) == 2 else first.replace(year=first.year + 1)
    return _midnight(first, zone), _midnight(last, zone)


def _named(word: str, here: datetime) -> tuple[datetime, datetime] | None:
    today = here.date()
    if word not in DATE_WORDS:
        return None
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    when, _, what = word.rpartition("-")
    if word in near:
        first = today + timedelta(days=near[word])
        last = first + timedelta(days=1)
    elif what in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS.index(what)) % 7
        first = today - timedelta(days=back or (7 if when else 0))
        last = first + timedelta(days=1)
    else:
        first, last = _period(what, {"last": -1, "this": 0, "next": 1}[when], today)
    return _midnight(first, here.tzinfo), _midnight(last, here.tzinfo)


def _period(what: str, by: int, today: date) -> tuple[date, date]:
    if what == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=by)
        return first, first + timedelta(weeks=1)
    if what == "year":
        first = date(today.year + by, 1, 1)
        return first, date(first.year + 1, 1, 1)
    months = today.year * 12 + today.month - 1 + by
    first = date(months // 12, months % 12 + 1, 1)
    return first, _next_month(first)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
