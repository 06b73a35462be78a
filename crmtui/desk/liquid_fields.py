"""The fields a template may name, as one table.

The one rule: a field that is not in `FIELDS` does not exist, neither for the check in the editor, nor for the
renderer (which copies nothing else out of a context), nor for the composer's last look before a send.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

MAX_SOURCE = 64 * 1024
"""Characters of a template's source: a long letter is 5 KB."""


class Kind(StrEnum):
    """What a field holds, and so how it is printed when no filter says otherwise."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # minor units in the context; the order's or the customer's currency
    DATE = "date"  # UTC epoch seconds in the context
    WORDS = "words"  # a list of texts
    RECORDS = "records"  # a list of records, for {% for %}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        path: as written in a template; a field of a list's records is written after the list ("order.items.title").
        help: one line for the editor's list of fields.
        example: what it prints, in English.
        kind: how a bare `{{ path }}` is printed.
        empty: why it may be empty, a clause for the error message.
    """

    path: str
    help: str
    example: str
    kind: Kind = Kind.TEXT
    empty: str = ""


FIELDS: tuple[Field, ...] = (
    Field("customer.name", "full name", "Jide Okafor", empty="this customer's name is not known"),
    Field("customer.first_name", "first name", "Jide", empty="this customer's first name is not known"),
    Field("customer.last_name", "last name", "Okafor", empty="this customer's last name is not known"),
    Field("customer.email", "address that the reply goes to", "jide@okafor.example", empty="no address is known"),
    Field("customer.phone", "telephone number", "+44 20 7946 0018", empty="no telephone number is known"),
    Field("customer.locale", "language and region", "en-GB", empty="the customer's language is not known"),
    Field("customer.country", "country", "GB", empty="the customer's country is not known"),
    Field("customer.tags", "tags", "VIP, wholesale", Kind.WORDS, "this customer has no tags"),
    Field("customer.since", "date of the first order or mail", "14 Mar 2024", Kind.DATE),
    Field("customer.orders_count", "how many orders", "4", Kind.NUMBER),
    Field("customer.total_spent", "all orders less refunds", "€312.40", Kind.MONEY, "this customer has bought nothing"),
    Field("customer.currency", "currency of total_spent", "EUR", empty="this customer has bought nothing"),
    Field("order.name", "the order's name, with its #", "#5527"),
    Field("order.number", "the order's name, without its #", "5527"),
    Field("order.placed_at", "when it was placed", "18 Nov 2026", Kind.DATE, "the shop did not say"),
    Field("order.total", "what was paid, refunds not taken off", "€84.00", Kind.MONEY),
    Field("order.subtotal", "the items without shipping", "€64.00", Kind.MONEY),
    Field("order.shipping", "shipping", "€20.00", Kind.MONEY),
    Field("order.tax", "tax within the total", "€13.41", Kind.MONEY),
    Field("order.discount", "what was taken off", "€5.00", Kind.MONEY),
    Field("order.currency", "currency", "EUR", empty="the shop did not say"),
    Field("order.payment_status", "paid, refunded, ...", "paid"),
    Field("order.fulfillment_status", "fulfilled, unfulfilled, ...", "fulfilled"),
    Field("order.tracking_number", "number of the latest parcel", "00340434161094015902", empty="no-shipment"),
    Field(
        "order.tracking_url", "link to follow the latest parcel", "https://carrier.example/0034", empty="no-shipment"
    ),
    Field("order.carrier", "who carries the latest parcel", "DHL", empty="no-shipment"),
    Field("order.shipped_at", "when it was shipped", "20 Nov 2026", Kind.DATE, "no-shipment"),
    Field("order.delivered_at", "when it arrived", "22 Nov 2026", Kind.DATE, "this order is not delivered yet"),
    Field("order.cancelled_at", "when it was cancelled", "19 Nov 2026", Kind.DATE, "this order is not cancelled"),
    Field("order.refunded", "what was given back", "€20.00", Kind.MONEY, "nothing of this order was refunded"),
    Field("order.refunded_at", "when money was last given back", "23 Nov 2026", Kind.DATE, "no-refund"),
    Field("order.country", "where it goes", "DE", empty="the shop did not say"),
    Field("order.note", "the customer's note on the order", "Please ring twice", empty="there is no note on it"),
    Field("order.items", "the items, for a loop", "", Kind.RECORDS, "this order has no items"),
    Field("order.items.title", "an item's name", "Linen shirt L"),
    Field("order.items.sku", "an item's stock number", "LIN-SH-L", empty="the shop has no stock number for it"),
    Field("order.items.quantity", "pieces of an item", "1", Kind.NUMBER),
    Field("order.items.price", "price of one piece", "€64.00", Kind.MONEY),
    Field("order.items.total", "price of all pieces", "€64.00", Kind.MONEY),
    Field("ticket.number", "the ticket's number", "1042", Kind.NUMBER),
    Field("ticket.subject", "the ticket's subject", "Where is my parcel?", empty="the mail had no subject"),
    Field("ticket.status", "open, waiting, resolved, ...", "open"),
    Field("ticket.priority", "low, normal, high, urgent", "normal"),
    Field("ticket.tags", "tags", "damage, photo", Kind.WORDS, "this ticket has no tags"),
    Field("ticket.created_at", "when it came in", "21 Nov 2026", Kind.DATE),
    Field("agent.name", "who writes", "Ana Ruiz", empty="set your name first"),
    Field("agent.first_name", "who writes, first name", "Ana", empty="set your name first"),
    Field("agent.email", "the writer's address", "ana@shop.example", empty="set your address first"),
    Field("agent.signature", "the writer's signature", "Ana, Fjord & Linden", empty="set your signature first"),
    Field("shop.name", "the shop's name", "Fjord & Linden", empty="set it in the settings"),
    Field("shop.url", "the shop's web address", "https://shop.example", empty="set it in the settings"),
    Field("shop.email", "the shop's address", "hello@shop.example", empty="set it in the settings"),
    Field("now", "the moment of writing", "22 Nov 2026", Kind.DATE),
)

_REASONS = {
    "no-shipment": "this order has no shipment yet",
    "no-refund": "nothing of this order was refunded",
    "customer": "nobody is known as the customer",
    "order": "no order belongs to this ticket",
    "ticket": "there is no ticket",
    "agent": "nobody is signed in",
    "shop": "the shop is not set up",
}

BY_PATH: dict[str, Field] = {field.path: field for field in FIELDS}
ROOTS: frozenset[str] = frozenset(field.path.split(".")[0] for field in FIELDS)
LISTS: frozenset[str] = frozenset(f.path for f in FIELDS if f.kind in (Kind.WORDS, Kind.RECORDS))
OBJECTS: frozenset[str] = (ROOTS - {"now"}) | {f.path for f in FIELDS if f.kind is Kind.RECORDS}

# What the composer takes for a place left to fill: a known root, a dot and a name, or `now`. A customer who quotes
# "{{ foo }}" or a JSON text is not held up by it, a field mistyped by hand is.
GAP = re.compile(r"\{\{-? {0,4}((?:customer|order|ticket|agent|shop)\.[A-Za-z_][\w.]{0,80}|now\b)[^{}\n]{0,200}\}\}")


def known(path: str) -> bool:
    """Whether `path` (list positions already left out) names a field, a record or a list's size."""
    if path in BY_PATH or path in OBJECTS:
        return True
    base, _, last = path.rpartition(".")
    return last == "size" and base in LISTS


def nearest(path: str) -> str:
    """The known field most like `path`, or "" when none is near."""
    found = get_close_matches(path, BY_PATH, n=1, cutoff=0.75)
    return found[0] if found else ""


def why_empty(path: str, *, no_record: bool = False) -> str:
    """Why a field is empty, as a clause, or "".

    Args:
        path: the field.
        no_record: the whole record is absent (the ticket has no order), not only this field of it.
    """
    if no_record:
        return _REASONS.get(path.split(".")[0], "")
    field = BY_PATH.get(path)
    reason = field.empty if field else ""
    return _REASONS.get(reason, reason)
