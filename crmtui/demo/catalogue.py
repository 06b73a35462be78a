"""What the demo shop sells, and the orders that its customers placed.

The one rule: an order's dates and states fit together (nothing is delivered before it is shipped, nor after `now`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from crmtui.demo.data import load, pick
from crmtui.demo.people import DAY, DemoCustomer
from crmtui.shop.order import FulfillmentStatus, Fulfilment, OrderLine, PaymentStatus, Refund, ShopOrder

HOUR = 3_600
SHOP = "fjord-linden"
FIRST_ORDER = 4001

_REASONS = ("damaged in transit", "wrong size", "changed their mind", "lost parcel", "goodwill")


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on the shelf; `sizes` is empty when it has none, `cents` is in euro cents."""

    title: str
    sku: str
    cents: int
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A parcel service; each `d` of `pattern` is a digit."""

    name: str
    pattern: str
    url: str


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order and the index of who placed it."""

    customer: int
    order: ShopOrder


@lru_cache(maxsize=1)
def products() -> tuple[Product, ...]:
    """Everything the shop sells."""
    table = load("catalogue")
    sizes = {name: tuple(values) for name, values in table["sizes"].items()}
    return tuple(Product(title, sku, cents, sizes.get(kind, ())) for title, sku, cents, kind in table["products"])


@lru_cache(maxsize=64)
def carriers(country: str) -> tuple[Carrier, ...]:
    """Who delivers to a country."""
    rows = load("catalogue")["carriers"]
    fitting = [row for row in rows if country in row[3].split()] or [row for row in rows if row[3] == "*"]
    return tuple(Carrier(name, pattern, url) for name, pattern, url, _ in fitting)


def orders(rng: Random, customers: Sequence[DemoCustomer], count: int, now: int) -> Iterator[DemoOrder]:
    """`count` orders, oldest first, most of them recent; some customers come back again and again."""
    if not customers:
        return
    for number in range(count):
        who = int(rng.random() ** 1.3 * len(customers))
        age = 420 * DAY * (1 - (number + rng.random()) / count) ** 1.5
        yield DemoOrder(who, _order(rng, customers[who], number, now - 20 * 60 - int(age), now))


def _order(rng: Random, customer: DemoCustomer, number: int, placed: int, now: int) -> ShopOrder:
    lines = tuple(_line(rng, customer.currency) for _ in range(_how_many(rng)))
    subtotal = sum(line.total for line in lines)
    shipping = 0 if subtotal > price(10_000, customer.currency) else price(490, customer.currency)
    total = subtotal + shipping
    luck = rng.random()
    cancelled = placed + int(rng.random() * 20 * HOUR) if luck < 0.03 else None
    if cancelled is not None and cancelled > now:
        cancelled = None
    parcels = () if cancelled else _parcels(rng, customer.country, placed, now)
    refunds = _refunds(rng, luck, lines, total, cancelled, parcels, now)
    refunded = sum(refund.amount for refund in refunds)
    return ShopOrder(
        shop=SHOP,
        external_id=str(5_600_000_000_000 + number * 7919),
        name=f"#{FIRST_ORDER + number}",
        placed_at=placed,
        updated_at=max([placed, cancelled or 0, *(p.delivered_at or p.shipped_at or 0 for p in parcels)]),
        cancelled_at=cancelled,
        currency=customer.currency,
        customer_email=customer.emails[0],
        customer_name=customer.name,
        customer_phone=customer.phone,
        subtotal=subtotal,
        shipping=shipping,
        tax=total * 19 // 119,
        total=total,
        refunded=refunded,
        payment_status=_payment(refunded, total, luck),
        fulfillment_status=FulfillmentStatus.FULFILLED if parcels else FulfillmentStatus.UNFULFILLED,
        note="Please leave it with the neighbour." if luck > 0.97 else "",
        tags=("gift",) if luck > 0.95 else (),
        country=customer.country,
        lines=lines,
        fulfillments=parcels,
        refunds=refunds,
    )


def _how_many(rng: Random) -> int:
    luck = rng.random()
    return 1 if luck < 0.5 else 2 if luck < 0.8 else 3 if luck < 0.94 else 5


def _line(rng: Random, currency: str) -> OrderLine:
    product = pick(rng, products())
    size = pick(rng, product.sizes) if product.sizes else ""
    quantity = 1 if rng.random() < 0.8 else 2 + int(rng.random() * 3)
    each = price(product.cents, currency)
    return OrderLine(
        sku=f"{product.sku}-{size.upper()[:4]}" if size else product.sku,
        title=f"{product.title} {size}".rstrip(),
        quantity=quantity,
        unit_price=each,
        discount=0,
        total=each * quantity,
    )


def price(cents: int, currency: str) -> int:
    """A price in minor units of another currency, rounded as a shop would."""
    per_euro, step = (int(part) for part in load("catalogue")["rates"][currency])
    return max(step, round(cents * per_euro / 100 / step) * step)


def _parcels(rng: Random, country: str, placed: int, now: int) -> tuple[Fulfilment, ...]:
    shipped = placed + int((0.4 + rng.random() ** 2 * 4) * DAY)
    slow, travel, scatter, kind = rng.random() < 0.15, rng.random(), rng.random(), rng.random()
    delivered = shipped + int((7 + travel * 9 if slow else 2 + travel * 5) * DAY)
    if shipped > now or scatter < 0.01:
        return ()
    carrier = pick(rng, carriers(country))
    number = track(rng, carrier.pattern)
    there = delivered <= now and kind > 0.01
    return (
        Fulfilment(
            status="delivered" if there else "in_transit",
            carrier=carrier.name,
            tracking_number=number,
            tracking_url=carrier.url + number,
            shipped_at=shipped,
            delivered_at=delivered if there else None,
        ),
    )


def track(rng: Random, pattern: str) -> str:
    """A tracking number in a carrier's pattern."""
    digits = f"{int(rng.random() * 10**12):012d}{int(rng.random() * 10**12):012d}"
    filled = iter(digits)
    return "".join(next(filled) if letter == "d" else letter for letter in pattern)


def _refunds(
    rng: Random,
    luck: float,
    lines: tuple[OrderLine, ...],
    total: int,
    cancelled: int | None,
    parcels: tuple[Fulfilment, ...],
    now: int,
) -> tuple[Refund, ...]:
    if cancelled is not None:
        return (Refund("1", cancelled, total, "cancelled"),)
    delivered = parcels[0].delivered_at if parcels else None
    if luck > 0.13 or delivered is None:
        return ()
    at = delivered + int((2 + rng.random() * 12) * DAY)
    if at > now:
        return ()
    return (Refund("1", at, total if luck < 0.07 else lines[0].total, pick(rng, _REASONS)),)


def _payment(refunded: int, total: int, luck: float) -> PaymentStatus:
    if refunded:
        return PaymentStatus.REFUNDED if refunded >= total else PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.PENDING if luck > 0.98 else PaymentStatus.PAID
