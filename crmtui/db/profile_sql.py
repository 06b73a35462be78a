"""Prepared SQL behind the sidebar: one customer with their orders and tickets.

The one rule: every query stands on an index of that customer, so the sidebar costs the same in a shop of any size.
"""

from collections.abc import Sequence
from typing import Any

import cysqlite

from crmtui.db.orders_sql import COUNTED

Row = tuple[Any, ...]

_CUSTOMER = """SELECT id, version, name, email, phone, company, note, tags, locale, country, created_at,
    merged_into_id, orders_count, last_order_at, timezone FROM customer WHERE id = ?"""
_ORDER = """SELECT id, name, placed_at, currency, total, refunded, payment_status, fulfillment_status, cancelled_at,
    shop, note FROM shop_order"""
# Merges may chain (a into b, b into c); more than this is a circle.
_MERGES = 20


def living(connection: cysqlite.Connection, customer_id: int) -> Row | None:
    """The customer's row, that of the one it was merged into if it was."""
    for _ in range(_MERGES):
        row: Row | None = connection.execute_one(_CUSTOMER, (customer_id,))
        if row is None or row[11] is None:
            return row
        customer_id = row[11]
    return row


def identities(connection: cysqlite.Connection, customer_id: int) -> list[Row]:
    """(kind, value) of every address, number and account, oldest first."""
    rows: list[Row] = connection.execute(
        "SELECT kind, value FROM identity WHERE customer_id = ? ORDER BY id", (customer_id,)
    ).fetchall()
    return rows


def bounced(connection: cysqlite.Connection, customer_id: int) -> list[Row]:
    """(address, when, why) of the addresses that mail does not reach."""
    rows: list[Row] = connection.execute(
        """SELECT value, bounced_at, bounce_reason FROM identity
        WHERE customer_id = ? AND bounced_at IS NOT NULL ORDER BY id""",
        (customer_id,),
    ).fetchall()
    return rows


def money(connection: cysqlite.Connection, customer_id: int) -> list[Row]:
    """(currency, spent, refunds, first order) per currency, the one of most orders first.

    Refunds are orders with money given back, and orders that are nothing but that.
    """
    rows: list[Row] = connection.execute(
        f"""SELECT currency, sum(CASE WHEN {COUNTED} THEN total - refunded ELSE 0 END),
            sum(refunded > 0 OR total < 0), min(placed_at)
            FROM shop_order WHERE customer_id = ? GROUP BY currency ORDER BY count(*) DESC, currency""",
        (customer_id,),
    ).fetchall()
    return rows


def order_names(connection: cysqlite.Connection, customer_id: int, limit: int = 2000) -> list[Row]:
    """(id, name key) of the latest orders of a customer."""
    rows: list[Row] = connection.execute(
        "SELECT id, name_key FROM shop_order WHERE customer_id = ? ORDER BY placed_at DESC, id DESC LIMIT ?",
        (customer_id, limit),
    ).fetchall()
    return rows


def orders_of_addresses(connection: cysqlite.Connection, keys: Sequence[str], emails: Sequence[str]) -> list[Row]:
    """(id, name key) of orders of these names that were placed with one of these addresses (casefolded)."""
    if not keys or not emails:
        return []
    sql = f"""SELECT id, name_key, email FROM shop_order WHERE name_key IN ({",".join("?" * len(keys))})
        ORDER BY placed_at DESC, id DESC LIMIT 1000"""
    return [(row_id, key) for row_id, key, email in connection.execute(sql, tuple(keys)) if email.casefold() in emails]


def latest_orders(connection: cysqlite.Connection, customer_id: int, limit: int) -> list[Row]:
    """Orders of a customer, newest first."""
    rows: list[Row] = connection.execute(
        f"{_ORDER} WHERE customer_id = ? ORDER BY placed_at DESC, id DESC LIMIT ?", (customer_id, limit)
    ).fetchall()
    return rows


def orders_by_id(connection: cysqlite.Connection, ids: Sequence[int]) -> list[Row]:
    """Orders in the order of `ids`."""
    sql = f"{_ORDER} WHERE id IN ({','.join('?' * len(ids))})"
    found = {row[0]: row for row in connection.execute(sql, tuple(ids))}
    return [found[row_id] for row_id in ids if row_id in found]


_DETAILS = {
    "order_line": "SELECT order_id, sku, title, quantity, unit_price, discount, total FROM order_line {}"
    " ORDER BY position",
    "fulfillment": "SELECT order_id, status, carrier, tracking_number, tracking_url, shipped_at, delivered_at"
    " FROM fulfillment {} ORDER BY position",
    "refund": "SELECT order_id, at, amount, reason FROM refund {} ORDER BY id",
}


def details(connection: cysqlite.Connection, table: str, order_ids: Sequence[int]) -> dict[int, list[Row]]:
    """Rows of `order_line`, `fulfillment` or `refund` by order, without the order's id."""
    found: dict[int, list[Row]] = {}
    sql = _DETAILS[table].format(f"WHERE order_id IN ({','.join('?' * len(order_ids))})")
    for order_id, *rest in connection.execute(sql, tuple(order_ids)):
        found.setdefault(order_id, []).append(tuple(rest))
    return found


def tickets(connection: cysqlite.Connection, customer_id: int, limit: int) -> list[Row]:
    """(id, subject, status, activity) of the latest tickets."""
    rows: list[Row] = connection.execute(
        """SELECT id, subject, status, activity_at FROM ticket WHERE customer_id = ? AND status NOT IN ('spam', 'trash')
        ORDER BY activity_at DESC, id DESC LIMIT ?""",
        (customer_id, limit),
    ).fetchall()
    return rows


def ticket_sums(connection: cysqlite.Connection, customer_id: int) -> Row:
    """(tickets, those not resolved, when the first was made)."""
    row: Row | None = connection.execute_one(
        """SELECT count(*), coalesce(sum(status <> 'resolved'), 0), min(created_at) FROM ticket
        WHERE customer_id = ? AND status NOT IN ('spam', 'trash')""",
        (customer_id,),
    )
    return row or (0, 0, None)


def holdings(connection: cysqlite.Connection, customer_id: int) -> Row:
    """(addresses and accounts, orders, tickets, messages) that belong to a customer."""
    row: Row | None = connection.execute_one(
        """SELECT (SELECT count(*) FROM identity WHERE customer_id = ?1),
            (SELECT count(*) FROM shop_order WHERE customer_id = ?1),
            (SELECT count(*) FROM ticket WHERE customer_id = ?1),
            (SELECT count(*) FROM message WHERE customer_id = ?1)""",
        (customer_id,),
    )
    return row or (0, 0, 0, 0)


def owned(connection: cysqlite.Connection, table: str, customer_ids: Sequence[int]) -> list[int]:
    """Ids of the rows of `identity`, `shop_order`, `ticket` or `message` that belong to customers."""
    sql = f"SELECT id FROM {table} WHERE customer_id IN ({','.join('?' * len(customer_ids))}) ORDER BY id"
    return [row_id for (row_id,) in connection.execute(sql, tuple(customer_ids))]


def editable(connection: cysqlite.Connection, customer_id: int) -> dict[str, str]:
    """The fields of a customer that people write."""
    names = ("name", "company", "phone", "email", "country", "locale", "timezone")
    row = connection.execute_one(f"SELECT {', '.join(names)} FROM customer WHERE id = ?", (customer_id,))
    return dict(zip(names, row or ("",) * len(names), strict=True))


def note(connection: cysqlite.Connection, customer_id: int) -> str:
    """The note on a customer."""
    return str(connection.execute_scalar("SELECT note FROM customer WHERE id = ?", (customer_id,)) or "")


def tags(connection: cysqlite.Connection, limit: int = 200) -> list[tuple[str, int]]:
    """(tag, customers) that are in use, the most used first."""
    rows: list[tuple[str, int]] = connection.execute(
        """SELECT value, count(*) FROM customer, json_each(customer.tags)
        WHERE merged_into_id IS NULL AND tags <> '[]' GROUP BY value ORDER BY 2 DESC, 1 LIMIT ?""",
        (limit,),
    ).fetchall()
    return rows
