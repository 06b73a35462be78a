"""Reads from which day on the mail that lies at a server already is fetched: a date, or an age.

The one rule: nothing is guessed; what cannot be read is refused.
"""

import datetime
import re

HINT = 'A day such as "2026-01-31", or an age: "30d", "8w", "6mo", "2y". Left out, everything is fetched.'

_DAYS = {"d": 1, "w": 7, "mo": 30, "y": 365}
_AGE = re.compile(r"(\d{1,5})\s*(d|w|mo|y)")


def first_day(text: str, today: datetime.date) -> datetime.date | None:
    """The first day whose mail is fetched; None for everything there is.

    Raises:
        ValueError: it is neither a day nor an age; `HINT` tells what is.
    """
    written = text.strip().casefold()
    if not written:
        return None
    if age := _AGE.fullmatch(written):
        try:
            return today - datetime.timedelta(days=int(age[1]) * _DAYS[age[2]])
        except OverflowError:
            return None
    return datetime.date.fromisoformat(written)
