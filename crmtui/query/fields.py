"""The one table of fields: what can be asked of tickets, customers and orders.

The one rule: a field is written once, here; parsing, completion, mistakes, the help page and the compiler read it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

RECORDS = ("ticket", "customer", "order")
"""What a query can pick."""

PATHS: dict[str, tuple[str, ...]] = {
    "ticket": ("customer", "order"),
    "customer": ("ticket", "order"),
    "order": ("customer", "ticket"),
}
"""Whose fields a query may name with a dot, besides its own: a ticket's customer, an order of its customer."""


class Kind(StrEnum):
    """What a field compares with."""

    FLAG = "flag"
    """One of some words, each a condition of its own (`is:`, `has:`)."""
    CHOICE = "choice"
    """One of some words."""
    LEVEL = "level"
    """One of some words that have an order."""
    EXACT = "exact"
    """A text as a whole, or its beginning; ASCII letters in any case."""
    WORDS = "words"
    """Words in the full-text index."""
    VIEW = "view"
    """The name of a saved view, whose query it stands for."""
    AGENT = "agent"
    TAG = "tag"
    PERSON = "person"
    NUMBER = "number"
    MONEY = "money"
    TIME = "time"
    AGE = "age"
    """How long ago, in one direction (`older:`, `newer:`)."""


COMPARED = frozenset({Kind.LEVEL, Kind.NUMBER, Kind.MONEY, Kind.TIME})
"""Kinds that take <, >, and ranges."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: as it is written before the colon.
        records: ticket, customer or order: whose field it is.
        kind: what it compares with.
        help: one line that teaches, beginning in lower case.
        example: a whole term.
        aliases: other names.
        column: where the database has it: a column, or a named expression of `db.conditions`.
        choices: the words of a flag, choice or level (the lowest first), with what they mean.
        empty: whether a record may have none: then `none` and `any` are values.
        sort: whether a list can be ordered by it.
        source: the key of `complete`'s known values, for fields whose values are records of the desk.
    """

    name: str
    records: str
    kind: Kind
    help: str
    example: str
    aliases: tuple[str, ...] = ()
    column: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    empty: bool = False
    sort: bool = False
    source: str = ""


_STATUS = (
    ("open", "we have the next word"),
    ("pending", "the customer has the next word"),
    ("snoozed", "asleep until a time"),
    ("resolved", "done"),
    ("spam", "junk"),
    ("trash", "thrown away"),
)
_TICKET_IS = (
    ("open", "open or pending: not done yet"), ("pending", "the customer has the next word"),
    ("snoozed", "asleep until a time"), ("resolved", "done"), ("closed", "the same as resolved"), ("spam", "junk"),
    ("trash", "thrown away"), ("waiting", "open, and the customer waits for an answer"),
    ("unassigned", "nobody's"), ("mine", "assigned to you"), ("answered", "we have written at least once"),
    ("unanswered", "we have never written"), ("merged", "went into another ticket"),
    ("any", "whatever its status, spam and trash too"),
)  # fmt: skip
_TICKET_HAS = (
    ("attachment", "a file came or went with it"), ("note", "an internal note"), ("draft", "somebody began to write"),
    ("reply", "a mail of ours"), ("order", "its customer has ordered"), ("tag", "any tag"), ("customer", "somebody"),
    ("failed", "a mail of ours that did not leave, or may not have"),
)  # fmt: skip
_PAYMENT = ("pending", "authorized", "paid", "partially_paid", "partially_refunded", "refunded", "voided", "unknown")
_GOODS = ("unfulfilled", "partial", "fulfilled", "restocked", "unknown")


def _plain(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, "") for word in words)


_TICKET = (
    Field("is", "ticket", Kind.FLAG, "what state it is in", "is:open", choices=_TICKET_IS),
    Field("has", "ticket", Kind.FLAG, "what belongs to it", "has:attachment", choices=_TICKET_HAS),
    Field("status", "ticket", Kind.CHOICE, "its status; without one, spam and trash are left out",
          "status:open,pending", column="status", choices=(*_STATUS, ("any", "every status, spam and trash too"))),
    Field("assignee", "ticket", Kind.AGENT, "whose it is: an agent, me, none or any", "assignee:me", ("agent", "owner"),
          "assignee_id", empty=True, source="agent"),
    Field("tag", "ticket", Kind.TAG, "a tag, none or any", "tag:refund", ("tags", "label"), empty=True, source="tag"),
    Field("priority", "ticket", Kind.LEVEL, "low, normal, high, urgent", "priority:>=high", ("prio",), "priority",
          choices=_plain(("low", "normal", "high", "urgent")), sort=True),
    Field("customer", "ticket", Kind.PERSON, "whose question it is: an address whole, or words of a name or address",
          "customer:ana@example.com", ("who",), "customer_id", empty=True),
    Field("from", "ticket", Kind.WORDS, "words of the name or address of somebody who wrote", "from:okafor",
          ("author",), "message_fts.people"),
    Field("subject", "ticket", Kind.WORDS, "words of a subject", 'subject:"wrong size"', (), "message_fts.subject"),
    Field("text", "ticket", Kind.WORDS, "words of what was written, without quotes and signatures", "text:refund",
          ("body",), "message_fts.body"),
    Field("file", "ticket", Kind.WORDS, "words of an attachment's name", "file:invoice.pdf",
          ("filename", "attachment"), "message_fts.extra"),
    Field("order", "ticket", Kind.WORDS, "the number of an order of its customer, or a parcel's", "order:1001", (),
          "order_fts.number", empty=True),
    Field("mailbox", "ticket", Kind.EXACT, "the mailbox it came to", "mailbox:hello", (), "mailbox", source="mailbox"),
    Field("channel", "ticket", Kind.EXACT, "how it came", "channel:email", (), "channel", source="channel"),
    Field("number", "ticket", Kind.NUMBER, "its number", "number:1042", ("id", "ticket"), "id", sort=True),
    Field("messages", "ticket", Kind.NUMBER, "how many mails and notes it holds", "messages:>10", (), "messages",
          sort=True),
    Field("last_reply", "ticket", Kind.CHOICE, "who wrote the latest mail", "last_reply:customer", ("last",),
          "last_reply", _plain(("customer", "us", "none"))),
    Field("waiting", "ticket", Kind.TIME, "since when the customer waits for us", "waiting:>4h", (), "waiting_since",
          empty=True, sort=True),
    Field("updated", "ticket", Kind.TIME, "when its latest mail or note was written", "updated:2026-11-01..2026-11-07",
          ("activity", "active"), "activity_at", sort=True),
    Field("older", "ticket", Kind.AGE, "nothing happened for this long, or since this day", "older:30d", (),
          "activity_at"),
    Field("newer", "ticket", Kind.AGE, "something happened within this time, or since this day", "newer:7d", (),
          "activity_at"),
    Field("created", "ticket", Kind.TIME, "when it began", "created:today", (), "created_at", sort=True),
    Field("changed", "ticket", Kind.TIME, "when anything about it was last changed", "changed:<1h", (), "updated_at",
          sort=True),
    Field("answered", "ticket", Kind.TIME, "when we first wrote", "answered:none", ("first_response",),
          "first_response_at", empty=True, sort=True),
    Field("resolved", "ticket", Kind.TIME, "when it was resolved", "resolved:last-week", (), "resolved_at", empty=True,
          sort=True),
    Field("snoozed", "ticket", Kind.TIME, "until when it sleeps", "snoozed:tomorrow", (), "snoozed_until", empty=True,
          sort=True),
    Field("view", "ticket", Kind.VIEW, "what a saved view picks", 'view:"Lost parcels"', source="view"),
)  # fmt: skip

_CUSTOMER = (
    Field("is", "customer", Kind.FLAG, "what kind of customer", "is:repeat",
          choices=(("repeat", "ordered at least twice"), ("buyer", "ordered at least once"),
                   ("lead", "never ordered"), ("any", "everybody"))),
    Field("has", "customer", Kind.FLAG, "what belongs to them", "has:ticket",
          choices=(("ticket", "a ticket, spam and trash aside"), ("open", "a ticket that is open or pending"),
                   ("order", "an order"), ("refund", "money went back"), ("phone", "a number"), ("email", "an address"),
                   ("note", "a note about them"), ("company", "a company"), ("tag", "any tag"))),
    Field("name", "customer", Kind.WORDS, "words of their name", "name:ruiz", (), "customer_fts.name"),
    Field("email", "customer", Kind.WORDS, "an address, or a part of one", "email:okafor.example",
          ("address", "phone"), "customer_fts.addresses"),
    Field("company", "customer", Kind.EXACT, "their company", 'company:"Moller ApS"', (), "company", empty=True),
    Field("tag", "customer", Kind.TAG, "a tag, none or any", "tag:vip", ("tags", "label"), empty=True,
          source="customer_tag"),
    Field("country", "customer", Kind.EXACT, "two letters", "country:NO", (), "country", empty=True,
          source="country"),
    Field("language", "customer", Kind.EXACT, "their locale, or its beginning", "language:de*", ("locale",), "locale",
          empty=True, source="language"),
    Field("timezone", "customer", Kind.EXACT, "their time zone, or its beginning", "timezone:Europe/*", ("zone",),
          "timezone", empty=True, source="timezone"),
    Field("currency", "customer", Kind.EXACT, "what they pay in", "currency:EUR", (), "currency", empty=True,
          source="currency"),
    Field("spent", "customer", Kind.MONEY, "what they paid, net of refunds", "spent:>500EUR", ("ltv",), "spent",
          sort=True),
    Field("orders", "customer", Kind.NUMBER, "how many orders", "orders:>=3", (), "orders_count", sort=True),
    Field("refund_rate", "customer", Kind.NUMBER, "orders with a refund, of all orders", "refund_rate:>20%", (),
          "refund_rate", empty=True, sort=True),
    Field("tickets", "customer", Kind.NUMBER, "how many tickets, spam and trash aside", "tickets:>5", (), "tickets",
          sort=True),
    Field("last_order", "customer", Kind.TIME, "when they last ordered", "last_order:>90d", (), "last_order_at",
          empty=True, sort=True),
    Field("last_contact", "customer", Kind.TIME, "when they last wrote", "last_contact:<7d", (), "last_contact_at",
          empty=True, sort=True),
    Field("since", "customer", Kind.TIME, "when they came into the book", "since:2026", ("created",), "created_at",
          sort=True),
    Field("number", "customer", Kind.NUMBER, "their number in the book", "number:12", ("id",), "id", sort=True),
    Field("segment", "customer", Kind.VIEW, "whom a saved view of customers picks", "segment:vip", ("view",),
          source="segment"),
)  # fmt: skip

_ORDER = (
    Field("is", "order", Kind.FLAG, "what state it is in", "is:unfulfilled",
          choices=(("paid", "all of it is paid"), ("unpaid", "nothing is paid yet"), ("refunded", "money went back"),
                   ("cancelled", "called off"), ("fulfilled", "it has left"), ("unfulfilled", "it has not left"),
                   ("any", "every order"))),
    Field("has", "order", Kind.FLAG, "what belongs to it", "has:tracking",
          choices=(("tracking", "a parcel with a number"), ("customer", "somebody whom we know"),
                   ("discount", "a discount"), ("note", "a note"), ("tag", "any tag"))),
    Field("status", "order", Kind.CHOICE, "where the goods are", "status:unfulfilled", ("fulfilment", "fulfillment"),
          "fulfillment_status", _plain(_GOODS)),
    Field("payment", "order", Kind.CHOICE, "where the money is", "payment:paid,partially_refunded", (),
          "payment_status", _plain(_PAYMENT)),
    Field("number", "order", Kind.WORDS, "its number, or a parcel's", "number:1001", ("name", "id"),
          "order_fts.number"),
    Field("customer", "order", Kind.PERSON, "who ordered: an address whole, or words of a name or address",
          "customer:ana@example.com", ("who",), "customer_id", empty=True),
    Field("item", "order", Kind.WORDS, "words of an article's name, SKU, or of the note", "item:linen", ("line",),
          "order_fts.items"),
    Field("sku", "order", Kind.EXACT, "an article number, or its beginning", "sku:LIN-SH-L", (), "sku"),
    Field("tracking", "order", Kind.EXACT, "a parcel's number", "tracking:ZF19447367", (), "tracking"),
    Field("carrier", "order", Kind.EXACT, "who carries a parcel", "carrier:DHL", (), "carrier", source="carrier"),
    Field("shop", "order", Kind.EXACT, "the shop it came from", "shop:shopify", (), "shop", source="shop"),
    Field("country", "order", Kind.EXACT, "where it goes, two letters", "country:NO", (), "country", empty=True,
          source="country"),
    Field("currency", "order", Kind.EXACT, "what it was paid in", "currency:EUR", (), "currency", source="currency"),
    Field("tag", "order", Kind.TAG, "a tag of the shop, none or any", "tag:wholesale", ("tags",), empty=True,
          source="order_tag"),
    Field("total", "order", Kind.MONEY, "what it came to", "total:>100", ("amount",), "total", sort=True),
    Field("refunded", "order", Kind.MONEY, "how much went back", "refunded:>0", (), "refunded", sort=True),
    Field("discount", "order", Kind.MONEY, "how much was taken off", "discount:>10", (), "discount", sort=True),
    Field("items", "order", Kind.NUMBER, "how many pieces", "items:>3", ("pieces",), "pieces", sort=True),
    Field("placed", "order", Kind.TIME, "when it was ordered", "placed:>7d", ("created",), "placed_at", empty=True,
          sort=True),
    Field("cancelled", "order", Kind.TIME, "when it was called off", "cancelled:any", (), "cancelled_at", empty=True),
    Field("shipped", "order", Kind.TIME, "when its last parcel left", "shipped:<2d", (), "shipped_at", empty=True),
    Field("delivered", "order", Kind.TIME, "when its last parcel arrived", "delivered:yesterday", (), "delivered_at",
          empty=True),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (*_TICKET, *_CUSTOMER, *_ORDER)
"""Every field."""

SORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "ticket": (
        ("best", "where the words stand first: in the subject, side by side, in a name, in the text"),
        ("newest", "the newest message that holds the words first"),
    ),
    "customer": (("name", "by name"), ("best", "what fits the words best first")),
    "order": (("newest", "the newest order first"),),
}
"""Orders of a list besides the fields that can be sorted by."""


@cache
def fields_of(records: str) -> dict[str, Field]:
    """The fields that a query over these records may name without a dot, by every name they have."""
    return {name: one for one in FIELDS if one.records == records for name in (one.name, *one.aliases)}


def names_of(records: str) -> Iterator[tuple[str, Field]]:
    """Every canonical name that a query over these records may use, dotted ones last."""
    for one in FIELDS:
        if one.records == records:
            yield one.name, one
    for path in PATHS[records]:
        for one in FIELDS:
            if one.records == path:
                yield f"{path}.{one.name}", one


def find_field(name: str, records: str) -> tuple[str, Field] | None:
    """The canonical name and the field that a name means, None when there is none."""
    path, dot, rest = name.casefold().rpartition(".")
    if not dot:
        one = fields_of(records).get(rest)
        return (one.name, one) if one else None
    if path not in PATHS[records]:
        return None
    one = fields_of(path).get(rest)
    return (f"{path}.{one.name}", one) if one else None


def path_of(name: str) -> str:
    """The record before the dot of a canonical name, "" for a field of the picked records themselves."""
    return name.partition(".")[0] if "." in name else ""


def sorts_of(records: str) -> dict[str, str]:
    """What a list of these records can be ordered by, with a word of help."""
    own = {name: one.help for name, one in names_of(records) if one.sort and "." not in name}
    return dict(SORTS[records]) | own
