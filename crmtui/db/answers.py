"""Which messages of a ticket are answers of ours, and since when somebody waits for one.

The one rule: who passes a mail on to somebody else has answered nobody, and neither has who took the answer back.
"""

from collections.abc import Sequence

import cysqlite

MACHINES = "('bounce', 'auto_reply')"
"""Kinds of automatic mail that nobody wrote."""
FORWARDED = "---------- Forwarded message"
"""What stands below a mail that is passed on begins like this."""

STANDS = """NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.id AND o.state = 'cancelled'
    AND o.sent_at IS NULL)"""
"""A message `m` was not taken back; one that was taken back only for some who had not got it yet stands."""
IS_ANSWER = f"(m.direction = 'out' AND m.quoted NOT LIKE '{FORWARDED}%' AND {STANDS})"
_ASKS = f"(m.direction = 'in' AND m.stranger = 0 AND m.automatic NOT IN {MACHINES} AND m.nature = '')"
_WAITING_SINCE = f"""SELECT min(m.at) FROM message m WHERE m.ticket_id = ?1 AND {_ASKS}
    AND m.at > coalesce((SELECT max(m.at) FROM message m WHERE m.ticket_id = ?1 AND {IS_ANSWER}), -1)"""


def waiting_since(connection: cysqlite.Connection, ticket_ids: Sequence[int]) -> dict[int, int]:
    """Since when the customers of tickets wait: the first of their mails that no answer of ours follows."""
    found = {ticket_id: connection.execute_scalar(_WAITING_SINCE, (ticket_id,)) for ticket_id in ticket_ids}
    return {ticket_id: int(since) for ticket_id, since in found.items() if since is not None}


def asked_since(connection: cysqlite.Connection, ticket_id: int, message_id: int) -> bool:
    """Whether a customer wrote to a ticket after a message was."""
    sql = f"SELECT 1 FROM message m WHERE m.ticket_id = ? AND m.id > ? AND {_ASKS} LIMIT 1"
    return connection.execute_one(sql, (ticket_id, message_id)) is not None
