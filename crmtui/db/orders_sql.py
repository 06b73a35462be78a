"""Prepared SQL that stores orders in bulk and keeps what a customer's row says about them.

The one rule: call inside a write transaction; ids are given here, so that a batch costs a handful of statements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import cysqlite

from crmtui.db import fulltext
from crmtui.db.in_lists import chunks, slots
from crmtui.db.people import next_id

ORDER_COLUMNS = (
    "shop", "external_id", "name", "name_key", "customer_id", "email", "customer_name", "placed_at", "updated_at",
    "cancelled_at", "currency", "subtotal", "shipping", "tax", "discount", "total", "refunded", "payment_status",
    "fulfillment_status", "country", "note", "tags", "fingerprint", "imported_at",
)  # fmt: skip
"""The columns of `shop_order` in the order in which rows are given here."""

COUNTED = "cancelled_at IS NULL AND payment_status <> 'voided'"
"""Which orders make up what a customer spent: those that were neither cancelled nor voided."""

_DETAILS = {
    "order_line": ("order_id", "position", "sku", "title", "quantity", "unit_price", "discount", "total"),
    "fulfillment": (
        "order_id", "position", "status", "carrier", "tracking_number", "tracking_url", "shipped_at", "delivered_at",
    ),
    "refund": ("order_id", "external_id", "at", "amount", "reason"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """What the database knows of an order that came again."""

    id: int
    fingerprint: str
    customer_id: int | None
    email: str


@dataclass(frozen=True, slots=True)
class ShopAccount:
    """A customer as a shop numbers them; `value` is "shop:key"."""

    value: str
    name: str
    country: str


def stored(connection: cysqlite.Connection, shop: str, external_ids: Sequence[str]) -> dict[str, StoredOrder]:
    """The orders of a shop that are there, by external id."""
    found: dict[str, StoredOrder] = {}
    for chunk in chunks(external_ids):
        sql = (
            "SELECT external_id, id, fingerprint, customer_id, email FROM shop_order"
            f" WHERE shop = ? AND external_id IN ({slots(chunk)})"
        )
        for external_id, *rest in connection.execute(sql, (shop, *chunk)):
            found[external_id] = StoredOrder(*rest)
    return found


def insert_orders(connection: cysqlite.Connection, rows: Sequence[Sequence[Any]]) -> list[int]:
    """Add orders (ORDER_COLUMNS); their ids."""
    first = next_id(connection, "shop_order")
    marks = ", ".join("?" * (len(ORDER_COLUMNS) + 1))
    connection.executemany(
        f"INSERT INTO shop_order (id, {', '.join(ORDER_COLUMNS)}) VALUES ({marks})",
        [(first + number, *row) for number, row in enumerate(rows)],
    )
    return list(range(first, first + len(rows)))


def insert_details(connection: cysqlite.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows of `order_line`, `fulfillment` or `refund`, each beginning with its order's id."""
    columns = _DETAILS[table]
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def drop_details(connection: cysqlite.Connection, order_ids: Sequence[int]) -> None:
    """Remove lines, parcels and refunds of orders that are about to get new ones."""
    for table in _DETAILS:
        connection.executemany(f"DELETE FROM {table} WHERE order_id = ?", [(row_id,) for row_id in order_ids])


def accounts(connection: cysqlite.Connection, values: Iterable[str]) -> dict[str, int]:
    """The customers of shop accounts that are known, by "shop:key" (casefolded)."""
    found: dict[str, int] = {}
    for chunk in chunks({value.casefold() for value in values}):
        sql = f"SELECT value_key, customer_id FROM identity WHERE kind = 'shop' AND value_key IN ({slots(chunk)})"
        found.update(dict(connection.execute(sql, chunk).fetchall()))
    return found


def add_accounts(connection: cysqlite.Connection, owners: Sequence[tuple[str, int]], at: int) -> None:
    """Say whose a shop account is: ("shop:key", customer id); one that is known stays where it is."""
    connection.executemany(
        "INSERT INTO identity (customer_id, kind, value, value_key, created_at) VALUES (?, 'shop', ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [(customer_id, value, value.casefold(), at) for value, customer_id in owners],
    )


def add_account_customers(connection: cysqlite.Connection, people: Sequence[ShopAccount], at: int) -> dict[str, int]:
    """Make customers who are known by a shop account only; their ids by "shop:key" (casefolded)."""
    first = next_id(connection, "customer")
    ids = {person.value.casefold(): first + number for number, person in enumerate(people)}
    connection.executemany(
        "INSERT INTO customer (id, name, name_key, country, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(ids[p.value.casefold()], p.name, p.name.casefold(), p.country, at, at) for p in people],
    )
    add_accounts(connection, [(person.value, ids[person.value.casefold()]) for person in people], at)
    fulltext.reindex(connection, "customer", ids.values())
    return ids


def tally(connection: cysqlite.Connection, customer_ids: Iterable[int]) -> dict[int, tuple[int, int, str, int | None]]:
    """What the orders of customers come to: (orders, spent, currency, last order), in their main currency.

    Counted are orders that were neither cancelled nor voided; spent is their totals less refunds. An order with a
    negative total (money given back without naming its order) lowers what was spent and is not an order. The main
    currency is that of most orders; orders in others count, their money does not.
    """
    found: dict[int, tuple[int, int, str, int | None]] = {}
    for chunk in chunks(customer_ids):
        found.update((row_id, (0, 0, "", None)) for row_id in chunk)
        rows = connection.execute(
            "SELECT customer_id, currency, sum(total >= 0), sum(total - refunded),"
            " max(CASE WHEN total >= 0 THEN placed_at END)"
            f" FROM shop_order WHERE customer_id IN ({slots(chunk)}) AND {COUNTED}"
            " GROUP BY customer_id, currency ORDER BY customer_id, 3 DESC, 4 DESC, currency",
            chunk,
        ).fetchall()
        for row_id, group in groupby(rows, key=lambda row: row[0]):
            parts = list(group)
            last = max((part[4] for part in parts if part[4] is not None), default=None)
            found[row_id] = (sum(part[2] for part in parts), parts[0][3], parts[0][1], last)
    return found


def recount(connection: cysqlite.Connection, customer_ids: Iterable[int]) -> None:
    """Bring `orders_count`, `spent`, `currency` and `last_order_at` of customers up to their orders.

    These are sums, not edits: no version moves, nothing is journaled.
    """
    connection.executemany(
        "UPDATE customer SET orders_count = ?, spent = ?, currency = ?, last_order_at = ? WHERE id = ?",
        [(*sums, row_id) for row_id, sums in tally(connection, customer_ids).items()],
    )
