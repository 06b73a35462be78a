"""Prepared SQL of the saved replies, and of what they may name of a ticket.

The one rule: reads work on the raw reader as well as under Peewee; the only write here is the count of uses.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import cysqlite

Row = tuple[Any, ...]

_TEMPLATE = "SELECT id, folder, name, subject, body, uses, last_used_at, version FROM template"


def templates(connection: cysqlite.Connection) -> list[Row]:
    """Every template, by folder and name without case."""
    rows: list[Row] = connection.execute(
        f"{_TEMPLATE} ORDER BY folder = '', folder COLLATE NOCASE, name COLLATE NOCASE, id"
    ).fetchall()
    return rows


def template(connection: cysqlite.Connection, template_id: int) -> Row | None:
    """One template."""
    row: Row | None = connection.execute_one(f"{_TEMPLATE} WHERE id = ?", (template_id,))
    return row


def count_uses(connection: cysqlite.Connection, template_ids: Iterable[int], at: int) -> None:
    """Add to the uses: bookkeeping, so no version moves and nothing is journaled."""
    connection.executemany(
        "UPDATE template SET uses = uses + ?, last_used_at = ? WHERE id = ?",
        [(count, at, template_id) for template_id, count in Counter(template_ids).items()],
    )


def ticket(connection: cysqlite.Connection, ticket_id: int) -> Row | None:
    """(id, subject, status, priority, tags, created, customer, mailbox) of a ticket."""
    row: Row | None = connection.execute_one(
        "SELECT id, subject, status, priority, tags, created_at, customer_id, mailbox FROM ticket WHERE id = ?",
        (ticket_id,),
    )
    return row


def customer_words(connection: cysqlite.Connection, ticket_id: int, limit: int = 10) -> str:
    """The subject and what was last written from outside, newest first: where an order is named."""
    rows = connection.execute(
        "SELECT subject || char(10) || text FROM message WHERE ticket_id = ? AND direction = 'in'"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (ticket_id, limit),
    ).fetchall()
    return "\n".join(text for (text,) in rows)


def customer_place(connection: cysqlite.Connection, customer_id: int) -> tuple[str, str]:
    """(locale, time zone) of a customer, "" for what is not known."""
    row = connection.execute_one("SELECT locale, timezone FROM customer WHERE id = ?", (customer_id,))
    return (row[0], row[1]) if row else ("", "")


def order_sums(connection: cysqlite.Connection, order_id: int) -> Row:
    """(subtotal, shipping, tax, discount, country) of an order."""
    row: Row | None = connection.execute_one(
        "SELECT subtotal, shipping, tax, discount, country FROM shop_order WHERE id = ?", (order_id,)
    )
    return row or (None, None, None, None, "")


def agent(connection: cysqlite.Connection, agent_id: int) -> Row | None:
    """(name, address, signature) of an agent."""
    row: Row | None = connection.execute_one("SELECT name, email, signature FROM agent WHERE id = ?", (agent_id,))
    return row


def shop_facts(connection: cysqlite.Connection) -> dict[str, str]:
    """What the desk itself knows of its shop: name, url, email."""
    rows = connection.execute("SELECT key, value FROM meta WHERE key IN ('shop_name', 'shop_url', 'shop_email')")
    return {key.removeprefix("shop_"): value for key, value in rows}


def sample_ticket(connection: cysqlite.Connection) -> int | None:
    """A ticket to look at templates on: a late one whose customer has a parcel on its way, else the latest."""
    row = connection.execute_one(
        """SELECT id FROM (SELECT id, customer_id, activity_at FROM ticket WHERE status NOT IN ('spam', 'trash')
            ORDER BY activity_at DESC, id DESC LIMIT 200) AS late
        ORDER BY EXISTS (SELECT 1 FROM shop_order AS o JOIN fulfillment AS f ON f.order_id = o.id
            WHERE o.customer_id = late.customer_id AND f.tracking_number <> '') DESC, activity_at DESC LIMIT 1"""
    )
    return int(row[0]) if row else None
