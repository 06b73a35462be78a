"""Who a customer is, at a glance: addresses, worth, orders, tickets. What the sidebar and the customer view show.

The one rule: read-only and light, on the raw reader; the order that a mail names comes first, marked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui import zones
from crmtui.customers.mentions import named_in, pick
from crmtui.db import profile_sql
from crmtui.errors import NotFoundError

LATEST_ORDERS = 5
LATEST_TICKETS = 8


@dataclass(frozen=True, slots=True)
class LineView:
    """One item of an order; money in minor units of the order's currency."""

    sku: str
    title: str
    quantity: int
    unit_price: int
    discount: int
    total: int


@dataclass(frozen=True, slots=True)
class FulfillmentView:
    """One parcel."""

    status: str
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: int | None
    delivered_at: int | None


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money that went back."""

    at: int | None
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order with all that belongs to it. `mentioned`: the text at hand names it."""

    id: int
    name: str
    placed_at: int | None
    currency: str
    total: int
    refunded: int
    payment_status: str
    fulfillment_status: str
    cancelled_at: int | None
    shop: str
    note: str
    lines: tuple[LineView, ...]
    fulfillments: tuple[FulfillmentView, ...]
    refunds: tuple[RefundView, ...]
    mentioned: bool = False


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket of a customer in a list."""

    id: int
    subject: str
    status: str
    at: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer as the sidebar shows them. Texts are as they came: clean them at the door to the screen.

    Attributes:
        since: when we first knew of them: their first order, ticket or entry.
        timezone: the name of a zone, "" where it is not known; their country may tell.
        spent: (currency, minor units) net of refunds, without cancelled and voided orders; main currency first.
        orders_count: orders that were neither cancelled nor voided.
        refunds: orders with money given back.
        open_tickets: tickets that are not resolved.
        orders: the mentioned ones, then the latest.
        tickets: the latest.
        bounced: (address, when, why) of those that mail does not reach.
    """

    id: int
    version: int
    name: str
    company: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    accounts: tuple[str, ...]
    note: str
    tags: tuple[str, ...]
    locale: str
    country: str
    timezone: str
    since: int
    spent: tuple[tuple[str, int], ...]
    orders_count: int
    refunds: int
    tickets_count: int
    open_tickets: int
    last_order_at: int | None
    orders: tuple[OrderView, ...]
    tickets: tuple[TicketLine, ...]
    bounced: tuple[tuple[str, int, str], ...] = ()


def load(connection: cysqlite.Connection, customer_id: int, mentioned_text: str = "") -> Profile:
    """The profile of a customer (of the one they were merged into).

    Args:
        connection: the raw reader.
        customer_id: who.
        mentioned_text: subject and words of the conversation at hand; orders that it names come first.

    Raises:
        NotFoundError: there is no such customer.
    """
    row = profile_sql.living(connection, customer_id)
    if row is None:
        raise NotFoundError(f"there is no customer {customer_id}", "`crmtui contacts` shows who there is.")
    (row_id, version, name, email, phone, company, note, tags, locale, country, created_at, _, count, last, zone) = row
    zones.find(zone)  # so that the screen, which needs it, reads no file
    known = profile_sql.identities(connection, row_id)
    emails = _unique([email, *(value for kind, value in known if kind == "email")])
    sums = profile_sql.money(connection, row_id)
    tickets_count, open_tickets, first_ticket = profile_sql.ticket_sums(connection, row_id)
    first_orders = [first for *_, first in sums]
    return Profile(
        id=row_id,
        version=version,
        name=name,
        company=company,
        emails=emails,
        phones=_unique([phone, *(value for kind, value in known if kind == "phone")]),
        accounts=tuple(value for kind, value in known if kind == "shop"),
        note=note,
        tags=tuple(json.loads(tags)),
        locale=locale,
        country=country,
        timezone=zone,
        since=min(at for at in (created_at, first_ticket, *first_orders) if at is not None),
        spent=tuple((currency, spent) for currency, spent, *_ in sums),
        orders_count=count,
        refunds=sum(refunds for _, _, refunds, _ in sums),
        tickets_count=tickets_count,
        open_tickets=open_tickets,
        last_order_at=last,
        orders=_orders_at_hand(connection, row_id, emails, mentioned_text),
        bounced=tuple(profile_sql.bounced(connection, row_id)),
        tickets=tuple(TicketLine(*line) for line in profile_sql.tickets(connection, row_id, LATEST_TICKETS)),
    )


def load_order(connection: cysqlite.Connection, order_id: int) -> OrderView | None:
    """One order, None when it is gone."""
    return next(iter(_with_details(connection, profile_sql.orders_by_id(connection, [order_id]))), None)


def mentioned(connection: cysqlite.Connection, customer_id: int, emails: Sequence[str], text: str) -> list[int]:
    """Ids of the orders that a text names: the customer's, then others placed with one of the addresses."""
    named = named_in(text)
    if not (named.sure or named.likely):
        return []
    own = pick(named, profile_sql.order_names(connection, customer_id))
    folded = [email.casefold() for email in emails]
    others = profile_sql.orders_of_addresses(connection, (*named.sure, *named.likely), folded)
    return list(dict.fromkeys([*own, *pick(named, others)]))


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    once: dict[str, str] = {}
    for value in filter(None, values):
        once.setdefault(value.casefold(), value)
    return tuple(once.values())


def _orders_at_hand(
    connection: cysqlite.Connection, customer_id: int, emails: Sequence[str], text: str
) -> tuple[OrderView, ...]:
    named = mentioned(connection, customer_id, emails, text) if text else []
    latest = profile_sql.latest_orders(connection, customer_id, LATEST_ORDERS)
    rows = profile_sql.orders_by_id(connection, named) if named else []
    rows += [row for row in latest if row[0] not in named]
    return tuple(_with_details(connection, rows, frozenset(named)))


def _with_details(
    connection: cysqlite.Connection, rows: Sequence[tuple[Any, ...]], named: frozenset[int] = frozenset()
) -> list[OrderView]:
    ids = [row[0] for row in rows]
    if not ids:
        return []
    lines = profile_sql.details(connection, "order_line", ids)
    parcels = profile_sql.details(connection, "fulfillment", ids)
    refunds = profile_sql.details(connection, "refund", ids)
    return [
        OrderView(
            *(
                *row,
                tuple(LineView(*line) for line in lines.get(row[0], ())),
                tuple(FulfillmentView(*parcel) for parcel in parcels.get(row[0], ())),
                tuple(RefundView(*refund) for refund in refunds.get(row[0], ())),
                row[0] in named,
            )
        )
        for row in rows
    ]
