"""The statements of the ledger: bytes and marks of what was fetched, what became of each, and the account of it all.

The one rule: what a batch needs to know is asked once for the batch, and never once for each mail. Call writing
functions inside `orm.transaction()`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db.in_lists import chunks, slots
from crmtui.db.people import next_id

LEDGER_STATES = ("fetched", "ticketed", "duplicate", "ignored", "quarantined")
"""What may have become of a message that was fetched; "fetched" is not decided yet."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message whose bytes are kept and which is not decided yet."""

    ledger_id: int
    source: str
    raw: bytes
    digest: bytes
    blob_id: int


# -- the ledger -----------------------------------------------------------------------------------------------------


def ensure_source(connection: cysqlite.Connection, name: str) -> int:
    """The id of a source, made when it is new."""
    connection.execute("INSERT INTO source (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return int(connection.execute_scalar("SELECT id FROM source WHERE name = ?", (name,)))


def known_marks(connection: cysqlite.Connection, source_id: int, marks: Sequence[str]) -> set[str]:
    """Those of a source's marks that the ledger has."""
    found: set[str] = set()
    for chunk in chunks(marks):
        sql = f"SELECT mark FROM ledger WHERE source_id = ? AND mark IN ({slots(chunk)})"
        found.update(mark for (mark,) in connection.execute(sql, (source_id, *chunk)))
    return found


def first_entries(connection: cysqlite.Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    """The first ledger row of each digest that was fetched before."""
    found: dict[bytes, int] = {}
    for chunk in chunks(digests):
        sql = f"SELECT sha256, min(id) FROM ledger WHERE sha256 IN ({slots(chunk)}) GROUP BY sha256"
        found.update((bytes(digest), row_id) for digest, row_id in connection.execute(sql, chunk))
    return found


def store_blobs(connection: cysqlite.Connection, items: Iterable[tuple[bytes, bytes]]) -> dict[bytes, int]:
    """The ids of the bytes of each digest, stored when they are new."""
    wanted = dict(items)
    found: dict[bytes, int] = {}
    for chunk in chunks(wanted):
        sql = f"SELECT sha256, id FROM blob WHERE sha256 IN ({slots(chunk)})"
        found.update((bytes(digest), row_id) for digest, row_id in connection.execute(sql, chunk))
    new = [digest for digest in wanted if digest not in found]
    if new:
        first = next_id(connection, "blob")
        found.update(zip(new, range(first, first + len(new)), strict=True))
        connection.executemany(
            "INSERT INTO blob (id, sha256, size, data) VALUES (?, ?, ?, ?)",
            [(found[digest], digest, len(wanted[digest]), wanted[digest]) for digest in new],
        )
    return found


def add_entries(connection: cysqlite.Connection, rows: Sequence[tuple[Any, ...]]) -> int:
    """Add ledger rows (source, mark, sha256, size, blob, state, reason, at, decided); the id of the first."""
    first = next_id(connection, "ledger")
    connection.executemany(
        """INSERT INTO ledger (id, source_id, mark, sha256, size, blob_id, state, reason, fetched_at, decided_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [(first + offset, *row) for offset, row in enumerate(rows)],
    )
    return first


def undecided(connection: cysqlite.Connection, limit: int, max_bytes: int) -> list[Fetched]:
    """The oldest messages that are fetched and not decided, up to so many and about so many bytes of them."""
    rows = connection.execute(
        "SELECT id, size FROM ledger WHERE state = 'fetched' ORDER BY id LIMIT ?", (limit,)
    ).fetchall()
    found: list[Fetched] = []
    total = 0
    for row_id, size in rows:
        if found and total + size > max_bytes:
            break
        total += size
        row = connection.execute_one(
            """SELECT l.id, s.name, b.data, l.sha256, l.blob_id FROM ledger l JOIN source s ON s.id = l.source_id
            JOIN blob b ON b.id = l.blob_id WHERE l.id = ?""",
            (row_id,),
        )
        if row is not None:
            found.append(Fetched(row[0], row[1], bytes(row[2]), bytes(row[3]), row[4]))
    return found


def still_undecided(connection: cysqlite.Connection, ids: Sequence[int]) -> set[int]:
    """Those of the ledger rows that nobody has decided meanwhile."""
    found: set[int] = set()
    for chunk in chunks(ids):
        sql = f"SELECT id FROM ledger WHERE state = 'fetched' AND id IN ({slots(chunk)})"
        found.update(row_id for (row_id,) in connection.execute(sql, chunk))
    return found


def decide(connection: cysqlite.Connection, rows: Sequence[tuple[str, str, int | None, int, int]]) -> None:
    """Write verdicts: (state, reason, message, at, ledger row)."""
    connection.executemany("UPDATE ledger SET state = ?, reason = ?, message_id = ?, decided_at = ? WHERE id = ?", rows)


def in_states(
    connection: cysqlite.Connection, states: Sequence[str], limit: int, beginning: int
) -> list[tuple[Any, ...]]:
    """(id, state, reason, decided at, the first `beginning` bytes) of the newest rows in these states."""
    sql = f"""SELECT l.id, l.state, l.reason, l.decided_at, substr(b.data, 1, ?) FROM ledger l
        JOIN blob b ON b.id = l.blob_id WHERE l.state IN ({slots(states)}) ORDER BY l.id DESC LIMIT ?"""
    return list(connection.execute(sql, (beginning, *states, limit)))


def reopen(connection: cysqlite.Connection, ids: Sequence[int], states: Sequence[str]) -> list[Fetched]:
    """Call rows in one of these states undecided again, and give them back."""
    found: list[Fetched] = []
    for row_id in ids:
        row = connection.execute_one(
            f"""UPDATE ledger SET state = 'fetched', reason = '', decided_at = NULL, message_id = NULL
            WHERE id = ? AND state IN ({slots(states)}) RETURNING sha256, blob_id, source_id""",
            (row_id, *states),
        )
        if row is not None:
            source = connection.execute_scalar("SELECT name FROM source WHERE id = ?", (row[2],))
            data = connection.execute_scalar("SELECT data FROM blob WHERE id = ?", (row[1],))
            found.append(Fetched(row_id, str(source), bytes(data), bytes(row[0]), row[1]))
    return found


# -- the audit ------------------------------------------------------------------------------------------------------


def ledger_sums(connection: cysqlite.Connection) -> list[tuple[str, str, str, int, int]]:
    """(source, state, reason without its particulars, messages, bytes)."""
    return list(
        connection.execute(
            """SELECT s.name, l.state, CASE WHEN instr(l.reason, ':') THEN substr(l.reason, 1, instr(l.reason, ':') - 1)
                ELSE l.reason END AS why, count(*), sum(l.size)
            FROM ledger l JOIN source s ON s.id = l.source_id
            GROUP BY s.name, l.state, why ORDER BY s.name, l.state, why"""
        )
    )


def ledger_totals(connection: cysqlite.Connection) -> tuple[int, int, int]:
    """(messages, bytes, tickets that ticketed messages are on)."""
    row = connection.execute_one(
        """SELECT count(*), coalesce(sum(l.size), 0), count(DISTINCT m.ticket_id) FROM ledger l
        LEFT JOIN message m ON m.id = l.message_id AND l.state = 'ticketed'"""
    )
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


INVARIANTS: tuple[tuple[str, str], ...] = (
    (
        "ticketed rows without a message",
        """SELECT count(*) FROM ledger l LEFT JOIN message m ON m.id = l.message_id
        WHERE l.state = 'ticketed' AND m.id IS NULL""",
    ),
    (
        "undecided rows (reading was stopped: run `crmtui sync` or any import to finish them)",
        "SELECT count(*) FROM ledger WHERE state = 'fetched'",
    ),
    (
        "rows without their bytes",
        """SELECT count(*) FROM ledger l LEFT JOIN blob b ON b.id = l.blob_id
        WHERE b.id IS NULL OR b.sha256 <> l.sha256""",
    ),
    (
        "received mails without a ledger row",
        """SELECT count(*) FROM message m WHERE m.kind = 'mail' AND m.direction = 'in' AND m.blob_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.message_id = m.id AND l.state = 'ticketed')""",
    ),
    (
        "messages that two ledger rows claim",
        """SELECT count(*) FROM (SELECT 1 FROM ledger WHERE state = 'ticketed' AND message_id IS NOT NULL
        GROUP BY message_id HAVING count(*) > 1)""",
    ),
    (
        "messages without a ticket",
        "SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM ticket t WHERE t.id = m.ticket_id)",
    ),
    (
        "decided rows without a reason",
        "SELECT count(*) FROM ledger WHERE state IN ('duplicate', 'ignored', 'quarantined') AND reason = ''",
    ),
)
"""What must never be: each counts to 0 in a desk that adds up."""
