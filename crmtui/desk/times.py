"""Points in time as people write them: `2h`, `3d`, `tomorrow`, `mon 9:00`, `2026-12-01 14:30`.

The one rule: what cannot be read is refused with examples; nothing is guessed.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from crmtui.errors import UsageError

MORNING = 9
"""The hour that a bare day means."""

_SPANS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,4})\s*([mhdw])", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def parse_when(text: str, now: int, zone: tzinfo = UTC) -> int:
    """The time a person means, as UTC epoch seconds.

    Args:
        text: a span from now (`30m`, `2h`, `3d`, `1w`), or a day (`today`, `tomorrow`, `mon`, `2026-12-01`) with or
            without a clock time; a day alone means nine in the morning, a clock time alone its next occurrence.
        now: the present.
        zone: the reader's time zone.

    Raises:
        UsageError: it cannot be read, or lies in the past.
    """
    words = text.strip().casefold()
    span = _SPAN.fullmatch(words)
    if span:
        return now + int(span[1]) * _SPANS[span[2]]
    here = datetime.fromtimestamp(now, zone)
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
    if clock and words == clock[0] and moment.timestamp() <= now:
        moment += timedelta(days=1)
    if moment.timestamp() <= now:
        raise UsageError(f'"{text}" is in the past', "Name a time to come.")
    return int(moment.timestamp())


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
