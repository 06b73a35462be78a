"""Money and moments inside a template, and how they read in the customer's language.

The one rule: a value knows what it is, so that `{{ order.total }}` can never print minor units, nor
`{{ order.placed_at }}` seconds. Babel lives here: import this module late.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal

from crmtui.desk.liquid_fields import BY_PATH, GAP, ROOTS, Kind
from crmtui.text import exponent
from crmtui.zones import named_or_local

# Around the number of a gap in the raw output: noncharacters, taken out of everything that is inserted.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_NO_MARKS = str.maketrans("", "", OPEN + CLOSE)

DATE_STYLES = ("short", "medium", "long", "full")

# strftime -> Unicode date patterns, so that month and day names come in the customer's language.
_CODES = {
    "Y": "yyyy",
    "y": "yy",
    "m": "MM",
    "-m": "M",
    "d": "dd",
    "-d": "d",
    "e": "d",
    "B": "MMMM",
    "b": "MMM",
    "h": "MMM",
    "A": "EEEE",
    "a": "EEE",
    "H": "HH",
    "-H": "H",
    "I": "hh",
    "-I": "h",
    "l": "h",
    "M": "mm",
    "S": "ss",
    "p": "a",
    "j": "DDD",
    "Z": "z",
    "z": "Z",
    "F": "yyyy-MM-dd",
    "T": "HH:mm:ss",
    "R": "HH:mm",
    "%": "'%'",
}
_CODE = re.compile(r"%(-?.)|([^%]+)|(%)", re.DOTALL)


class Money(Decimal):
    """An amount in major units, so that `{% if order.total > 50 %}` means what it says."""

    currency: str

    @classmethod
    def of(cls, minor: int, currency: str) -> "Money":
        """From minor units and an ISO 4217 code."""
        money = cls(minor).scaleb(-exponent(currency))
        made = cls(money)
        made.currency = currency
        return made


class Moment(int):
    """UTC epoch seconds that are known to be a time."""


@dataclass(frozen=True, slots=True)
class Place:
    """The reader's language, region and clock."""

    locale: Locale
    zone: tzinfo

    def text(self, value: object) -> str:
        """A value as it reads in a letter; "" when there is nothing to read."""
        if isinstance(value, Money):
            return self.money(value, value.currency)
        if isinstance(value, Moment):
            return self.date(value, "medium")
        if isinstance(value, list | tuple):
            return ", ".join(text for item in value if (text := self.text(item)))
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, float | Decimal):
            return format_decimal(value, locale=self.locale)
        return "" if value is None else str(value)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount in major units with its currency, or the bare number when the currency is not known."""
        if not currency:
            return format_decimal(amount, locale=self.locale)
        return format_currency(amount, currency, locale=self.locale)

    def date(self, epoch: int, style: str) -> str:
        """A moment by style (short, medium, long, full, time, datetime) or by a strftime pattern.

        Raises:
            ValueError: neither a style nor a pattern.
        """
        at = datetime.fromtimestamp(epoch, UTC).astimezone(self.zone)
        if style in DATE_STYLES:
            return format_date(at.date(), style, locale=self.locale)
        if style == "time":
            return format_time(at.timetz(), "short", tzinfo=self.zone, locale=self.locale)
        if style == "datetime":
            return format_datetime(at, "medium", tzinfo=self.zone, locale=self.locale)
        return format_datetime(at, _pattern(style), tzinfo=self.zone, locale=self.locale)


@lru_cache(maxsize=64)
def _pattern(strftime: str) -> str:
    if "%" not in strftime:
        raise ValueError(f"{strftime!r} is no date style: use {', '.join(DATE_STYLES)}, time, datetime or %d %B %Y")
    parts = []
    for match in _CODE.finditer(strftime):
        code, literal = match.group(1), match.group(2)
        if literal is not None:
            parts.append("'" + literal.replace("'", "''") + "'")
        elif code in _CODES:
            parts.append(_CODES[code])
        else:
            raise ValueError(f"a date has no %{code or ''}")
    return "".join(parts)


@lru_cache(maxsize=64)
def place(locale: str, timezone: str) -> Place:
    """The reader's place from a language tag ("de-AT", "pt_BR") and a zone name; else English, and the machine's zone.

    A customer's language is often a guess: it decides how a date looks, never whether a mail can be written.
    """
    return Place(_locale(locale), named_or_local(timezone))


def _locale(tag: str) -> Locale:
    parts = [part for part in re.split(r"[-_]", tag.split(".")[0]) if part.isalnum()]
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("_".join(parts[:length]))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


class Record(dict[str, object]):
    """A plain dict that remembers under which path it is known."""

    __slots__ = ("path",)

    def __init__(self, path: str, values: dict[str, object]) -> None:
        super().__init__(values)
        self.path = path


def records(context: dict[str, object]) -> dict[str, object]:
    """The known fields of a context and nothing else, with money and times as what they are."""
    roots: dict[str, object] = {"now": _value("now", context.get("now"), "")}
    for root in sorted(ROOTS - {"now"}):
        given = context.get(root)
        roots[root] = _record(root, given, str(given.get("currency") or "")) if isinstance(given, dict) else None
    return roots


def _record(path: str, given: dict[str, object], currency: str) -> Record:
    names = [name for base, _, name in (field.rpartition(".") for field in BY_PATH) if base == path]
    return Record(path, {name: _value(f"{path}.{name}", given.get(name), currency) for name in names})


def _value(path: str, value: object, currency: str) -> object:
    kind = BY_PATH[path].kind
    if value is None:
        return None
    if kind is Kind.MONEY:
        return Money.of(value, currency) if isinstance(value, int) else None
    if kind is Kind.DATE:
        return Moment(value) if isinstance(value, int) else None
    if kind is Kind.NUMBER:
        return value if isinstance(value, int) else _words(value)
    if kind is Kind.TEXT:
        return _words(value)
    if not isinstance(value, list | tuple):
        return None
    if kind is Kind.WORDS:
        return [_words(word) for word in value]
    return [_record(path, item, currency) for item in value if isinstance(item, dict)]


def _words(value: object) -> str:
    """Somebody else's words: what looks like a gap or a mark of ours is broken apart, so that it can never be one."""
    return GAP.sub(lambda found: "{ " + found.group()[1:], str(value).translate(_NO_MARKS))
