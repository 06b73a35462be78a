"""When a mail leaves: `2h`, `tomorrow 9:00`, `mon 9:00 there` (by the customer's clock).

The one rule: a zone that is not known is asked for, never guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crmtui.db import reply_sql
from crmtui.db.orm import raw
from crmtui.desk.times import parse_when
from crmtui.errors import UsageError
from crmtui.settings import Settings
from crmtui.text import when

FURTHEST = 366 * 86_400
_THERE = re.compile(r"[\s,]+(?:there|their time|(?:in )?(?:the )?customer'?s?(?: time(?: ?zone)?)?)$", re.IGNORECASE)
_AT = re.compile(r"^at\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Whose clock is meant: the reader's, and the customer's as far as it is known."""

    here: tzinfo
    there: tzinfo | None


def clocks(ticket_id: int, house: Settings) -> Clocks:
    """The clocks for a mail on a ticket: the shop's (else the machine's) and the customer's."""
    zone, country = reply_sql.place_of(raw(), ticket_id)
    return Clocks(_zone(house.shop.timezone) or _machine(), _zone(zone) or _of_country(country))


def leave_at(words: str, now: int, clocks: Clocks) -> int:
    """When a mail is to leave, UTC epoch seconds.

    Raises:
        UsageError: it cannot be read, is past or over a year away, or the customer's zone is not known.
    """
    text = _AT.sub("", words.strip())
    plain = _THERE.sub("", text)
    zone = clocks.here
    if plain != text:
        if clocks.there is None:
            raise UsageError("the customer's time zone is not known", "Write your own time, or their country.")
        zone = clocks.there
    at = parse_when(plain, now, zone)
    if at - now > FURTHEST:
        raise UsageError(f'"{words}" is more than a year away', "Name a time within a year.")
    return at


def offers(now: int, clocks: Clocks) -> Sequence[tuple[str, str]]:
    """(words, what they mean) of times that people choose."""
    some = ["1h", "tomorrow 9:00", "mon 9:00"]
    if clocks.there is not None and _differ(clocks, now):
        some[1:1] = ["9:00 there", "tomorrow 9:00 there"]
    return [(words, meaning(words, now, clocks)) for words in some]


def meaning(words: str, now: int, clocks: Clocks) -> str:
    """A time by the reader's clock, and by the customer's where that is another; or what is wrong with the words."""
    try:
        at = leave_at(words, now, clocks)
    except UsageError as error:
        return f"{error.message}. {error.hint}"
    if clocks.there is None or not _differ(clocks, now):
        return when(at, now)
    return f"{when(at, now)}, there {datetime.fromtimestamp(at, clocks.there):%a %H:%M}"


def _differ(clocks: Clocks, now: int) -> bool:
    here, there = (datetime.fromtimestamp(now, zone).utcoffset() for zone in (clocks.here, clocks.there))
    return here != there


def _machine() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _of_country(country: str) -> tzinfo | None:
    """The zone of a country that has only one."""
    if not re.fullmatch(r"[A-Za-z]{2}", country):
        return None
    from babel.core import get_global  # late: heavy, and only asked when a mail is sent later

    zones = get_global("territory_zones").get(country.upper(), [])
    return _zone(zones[0]) if len(zones) == 1 else None
