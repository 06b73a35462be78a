"""How far mail servers are fetched, who does which job, and how it went: read and written.

The one rule: what is fetched and how far it is said to be are written in the caller's one transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import cysqlite

from crmtui.db.in_lists import chunks, slots
from crmtui.db.intake_sql import known_marks

Range = tuple[int, int]
"""UIDs from the first to the last, both included."""


@dataclass(slots=True)
class LeftOut:
    """What of a folder is left at the server because it is older than the settings want; a working copy.

    Attributes:
        since: from when on to fetch, as the settings said it when it was applied last; "" for everything.
        day: the first day that is fetched, ISO; "" when nothing is left out.
        upto: what has a higher UID came later, and is fetched whatever its day.
        ranges: UIDs that were left out, and some that are gone.
        count: how many messages that are.
    """

    since: str = ""
    day: str = ""
    upto: int = 0
    ranges: list[Range] = field(default_factory=list)
    count: int = 0


@dataclass(slots=True)
class FolderState:
    """How far a folder is fetched; a working copy.

    Attributes:
        highest_uid: every UID up to it that lies in no gap was fetched, or is gone from the server.
        gaps: what is still to be fetched, ascending, never touching each other.
        remaining: messages that the gaps hold, when they were counted last.
        total: messages in the folder.
        left: what is left out on purpose.
    """

    source_id: int
    mailbox: str
    folder: str
    uidvalidity: int = 0
    highest_uid: int = 0
    gaps: list[Range] = field(default_factory=list)
    remaining: int = 0
    total: int = 0
    left: LeftOut = field(default_factory=LeftOut)


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job went.

    Attributes:
        holder: who did it last.
        last_at: when it went well last; None when it never did.
        next_at: when it is due again, as far as that is known.
        words: what it did, or is at.
        last_error: what is wrong now, "" when nothing is.
    """

    job: str
    holder: str
    last_at: int | None
    next_at: int | None
    words: str
    last_error: str
    error_at: int | None


# -- folders --------------------------------------------------------------------------------------------------------


_STATE = """SELECT f.source_id, f.mailbox, f.folder, f.uidvalidity, f.highest_uid, f.gaps, f.remaining, f.total,
    s.cursor FROM folder_state f JOIN source s ON s.id = f.source_id"""


def _state(row: tuple[Any, ...]) -> FolderState:
    since, day, upto, left, count = json.loads(row[8]) if row[8] else ("", "", 0, [], 0)
    gaps, out = _ranges(json.loads(row[5])), LeftOut(since, day, upto, _ranges(left), count)
    return FolderState(row[0], row[1], row[2], row[3], row[4], gaps, row[6], row[7], out)


def _ranges(stored: list[list[int]]) -> list[Range]:
    return [(low, high) for low, high in stored]


def folder_state(connection: cysqlite.Connection, source_id: int, mailbox: str, folder: str) -> FolderState:
    """How far a folder is; a new one is at its beginning."""
    row = connection.execute_one(f"{_STATE} WHERE f.source_id = ?", (source_id,))
    return FolderState(source_id, mailbox, folder) if row is None else _state(row)


def keep_folder_state(connection: cysqlite.Connection, state: FolderState) -> None:
    """Write how far a folder is."""
    connection.execute(
        """INSERT INTO folder_state (source_id, mailbox, folder, uidvalidity, highest_uid, gaps, remaining, total)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET mailbox = excluded.mailbox,
        folder = excluded.folder, uidvalidity = excluded.uidvalidity, highest_uid = excluded.highest_uid,
        gaps = excluded.gaps, remaining = excluded.remaining, total = excluded.total""",
        (
            state.source_id, state.mailbox, state.folder, state.uidvalidity, state.highest_uid,
            json.dumps(state.gaps), state.remaining, state.total,
        ),
    )  # fmt: skip
    left = state.left
    cursor = json.dumps([left.since, left.day, left.upto, left.ranges, left.count]) if left.since else ""
    connection.execute("UPDATE source SET cursor = ? WHERE id = ? AND cursor <> ?", (cursor, state.source_id, cursor))


def folder_of(connection: cysqlite.Connection, mailbox: str, folder: str) -> FolderState | None:
    """One folder of a mailbox, as it was written last."""
    return next((one for one in folder_states(connection) if (one.mailbox, one.folder) == (mailbox, folder)), None)


def folder_states(connection: cysqlite.Connection) -> list[FolderState]:
    """Every folder, by mailbox."""
    return [_state(row) for row in connection.execute(f"{_STATE} ORDER BY f.mailbox, f.folder")]


def left_out(connection: cysqlite.Connection) -> list[tuple[str, int, str]]:
    """(source, messages that were never fetched on purpose, the first day that is) where there are any."""
    names = dict(connection.execute("SELECT id, name FROM source").fetchall())
    return [(names[one.source_id], one.left.count, one.left.day) for one in folder_states(connection) if one.left.count]


def digests_of(connection: cysqlite.Connection, source_id: int, marks: Sequence[str]) -> dict[str, bytes]:
    """What the ledger has at these marks of a source."""
    found: dict[str, bytes] = {}
    for chunk in chunks(marks):
        sql = f"SELECT mark, sha256 FROM ledger WHERE source_id = ? AND mark IN ({slots(chunk)})"
        found.update((mark, bytes(digest)) for mark, digest in connection.execute(sql, (source_id, *chunk)))
    return found


def move_marks(
    connection: cysqlite.Connection, source_id: int, uidvalidity: int, mails: Sequence[tuple[str, bytes]]
) -> None:
    """Let the rows of a folder that was numbered anew go on under the new numbers: (mark, digest) of what came.

    Each row goes to one message of the same bytes, so that a server that numbers anew again and again adds none.
    """
    current = f"{uidvalidity} "
    known = known_marks(connection, source_id, [mark for mark, _ in mails])
    old: dict[bytes, list[int]] = {}
    for chunk in chunks(digest for mark, digest in mails if mark not in known):
        rows = connection.execute(
            f"""SELECT sha256, id FROM ledger INDEXED BY ledger_sha256 WHERE sha256 IN ({slots(chunk)})
            AND source_id = ? AND substr(mark, 1, ?) <> ? ORDER BY id DESC""",
            (*chunk, source_id, len(current), current),
        )
        for digest, row_id in rows:
            old.setdefault(bytes(digest), []).append(row_id)
    moved = [(mark, old[digest].pop()) for mark, digest in mails if mark not in known and old.get(digest)]
    connection.executemany("UPDATE ledger SET mark = ? WHERE id = ?", moved)


def owe_acts(connection: cysqlite.Connection, source_id: int, uidvalidity: int, uids: Iterable[int]) -> None:
    """Note mails that have to be marked or moved once they are taken in."""
    connection.executemany(
        "INSERT INTO folder_act (source_id, uidvalidity, uid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source_id, uidvalidity, uid) for uid in uids],
    )


def acts_due(connection: cysqlite.Connection, source_id: int, uidvalidity: int, limit: int) -> list[int]:
    """UIDs that are taken in (or were known) and wait for their act, oldest first.

    A mail that is fetched and not decided yet is left out: at the source nothing happens before.
    """
    rows = connection.execute(
        """SELECT a.uid FROM folder_act a LEFT JOIN ledger l
            ON l.source_id = a.source_id AND l.mark = a.uidvalidity || ' ' || a.uid
        WHERE a.source_id = ? AND a.uidvalidity = ? AND coalesce(l.state, '') <> 'fetched'
        ORDER BY a.uid LIMIT ?""",
        (source_id, uidvalidity, limit),
    )
    return [uid for (uid,) in rows]


def acts_done(connection: cysqlite.Connection, source_id: int, uidvalidity: int, uids: Iterable[int]) -> None:
    """Forget acts that are done."""
    connection.executemany(
        "DELETE FROM folder_act WHERE source_id = ? AND uidvalidity = ? AND uid = ?",
        [(source_id, uidvalidity, uid) for uid in uids],
    )


def forget_old_acts(connection: cysqlite.Connection, source_id: int, uidvalidity: int) -> None:
    """Forget acts on messages that a server has numbered anew."""
    connection.execute("DELETE FROM folder_act WHERE source_id = ? AND uidvalidity <> ?", (source_id, uidvalidity))


# -- leases ---------------------------------------------------------------------------------------------------------


def lease_of(connection: cysqlite.Connection, job: str) -> tuple[str, int] | None:
    """(who has a job, until when), None when nobody has."""
    row = connection.execute_one("SELECT holder, until FROM lease WHERE job = ?", (job,))
    return (str(row[0]), int(row[1])) if row else None


def keep_lease(connection: cysqlite.Connection, job: str, holder: str, until: int) -> None:
    """Give a job to somebody."""
    connection.execute(
        """INSERT INTO lease (job, holder, until) VALUES (?, ?, ?)
        ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, until = excluded.until""",
        (job, holder, until),
    )


def drop_lease(connection: cysqlite.Connection, job: str, holder: str) -> None:
    """Give a job back, if it is still ours."""
    connection.execute("DELETE FROM lease WHERE job = ? AND holder = ?", (job, holder))


def leases(connection: cysqlite.Connection) -> dict[str, tuple[str, int]]:
    """Who has which job until when."""
    return {job: (holder, until) for job, holder, until in connection.execute("SELECT job, holder, until FROM lease")}


# -- how it went ----------------------------------------------------------------------------------------------------


def say_done(connection: cysqlite.Connection, job: str, holder: str, now: int, next_at: int | None, words: str) -> None:
    """Note that a job went well."""
    connection.execute(
        """INSERT INTO sync_state (job, holder, last_at, next_at, words) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, last_at = excluded.last_at,
        next_at = excluded.next_at, words = excluded.words, last_error = '', error_at = NULL""",
        (job, holder, now, next_at, words),
    )


def say_at(connection: cysqlite.Connection, job: str, holder: str, words: str) -> None:
    """Note what a job is at."""
    connection.execute(
        """INSERT INTO sync_state (job, holder, words) VALUES (?, ?, ?)
        ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, words = excluded.words""",
        (job, holder, words),
    )


def say_failed(
    connection: cysqlite.Connection, job: str, holder: str, now: int, next_at: int | None, why: str, short: str
) -> None:
    """Note that a job went wrong, whole and in two words; when it began to is kept."""
    connection.execute(
        """INSERT INTO sync_state (job, holder, next_at, words, last_error, error_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, next_at = excluded.next_at, words = excluded.words,
        last_error = excluded.last_error, error_at = coalesce(error_at, excluded.error_at)""",
        (job, holder, next_at, short, why, now),
    )


def job_states(connection: cysqlite.Connection) -> list[JobState]:
    """How every job went."""
    return [
        JobState(*row)
        for row in connection.execute(
            "SELECT job, holder, last_at, next_at, words, last_error, error_at FROM sync_state ORDER BY job"
        )
    ]


def forget_jobs(connection: cysqlite.Connection, kept: Iterable[str]) -> None:
    """Forget what was noted of jobs that the settings no longer name."""
    names = list(kept)
    connection.execute(f"DELETE FROM sync_state WHERE job NOT IN ({slots(names)})", names)


# -- watched folders ------------------------------------------------------------------------------------------------


def source_cursor(connection: cysqlite.Connection, name: str) -> str:
    """What was noted of a source, "" when nothing was."""
    return str(connection.execute_scalar("SELECT cursor FROM source WHERE name = ?", (name,)) or "")


def keep_cursor(connection: cysqlite.Connection, source_id: int, cursor: str) -> None:
    """Note something of a source."""
    connection.execute("UPDATE source SET cursor = ? WHERE id = ?", (cursor, source_id))
