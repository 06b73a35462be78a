"""The texts of tickets and of their customers, for showing the words around what a search found.

The one rule: read-only, and no further than was asked.
"""

from collections.abc import Iterator

import cysqlite

LOOKED_AT = 20_000
"""Characters of a message that are looked at."""

_TEXTS = """SELECT substr(text, 1, ?), author_name, author_email FROM message WHERE ticket_id = ?
    ORDER BY at DESC, id DESC LIMIT ?"""
_FILES = """SELECT a.filename FROM message m JOIN attachment a ON a.message_id = m.id WHERE m.ticket_id = ?
    ORDER BY m.id DESC LIMIT ?"""
_CUSTOMER = "SELECT name, company, email, note FROM customer WHERE id = ?"
_ORDERS = "SELECT name FROM shop_order WHERE customer_id = ? ORDER BY placed_at DESC LIMIT ?"


def texts_of(connection: cysqlite.Connection, ticket_id: int, limit: int) -> Iterator[tuple[str, str, str]]:
    """(text, author's name, author's address) of the newest messages of a ticket."""
    yield from connection.execute(_TEXTS, (LOOKED_AT, ticket_id, limit))


def beside(
    connection: cysqlite.Connection, ticket_id: int, customer_id: int | None, limit: int
) -> Iterator[tuple[str, str]]:
    """What else a ticket is found by, each with a word on what it is: its files, its customer and their orders."""
    for (name,) in connection.execute(_FILES, (ticket_id, limit)).fetchall():
        yield "file", name
    if customer_id is None:
        return
    for row in connection.execute(_CUSTOMER, (customer_id,)).fetchall():
        yield from (("customer", text) for text in row if text)
    for (name,) in connection.execute(_ORDERS, (customer_id, limit)).fetchall():
        yield "order", name
