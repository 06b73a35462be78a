"""The machine's zone across changes of clocks, and zones by name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crmtui import zones
from crmtui.errors import UsageError
from crmtui.zones import LOCAL

Move = Callable[[str], None]


PLACES = ("Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC")


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The moments in a year at which clocks change."""
    found, at = [], datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if at.astimezone(zone).utcoffset() != (at + timedelta(minutes=30)).astimezone(zone).utcoffset():
            found.append(at + timedelta(minutes=30))
        at += timedelta(minutes=30)
    return found


@pytest.mark.parametrize("name", PLACES)
def test_every_moment_around_a_change_is_told_as_its_own_rules_tell_it(move: Move, name: str) -> None:
    move(name)
    zone = ZoneInfo(name)
    around = [*changes(zone, 2026), datetime(2026, 6, 1, tzinfo=UTC)]
    assert len(around) == {"UTC": 1, "Pacific/Apia": 1}.get(name, 3)
    for change in around:
        for minutes in range(-180, 181, 15):
            moment = change + timedelta(minutes=minutes)
            here, there = moment.astimezone(LOCAL), moment.astimezone(zone)
            assert (here.replace(tzinfo=None), here.fold) == (there.replace(tzinfo=None), there.fold)
            assert (here.utcoffset(), here.tzname()) == (there.utcoffset(), there.tzname())
            assert here.timestamp() == moment.timestamp()


@pytest.mark.parametrize("name", PLACES)
def test_a_time_that_comes_twice_or_never_is_the_moment_that_the_rules_say(move: Move, name: str) -> None:
    move(name)
    zone = ZoneInfo(name)
    for change in changes(zone, 2026):
        wall = change.astimezone(zone).replace(tzinfo=None)
        for minutes in range(-120, 121, 15):
            for fold in (0, 1):
                local = (wall + timedelta(minutes=minutes)).replace(fold=fold)
                assert local.replace(tzinfo=LOCAL).timestamp() == local.replace(tzinfo=zone).timestamp()


def test_the_machine_moves_with_its_setting(move: Move) -> None:
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    for name, hours in (("Europe/Warsaw", 2), ("America/New_York", -4)):
        move(name)
        assert summer.astimezone(LOCAL).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"), ("europe/warsaw", "Europe/Warsaw"), (" UTC ", "UTC"),
        ("america/new york", "America/New_York"), ("US/Eastern", "US/Eastern"),
    ],
)  # fmt: skip
def test_names_are_taken_as_people_type_them(typed: str, stored: str) -> None:
    assert zones.spell(typed) == stored
    assert zones.find(stored) is not None


@pytest.mark.parametrize(
    ("typed", "near"),
    [("Warsaw", "Europe/Warsaw"), ("Europe/Warsow", "Europe/Warsaw"), ("tokio", "Asia/Tokyo"), ("New York", "New_York"),
     ("../../etc/passwd", "Europe/Berlin"), ("", "Europe/Berlin")],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_with_the_nearest(typed: str, near: str) -> None:
    assert zones.find(typed) is None
    for ask in (zones.spell, zones.named):
        with pytest.raises(UsageError, match="not a time zone") as caught:
            ask(typed)
        assert near in caught.value.hint


def test_a_beginning_is_completed_by_city_and_area() -> None:
    assert zones.complete("war")[0] == "Europe/Warsaw"
    assert zones.complete("york")[0] == "America/New_York"
    assert zones.complete("europe/ber") == ("Europe/Berlin",)
    assert zones.complete("xyz") == ()


def test_a_machine_without_zone_data_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "_by_key", dict)
    with pytest.raises(UsageError, match="no time zone data") as caught:
        zones.spell("Europe/Warsaw")
    assert "tzdata" in caught.value.hint


@pytest.mark.parametrize(
    ("country", "zone"),
    [("jp", "Asia/Tokyo"), ("DE", "Europe/Berlin"), ("US", ""), ("ES", ""), ("Japan", ""), ("", "")],
)
def test_a_country_names_a_zone_only_where_one_time_counts(country: str, zone: str) -> None:
    assert zones.of_country(country) == zone


def test_a_customers_clock_names_the_day_where_it_is_not_the_readers() -> None:
    noon = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    assert zones.clock_there("Europe/Oslo", noon) == "Europe/Oslo, 13:00 there"
    assert zones.clock_there("Pacific/Auckland", noon) == "Pacific/Auckland, Mon 01:00 there"
    assert zones.clock_there("Mars/Base", noon) == "Mars/Base"
