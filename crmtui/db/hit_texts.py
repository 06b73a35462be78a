"""The texts of tickets, newest first, for showing the words around what a search found.

The one rule: read-only, and no further into a ticket than was asked.
"""

from collections.abc import Iterator

import cysqlite

_TEXTS = """SELECT substr(text, 1, ?), author_name, author_email FROM message WHERE ticket_id = ?
    ORDER BY at DESC, id DESC LIMIT ?"""
LOOKED_AT = 20_000
"""Characters of a message that are looked at."""


def texts_of(connection: cysqlite.Connection, ticket_id: int, limit: int) -> Iterator[tuple[str, str, str]]:
    """(text, author's name, author's address) of the newest messages of a ticket."""
    yield from connection.execute(_TEXTS, (LOOKED_AT, ticket_id, limit))
