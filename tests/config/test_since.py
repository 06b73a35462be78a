"""From which day on old mail is fetched, as people write it."""

import datetime
from pathlib import Path

import pytest

from crmtui.config import load
from crmtui.errors import ConfigError
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


def test_a_mailbox_says_it_and_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    written = '[[mailboxes]]\nname = "support"\naddress = "s@linen.example"\nsince = "{}"\n'
    file.write_text(written.format("30d"))
    assert load(file, environ={}).mailboxes[0].since == "30d"
    file.write_text(written.format("soon"))
    with pytest.raises(ConfigError, match=r"line 4: mailboxes.since: 'soon' is neither a day nor an age"):
        load(file, environ={})
