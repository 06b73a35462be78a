"""Time zones: the machine's, and those that have a name.

The one rule: a zone is a set of rules, so an offset is asked for a moment and never kept; a name that nobody knows is
refused, and no zone is guessed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from crmtui.errors import UsageError

_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Of the names that are offered; others (US/Eastern, Etc/GMT+5) are taken when they are typed."""
_OFFERED = 8
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class _Machine(tzinfo):
    """The zone of this machine with the rules of each day, as `TZ` or /etc/localtime have it.

    `datetime.now().astimezone().tzinfo` is one fixed offset, which is an hour off beyond the next change of clocks.
    """

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        # Of a time without a zone the standard library knows this machine's rules, at gaps and folds too (PEP 495).
        return dt.replace(tzinfo=None).astimezone().utcoffset() if dt is not None else None

    def dst(self, dt: datetime | None) -> timedelta | None:  # noqa: ARG002
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return dt.replace(tzinfo=None).astimezone().tzname() if dt is not None else None

    def fromutc(self, dt: datetime) -> datetime:
        there = dt.replace(tzinfo=UTC).astimezone()
        here = there.replace(tzinfo=self)
        return here if here.utcoffset() == there.utcoffset() else here.replace(fold=1)

    def __repr__(self) -> str:
        return "zones.LOCAL"


LOCAL: tzinfo = _Machine()
"""The reader's zone. Everything that is typed and shown is by it."""


@lru_cache(maxsize=256)
def find(name: str) -> tzinfo | None:
    """The zone of that name (`Europe/Berlin`), None when this machine knows none. Reads a file the first time."""
    import zoneinfo  # late: the first list needs no zone with a name

    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def named(name: str) -> tzinfo:
    """The zone of that name.

    Raises:
        UsageError: there is none; the hint has the nearest.
    """
    found = find(name)
    if found is None:
        raise unknown(name)
    return found


def named_or_local(name: str) -> tzinfo:
    """The zone of that name; the machine's where there is no name, or nobody here knows it."""
    return find(name) or LOCAL


def spell(text: str) -> str:
    """The name of a zone as it is stored: without regard to case, and with blanks for underscores.

    Raises:
        UsageError: there is none; the hint has the nearest.
    """
    known = _by_key().get(_key(text))
    if known is None:
        raise unknown(text)
    return known


def only_one(begun: str) -> str:
    """The zone that a beginning can only mean, as it is stored.

    Raises:
        UsageError: there is none, or more than one; the hint has the nearest.
    """
    found = complete(begun) if begun.strip() and _key(begun) not in _by_key() else ()
    return found[0] if len(found) == 1 else spell(begun)


def unknown(text: str) -> UsageError:
    """What to say of a name that is no zone."""
    if not _by_key():
        return UsageError("this machine has no time zone data", "Install tzdata: from the system, or with pip.")
    near = nearest(text)
    return UsageError(f'"{text.strip()}" is not a time zone', f"Is it {near}?" if near else "Such as Europe/Berlin.")


def nearest(text: str) -> str:
    """The zone that a text may mean: one of that city, or spelled nearly so; "" for none."""
    from difflib import get_close_matches  # only mistakes pay for it

    keys = {_key(name.rpartition("/")[2]): name for name in reversed(offered())} | _by_key()
    word = _key(text)
    near = [word] if word in keys else get_close_matches(word, list(keys), n=1)
    return keys[near[0]] if near else ""


def complete(begun: str) -> Sequence[str]:
    """Names that may be meant by a beginning, of the area or of the city: the likeliest first, a few."""
    word = _key(begun)
    names = [(name.casefold(), name) for name in offered()]
    whole = [name for key, name in names if key.startswith(word)]
    city = [name for key, name in names if f"/{word}" in key or f"_{word}" in key]
    return tuple(dict.fromkeys(city + whole if "/" not in word else whole + city))[:_OFFERED]


@cache
def offered() -> tuple[str, ...]:
    """The names that people choose from, in their order. Reads the machine's zone data once: off the event loop."""
    return tuple(sorted(name for name in _by_key().values() if name.partition("/")[0] in _AREAS or name == "UTC"))


@cache
def of_country(country: str) -> str:
    """The zone of a country (ISO 3166, two letters) where one time counts everywhere in it; "" elsewhere."""
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        return ""
    from babel.core import get_global  # late: heavy, and only asked for mail that is sent later

    zones: Sequence[str] = get_global("territory_zones").get(country.upper(), ())
    if len({_year(name) for name in zones}) != 1:
        return ""
    return next((name for name in zones if find(name)), "")


def clock(zone: tzinfo, at: int, *, day: bool = False) -> str:
    """The time of day somewhere at a moment (UTC epoch seconds): "14:05", with `day` "Mon 14:05"."""
    there = datetime.fromtimestamp(at, zone)
    return f"{_DAYS[there.weekday()]} {there:%H:%M}" if day else f"{there:%H:%M}"


def clock_there(name: str, at: int) -> str:
    """A zone and what clocks in it show: "Asia/Tokyo, Mon 01:05 there", the day where it is not the reader's."""
    zone = find(name)
    if zone is None:
        return name
    there, here = (datetime.fromtimestamp(at, one).date() for one in (zone, LOCAL))
    return f"{name}, {clock(zone, at, day=there != here)} there"


def _year(name: str) -> tuple[timedelta | None, ...] | str:
    """What tells the rules of zones apart: the offsets of a year, week by week."""
    zone = find(name)
    if zone is None:
        return name
    begin = datetime.now(UTC)
    return tuple((begin + timedelta(weeks=week)).astimezone(zone).utcoffset() for week in range(53))


@cache
def _by_key() -> dict[str, str]:
    import zoneinfo  # late: as in `find`

    return {_key(name): name for name in sorted(zoneinfo.available_timezones())}


def _key(text: str) -> str:
    return "_".join(text.casefold().split())
