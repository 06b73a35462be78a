"""Dates from files, as UTC epoch seconds.

The one rule: a date that could be two days is refused with a question; the year comes first or a format is given.
"""

import re
from datetime import datetime

from crmtui import zones
from crmtui.errors import UsageError

_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)", re.ASCII)
_OFFSET_APART = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z|UTC)\Z)", re.ASCII)
_DAY_OR_MONTH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{2}|\d{4})(?!\d)(.*)\Z", re.ASCII | re.DOTALL)
_EPOCH = "epoch"
_SECONDS = re.compile(r"-?\d{1,30}", re.ASCII)
_LAST = 253_402_128_000
"""30 December 9999: later moments are in a year in some zone that no calendar of ours can show."""

# One date stands on every row of its order, and files repeat days: a small cache saves nearly all the parsing.
_REMEMBERED = 4096


class DateReader:
    """Reads the dates of one file.

    Args:
        date_format: a strptime format, "epoch" for seconds, or "" for dates with the year first.
        zone: where dates without an offset are meant.
    """

    def __init__(self, date_format: str = "", zone: str = "UTC") -> None:
        self._format = date_format
        self._zone = zones.named(zone)
        self._remembered: dict[str, int] = {}
        self._understood = False

    def __call__(self, text: str) -> int:
        """The instant that the cell names, in UTC epoch seconds.

        Raises:
            ValueError: it is no date in the file's form.
            UsageError: the first date of the file is not certain without a format; later ones are bad rows.
        """
        known = self._remembered.get(text)
        if known is not None:
            return known
        value = self._parse(text.strip())
        if not 0 <= value <= _LAST:
            raise ValueError(f"{text[:40]!r} lies before 1970 or after 9999")
        self._understood = True
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered[text] = value
        return value

    def _parse(self, text: str) -> int:
        if self._format == _EPOCH:
            if not _SECONDS.fullmatch(text):
                raise ValueError(f"{text[:40]!r} is no number of seconds")
            return int(text)
        if self._format:
            try:
                return self._instant(datetime.strptime(text, self._format))
            except ValueError:
                raise ValueError(f"{text[:40]!r} is not a date of the form {self._format}") from None
        if _YEAR_FIRST.match(text):
            return self._instant(_year_first(text))
        try:
            return self._instant(datetime.fromisoformat(text))
        except ValueError:
            pass
        if not self._understood:
            self._ask(text)
        raise ValueError(f"{text[:40]!r} is not a date")

    def _instant(self, moment: datetime) -> int:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        try:
            return int(moment.timestamp())
        except (OverflowError, OSError):
            raise ValueError(f"{moment.isoformat()} is out of range") from None

    def _ask(self, text: str) -> None:
        """Raise the question that this date poses, if it looks like a date at all."""
        match = _DAY_OR_MONTH.match(text)
        if match is None:
            return
        first, mark, second, year, rest = match.groups()
        tail = ("%Y" if len(year) == 4 else "%y") + _clock_format(rest)
        day_first, month_first = f"%d{mark}%m{mark}{tail}", f"%m{mark}%d{mark}{tail}"
        fits = [form for form, month in ((day_first, int(second)), (month_first, int(first))) if 1 <= month <= 12]
        shown = text[:40]
        if len(fits) == 2:
            message = f"{shown} could be day/month or month/day"
        else:
            message = f"dates like {shown} need to be told how they are written"
        raise UsageError(message, "pass --date-format " + " or ".join(f"'{form}'" for form in fits))


def _year_first(text: str) -> datetime:
    """Read year-first forms that `fromisoformat` refuses too: slashes, one-digit months, an offset set apart."""
    text = _OFFSET_APART.sub("", text).replace("UTC", "+00:00")
    day, rest = re.split(r"(?=[T\s])", text, maxsplit=1) if re.search(r"[T\s]", text) else (text, "")
    year, month, number = re.split(r"[-/.]", day)
    rest = rest.strip().lstrip("T")
    if re.match(r"\d:", rest):
        rest = "0" + rest
    return datetime.fromisoformat(f"{year}-{month:0>2}-{number:0>2}" + (f"T{rest}" if rest else ""))


def _clock_format(rest: str) -> str:
    """The strptime form of what follows the day, as far as it is a time of day."""
    clock = rest.strip()
    if not clock:
        return ""
    lead = rest[: len(rest) - len(rest.lstrip())]
    half = " %p" if re.search(r"[ap]m\Z", clock, re.IGNORECASE) else ""
    hour = "%I" if half else "%H"
    return lead + (f"{hour}:%M:%S" if clock.count(":") == 2 else f"{hour}:%M") + half
