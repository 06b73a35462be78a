"""The statements of the outbox: storing bytes once, finding what is due, claiming it for one deliverer.

The one rule: whoever sends holds a claim, and every later step names it; what was claimed by somebody else meanwhile
is not touched. Call writing functions inside `orm.transaction()`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db.answers import MACHINES, STANDS
from crmtui.db.lists import Key, Listing

WAITING = ("held", "queued")
_DRIFT, _WINDOW, _LONGEST = 60, 3600, 18_000
"""Seconds: a clock that is off by less is not at fault; above any undo window; above any pause between attempts."""
_DUE = f"""state IN ('held', 'queued') AND (next_try_at <= :now
    OR (created_at > :now + {_DRIFT} AND next_try_at <= created_at + {_WINDOW})
    OR (attempts > 0 AND next_try_at > :now + {_LONGEST}))"""
"""The last two are of a clock that was set back: nothing waits longer than it was told to for that."""
_COPY_DUE = "copy = 'due' AND (copy_at <= :now OR copy_at > :now + 90000)"
"""More than a day ahead is no pause of ours, but of a clock that was set back."""
_OF_A_PARTICIPANT = f"(stranger = 0 AND automatic NOT IN {MACHINES} AND auth NOT LIKE 'fail%')"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this deliverer may send now; `phase` is how far an earlier attempt came."""

    id: int
    message_id: int
    ticket_id: int
    mailbox: str
    envelope_from: str
    recipients: str
    blob_id: int
    attempts: int
    created_at: int
    not_before: int
    last_error: str
    scheduled: int


_CLAIMED = """id, message_id, ticket_id, mailbox, envelope_from, recipients, blob_id, attempts, created_at, not_before,
    last_error, scheduled"""


def store_blob(connection: cysqlite.Connection, data: bytes) -> int:
    """The id of these bytes, stored when they are new."""
    digest = hashlib.sha256(data).digest()
    connection.execute(
        "INSERT INTO blob (sha256, size, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (digest, len(data), data)
    )
    return int(connection.execute_scalar("SELECT id FROM blob WHERE sha256 = ?", (digest,)))


def read_blob(connection: cysqlite.Connection, blob_id: int) -> bytes:
    """Stored bytes."""
    return bytes(connection.execute_scalar("SELECT data FROM blob WHERE id = ?", (blob_id,)))


def due_mailboxes(connection: cysqlite.Connection, now: int) -> list[str]:
    """The mailboxes that have a mail to send now."""
    rows = connection.execute(f"SELECT DISTINCT mailbox FROM outbox WHERE {_DUE}", {"now": now})
    return [name for (name,) in rows]


def senders_due(connection: cysqlite.Connection, mailbox: str, now: int) -> frozenset[str]:
    """The addresses, in small letters, that mail which waits under a mailbox's name was written from."""
    return _senders(connection, _DUE, mailbox, now)


def _senders(connection: cysqlite.Connection, due: str, mailbox: str, now: int) -> frozenset[str]:
    rows = connection.execute(
        f"SELECT DISTINCT envelope_from FROM outbox WHERE mailbox = :mailbox AND envelope_from <> '' AND {due}",
        {"mailbox": mailbox, "now": now},
    )
    return frozenset(address.casefold() for (address,) in rows)


def asked_again(connection: cysqlite.Connection, mailbox: str, since: int) -> bool:
    """Whether a person wants a mail of a mailbox tried again, since a moment: one that failed and begins anew."""
    return connection.execute_one(
        """SELECT 1 FROM outbox WHERE state = 'queued' AND mailbox = ? AND attempts = 0 AND last_error <> ''
            AND not_before >= ? LIMIT 1""",
        (mailbox, since),
    ) is not None  # fmt: skip


def next_due(connection: cysqlite.Connection) -> int | None:
    """When the next mail is due, None when none waits."""
    found = connection.execute_scalar("SELECT min(next_try_at) FROM outbox WHERE state IN ('held', 'queued')")
    return None if found is None else int(found)


def claim(connection: cysqlite.Connection, mailbox: str, who: str, now: int, until: int) -> Claimed | None:
    """Take the next due mail of a mailbox; None when there is none."""
    row = connection.execute_one(
        f"""UPDATE outbox SET state = 'sending', phase = '', claimed_by = :who, claimed_until = :until,
            attempts = attempts + 1
        WHERE id = (SELECT id FROM outbox WHERE mailbox = :mailbox AND {_DUE} ORDER BY next_try_at, id LIMIT 1)
        RETURNING {_CLAIMED}""",
        {"who": who, "until": until, "mailbox": mailbox, "now": now},
    )
    return Claimed(*row) if row else None


def keep_claim(connection: cysqlite.Connection, outbox_id: int, who: str, phase: str, until: int) -> bool:
    """Write down how far a mail came; False when the claim is lost."""
    row = connection.execute_one(
        """UPDATE outbox SET phase = ?, claimed_until = ? WHERE id = ? AND state = 'sending' AND claimed_by = ?
        RETURNING id""",
        (phase, until, outbox_id, who),
    )
    return row is not None


def finish(connection: cysqlite.Connection, outbox_id: int, who: str, values: dict[str, Any]) -> bool:
    """Give a claim back with what became of the mail; False when the claim is lost."""
    sets = "".join(f", {name} = ?" for name in values)
    row = connection.execute_one(
        f"UPDATE outbox SET claimed_by = '', claimed_until = NULL{sets} "
        "WHERE id = ? AND state = 'sending' AND claimed_by = ? RETURNING id",
        (*values.values(), outbox_id, who),
    )
    return row is not None


def claims(connection: cysqlite.Connection) -> list[tuple[int, str, str, int]]:
    """(id, claimed by, phase, until) of every mail that is being sent."""
    rows = connection.execute(
        "SELECT id, claimed_by, phase, coalesce(claimed_until, 0) FROM outbox WHERE state = 'sending'"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def rows(connection: cysqlite.Connection, states: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """What stands in these states, the next to leave first."""
    marks = ",".join("?" * len(states))
    return list(
        connection.execute(
            f"""SELECT o.id, o.ticket_id, o.mailbox, o.recipients, m.subject, o.state, o.attempts, o.not_before,
            o.next_try_at, o.last_error, o.created_at, o.sent_at, o.scheduled, o.copy_error
            FROM outbox o JOIN message m ON m.id = o.message_id
            WHERE o.state IN ({marks}) ORDER BY o.next_try_at, o.id LIMIT ?""",
            (*states, limit),
        )
    )


_ROW = """t.ticket_id, t.mailbox, t.recipients, m.subject, t.state, t.attempts, t.not_before, t.next_try_at,
    t.last_error, t.created_at, t.sent_at, t.scheduled, t.copy_error"""


def listing(state: str) -> Listing:
    """The mails of one state, newest first."""
    return Listing(
        "outbox", "outbox_state", "id", "t.state = ?", (state,), _ROW, "JOIN message m ON m.id = t.message_id"
    )


def counts(connection: cysqlite.Connection, states: Sequence[str]) -> dict[str, int]:
    """How many mails stand in each of these states; those that are empty are left out."""
    marks = ",".join("?" * len(states))
    sql = f"SELECT state, count(*) FROM outbox WHERE state IN ({marks}) GROUP BY state"
    return dict(connection.execute(sql, tuple(states)).fetchall())


def newest(connection: cysqlite.Connection, states: Sequence[str], limit: int) -> list[int]:
    """Ids of the newest mails of these states together, newest first, at most `limit`."""
    found: list[int] = []
    for state in states:
        sql = "SELECT id FROM outbox INDEXED BY outbox_state WHERE state = ? ORDER BY id DESC LIMIT ?"
        found += [row_id for (row_id,) in connection.execute(sql, (state, limit))]
    return sorted(found, reverse=True)[:limit]


def place(connection: cysqlite.Connection, outbox_id: int) -> tuple[str, Key] | None:
    """The state of a mail and where it stands among the others of that state; None when there is no such mail."""
    row = connection.execute_one("SELECT state, id FROM outbox WHERE id = ?", (outbox_id,))
    return (row[0], (row[1], row[1])) if row else None


def last_state(connection: cysqlite.Connection, ticket_id: int) -> tuple[str, str]:
    """(state, what went wrong) of the latest mail that leaves from a ticket; ("", "") for none."""
    row = connection.execute_one(
        "SELECT state, last_error FROM outbox WHERE ticket_id = ? ORDER BY id DESC LIMIT 1", (ticket_id,)
    )
    return (row[0], row[1]) if row else ("", "")


def replaced(connection: cysqlite.Connection, outbox_id: int) -> bool:
    """Whether a later mail of the same ticket went, or is to go, to somebody whom this one is for."""
    found = connection.execute_one(
        """SELECT 1 FROM outbox old JOIN outbox new ON new.ticket_id = old.ticket_id AND new.id > old.id
        JOIN json_each(old.recipients) theirs
        JOIN json_each(new.recipients) one ON lower(one.value) = lower(theirs.value)
        WHERE old.id = ? AND new.state <> 'cancelled' LIMIT 1""",
        (outbox_id,),
    )
    return found is not None


def parent(connection: cysqlite.Connection, ticket_id: int) -> tuple[str, str] | None:
    """(Message-ID, references) of the mail that an answer on a ticket follows: the customer's latest, else ours."""
    row = connection.execute_one(
        f"""SELECT message_id, refs FROM message m WHERE ticket_id = ? AND kind = 'mail' AND message_id <> ''
        AND {STANDS}
        ORDER BY direction = 'in' AND {_OF_A_PARTICIPANT} DESC, direction = 'out' DESC, at DESC, id DESC LIMIT 1""",
        (ticket_id,),
    )
    return (row[0], row[1]) if row else None


def last_inbound(connection: cysqlite.Connection, ticket_id: int) -> list[tuple[str, str, str]]:
    """(name, address, recipients as JSON) of the latest mails that participants wrote to a ticket, newest first.

    Neither strangers nor machines: an answer would go to whoever mailed last, and to a mailer daemon.
    """
    rows = connection.execute(
        f"""SELECT author_name, author_email, recipients FROM message WHERE ticket_id = ? AND kind = 'mail'
        AND direction = 'in' AND author_email <> '' AND {_OF_A_PARTICIPANT} ORDER BY at DESC, id DESC LIMIT 20""",
        (ticket_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


# -- copies for Sent folders ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail that was sent and whose copy is due; `tries` counts this one."""

    id: int
    message_id: str
    blob_id: int
    tries: int


def copies_due(connection: cysqlite.Connection, now: int) -> list[str]:
    """The mailboxes whose Sent folders are to get copies now."""
    rows = connection.execute(f"SELECT DISTINCT mailbox FROM outbox WHERE {_COPY_DUE}", {"now": now})
    return [name for (name,) in rows]


def copy_senders(connection: cysqlite.Connection, mailbox: str, now: int) -> frozenset[str]:
    """The addresses, in small letters, that mail was sent from whose copies are due under a mailbox's name."""
    return _senders(connection, _COPY_DUE, mailbox, now)


def claim_copy(connection: cysqlite.Connection, mailbox: str, now: int, until: int) -> Copy | None:
    """Take the next copy of a mailbox; nobody else takes it before `until`."""
    row = connection.execute_one(
        f"""UPDATE outbox SET copy_at = :until, copy_tries = copy_tries + 1
        WHERE id = (SELECT id FROM outbox WHERE {_COPY_DUE} AND mailbox = :mailbox
            ORDER BY copy_at, id LIMIT 1)
        RETURNING id, (SELECT m.message_id FROM message m WHERE m.id = outbox.message_id), blob_id, copy_tries""",
        {"until": until, "now": now, "mailbox": mailbox},
    )
    return Copy(*row) if row else None


def end_copy(connection: cysqlite.Connection, outbox_id: int, state: str, at: int, error: str) -> None:
    """Write down what became of a copy: "done", "lost", or "due" again at a time."""
    connection.execute(
        "UPDATE outbox SET copy = ?, copy_at = ?, copy_error = ? WHERE id = ?", (state, at, error, outbox_id)
    )
