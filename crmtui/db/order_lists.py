"""Rows of orders, as a list shows them.

The one rule: read-only, plain tuples, by id: which orders, the query language says.
"""

from collections.abc import Sequence
from typing import Any

import cysqlite

from crmtui.db.lists import Listing, rows_of

_COLUMNS = """t.name, t.shop, t.customer_id, coalesce(nullif(c.name, ''), nullif(t.customer_name, ''), t.email),
    t.currency, t.total, t.refunded, t.payment_status, t.fulfillment_status, t.cancelled_at,
    (SELECT coalesce(sum(x.quantity), 0) FROM order_line x WHERE x.order_id = t.id), t.tags"""

ORDERS = Listing(
    "shop_order", "", "placed_at", "1", (), _COLUMNS, "LEFT JOIN customer c ON c.id = t.customer_id"
)  # fmt: skip


def orders_by_id(connection: cysqlite.Connection, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """(placed_at, id, columns ...) of orders, in the order asked; those that are gone are left out."""
    return rows_of(connection, ORDERS, ids)
