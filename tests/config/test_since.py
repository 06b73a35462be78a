"""From which day on old mail is fetched, as people write it."""

import datetime

import pytest

from crmtui.since import first_day

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("", None), (" ", None), ("2026-01-31", "2026-01-31"), (" 2026-01-31 ", "2026-01-31"), ("0d", "2026-11-22"),
        ("30d", "2026-10-23"), ("2 w", "2026-11-08"), ("6MO", "2026-05-26"), ("1y", "2025-11-22"), ("99999y", None),
    ],
)  # fmt: skip
def test_a_day_or_an_age_is_understood(written: str, day: str | None) -> None:
    assert first_day(written, TODAY) == (datetime.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("written", ["yesterday", "31.01.2026", "2026-13-01", "30", "-3d", "30m", "2026-01-31T10:00"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        first_day(written, TODAY)
