"""Points in time as people write them: `2h`, `3d`, `tomorrow`, `mon 9:00`, `2026-12-01 14:30`.

The one rule: what cannot be read is refused with examples; nothing is guessed.
"""

import re
from datetime import datetime, timedelta, tzinfo

from crmtui.errors import UsageError
from crmtui.zones import LOCAL

MORNING = 9
"""The hour that a bare day means."""

_SPANS = {"m": 60, "h": 3600}
_SPANS_OF_DAYS = {"d": 1, "w": 7}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,4})\s*([mhdw])", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"([12]\d{3})-(\d{2})-(\d{2})", re.ASCII)


def parse_when(text: str, now: int, zone: tzinfo = LOCAL) -> int:
    """The time a person means, as UTC epoch seconds.

    Days and weeks keep the time of day. A clock time that a change of clocks skips is as much later as they were put
    forward; one that comes twice is the first that is still to come.

    Args:
        text: a span from now (`30m`, `2h`, `3d`, `1w`), or a day (`today`, `tomorrow`, `mon`, `2026-12-01`) with or
            without a clock time; a day alone means nine in the morning, a clock time alone its next occurrence.
        now: the present.
        zone: whose clock is meant.

    Raises:
        UsageError: it cannot be read, or lies in the past.
    """
    words = text.strip().casefold()
    here = datetime.fromtimestamp(now, zone)
    span = _SPAN.fullmatch(words)
    if span:
        return _after_span(here, now, int(span[1]), span[2])
    clock = _CLOCK.search(words)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (MORNING, 0)
    rest = (words[: clock.start()] + words[clock.end() :]).strip() if clock else words
    try:
        day = _day(rest, here) if words else None
        if day is None:
            raise ValueError(rest)
        moment = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        raise UsageError(f'"{text}" is not a time', "Write 2h, 3d, tomorrow, mon 9:00 or 2026-12-01 14:30.") from None
    at = _first_after(moment, now)
    if at is None and clock and words == clock[0]:
        at = _first_after(moment + timedelta(days=1), now)
    if at is None:
        raise UsageError(f'"{text}" is in the past', "Name a time to come.")
    return at


def _after_span(here: datetime, now: int, count: int, unit: str) -> int:
    if unit in _SPANS:
        return now + count * _SPANS[unit]
    return int((here + timedelta(days=count * _SPANS_OF_DAYS[unit])).timestamp())


def _first_after(wall: datetime, now: int) -> int | None:
    """The first moment after now at which a clock shows this, None when it has been."""
    moments = sorted(int(wall.replace(fold=fold).timestamp()) for fold in (0, 1) if fold == 0 or _comes_twice(wall))
    return next((at for at in moments if at > now), None)


def _comes_twice(wall: datetime) -> bool:
    # In a gap fold=1 is the earlier moment of the two, which no clock shows as that time either.
    return wall.replace(fold=0).timestamp() < wall.replace(fold=1).timestamp()


def _day(word: str, here: datetime) -> datetime | None:
    date = _DATE.fullmatch(word)
    if date:
        return here.replace(year=int(date[1]), month=int(date[2]), day=int(date[3]))
    if word in ("", "today"):
        return here
    if word == "tomorrow":
        return here + timedelta(days=1)
    if word[:3] in _DAYS and len(word) <= len("wednesday"):
        ahead = (_DAYS.index(word[:3]) - here.weekday() - 1) % 7 + 1
        return here + timedelta(days=ahead)
    return None
