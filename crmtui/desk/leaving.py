"""When a mail leaves: `2h`, `tomorrow 9:00`, `mon 9:00 there` (by the customer's clock), `9:00 Asia/Tokyo`.

The one rule: a zone that is not known is asked for, never guessed; a time without a zone is the reader's, as all that
they are shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from crmtui import zones
from crmtui.db import reply_sql
from crmtui.db.orm import raw
from crmtui.desk.times import parse_when
from crmtui.errors import UsageError
from crmtui.text import when
from crmtui.zones import LOCAL

FURTHEST = 366 * 86_400
THERE = "9:00 there"
_THERE = re.compile(
    r"[\s,]+(?:there|(?:in )?their time(?: ?zone)?|(?:in )?(?:the )?customer'?s?(?: time(?: ?zone)?)?)$", re.IGNORECASE
)
_IN_ZONE = re.compile(r"[\s,]+(?:in )?(UTC|[a-z_]+/[a-z0-9_/+-]+)$", re.IGNORECASE)
_AT = re.compile(r"^at\s+", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Whose clock is meant.

    Attributes:
        there: the customer's, as far as it is known.
        by_country: nobody said so, but their country has one time only.
        customer_id: whose it is, None where the ticket has no customer.
        here: the reader's.
    """

    there: tzinfo | None
    by_country: bool = False
    customer_id: int | None = None
    here: tzinfo = LOCAL


def clocks(ticket_id: int) -> Clocks:
    """The clocks for a mail on a ticket."""
    customer_id, zone, country = reply_sql.place_of(raw(), ticket_id)
    there = zones.find(zone)
    by_country = not zone
    if by_country:
        there = zones.find(zones.of_country(country))
    return Clocks(there, by_country, customer_id)


def leave_at(words: str, now: int, clocks: Clocks) -> int:
    """When a mail is to leave, UTC epoch seconds.

    Raises:
        UsageError: it cannot be read, is past or over a year away, or the customer's zone is not known.
    """
    plain, zone = _zone_meant(words, clocks)
    at = parse_when(plain, now, zone)
    if at - now > FURTHEST:
        raise UsageError(f'"{words}" is more than a year away', "Name a time within a year.")
    return at


def is_there(words: str) -> bool:
    """Whether a time is meant by the customer's clock."""
    return _THERE.search(words.strip()) is not None


def _zone_meant(words: str, clocks: Clocks) -> tuple[str, tzinfo]:
    """The words without the zone that they name, and that zone."""
    text = _AT.sub("", words.strip())
    if is_there(text):
        if clocks.there is None:
            hint = "Name one: 9:00 Europe/Oslo."
            if clocks.customer_id is not None:
                hint += f" Or keep it: `crmtui customer-edit {clocks.customer_id} --timezone Europe/Oslo`."
            raise UsageError("the customer's time zone is not known", hint)
        return _THERE.sub("", text), clocks.there
    named = _IN_ZONE.search(text)
    if named:
        return text[: named.start()], zones.named(zones.spell(named[1]))
    return text, clocks.here


def offers(now: int, clocks: Clocks) -> Sequence[tuple[str, str]]:
    """(words, what they mean) of times that people choose, each moment once.

    Where the customer's zone is not known, their morning is offered all the same: choosing it asks for the zone.
    """
    found = {leave_at(words, now, clocks): words for words in ("mon 9:00", "tomorrow 9:00", "1h")}
    if clocks.there is not None and _differ(clocks, now):
        # Last, so that these words stay where they and others mean the same moment.
        found |= {leave_at(words, now, clocks): words for words in ("mon 9:00 there", THERE)}
    some = [(words, meaning(words, now, clocks)) for _, words in sorted(found.items())]
    return some if clocks.there is not None else [*some, (THERE, "asks for the customer's time zone")]


def meaning(words: str, now: int, clocks: Clocks) -> str:
    """A time by the reader's clock, and by the customer's where that is another; or what is wrong with the words."""
    try:
        at = leave_at(words, now, clocks)
    except UsageError as error:
        return error.told
    told = both_clocks(at, now, clocks)
    typed, zone = _CLOCK.search(words), _zone_meant(words, clocks)[1]
    if typed and zones.clock(zone, at) != f"{int(typed[1]):02}:{typed[2]}":
        told += f" (clocks skip {typed[0]})"
    return told


def both_clocks(at: int, now: int, clocks: Clocks) -> str:
    """A moment by the reader's clock, and by the customer's where that is another."""
    told = when(at, now, clocks.here)
    if clocks.there is None or not _differ(clocks, at):
        return told
    why = " (by their country)" if clocks.by_country else ""
    return f"{told}, there {zones.clock(clocks.there, at, day=True)}{why}"


def _differ(clocks: Clocks, at: int) -> bool:
    here, there = (datetime.fromtimestamp(at, zone).utcoffset() for zone in (clocks.here, clocks.there))
    return here != there
