"""The plain order: what a shop says about one sale, whichever shop and however it was handed over.

The one rule: money is integer minor units of `currency`, time is UTC epoch seconds, and nothing here is guessed:
what the shop did not say is None, 0 or the empty string.
"""

from dataclasses import dataclass
from enum import StrEnum


class PaymentStatus(StrEnum):
    """Where the money of an order is."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    UNKNOWN = "unknown"


class FulfillmentStatus(StrEnum):
    """Where the goods of an order are."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
    RESTOCKED = "restocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One item of an order.

    Attributes:
        quantity: pieces; negative on a cancellation.
        unit_price: price of one piece, rounded to a minor unit (half to even): for showing, not for sums.
        discount: what was taken off this line, positive.
        total: what the line is worth in the order; the sums of a file are kept by this number.
    """

    sku: str
    title: str
    quantity: int
    unit_price: int
    discount: int
    total: int


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One parcel, or as much as the shop tells of it."""

    status: str
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipped_at: int | None = None
    delivered_at: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back: `amount` is positive; `external_id` is unique within its order."""

    external_id: str
    at: int | None
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One order as its shop tells it; (shop, external_id) names it for ever.

    Attributes:
        shop: the name under which the shop's orders are kept.
        external_id: the shop's own id, stable over exports.
        name: what people call it, for instance "#1001".
        customer_key: the shop's id of the customer, "" when it names none.
        total: what the order was placed for; refunds are not taken off it. Negative on a refund-only order
            (a cancellation invoice whose original is not named).
        refunded: the sum given back, positive, as the shop states it.
        country: ISO code or name, as the shop writes it.
        source_lines: the lines of the file that it was read from, 1-based; empty when it came by an API.
    """

    shop: str
    external_id: str
    name: str
    placed_at: int | None = None
    updated_at: int | None = None
    cancelled_at: int | None = None
    currency: str = ""
    customer_email: str = ""
    customer_name: str = ""
    customer_phone: str = ""
    customer_key: str = ""
    subtotal: int = 0
    shipping: int = 0
    tax: int = 0
    discount: int = 0
    total: int = 0
    refunded: int = 0
    payment_status: PaymentStatus = PaymentStatus.UNKNOWN
    fulfillment_status: FulfillmentStatus = FulfillmentStatus.UNKNOWN
    note: str = ""
    tags: tuple[str, ...] = ()
    country: str = ""
    lines: tuple[OrderLine, ...] = ()
    fulfillments: tuple[Fulfilment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    source_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something in the file that could not become (part of) an order.

    Attributes:
        line: the line of the file, 1-based, where the row starts.
        reason: one sentence, for people.
        order: the order it belongs to, as far as the row tells; "" when it does not.
        fatal: whether the row was left out. False: the row was used, but something in it deserves a look.
        rows: how many rows were left out for it: all of an order that could not be read.
    """

    line: int
    reason: str
    order: str = ""
    fatal: bool = True
    rows: int = 1
