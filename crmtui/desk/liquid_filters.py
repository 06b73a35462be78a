"""The filters a template may use.

The one rule: none of them can make much out of little; what can (split, times, replace without a bound) is not here.
"""

from collections.abc import Callable
from typing import Any

from liquid.builtin.filters import string as strings
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context

from crmtui.desk.liquid_values import Money

MAX_TEXT = 100_000
"""Characters that a single filter may return."""

MAX_MINOR = 10**18
"""Minor units: what a database integer holds, and decimals are still exact."""


def _refuse(message: str) -> FilterArgumentError:
    return FilterArgumentError(message, token=None)


def _default(value: object, otherwise: object = "") -> object:
    return otherwise if value is None or value is False or value == "" else value


@with_context
def _money(value: object, currency: object = "", *, context: Any) -> str:
    if not isinstance(value, Money):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MAX_MINOR:
            raise _refuse("money wants an amount, for instance order.total")
        if not isinstance(currency, str) or len(currency) != 3:
            raise _refuse('money wants a currency here, for instance money: "EUR"')
        value = Money.of(value, currency.upper())
    return str(context.place.text(value))


@with_context
def _date(value: object, style: object = "medium", *, context: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refuse("date wants a time, for instance order.placed_at")
    try:
        return str(context.place.date(value, str(style)))
    except (ValueError, OverflowError, OSError) as error:
        raise _refuse(str(error)) from error


def _records(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise _refuse(f"{name} wants a list, for instance order.items")
    return value


def _first(value: object) -> object:
    return next(iter(_records(value, "first")), "")


def _last(value: object) -> object:
    return next(iter(reversed(_records(value, "last"))), "")


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | list) else 0


def _map(value: object, key: object) -> list[object]:
    found = [item.get(key) for item in _records(value, "map") if isinstance(item, dict)]
    return [item for item in found if item not in (None, "")]


def _where(value: object, key: object, wanted: object = True) -> list[object]:
    return [item for item in _records(value, "where") if isinstance(item, dict) and item.get(key) == wanted]


@with_context
def _join(value: object, separator: object = ", ", *, context: Any) -> str:
    texts = [text for item in _records(value, "join") if (text := context.place.text(item))]
    if sum(map(len, texts)) + len(str(separator)) * len(texts) > MAX_TEXT:
        raise _refuse("join makes too long a text")
    return str(separator).join(texts)


def _replace(value: object, old: object, new: object = "") -> str:
    text, search, instead = str(value), str(old), str(new)
    if not search:
        raise _refuse("replace wants something to look for")
    if len(text) + text.count(search) * len(instead) > MAX_TEXT:
        raise _refuse("replace makes too long a text")
    return text.replace(search, instead)


def _remove(value: object, old: object) -> str:
    return _replace(value, old, "")


FILTERS: dict[str, Callable[..., object]] = {
    "append": strings.append,
    "capitalize": strings.capitalize,
    "date": _date,
    "default": _default,
    "downcase": strings.downcase,
    "first": _first,
    "join": _join,
    "last": _last,
    "lstrip": strings.lstrip,
    "map": _map,
    "money": _money,
    "prepend": strings.prepend,
    "remove": _remove,
    "replace": _replace,
    "rstrip": strings.rstrip,
    "size": _size,
    "slice": strings.slice_,
    "squish": strings.squish,
    "strip": strings.strip,
    "truncate": strings.truncate,
    "truncatewords": strings.truncatewords,
    "upcase": strings.upcase,
    "url_encode": strings.url_encode,
    "where": _where,
}

KEEPS_VALUES = frozenset({"date", "default", "first", "join", "last", "map", "money", "size", "where"})
"""Filters that want the value itself; the others are given its text."""

ALIASES = frozenset({"default", "first", "last", "where"})
"""Filters whose result has the fields of what they are given."""
