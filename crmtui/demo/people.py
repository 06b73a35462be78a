"""Made-up customers.

The one rule: the same random source gives the same people, and no address can belong to anybody (".example").
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from crmtui.demo.data import load, pick

DAY = 86_400

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae"})
_NOTES = (
    "Prefers to be called in the afternoon.",
    "Runs a guest house; asks for invoices each time.",
    "Long-standing customer, very patient.",
    "Had a lost parcel in spring: ship tracked only.",
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where a customer lives, and how people there are called."""

    key: str
    lang: str
    country: str
    timezone: str
    currency: str
    phone: str
    cities: tuple[str, ...]
    domains: tuple[str, ...]
    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]
    family_first: bool
    glue: str


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A person who buys and writes. Times are UTC epoch seconds; `emails` has the main address first."""

    first_name: str
    last_name: str
    name: str
    emails: tuple[str, ...]
    phone: str
    company: str
    lang: str
    locale: str
    country: str
    city: str
    timezone: str
    currency: str
    tags: tuple[str, ...]
    note: str
    since: int
    spammer: bool = False


def spammers(now: int) -> Iterator[DemoCustomer]:
    """Who sends the junk."""
    for number, (name, address) in enumerate(load("people")["spammer"]):
        yield DemoCustomer(
            first_name=name,
            last_name="",
            name=name,
            emails=(address,),
            phone="",
            company="",
            lang="en",
            locale="",
            country="",
            city="",
            timezone="",
            currency="USD",
            tags=(),
            note="",
            since=now - (40 + number) * DAY,
            spammer=True,
        )


def customers(rng: Random, count: int, now: int) -> Iterator[DemoCustomer]:
    """`count` people with addresses that differ, oldest first."""
    everywhere, weights = regions()
    total = weights[-1]
    seen: set[str] = set()
    for number in range(count):
        at = rng.random() * total
        region = everywhere[next(i for i, edge in enumerate(weights) if at < edge)]
        since = now - int(700 * DAY * (1 - number / count)) - int(rng.random() * DAY) - DAY
        yield _customer(rng, region, number, since, seen)


def _customer(rng: Random, region: Region, number: int, since: int, seen: set[str]) -> DemoCustomer:
    first, first_latin = pick(rng, region.first)
    last, last_latin = pick(rng, region.last)
    domain = pick(rng, region.domains)
    shape, luck = rng.random(), rng.random()
    local = f"{first_latin}.{last_latin}" if shape < 0.5 else f"{first_latin[0]}{last_latin}"
    local = f"{first_latin}{70 + int(shape * 30)}" if shape > 0.8 else local
    address = f"{local}@{domain}"
    if address in seen:
        address = f"{local}{number}@{domain}"
    seen.add(address)
    emails = (address, f"{local}{number}@work.example") if luck < 0.08 else (address,)
    order = (last, first) if region.family_first else (first, last)
    return DemoCustomer(
        first_name=first,
        last_name=last,
        name=region.glue.join(order),
        emails=emails,
        phone=region.phone % int(luck * 10_000) if luck < 0.4 else "",
        company=pick(rng, load("voices")[region.lang]["companies"]) if luck > 0.92 else "",
        lang=region.lang if region.lang == "en" or rng.random() < 0.85 else "en",
        locale=region.key,
        country=region.country,
        city=pick(rng, region.cities),
        timezone=region.timezone,
        currency=region.currency,
        tags=("vip",) if number % 23 == 7 else ("wholesale",) if luck > 0.97 else (),
        note=_NOTES[number % len(_NOTES)] if number % 17 == 3 else "",
        since=since,
    )


@lru_cache(maxsize=1)
def regions() -> tuple[tuple[Region, ...], tuple[int, ...]]:
    """All regions, and their weights added up."""
    tables = load("people")["region"]
    return tuple(_region(table) for table in tables), tuple(accumulate(int(table["weight"]) for table in tables))


def _region(table: dict[str, str]) -> Region:
    return Region(
        key=table["key"],
        lang=table["lang"],
        country=table["country"],
        timezone=table["timezone"],
        currency=table["currency"],
        phone=table["phone"],
        cities=tuple(table["cities"].split()),
        domains=tuple(table["domains"].split()),
        first=tuple(_name(word) for word in table["first"].split()),
        last=tuple(_name(word) for word in table["last"].split()),
        family_first=bool(table.get("family_first")),
        glue="" if table.get("glued") else " ",
    )


def _name(word: str) -> tuple[str, str]:
    name, _, latin = word.partition(":")
    return name, latin or plain(name)


def plain(name: str) -> str:
    """A name as it stands in an address: small ASCII letters."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha()) or "x"
