"""What came in while two customers were one, and whose it is when they part or come together again.

The one rule: an address decides, as it does when mail and orders come in.
"""

import cysqlite

from crmtui.db import orders_sql

OWNED = ("identity", "shop_order", "ticket", "message")
"""Tables whose rows belong to a customer."""
COUNTED = frozenset({"orders_count", "spent", "currency", "last_order_at", "last_contact_at"})
"""Columns of a customer that are counted from other rows: not content, and counted anew when they may be wrong."""

_THEIRS = "(SELECT value_key FROM identity WHERE customer_id = ?2 AND kind = 'email')"
_CAME = {
    "ticket": f"""SELECT t.id FROM ticket t WHERE t.customer_id = ?1 AND (SELECT lower(m.author_email) FROM message m
        WHERE m.ticket_id = t.id AND m.direction = 'in' ORDER BY m.at, m.id LIMIT 1) IN {_THEIRS}""",
    "message": f"SELECT id FROM message WHERE customer_id = ?1 AND lower(author_email) IN {_THEIRS}",
    "shop_order": f"SELECT id FROM shop_order WHERE customer_id = ?1 AND lower(email) IN {_THEIRS}",
}


def came_for(connection: cysqlite.Connection, customer_id: int, stays: int) -> dict[str, list[int]]:
    """Rows of `stays`, by table, that came from an address of `customer_id`."""
    return {table: [row[0] for row in connection.execute(sql, (stays, customer_id))] for table, sql in _CAME.items()}


def left_with(connection: cysqlite.Connection, customer_id: int) -> dict[str, list[int]]:
    """Rows that belong to a customer, by table."""
    return {
        table: [row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE customer_id = ?", (customer_id,))]
        for table in OWNED
    }


def counted(connection: cysqlite.Connection, customer_id: int) -> dict[str, int | str | None]:
    """The columns of COUNTED, counted now."""
    orders, spent, currency, last = orders_sql.tally(connection, [customer_id])[customer_id]
    contact = connection.execute_scalar(
        "SELECT max(at) FROM message WHERE customer_id = ? AND direction = 'in' AND automatic = ''", (customer_id,)
    )
    return {
        "orders_count": orders, "spent": spent, "currency": currency, "last_order_at": last, "last_contact_at": contact,
    }  # fmt: skip
