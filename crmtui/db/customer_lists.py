"""Pages of customers, and what happened with one of them in the order of time.

The one rule: read-only, plain tuples; each query stands on an index of its customer or of the list.
"""

from collections.abc import Sequence
from typing import Any

import cysqlite

from crmtui.db.lists import Key, Listing

_COLUMNS = """t.version, t.name, t.email, t.company, t.orders_count, t.spent, t.currency, t.last_order_at,
    t.last_contact_at, (SELECT count(*) FROM ticket k WHERE k.customer_id = t.id
    AND k.status IN ('open', 'pending', 'snoozed')), t.tags"""

BOOK = Listing("customer", "customer_by_name", "name_key", "t.merged_into_id IS NULL", (), _COLUMNS, ascending=True)
"""Every customer that was not merged into another, by name."""

Moment = tuple[int, int, int]
"""(time, rank of the kind, id): the place of an event on the time line."""

_EVENTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "ticket", "t.created_at", "t.id",
        """t.id, t.subject, t.status, '', 0, 0 FROM ticket t
        WHERE t.customer_id = ? AND t.status NOT IN ('spam', 'trash')""",
    ),
    (
        "message", "m.at", "m.id",
        """m.ticket_id, coalesce(nullif(m.author_name, ''), m.author_email), m.kind || ' ' || m.direction,
        substr(m.text, 1, 400), 0, 0 FROM ticket t JOIN message m ON m.ticket_id = t.id
        WHERE t.customer_id = ? AND t.status NOT IN ('spam', 'trash')""",
    ),
    (
        "order", "coalesce(o.placed_at, o.imported_at)", "o.id",
        """o.id, o.name, o.payment_status || ' ' || o.fulfillment_status, o.currency, o.total, o.refunded
        FROM shop_order o WHERE o.customer_id = ?""",
    ),
    (
        "parcel", "f.shipped_at", "f.id",
        """o.id, o.name, f.status, trim(f.carrier || ' ' || f.tracking_number), 0, 0
        FROM shop_order o JOIN fulfillment f ON f.order_id = o.id
        WHERE o.customer_id = ? AND f.shipped_at IS NOT NULL""",
    ),
    (
        "refund", "r.at", "r.id",
        """o.id, o.name, r.reason, o.currency, r.amount, 0 FROM shop_order o JOIN refund r ON r.order_id = o.id
        WHERE o.customer_id = ? AND r.at IS NOT NULL""",
    ),
)  # fmt: skip


def count(connection: cysqlite.Connection) -> int:
    """How many customers the book holds."""
    return int(connection.execute_scalar("SELECT count(*) FROM customer WHERE merged_into_id IS NULL") or 0)


def key_of(connection: cysqlite.Connection, customer_id: int) -> Key | None:
    """Where a customer stands in the book, None when they are not in it."""
    row = connection.execute_one(
        "SELECT name_key, id FROM customer WHERE id = ? AND merged_into_id IS NULL", (customer_id,)
    )
    return (row[0], row[1]) if row else None


def ids(connection: cysqlite.Connection, limit: int) -> list[int]:
    """Ids of the whole book, by name."""
    sql = "SELECT id FROM customer WHERE merged_into_id IS NULL ORDER BY name_key, id LIMIT ?"
    return [row_id for (row_id,) in connection.execute(sql, (limit,))]


def of_orders(connection: cysqlite.Connection, name_key: str) -> list[int]:
    """The customers of orders of this name."""
    sql = """SELECT DISTINCT customer_id FROM shop_order WHERE name_key = ? AND customer_id IS NOT NULL LIMIT 100"""
    return [row_id for (row_id,) in connection.execute(sql, (name_key,))]


def events(
    connection: cysqlite.Connection, customer_id: int, limit: int, before: Moment | None
) -> list[tuple[Any, ...]]:
    """What happened with a customer, newest first.

    Each row is (kind, moment, about, title, state, text, amount, refunded): `about` is the id of the ticket or the
    order that it belongs to, `text` the words, the parcel or the currency.
    """
    found: list[tuple[Any, ...]] = []
    for rank, (kind, at, row_id, rest) in enumerate(_EVENTS):
        bound, values = _bound(rank, at, row_id, before)
        sql = f"SELECT {at}, {row_id}, {rest} {bound} ORDER BY 1 DESC, 2 DESC LIMIT ?"
        rows = connection.execute(sql, (customer_id, *values, limit))
        found += [(kind, (row[0], rank, row[1]), *row[2:]) for row in rows]
    found.sort(key=lambda row: row[1], reverse=True)
    return found[:limit]


def _bound(rank: int, at: str, row_id: str, before: Moment | None) -> tuple[str, Sequence[int]]:
    if before is None:
        return "", ()
    if rank == before[1]:
        return f"AND ({at}, {row_id}) < (?, ?)", (before[0], before[2])
    return f"AND {at} {'<=' if rank < before[1] else '<'} ?", (before[0],)


def count_events(connection: cysqlite.Connection, customer_id: int) -> int:
    """How many events there are on a customer's time line."""
    total = 0
    for _, _, row_id, rest in _EVENTS:
        sql = f"SELECT count({row_id}) {rest[rest.index('FROM') :]}"
        total += int(connection.execute_scalar(sql, (customer_id,)) or 0)
    return total
