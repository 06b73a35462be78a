"""The full-text index: keeping it beside the records, and finding messages and customers by words.

The one rule: the index row of a message has the message's id, so newest first is simply the index's own order.
Chinese, Japanese, Thai and the like have no spaces: each of their characters is indexed as a word of its own, and
searched as a phrase.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import cysqlite

from crmtui.db import fulltext_docs as docs

_GATHERED_BYTES = 16 * 1024 * 1024

MESSAGE_LIMIT = 4000
"""Hits that a search looks at, newest first: finding must not depend on how common a word is."""

INDEXED: dict[str, frozenset[str]] = {
    "message": frozenset({"subject", "text", "author_name", "author_email", "ticket_id"}),
    "customer": frozenset({"name", "company", "email", "phone", "note", "tags", "merged_into_id"}),
    "shop_order": frozenset({"name", "external_id", "customer_name", "email", "note", "tags"}),
    "ticket": frozenset({"subject"}),
}
"""Tables with an index, and the columns whose change must reach it."""

INDEXED_WITH: dict[str, tuple[str, str]] = {
    "identity": ("customer", "customer_id"),
    "attachment": ("message", "message_id"),
    "order_line": ("shop_order", "order_id"),
    "fulfillment": ("shop_order", "order_id"),
}
"""Tables whose rows are words of another record's index row, and the column that names it."""

_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff])"
)
_WORD = re.compile(r"[^\W_]+(?:[^\W_]|_)*|_+", re.UNICODE)

MessageRow = tuple[int, str, str, str, str]
"""(message id, subject, body, people, extra) as `add_messages` takes them."""


def spaced(text: str) -> str:
    """The text with unspaced scripts cut into single characters; most mail passes untouched."""
    return text if text.isascii() else _UNSPACED.sub(r" \1 ", text)


def cut(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Documents as they are written: the id, then each text with its words apart."""
    return [(row[0], *map(spaced, row[1:])) for row in rows]


def add_messages(connection: cysqlite.Connection, rows: Sequence[MessageRow]) -> None:
    """Index new messages, in the caller's transaction."""
    docs.add(connection, docs.MESSAGE, cut(rows))


def add_orders(connection: cysqlite.Connection, ids: Sequence[int]) -> None:
    """Index new orders whose lines and parcels are written, in the caller's transaction."""
    docs.add(connection, docs.ORDER, cut(docs.read(connection, docs.ORDER, ids)))


def gather(connection: cysqlite.Connection) -> None:
    """Let the index gather a whole batch of messages before it writes them: a tenth less work for an import."""
    connection.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('hashsize', ?)", (_GATHERED_BYTES,))


def reindex(connection: cysqlite.Connection, table: str, ids: Iterable[int]) -> None:
    """Make the index rows of these records what their present rows say (none when they are gone).

    The words of a ticket are in the index row of its first message.
    """
    whole = list(docs.first_messages(connection, ids) if table == "ticket" else ids)
    index = docs.INDEXES["message" if table == "ticket" else table]
    docs.drop(connection, index, whole)
    docs.add(connection, index, cut(docs.read(connection, index, whole)))


def reindex_beside(connection: cysqlite.Connection, ids: Iterable[int], tickets: Iterable[int]) -> None:
    """Messages came to tickets or left them: another one may be the first now, which finds the ticket's subject."""
    moved = set(ids)
    for ticket in tickets:
        first = docs.first_messages(connection, [ticket], len(moved) + 1)
        if first and min(moved) <= min(first):
            reindex(connection, "message", first - moved)


def match_of(words: str, *, beginnings: bool = False) -> str:
    """The FTS5 expression for what a person typed: every word, the last one as a prefix; "" when there is none.

    With `beginnings` every word is a prefix, single letters too: for the short texts of names and addresses.

    Anything may be typed: it reaches the expression inside of quoted strings only.
    """
    terms: list[str] = []
    pieces = [piece for piece in words.split() if _WORD.search(piece)]
    for number, piece in enumerate(pieces):
        inside = quotable(piece)
        open_end = number == len(pieces) - 1 and words[-1:].strip() != ""
        short = len(_WORD.findall(piece)) == 1 and len(_WORD.findall(piece)[0]) == 1
        terms.append(f'"{inside}"' + ("*" if beginnings or (open_end and not short) else ""))
    return " ".join(terms)


def quotable(text: str) -> str:
    """What may stand in a quoted string of an FTS5 expression: the tokenizer alone reads it there."""
    return spaced(text.replace('"', " ").replace("\0", " "))


def find_messages(connection: cysqlite.Connection, words: str, limit: int = MESSAGE_LIMIT) -> list[tuple[int, int]]:
    """(message id, ticket id) of the newest messages that hold all words."""
    match = match_of(words)
    if not match:
        return []
    rows: list[Any] = connection.execute(
        """SELECT m.id, m.ticket_id FROM
           (SELECT rowid FROM message_fts WHERE message_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
           CROSS JOIN message AS m INDEXED BY message_to_ticket ON m.id = hit.rowid ORDER BY m.id DESC""",
        (match, limit),
    ).fetchall()
    return rows


def find_customers(connection: cysqlite.Connection, words: str, limit: int = 1000) -> list[int]:
    """Ids of the customers that hold words beginning with all of these, best first."""
    match = match_of(words, beginnings=True)
    if not match:
        return []
    rows = connection.execute(
        "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? ORDER BY bm25(customer_fts, 10, 5, 1) LIMIT ?",
        (match, limit),
    )
    return [row_id for (row_id,) in rows]
