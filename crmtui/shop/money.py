"""Numbers from files: decimal text to exact decimals, and exact decimals to minor units.

The one rule: a number whose decimal mark is not certain is refused with a question, never read on a hunch.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from functools import lru_cache

from crmtui.errors import UsageError
from crmtui.text import exponent

# Beyond this no shop's amount makes sense, and a 64-bit column could not hold its sums.
_LARGEST = Decimal(10) ** 15

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?\Z", re.ASCII)  # 1,234.50 and lakhs: 1,00,000
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{2,3})*\.\d{3}(?:,\d+)?\Z", re.ASCII)
_PLAIN_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?\Z", re.ASCII)
_UNCERTAIN = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
_SPACES = re.compile("(?<=\\d)[ '\u2019\u00a0\u202f\u2009](?=\\d)")


class DecimalMark(StrEnum):
    """What stands before the cents in a file."""

    POINT = "point"
    COMMA = "comma"


def is_currency(code: str) -> bool:
    """Whether the text has the form of an ISO 4217 code (three capital letters)."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


@lru_cache(maxsize=16)
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(exponent(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """An exact amount as minor units, rounded half to even."""
    return int((amount * _unit(currency)).to_integral_value(ROUND_HALF_EVEN))


def spread_minor(amounts: Iterable[Decimal], currency: str) -> list[int]:
    """Exact amounts as minor units whose sum is the rounded sum of the amounts.

    Each part is the growth of the rounded running sum, so prices of half a cent neither vanish nor multiply.
    """
    parts: list[int] = []
    exact, given = Decimal(0), 0
    for amount in amounts:
        exact += amount
        so_far = to_minor(exact, currency)
        parts.append(so_far - given)
        given = so_far
    return parts


def _bare(text: str) -> str:
    """The number without currency signs, grouping spaces, brackets or a trailing minus."""
    text = "".join(c for c in text.strip() if unicodedata.category(c) != "Sc").replace("\u2212", "-").strip()
    text = _SPACES.sub("", text)
    if text.startswith("(") and text.endswith(")"):
        return "-" + text[1:-1].strip()
    if text.endswith("-"):
        return "-" + text[:-1].strip()
    if text.startswith("-"):
        return "-" + text[1:].strip()
    return text


def mark_shown(text: str) -> DecimalMark | None:
    """The decimal mark that this number proves by its form, or None when it proves nothing."""
    bare = _bare(text)
    if _UNCERTAIN.match(bare) or bare.lstrip("+-").isdigit():
        return None
    if _PLAIN.match(bare) or _GROUPED_POINT.match(bare):
        return DecimalMark.POINT
    if _PLAIN_COMMA.match(bare) or _GROUPED_COMMA.match(bare):
        return DecimalMark.COMMA
    return None


@lru_cache(maxsize=8192)
def parse_number(text: str, mark: DecimalMark | None) -> Decimal:
    """The number that a cell holds.

    Args:
        text: the cell; currency signs, grouping, brackets for negatives are understood.
        mark: the file's decimal mark, None when nothing in the file proves one.

    Raises:
        ValueError: it is not a number, or not one with this decimal mark.
        UsageError: it could be two numbers and no mark is known.
    """
    bare = _bare(text)
    if mark is None:
        if _UNCERTAIN.match(bare):
            raise UsageError(
                f"{text.strip()} could be {bare.replace(',', '').replace('.', '')} or {bare.replace(',', '.')}",
                "say which with --decimal point or --decimal comma",
            )
        mark = mark_shown(text) or DecimalMark.POINT
    if mark is DecimalMark.POINT and (_PLAIN.match(bare) or _GROUPED_POINT.match(bare)):
        number = Decimal(bare.replace(",", ""))
    elif mark is DecimalMark.COMMA and (_PLAIN_COMMA.match(bare) or _GROUPED_COMMA.match(bare)):
        number = Decimal(bare.replace(".", "").replace(",", "."))
    elif mark_shown(text) is not None:
        raise ValueError(f"{text.strip()!r} does not fit a file whose decimal mark is the {mark}")
    else:
        raise ValueError(f"{text.strip()!r} is not a number")
    if abs(number) > _LARGEST:
        raise ValueError(f"{text.strip()[:40]!r} is too large")
    return number


def agreed_mark(cells: Iterable[str]) -> DecimalMark | None:
    """The decimal mark that these cells prove together; None when they prove none, or both."""
    marks = {mark for cell in cells if (mark := mark_shown(cell)) is not None}
    return marks.pop() if len(marks) == 1 else None
