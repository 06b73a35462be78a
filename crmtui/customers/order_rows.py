"""Orders as a list shows them.

The one rule: read-only and light, on the raw reader; texts are as they came: clean them at the door to the screen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db.order_lists import orders_by_id


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; amounts in minor units of `currency`, times UTC epoch seconds."""

    id: int
    name: str
    shop: str
    placed_at: int | None
    customer_id: int | None
    customer: str
    currency: str
    total: int
    refunded: int
    payment: str
    status: str
    cancelled_at: int | None
    items: int
    tags: tuple[str, ...]


def order_rows(connection: cysqlite.Connection, ids: Sequence[int]) -> list[OrderRow]:
    """The rows of orders by id, in the order asked; those that are not there are left out."""
    found = []
    for placed, row_id, name, shop, *rest, tags in orders_by_id(connection, ids):
        values: list[Any] = [row_id, name, shop, placed, *rest, tuple(json.loads(tags))]
        found.append(OrderRow(*values))
    return found
