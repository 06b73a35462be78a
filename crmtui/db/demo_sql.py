"""Prepared SQL that fills an empty desk in bulk, for the demo company.

The one rule: call inside a write transaction, with ids given by the caller: nothing is looked up.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import cysqlite

from crmtui.db import touched
from crmtui.db.fulltext import add_orders, spaced

_COLUMNS: dict[str, tuple[str, ...]] = {
    "meta": ("key", "value"),
    "agent": ("id", "name", "email", "os_user", "role", "signature"),
    "customer": (
        "id", "name", "name_key", "email", "phone", "company", "note", "tags", "locale", "timezone", "country",
        "last_contact_at", "created_at", "updated_at",
    ),
    "identity": ("customer_id", "kind", "value", "value_key", "created_at"),
    "template": ("folder", "name", "subject", "body", "uses", "last_used_at", "created_at", "updated_at"),
    "blob": ("id", "sha256", "size", "data"),
    "ticket": (
        "id", "subject", "snippet", "status", "priority", "assignee_id", "customer_id", "mailbox", "tags",
        "snoozed_until", "created_at", "updated_at", "activity_at", "waiting_since", "first_response_at", "resolved_at",
    ),
    "message": (
        "id", "ticket_id", "kind", "direction", "at", "agent_id", "customer_id", "author_name", "author_email",
        "recipients", "subject", "message_id", "in_reply_to", "refs", "created_at", "text", "quoted",
    ),
    "thread_ref": ("ref", "ticket_id"),
    "attachment": ("message_id", "blob_id", "position", "filename", "content_type", "size"),
    "gesture": ("id", "at", "actor_kind", "actor_id", "actor_name", "action", "label", "undoable"),
    "change": ("gesture_id", "record", "record_id", "op", "field", "before", "after"),
    "customer_fts": ("rowid", "name", "addresses", "extra"),
}  # fmt: skip
"""The columns that rows are given in here, by table."""

_FLUSH_BYTES = 64 * 1024 * 1024
_USUAL_FLUSH_BYTES = 1024 * 1024


def add(connection: cysqlite.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows, their values in the order of the table's columns above."""
    columns = _COLUMNS[table]
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    # Nobody follows a desk that is being made: without this the feed would be as long as all the tables.
    touched.prune(connection, keep=0)


def index_customers(connection: cysqlite.Connection, rows: Iterable[tuple[int, str, str, str]]) -> None:
    """Make customers findable: (id, name, addresses, company and note and tags)."""
    add(connection, "customer_fts", [(key, spaced(name), adr, spaced(extra)) for key, name, adr, extra in rows])


def flush_rarely(connection: cysqlite.Connection, *, rarely: bool) -> None:
    """Let the full-text index gather much before it writes, while a lot is put in; or as usual again."""
    size = _FLUSH_BYTES if rarely else _USUAL_FLUSH_BYTES
    connection.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('hashsize', ?)", (size,))


def last_contact(connection: cysqlite.Connection) -> None:
    """Set every customer's `last_contact_at` to their latest mail."""
    connection.execute(
        "UPDATE customer SET last_contact_at = (SELECT max(activity_at) FROM ticket WHERE customer_id = customer.id)"
    )


def index_orders(connection: cysqlite.Connection) -> None:
    """Make all orders findable."""
    add_orders(connection, [row_id for (row_id,) in connection.execute("SELECT id FROM shop_order ORDER BY id")])


def settle(connection: cysqlite.Connection) -> None:
    """Index the orders, empty the feed, and tell the query planner what is in the tables now."""
    index_orders(connection)
    touched.prune(connection, keep=0)
    connection.execute("PRAGMA optimize=0x10002")


def is_demo(connection: cysqlite.Connection) -> bool:
    """Whether the desk says of itself that it is a demo."""
    return bool(connection.execute_scalar("SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'demo')"))
