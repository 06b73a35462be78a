"""Reads what one record has in the fields that a query names.

The one rule: read-only, and one record at a time: nothing here depends on how many there are.
"""

from typing import Any

import cysqlite

from crmtui.db.conditions import ALIAS, TABLE, expression

Row = tuple[Any, ...]

RELATIVES, MESSAGES, LETTERS = 500, 200, 20_000
"""Orders or tickets of a customer, messages of a ticket, and characters of a message, that are looked at."""

_MESSAGES = """SELECT m.kind, m.at, m.subject, substr(m.text, 1, ?), m.author_name, m.author_email,
        coalesce((SELECT group_concat(a.filename, '  ') FROM attachment a WHERE a.message_id = m.id), '')
    FROM message m WHERE m.ticket_id = ? ORDER BY m.at DESC, m.id DESC LIMIT ?"""

_LISTS: dict[tuple[str, str], str] = {
    ("ticket", "attachment"): """SELECT a.filename FROM message m JOIN attachment a ON a.message_id = m.id
        WHERE m.ticket_id = ? AND a.inline = 0 ORDER BY m.at DESC, a.position LIMIT 5""",
    ("ticket", "draft"): """SELECT g.name FROM draft d JOIN agent g ON g.id = d.agent_id
        WHERE d.ticket_id = ? ORDER BY g.name""",
    ("ticket", "failed"): """SELECT concat_ws(': ', state, nullif(last_error, '')) FROM outbox
        WHERE ticket_id = ? AND state IN ('failed', 'uncertain') ORDER BY id DESC LIMIT 3""",
    ("customer", "phone"): "SELECT value FROM identity WHERE customer_id = ? AND kind = 'phone' ORDER BY id LIMIT 5",
    ("customer", "email"): "SELECT value FROM identity WHERE customer_id = ? AND kind <> 'shop' ORDER BY id LIMIT 5",
    ("order", "sku"): "SELECT DISTINCT sku FROM order_line WHERE order_id = ? AND sku <> '' ORDER BY position LIMIT 9",
    ("order", "tracking"): """SELECT tracking_number FROM fulfillment WHERE order_id = ? AND tracking_number <> ''
        ORDER BY position""",
    ("order", "carrier"): "SELECT DISTINCT carrier FROM fulfillment WHERE order_id = ? AND carrier <> ''",
}
_TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (
        ("name", "SELECT name FROM customer WHERE id = ?"),
        ("address", "SELECT value FROM identity WHERE customer_id = ? ORDER BY id"),
        ("company", "SELECT company FROM customer WHERE id = ?"),
        ("note", "SELECT note FROM customer WHERE id = ?"),
        ("tag", "SELECT value FROM customer, json_each(customer.tags) WHERE customer.id = ?"),
    ),
    "order": (
        ("number", "SELECT name FROM shop_order WHERE id = ?"),
        ("number", "SELECT external_id FROM shop_order WHERE id = ?"),
        ("parcel", "SELECT tracking_number FROM fulfillment WHERE order_id = ? ORDER BY position"),
        ("customer", "SELECT customer_name FROM shop_order WHERE id = ?"),
        ("address", "SELECT email FROM shop_order WHERE id = ?"),
        ("article", "SELECT trim(sku || ' ' || title) FROM order_line WHERE order_id = ? ORDER BY position"),
        ("note", "SELECT note FROM shop_order WHERE id = ?"),
        ("tag", "SELECT value FROM shop_order, json_each(shop_order.tags) WHERE shop_order.id = ?"),
    ),
}
_MOMENTS = {
    "note": "SELECT max(at) FROM message WHERE ticket_id = ? AND kind = 'note'",
    "reply": "SELECT max(at) FROM message WHERE ticket_id = ? AND kind = 'mail' AND direction = 'out'",
}


def value(connection: cysqlite.Connection, records: str, column: str, record_id: int) -> Any:
    """What a record has in a column, or what is counted in its place."""
    alias = ALIAS[records]
    sql = f"SELECT {expression(records, column)} FROM {TABLE[records]} {alias} WHERE {alias}.id = ?"
    return connection.execute_scalar(sql, (record_id,))


def listed(connection: cysqlite.Connection, records: str, what: str, record_id: int) -> list[str]:
    """The few texts that a record has of something: names of files, numbers of parcels, ..."""
    sql = _LISTS[records, what]
    return [str(text) for (text,) in connection.execute(sql, (record_id,))]


def texts(connection: cysqlite.Connection, records: str, record_id: int) -> list[tuple[str, str]]:
    """(what it is, text) of all that is found by words in a customer or an order."""
    found = []
    for what, sql in _TEXTS[records]:
        found += [(what, str(text)) for (text,) in connection.execute(sql, (record_id,)) if text]
    return found


def latest(connection: cysqlite.Connection, what: str, ticket_id: int) -> int | None:
    """When a ticket got its latest note, or reply of ours."""
    at: int | None = connection.execute_scalar(_MOMENTS[what], (ticket_id,))
    return at


def messages(connection: cysqlite.Connection, ticket_id: int) -> list[Row]:
    """(kind, at, subject, text, author, address, names of files) of a ticket's messages, newest first."""
    rows: list[Row] = connection.execute(_MESSAGES, (LETTERS, ticket_id, MESSAGES)).fetchall()
    return rows


def agent(connection: cysqlite.Connection, agent_id: int) -> str:
    """An agent's name."""
    return str(connection.execute_scalar("SELECT name FROM agent WHERE id = ?", (agent_id,)) or "")


def customer(connection: cysqlite.Connection, customer_id: int) -> str:
    """A customer as they are called."""
    row = connection.execute_one("SELECT name, email FROM customer WHERE id = ?", (customer_id,))
    name, email = row or ("", "")
    return f"{name} <{email}>" if name and email else name or email or f"customer {customer_id}"


def owner(connection: cysqlite.Connection, records: str, record_id: int) -> int | None:
    """The customer of a ticket or an order; a customer is their own."""
    if records == "customer":
        return record_id
    found: int | None = value(connection, records, "customer_id", record_id)
    return found


def relatives(connection: cysqlite.Connection, records: str, customer_id: int) -> list[int]:
    """A customer's tickets or orders, newest first."""
    by = "placed_at" if records == "order" else "activity_at"
    sql = f"SELECT id FROM {TABLE[records]} WHERE customer_id = ? ORDER BY {by} DESC, id DESC LIMIT ?"
    return [row_id for (row_id,) in connection.execute(sql, (customer_id, RELATIVES))]
