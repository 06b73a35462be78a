"""Writes the orders of the demo company.

The one rule: as an import would, in bulk; call inside a write transaction.
"""

import json
from collections.abc import Sequence

import cysqlite

from crmtui.customers.mentions import name_key
from crmtui.db import orders_sql
from crmtui.demo.catalogue import SHOP, DemoOrder


def write_orders(connection: cysqlite.Connection, batch: Sequence[DemoOrder], now: int) -> None:
    """Add orders with their lines, parcels and refunds; `now` is when they were imported, UTC epoch seconds."""
    rows = []
    for item in batch:
        one = item.order
        rows.append(
            (SHOP, one.external_id, one.name, name_key(one.name), item.customer + 1, one.customer_email.casefold(),
             one.customer_name, one.placed_at, one.updated_at, one.cancelled_at, one.currency, one.subtotal,
             one.shipping, one.tax, one.discount, one.total, one.refunded, one.payment_status.value,
             one.fulfillment_status.value, one.country, one.note, json.dumps(one.tags), "", now)
        )  # fmt: skip
    ids = orders_sql.insert_orders(connection, rows)
    lines, parcels, refunds = [], [], []
    for key, one in zip(ids, (item.order for item in batch), strict=True):
        lines += [
            (key, i, x.sku, x.title, x.quantity, x.unit_price, x.discount, x.total) for i, x in enumerate(one.lines)
        ]
        parcels += [
            (key, i, x.status, x.carrier, x.tracking_number, x.tracking_url, x.shipped_at, x.delivered_at)
            for i, x in enumerate(one.fulfillments)
        ]
        refunds += [(key, x.external_id, x.at, x.amount, x.reason) for x in one.refunds]
    orders_sql.insert_details(connection, "order_line", lines)
    orders_sql.insert_details(connection, "fulfillment", parcels)
    orders_sql.insert_details(connection, "refund", refunds)
