"""Days and clock times on the other side of a change of clocks, by the machine's zone and by a named one."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crmtui.desk.times import parse_when
from crmtui.errors import UsageError
from crmtui.query.values import Day
from crmtui.zones import LOCAL, named

Move = Callable[[str], None]


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def utc(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="minutes").removesuffix("+00:00")


@pytest.mark.parametrize(
    ("zone", "now", "words", "moment"),
    [
        # Clocks are put back in the night before: nine there is an hour more away.
        ("Europe/Warsaw", "2026-10-24T10:00", "tomorrow 9:00", "2026-10-25T08:00"),
        ("Europe/Warsaw", "2026-03-28T10:00", "tomorrow 9:00", "2026-03-29T07:00"),
        ("America/New_York", "2026-10-28T12:00", "mon 9:00", "2026-11-02T14:00"),
        ("America/New_York", "2026-03-06T12:00", "2026-03-09 9:00", "2026-03-09T13:00"),
        ("Australia/Lord_Howe", "2026-04-03T12:00", "mon 9:00", "2026-04-05T22:30"),
        ("Australia/Lord_Howe", "2026-10-02T12:00", "mon 9:00", "2026-10-04T22:00"),
        # Days keep the time of day, hours are hours.
        ("Europe/Warsaw", "2026-10-24T10:00", "1d", "2026-10-25T11:00"),
        ("Europe/Warsaw", "2026-10-24T10:00", "1w", "2026-10-31T11:00"),
        ("Europe/Warsaw", "2026-10-24T10:00", "24h", "2026-10-25T10:00"),
        # 2:30 is skipped; then it comes twice.
        ("Europe/Warsaw", "2026-03-28T10:00", "tomorrow 2:30", "2026-03-29T01:30"),
        ("Australia/Lord_Howe", "2026-10-02T12:00", "2026-10-04 2:10", "2026-10-03T15:40"),
        ("Europe/Warsaw", "2026-10-24T10:00", "tomorrow 2:30", "2026-10-25T00:30"),
        ("Europe/Warsaw", "2026-10-25T00:20", "2:30", "2026-10-25T00:30"),
        ("Europe/Warsaw", "2026-10-25T00:40", "2:30", "2026-10-25T01:30"),
        ("Europe/Warsaw", "2026-10-25T01:40", "2:30", "2026-10-26T01:30"),
        ("Europe/Warsaw", "2026-10-25T01:20", "today 2:50", "2026-10-25T01:50"),
    ],
)  # fmt: skip
def test_a_clock_time_is_by_the_rules_of_its_own_day(move: Move, zone: str, now: str, words: str, moment: str) -> None:
    assert utc(parse_when(words, at(now), named(zone))) == moment
    move(zone)
    assert utc(parse_when(words, at(now))) == moment


@pytest.mark.parametrize("words", ["today 1:50", "today 2:30"])
def test_a_time_that_came_twice_and_is_over_is_past(move: Move, words: str) -> None:
    move("Europe/Warsaw")
    with pytest.raises(UsageError, match="in the past"):
        parse_when(words, at("2026-10-25T01:40"))


@pytest.mark.parametrize("text", ["0001-01-01", "0999-01-01 10:00"])
def test_years_that_no_clock_reaches_end_in_words(move: Move, text: str) -> None:
    move("America/New_York")
    with pytest.raises(UsageError, match="not a time"):
        parse_when(text, at("2026-10-25T01:40"))


@pytest.mark.parametrize(
    ("zone", "now", "day", "begin", "end"),
    [
        # Asked in winter about a day in summer, and the two days that are longer and shorter than others.
        ("Europe/Warsaw", "2026-12-01T12:00", "2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00"),
        ("Europe/Warsaw", "2026-07-01T12:00", "2026-12-01", "2026-11-30T23:00", "2026-12-01T23:00"),
        ("Europe/Warsaw", "2026-12-01T12:00", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("Europe/Warsaw", "2026-12-01T12:00", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Europe/Warsaw", "2026-11-05T12:00", "last-month", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("Europe/Warsaw", "2026-10-26T12:00", "yesterday", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("America/New_York", "2026-12-01T12:00", "2026-11-01", "2026-11-01T04:00", "2026-11-02T05:00"),
        ("America/New_York", "2026-03-09T12:00", "last-week", "2026-03-02T05:00", "2026-03-09T04:00"),
        ("Australia/Lord_Howe", "2026-07-01T12:00", "2026-01-10", "2026-01-09T13:00", "2026-01-10T13:00"),
        ("Australia/Lord_Howe", "2026-07-01T12:00", "2026-04-05", "2026-04-04T13:00", "2026-04-05T13:30"),
        ("Europe/Warsaw", "2026-12-01T12:00", "2026-10-25T02:59", "2026-10-25T00:59", "2026-10-25T01:00"),
        ("Europe/Warsaw", "2026-12-01T12:00", "2026-03-29T01:59", "2026-03-29T00:59", "2026-03-29T01:00"),
    ],
)  # fmt: skip
def test_a_day_of_a_query_covers_its_own_seconds(
    move: Move, zone: str, now: str, day: str, begin: str, end: str
) -> None:
    move(zone)
    first, after = Day(day).span(at(now), LOCAL)
    assert (utc(first), utc(after)) == (begin, end)
