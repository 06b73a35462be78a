"""Prepared SQL for taking messages from one ticket to another: who moves, and what the tickets look like afterwards.

The one rule: read-only; what is changed goes through the journal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cysqlite

from crmtui.db.answers import IS_ANSWER, waiting_since
from crmtui.db.in_lists import chunks, slots


@dataclass(frozen=True, slots=True)
class Outline:
    """What the messages of a ticket say of it.

    Attributes:
        first_at, last_at: times of the oldest and the newest message, None when there is none.
        words: the newest message's.
        answered_at: our first answer, None when there is none.
        waiting_since: the first of the customer's mails that no answer of ours follows.
    """

    first_at: int | None
    last_at: int | None
    words: str
    answered_at: int | None
    waiting_since: int | None


def outline(connection: cysqlite.Connection, ticket_id: int) -> Outline:
    """What the messages of a ticket say of it now."""
    row = connection.execute_one(
        f"""SELECT min(m.at), max(m.at),
            (SELECT text FROM message WHERE ticket_id = ?1 ORDER BY at DESC, id DESC LIMIT 1),
            min(CASE WHEN {IS_ANSWER} THEN m.at END)
        FROM message m WHERE m.ticket_id = ?1""",
        (ticket_id,),
    )
    first, last, words, answered = row or (None,) * 4
    return Outline(first, last, str(words or ""), answered, waiting_since(connection, [ticket_id]).get(ticket_id))


def messages_of(connection: cysqlite.Connection, ticket_ids: Sequence[int]) -> list[int]:
    """Ids of the messages of tickets."""
    sql = "SELECT id FROM message WHERE ticket_id IN ({}) ORDER BY id"
    return [one for chunk in chunks(ticket_ids) for (one,) in connection.execute(sql.format(slots(chunk)), chunk)]


def from_message_on(connection: cysqlite.Connection, ticket_id: int, at: int, message_id: int) -> list[int]:
    """Ids of a ticket's messages from one on, oldest first."""
    sql = "SELECT id FROM message WHERE ticket_id = ? AND (at, id) >= (?, ?) ORDER BY at, id"
    return [one for (one,) in connection.execute(sql, (ticket_id, at, message_id))]


def answers_to(connection: cysqlite.Connection, ticket_id: int, stays: int) -> list[int]:
    """Ids of messages on `stays` that answer messages of another ticket, but for those that a person brought there."""
    sql = """SELECT m.id FROM message m WHERE m.ticket_id = ?2 AND m.in_reply_to <> ''
        AND m.joined_by NOT LIKE '%moved from #%' AND m.joined_by NOT LIKE '%split from #%'
        AND EXISTS (SELECT 1 FROM message p WHERE p.ticket_id = ?1 AND p.message_id = m.in_reply_to) ORDER BY m.id"""
    return [one for (one,) in connection.execute(sql, (ticket_id, stays))]


def letters_of(connection: cysqlite.Connection, message_ids: Sequence[int]) -> list[int]:
    """Ids of the outbox's rows of messages."""
    sql = "SELECT id FROM outbox WHERE message_id IN ({})"
    return [one for chunk in chunks(message_ids) for (one,) in connection.execute(sql.format(slots(chunk)), chunk)]


def free_drafts(connection: cysqlite.Connection, ticket_ids: Sequence[int], into: int) -> list[int]:
    """Ids of the drafts on tickets whose places on another one are free; one for each place."""
    sql = """SELECT min(d.id) FROM draft d WHERE d.ticket_id IN ({}) AND NOT EXISTS (SELECT 1 FROM draft e
        WHERE e.ticket_id = ? AND e.agent_id = d.agent_id AND e.kind = d.kind) GROUP BY d.agent_id, d.kind"""
    marks = slots(ticket_ids)
    return [one for (one,) in connection.execute(sql.format(marks), (*ticket_ids, into))]


def others_of(connection: cysqlite.Connection, ticket_id: int, limit: int) -> list[tuple[int, str, str, int]]:
    """(id, subject, status, activity) of the other tickets of a ticket's customer: the one it names, the latest."""
    sql = """SELECT o.id, o.subject, o.status, o.activity_at
        FROM ticket t JOIN ticket o ON o.customer_id = t.customer_id
        WHERE t.id = ?1 AND o.id <> ?1 AND o.merged_into_id IS NULL
        ORDER BY instr(t.subject, '[#' || o.id || ']') = 0, o.activity_at DESC, o.id DESC LIMIT ?2"""
    return list(connection.execute(sql, (ticket_id, limit)))


def latest_of(connection: cysqlite.Connection, but: Sequence[int], limit: int) -> list[tuple[int, str, str, int, str]]:
    """(id, subject, status, activity, customer) of the tickets where something happened last, junk left out."""
    sql = f"""SELECT t.id, t.subject, t.status, t.activity_at, coalesce(nullif(c.name, ''), c.email, '')
        FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id
        WHERE t.status NOT IN ('spam', 'trash') AND t.merged_into_id IS NULL AND t.id NOT IN ({slots(but)})
        ORDER BY t.activity_at DESC, t.id DESC LIMIT ?"""
    return list(connection.execute(sql, (*but, limit)))


def lines_of(connection: cysqlite.Connection, ticket_ids: Sequence[int]) -> list[tuple[int, str, str, int]]:
    """(id, subject, status, activity) of tickets."""
    sql = f"SELECT id, subject, status, activity_at FROM ticket WHERE id IN ({slots(ticket_ids)}) ORDER BY id"
    return list(connection.execute(sql, tuple(ticket_ids)))
