"""Amounts and dates: exact, and never a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.errors import UsageError
from crmtui.shop.dates import DateReader
from crmtui.shop.money import DecimalMark, agreed_mark, parse_number, spread_minor, to_minor


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("2.55", None, "2.55"),
        ("0.001", None, "0.001"),
        ("12,50", None, "12.50"),
        ("1,234.50", None, "1234.50"),
        ("1.234,50", None, "1234.50"),
        ("1 234,50 \u20ac", None, "1234.50"),
        ("1'234.50", None, "1234.50"),
        ("(12.50)", None, "-12.50"),
        ("12.50-", None, "-12.50"),
        ("\u2212$5", None, "-5"),
        ("1,00,000.00", None, "100000.00"),
        ("1234", None, "1234"),
        ("1,234", DecimalMark.POINT, "1234"),
        ("1.234", DecimalMark.POINT, "1.234"),
        ("1.234", DecimalMark.COMMA, "1234"),
        ("1,234", DecimalMark.COMMA, "1.234"),
    ],
)
def test_number_is_read_exactly(text: str, mark: DecimalMark | None, value: str) -> None:
    assert parse_number(text, mark) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345", "-1,234"])
def test_number_that_could_be_two_is_a_question(text: str) -> None:
    with pytest.raises(UsageError, match="could be") as caught:
        parse_number(text, None)
    assert "--decimal" in caught.value.hint


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "12,3,4", "1e5", "nan", "0x1", "\u0663", "9" * 30, "--1", "$"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a number|too large|does not fit"):
        parse_number(text, DecimalMark.POINT)


def test_comma_decimals_do_not_fit_a_file_of_points() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        parse_number("12,5", DecimalMark.POINT)


def test_one_certain_amount_settles_the_file_and_two_kinds_settle_nothing() -> None:
    assert agreed_mark(["1.234", "5", "0.99"]) is DecimalMark.POINT
    assert agreed_mark(["1.234", "5", "0,99"]) is DecimalMark.COMMA
    assert agreed_mark(["0.99", "0,99"]) is None
    assert agreed_mark(["1.234", "5"]) is None


def test_minor_units_follow_the_currency() -> None:
    assert to_minor(Decimal("12.345"), "EUR") == 1234
    assert to_minor(Decimal("12.355"), "EUR") == 1236
    assert to_minor(Decimal(1250), "JPY") == 1250
    assert to_minor(Decimal("1.2345"), "KWD") == 1234


@given(st.lists(st.decimals(min_value=-1000, max_value=1000, places=4)))
def test_parts_add_up_to_the_rounded_sum(amounts: list[Decimal]) -> None:
    parts = spread_minor(amounts, "EUR")
    assert sum(parts) == to_minor(sum(amounts, Decimal(0)), "EUR")
    assert all(abs(part - amount * 100) <= 1 for part, amount in zip(parts, amounts, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-06 10:37:33 -0500",
        "2025-12-06T15:37:33Z",
        "2025-12-06 15:37:33",
        "2025-12-06 15:37:33 UTC",
        "2025/12/06 15:37:33",
        "2025-12-6 15:37:33",
        "2025-12-06T15:37:33+00:00",
    ],
)
def test_date_with_the_year_first_needs_no_format(text: str) -> None:
    assert DateReader()(text) == 1765035453


def test_date_without_an_offset_is_meant_in_the_zone() -> None:
    assert DateReader(zone="America/New_York")("2025-12-06 10:37:33") == 1765035453
    assert DateReader(zone="America/New_York")("2025-12-06 15:37:33 +0000") == 1765035453


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12/1/2010 8:26", "'%d/%m/%Y %H:%M' or '%m/%d/%Y %H:%M'"),
        ("25/12/2010", "'%d/%m/%Y'"),
        ("12.25.10 08:26:11", "'%m.%d.%y %H:%M:%S'"),
        ("1/2/2010 3:04 PM", "'%d/%m/%Y %I:%M %p' or '%m/%d/%Y %I:%M %p'"),
    ],
)
def test_date_that_could_be_two_is_a_question(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        DateReader()(text)
    assert caught.value.hint == f"pass --date-format {hint}"
    for form in hint.replace("'", "").split(" or "):
        assert DateReader(form)(text) > 0


def test_odd_date_in_a_file_of_good_ones_is_a_bad_row_only() -> None:
    reader = DateReader()
    reader("2010-12-01")
    with pytest.raises(ValueError, match="not a date"):
        reader("12/1/2010")


@pytest.mark.parametrize("text", ["yesterday", "2010-13-45", "0000-00-00", "2010-12-01 99:00", "10000000000000"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        DateReader()(text)


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="not a time zone"):
        DateReader(zone="Mars/Base")
    with pytest.raises(UsageError, match="not a time zone"):
        DateReader(zone="../etc/passwd")


@pytest.mark.parametrize("text", ["0001-01-01", "1111-11-11", "9999-12-31 23:59:59 -2359", "1969-12-31"])
def test_a_date_that_no_calendar_shows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="before 1970 or after 9999"):
        DateReader()(text)


def test_seconds_beyond_all_time_are_refused() -> None:
    for text in ("99999999999999999999", "-1"):
        with pytest.raises(ValueError, match="before 1970"):
            DateReader("epoch")(text)
    for text in ("12x", "1_000", "9" * 5_000, ""):
        with pytest.raises(ValueError, match="no number of seconds"):
            DateReader("epoch")(text)
