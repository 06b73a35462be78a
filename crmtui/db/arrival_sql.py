"""The statements of making tickets of mail: looking up a whole batch at once, and writing it in bulk.

The one rule: what a batch needs to know is asked once for the batch, and never once for each mail. Call writing
functions inside `orm.transaction()`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import cysqlite

from crmtui.db.answers import MACHINES
from crmtui.db.in_lists import chunks, slots

TICKETS_OF_A_REF = 50
"""Tickets looked at for one Message-ID that is not here: thousands may answer one newsletter."""


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A mail that is on a ticket already."""

    message_id: str
    row_id: int
    ticket_id: int
    direction: str
    at: int
    author_email: str


@dataclass(slots=True)
class TicketState:
    """What of a ticket an arriving mail may move; a working copy."""

    id: int
    subject: str
    snippet: str
    status: str
    customer_id: int | None
    mailbox: str
    snoozed_until: int | None
    created_at: int
    activity_at: int
    waiting_since: int | None
    first_response_at: int | None
    resolved_at: int | None


TICKET_COLUMNS = (
    "id", "subject", "snippet", "status", "customer_id", "mailbox", "snoozed_until", "created_at", "activity_at",
    "waiting_since", "first_response_at", "resolved_at",
)  # fmt: skip

MESSAGE_COLUMNS = (
    "id", "ticket_id", "kind", "direction", "at", "agent_id", "customer_id", "author_name", "author_email",
    "recipients", "subject", "message_id", "in_reply_to", "refs", "automatic", "stranger", "joined_by", "problems",
    "blob_id", "created_at", "text", "signature", "quoted", "html", "auth", "nature",
)  # fmt: skip

_ticket_row = attrgetter(*TICKET_COLUMNS)
_ADD_MESSAGE = f"INSERT INTO message ({', '.join(MESSAGE_COLUMNS)}) VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
_ADD_TICKET = (
    f"INSERT INTO ticket ({', '.join(TICKET_COLUMNS)}, channel, updated_at) "
    f"VALUES ({', '.join('?' * len(TICKET_COLUMNS))}, 'email', ?)"
)


# -- what is known --------------------------------------------------------------------------------------------------


def mails_by_id(connection: cysqlite.Connection, message_ids: Iterable[str]) -> dict[str, list[KnownMail]]:
    """The mails that have these Message-IDs; a sender may have used one twice."""
    found: dict[str, list[KnownMail]] = {}
    for chunk in chunks(message_ids):
        sql = f"""SELECT message_id, id, ticket_id, direction, at, author_email FROM message
            WHERE message_id <> '' AND message_id IN ({slots(chunk)}) ORDER BY id"""
        for row in connection.execute(sql, chunk):
            found.setdefault(row[0], []).append(KnownMail(*row))
    return found


def content_of(connection: cysqlite.Connection, row_id: int) -> tuple[str, str, tuple[int, ...]]:
    """(subject, words, blobs of the attachments) of a message."""
    row = connection.execute_one("SELECT subject, text FROM message WHERE id = ?", (row_id,)) or ("", "")
    files = connection.execute("SELECT blob_id FROM attachment WHERE message_id = ? ORDER BY position", (row_id,))
    return str(row[0]), str(row[1]), tuple(blob for (blob,) in files)


def files_of(connection: cysqlite.Connection, message_ids: Iterable[int]) -> list[int]:
    """Ids of the attachments of messages."""
    sql = "SELECT id FROM attachment WHERE message_id IN ({}) ORDER BY id"
    return [one for chunk in chunks(message_ids) for (one,) in connection.execute(sql.format(slots(chunk)), chunk)]


def tickets_by_ref(connection: cysqlite.Connection, refs: Iterable[str]) -> dict[str, set[int]]:
    """The newest tickets whose mails name these Message-IDs without having them."""
    found: dict[str, set[int]] = {}
    for chunk in chunks(refs):
        sql = f"SELECT ref, ticket_id FROM thread_ref WHERE ref IN ({slots(chunk)}) ORDER BY ref, ticket_id DESC"
        for ref, ticket_id in connection.execute(sql, chunk):
            tickets = found.setdefault(ref, set())
            if len(tickets) < TICKETS_OF_A_REF:
                tickets.add(ticket_id)
    return found


def ticket_states(connection: cysqlite.Connection, ids: Iterable[int]) -> dict[int, TicketState]:
    """Working copies of tickets."""
    found: dict[int, TicketState] = {}
    for chunk in chunks(ids):
        sql = f"SELECT {', '.join(TICKET_COLUMNS)} FROM ticket WHERE id IN ({slots(chunk)})"
        for row in connection.execute(sql, chunk):
            found[row[0]] = TicketState(*row)
    return found


def last_answers(connection: cysqlite.Connection, ids: Iterable[int]) -> dict[int, int]:
    """When each ticket was answered last by a mail that was taken in too (from a Sent folder).

    What was written here does not count: whoever wrote it had not seen the mail that arrives only now.
    """
    found: dict[int, int] = {}
    for chunk in chunks(ids):
        sql = f"""SELECT ticket_id, max(at) FROM message m WHERE direction = 'out' AND ticket_id IN ({slots(chunk)})
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.id) GROUP BY ticket_id"""
        found.update(connection.execute(sql, chunk).fetchall())
    return found


def people_of(connection: cysqlite.Connection, ids: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """(ticket, author's address, recipients as JSON) of every mail that a participant wrote; machines take no part."""
    for chunk in chunks(ids):
        sql = f"""SELECT ticket_id, author_email, recipients FROM message
            WHERE ticket_id IN ({slots(chunk)}) AND kind = 'mail' AND stranger = 0 AND automatic NOT IN {MACHINES}"""
        yield from connection.execute(sql, chunk)


def customer_addresses(connection: cysqlite.Connection, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """(ticket, casefolded address) of the customers of tickets."""
    for chunk in chunks(ids):
        sql = f"""SELECT t.id, i.value_key FROM ticket t JOIN identity i ON i.customer_id = t.customer_id
            WHERE t.id IN ({slots(chunk)}) AND i.kind = 'email'"""
        yield from connection.execute(sql, chunk)


def identities_of(connection: cysqlite.Connection, keys: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """(id, when mail to it came back) of casefolded addresses that are somebody's."""
    found: dict[str, tuple[int, int | None]] = {}
    for chunk in chunks(keys):
        sql = f"""SELECT value_key, id, bounced_at FROM identity
            WHERE kind = 'email' AND value_key IN ({slots(chunk)})"""
        found.update((key, (row_id, since)) for key, row_id, since in connection.execute(sql, chunk))
    return found


def recipients_of(connection: cysqlite.Connection, row_id: int) -> str:
    """Whom a message went to, as JSON."""
    return str(connection.execute_scalar("SELECT recipients FROM message WHERE id = ?", (row_id,)) or "{}")


# -- what is written ------------------------------------------------------------------------------------------------


def add_tickets(connection: cysqlite.Connection, tickets: Iterable[TicketState], at: int) -> None:
    """Add new tickets, their ids given."""
    connection.executemany(_ADD_TICKET, [(*_ticket_row(one), at) for one in tickets])


def move_tickets(connection: cysqlite.Connection, tickets: Iterable[TicketState], at: int) -> None:
    """Write what a list shows of tickets: their latest words and when."""
    connection.executemany(
        """UPDATE ticket SET snippet = ?, activity_at = ?, created_at = ?, updated_at = ?, version = version + 1
        WHERE id = ?""",
        [(one.snippet, one.activity_at, one.created_at, at, one.id) for one in tickets],
    )


def add_messages(connection: cysqlite.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add messages, in MESSAGE_COLUMNS."""
    connection.executemany(_ADD_MESSAGE, rows)


def add_refs(connection: cysqlite.Connection, rows: Iterable[tuple[str, int]]) -> None:
    """Remember which tickets name which Message-IDs."""
    connection.executemany("INSERT INTO thread_ref (ref, ticket_id) VALUES (?, ?) ON CONFLICT DO NOTHING", list(rows))


def add_attachments(connection: cysqlite.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (message, blob, position, filename, content type, size, inline, content id)."""
    connection.executemany(
        """INSERT INTO attachment (message_id, blob_id, position, filename, content_type, size, inline, content_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        rows,
    )


def touch_customers(connection: cysqlite.Connection, contacts: Iterable[tuple[int, int]]) -> None:
    """Note when customers wrote last: (at, customer)."""
    connection.executemany(
        "UPDATE customer SET last_contact_at = max(coalesce(last_contact_at, 0), ?) WHERE id = ?", list(contacts)
    )
