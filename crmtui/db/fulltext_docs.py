"""What the full-text documents of messages, customers and orders hold, and writing them.

The one rule: a document is read from its record's present rows by the one statement that is here, so that upkeep,
rebuilding and checking cannot differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db.in_lists import chunks, slots


@dataclass(frozen=True, slots=True)
class Index:
    """One full-text table.

    Attributes:
        record: the record whose id is the row id.
        table: the full-text table.
        columns: its columns.
        select: reads documents, the id first; ends where a condition on `r.id` follows.
        there: the records that have a document, as r.
    """

    record: str
    table: str
    columns: tuple[str, ...]
    select: str
    there: str


_FIRST = "(SELECT min(x.id) FROM message x INDEXED BY message_ticket WHERE x.ticket_id = r.ticket_id)"

MESSAGE = Index(
    "message", "message_fts", ("subject", "body", "people", "extra"),
    # The subject of a ticket may have been written anew: it is found with the ticket's first message.
    f"""SELECT r.id, CASE WHEN t.subject IN ('', r.subject) OR r.id <> {_FIRST} THEN r.subject
            ELSE r.subject || ' ' || t.subject END,
        r.text, r.author_name || ' ' || r.author_email,
        coalesce((SELECT group_concat(filename, ' ') FROM attachment WHERE message_id = r.id), '')
    FROM message r LEFT JOIN ticket t ON t.id = r.ticket_id WHERE r.id""",
    "message r WHERE true",
)  # fmt: skip
CUSTOMER = Index(
    "customer", "customer_fts", ("name", "addresses", "extra"),
    """SELECT r.id, r.name, coalesce((SELECT group_concat(value, ' ') FROM identity WHERE customer_id = r.id), ''),
        concat_ws(' ', r.company, r.note, (SELECT group_concat(value, ' ') FROM json_each(r.tags)))
    FROM customer r WHERE r.merged_into_id IS NULL AND r.id""",
    "customer r WHERE r.merged_into_id IS NULL",
)  # fmt: skip
ORDER = Index(
    "shop_order", "order_fts", ("number", "people", "items"),
    """SELECT r.id, concat_ws(' ', r.name, r.external_id,
            (SELECT group_concat(tracking_number, ' ') FROM fulfillment WHERE order_id = r.id)),
        r.customer_name || ' ' || r.email,
        concat_ws(' ', (SELECT group_concat(sku || ' ' || title, ' ') FROM order_line WHERE order_id = r.id), r.note,
            (SELECT group_concat(value, ' ') FROM json_each(r.tags)))
    FROM shop_order r WHERE r.id""",
    "shop_order r WHERE true",
)  # fmt: skip

INDEXES: dict[str, Index] = {one.record: one for one in (MESSAGE, CUSTOMER, ORDER)}
"""The full-text tables by the record they find."""


def add(connection: cysqlite.Connection, index: Index, rows: Sequence[Sequence[Any]]) -> None:
    """Write documents, their texts cut into words already."""
    columns, marks = ", ".join(index.columns), ", ".join("?" * len(index.columns))
    connection.executemany(f"INSERT INTO {index.table} (rowid, {columns}) VALUES (?, {marks})", rows)


def drop(connection: cysqlite.Connection, index: Index, ids: Iterable[int]) -> None:
    """Remove the documents of records; one that is not there is none."""
    connection.executemany(f"DELETE FROM {index.table} WHERE rowid = ?", [(row_id,) for row_id in ids])


def read(connection: cysqlite.Connection, index: Index, ids: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """The documents that records should have: id, then the columns as they are stored in the records."""
    for chunk in chunks(ids):
        yield from connection.execute(f"{index.select} IN ({slots(chunk)})", chunk).fetchall()


def read_between(connection: cysqlite.Connection, index: Index, low: int, high: int) -> list[tuple[Any, ...]]:
    """The documents that the records with ids from `low` to `high` should have, by id."""
    rows: list[Any] = connection.execute(f"{index.select} BETWEEN ? AND ? ORDER BY r.id", (low, high)).fetchall()
    return rows


def first_messages(connection: cysqlite.Connection, tickets: Iterable[int], count: int = 1) -> set[int]:
    """The messages of tickets that came first."""
    sql = "SELECT id FROM message INDEXED BY message_ticket WHERE ticket_id = ? ORDER BY id LIMIT ?"
    return {row_id for ticket in tickets for (row_id,) in connection.execute(sql, (ticket, count))}
