"""The words that a script of the demo company leaves open: who, what was ordered, how much, when.

The one rule: everything named is in the shop: the customer's own order, or something of its shelf.
"""

import time
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from crmtui.demo.catalogue import Product, products, track
from crmtui.demo.data import pick
from crmtui.demo.people import DAY, DemoCustomer
from crmtui.demo.scripts import Voice
from crmtui.shop.order import ShopOrder
from crmtui.text import money

_FORMATS = {"en": "{1} {2}", "ja": "{0}月{1}日", "zh": "{0}月{1}日"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def about_people(rng: Random, words: dict[str, str], person: DemoCustomer, speech: Voice, intent: str) -> None:
    """Who writes, where a script names a firm."""
    if intent in ("invoice", "wholesale"):
        words["company"] = person.company or pick(rng, speech.companies)
        words["vat"] = speech.vat % int(rng.random() * 10**8)


def about_order(rng: Random, words: dict[str, str], order: ShopOrder, lang: str) -> None:
    """What was ordered, and where it is."""
    first, second = order.lines[0], order.lines[-1] if len(order.lines) > 1 else None
    parcel = order.fulfillments[0] if order.fulfillments else None
    title, _, size = first.title.rpartition(" ") if first.sku.count("-") > 1 else (first.title, "", "M")
    shelf = products()
    words.update(
        order=order.name,
        ono=order.name[1:],
        item=_said(title, lang),
        item2=_said(second.title if second else pick(rng, shelf).title, lang),
        size=size,
        size2=_other_size(rng, size),
        total=money(order.total, order.currency),
        refund=money(order.refunded or first.total, order.currency),
        placed=_day(order.placed_at or 0, lang),
        carrier=parcel.carrier if parcel else "DHL",
        tracking=parcel.tracking_number if parcel else track(rng, "JD0146000dddddddddd"),
        track_url=parcel.tracking_url if parcel else "",
    )


def about_shelf(rng: Random, words: dict[str, str], sized: bool, lang: str, currency: str, at: int) -> None:
    """Something of the shelf, for who has not ordered it."""
    shelf: Sequence[Product] = [item for item in products() if item.sizes] if sized else products()
    item = pick(rng, shelf)
    size = pick(rng, item.sizes) if item.sizes else "M"
    words.update(
        order="",
        ono="",
        item=_said(item.title, lang),
        item2=_said(pick(rng, products()).title, lang),
        size=size,
        size2=_other_size(rng, size),
        total=money(item.cents, currency),
        refund=money(item.cents, currency),
        placed=_day(at - 5 * DAY, lang),
        carrier="DHL",
        tracking="",
        track_url="",
    )


def _said(title: str, lang: str) -> str:
    """A product as people call it: without what stands behind the comma; in English within a sentence."""
    short = title.partition(",")[0]
    return short[:1].lower() + short[1:] if lang == "en" else short


def _other_size(rng: Random, size: str) -> str:
    if size.isdecimal():
        return str(int(size) + (1 if rng.random() < 0.5 else -1))
    row = ("XS", "S", "M", "L", "XL") if size in ("XS", "S", "M", "L", "XL") else ("single", "double", "king")
    place = row.index(size) if size in row else 1
    return row[place - 1] if place == len(row) - 1 or (place and rng.random() < 0.5) else row[place + 1]


def _day(epoch: int, lang: str) -> str:
    return _date(epoch // DAY, lang)


@lru_cache(maxsize=4096)
def _date(day: int, lang: str) -> str:
    when = time.gmtime(day * DAY)
    if lang == "en":
        return f"{when.tm_mday} {_MONTHS[when.tm_mon - 1]}"
    return _FORMATS.get(lang, "{1}.{0}.").format(when.tm_mon, when.tm_mday)
