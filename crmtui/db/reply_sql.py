"""What an answer must know of its ticket: what came since it was begun, what it quotes, which addresses bounce.

The one rule: read-only, through the raw reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cysqlite

from crmtui.db.answers import MACHINES, STANDS
from crmtui.db.in_lists import slots


@dataclass(frozen=True, slots=True)
class Since:
    """A message that came after a draft was begun; `agent_id` of what was written here, `quoted` its beginning."""

    id: int
    kind: str
    direction: str
    at: int
    author: str
    agent_id: int | None
    text: str
    quoted: str


@dataclass(frozen=True, slots=True)
class Original:
    """A mail that is quoted or forwarded."""

    id: int
    direction: str
    at: int
    author_name: str
    author_email: str
    recipients: str
    subject: str
    text: str
    message_id: str
    refs: str
    joined_by: str
    quoted: str
    signature: str
    html: str


def newest_message(connection: cysqlite.Connection, ticket_id: int) -> int:
    """The id of the message that was added last to a ticket, 0 when it has none."""
    return int(connection.execute_scalar("SELECT coalesce(max(id), 0) FROM message WHERE ticket_id = ?", (ticket_id,)))


def since(connection: cysqlite.Connection, ticket_id: int, seen: int, limit: int = 20) -> list[Since]:
    """What people wrote on a ticket after the message `seen`, oldest first; what was taken back does not count."""
    rows = connection.execute(
        f"""SELECT m.id, m.kind, m.direction, m.at,
            CASE m.author_name WHEN '' THEN m.author_email ELSE m.author_name END, m.agent_id, substr(m.text, 1, 500),
            substr(m.quoted, 1, 100)
        FROM message m WHERE m.ticket_id = ? AND m.id > ? AND m.automatic NOT IN {MACHINES} AND {STANDS}
        ORDER BY m.id LIMIT ?""",
        (ticket_id, seen, limit),
    )
    return [Since(*row) for row in rows]


def looked_at(connection: cysqlite.Connection, message_id: int) -> int:
    """The newest message that was there when a mail of ours that had failed was given another time, 0 for none."""
    found = connection.execute_scalar(
        """SELECT max(m.id) FROM outbox o JOIN message m ON m.ticket_id = o.ticket_id
        WHERE o.message_id = ?1 AND m.created_at < (SELECT max(g.at) FROM change c JOIN gesture g ON g.id = c.gesture_id
            WHERE c.record = 'outbox' AND c.record_id = o.id AND c.field = 'state' AND c.before = '"failed"'
            AND g.action = 'outbox.later' AND g.undone_by_id IS NULL)""",
        (message_id,),
    )
    return int(found or 0)


_ORIGINAL = """id, direction, at, author_name, author_email, recipients, subject, text, message_id, refs, joined_by,
    quoted, signature, html"""


def original(connection: cysqlite.Connection, ticket_id: int, message_id: int) -> Original | None:
    """A mail of a ticket, None when it is not there."""
    sql = f"SELECT {_ORIGINAL} FROM message m WHERE id = ? AND ticket_id = ? AND kind = 'mail'"
    row = connection.execute_one(sql, (message_id, ticket_id))
    return Original(*row) if row else None


def mails_before(connection: cysqlite.Connection, ticket_id: int, message_id: int) -> list[int]:
    """The ids of a ticket's mails that were there before a message, the newest first."""
    sql = "SELECT id FROM message WHERE ticket_id = ? AND id < ? AND kind = 'mail' ORDER BY id DESC"
    return [row[0] for row in connection.execute(sql, (ticket_id, message_id))]


def last_of_customer(connection: cysqlite.Connection, ticket_id: int) -> int:
    """The id of the latest mail that a participant wrote to a ticket, 0 when there is none."""
    found = connection.execute_scalar(
        f"""SELECT id FROM message WHERE ticket_id = ? AND kind = 'mail' AND direction = 'in' AND stranger = 0
        AND automatic NOT IN {MACHINES} ORDER BY at DESC, id DESC LIMIT 1""",
        (ticket_id,),
    )
    return int(found or 0)


def last_mail(connection: cysqlite.Connection, ticket_id: int) -> int:
    """The id of a ticket's latest mail of anybody, 0 when there is none."""
    sql = "SELECT id FROM message WHERE ticket_id = ? AND kind = 'mail' ORDER BY at DESC, id DESC LIMIT 1"
    return int(connection.execute_scalar(sql, (ticket_id,)) or 0)


def bounced(connection: cysqlite.Connection, keys: Iterable[str]) -> list[tuple[str, int, str]]:
    """(address, when, why) of those that mail came back from for good; keys are casefolded addresses."""
    wanted = list(keys)
    rows = connection.execute(
        f"""SELECT value, bounced_at, bounce_reason FROM identity WHERE kind = 'email' AND bounced_at IS NOT NULL
        AND value_key IN ({slots(wanted)}) ORDER BY id""",
        wanted,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def place_of(connection: cysqlite.Connection, ticket_id: int) -> tuple[int | None, str, str]:
    """A ticket's customer, None for none, with their (time zone, country), "" for what is not known."""
    row = connection.execute_one(
        "SELECT c.id, c.timezone, c.country FROM ticket t JOIN customer c ON c.id = t.customer_id WHERE t.id = ?",
        (ticket_id,),
    )
    return (row[0], row[1], row[2]) if row else (None, "", "")


def locale_of(connection: cysqlite.Connection, ticket_id: int) -> str:
    """The language of a ticket's customer ("de", "pt-BR"), "" when it is not known."""
    sql = "SELECT c.locale FROM ticket t JOIN customer c ON c.id = t.customer_id WHERE t.id = ?"
    return str(connection.execute_scalar(sql, (ticket_id,)) or "")
