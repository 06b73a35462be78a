"""Reads the messages of a ticket, the newest few first.

The one rule: what is read does not depend on how long the conversation is.
"""

from collections.abc import Sequence
from typing import Any

import cysqlite

from crmtui.db.in_lists import slots

_MESSAGE = """SELECT m.id, m.kind, m.direction, m.at, m.author_name, m.author_email, m.recipients, m.subject, m.text,
    m.quoted, m.signature, m.html <> '', m.automatic, m.stranger, m.joined_by, m.problems, o.state, o.last_error, o.id,
    o.not_before, m.auth, m.nature, m.came_back, o.next_try_at, o.attempts, o.scheduled, o.sent_at
    FROM message m LEFT JOIN outbox o ON o.message_id = m.id"""

_TICKET = """SELECT t.mailbox, t.channel, t.first_response_at, t.resolved_at, t.merged_into_id, c.email
    FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id WHERE t.id = ?"""


def ticket_facts(connection: cysqlite.Connection, ticket_id: int) -> tuple[Any, ...] | None:
    """(mailbox, channel, first response, resolved, merged into, customer's address); None: no such ticket."""
    row: tuple[Any, ...] | None = connection.execute_one(_TICKET, (ticket_id,))
    return row


def newest_messages(
    connection: cysqlite.Connection, ticket_id: int, count: int, before: tuple[int, int] | None = None
) -> list[tuple[Any, ...]]:
    """The newest `count` messages, oldest of them first; only those before a (time, id) when one is given."""
    bound, params = ("AND (m.at, m.id) < (?, ?)", before) if before else ("", ())
    sql = f"{_MESSAGE} WHERE m.ticket_id = ? {bound} ORDER BY m.at DESC, m.id DESC LIMIT ?"
    return list(reversed(connection.execute(sql, (ticket_id, *params, count)).fetchall()))


def message_marks(connection: cysqlite.Connection, message_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """(direction, when) of messages."""
    sql = f"SELECT id, direction, at FROM message WHERE id IN ({slots(message_ids)})"
    return {row[0]: (row[1], row[2]) for row in connection.execute(sql, tuple(message_ids))}


def message_count(connection: cysqlite.Connection, ticket_id: int) -> int:
    """How many messages a ticket has."""
    return int(connection.execute_scalar("SELECT count(*) FROM message WHERE ticket_id = ?", (ticket_id,)))


def attachments_of(connection: cysqlite.Connection, message_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """(id, filename, content type, size, inline) of the attachments of messages, by message id."""
    sql = f"""SELECT message_id, id, filename, content_type, size, inline FROM attachment
        WHERE message_id IN ({slots(message_ids)}) ORDER BY message_id, position"""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute(sql, tuple(message_ids)):
        found.setdefault(row[0], []).append(tuple(row[1:]))
    return found


def attachment_bytes(connection: cysqlite.Connection, attachment_id: int) -> tuple[str, bytes] | None:
    """The name and bytes of an attachment, None when there is no such."""
    row = connection.execute_one(
        "SELECT a.filename, b.data FROM attachment a JOIN blob b ON b.id = a.blob_id WHERE a.id = ?", (attachment_id,)
    )
    return (str(row[0]), bytes(row[1])) if row else None
