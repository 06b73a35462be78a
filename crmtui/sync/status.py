"""Tells how fetching goes: last sync, next, errors in words, how far a back-fill is, who does it.

The one rule: it only reads, with a plain connection; it answers also while everything else is at fault.
"""

import shutil
import time
from dataclasses import dataclass

from crmtui.db import sync_sql
from crmtui.db.connect import Reader
from crmtui.db.faults import FULL, NO_ROOM
from crmtui.settings import Settings
from crmtui.sync.holders import holds, in_words
from crmtui.sync.jobs import names
from crmtui.zones import LOCAL, clock


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """How far a folder is.

    Attributes:
        left_out: messages that are left at the server because they are older than the settings want.
        since: the first day that is fetched, ISO; "" when nothing is left out.
    """

    folder: str
    total: int
    remaining: int
    left_out: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How one mailbox or watched folder is.

    Attributes:
        name: of the mailbox, or the path.
        last_at: when it was in order last, UTC epoch seconds; None when it never was.
        next_at: when it is looked at next, as far as that is known.
        words: what it is at, or what is wrong in two words.
        error: what is wrong now, in a sentence; "" when nothing is.
        error_at: since when.
        by: who does it now, "" when nobody does.
    """

    name: str
    last_at: int | None
    next_at: int | None
    words: str
    error: str
    error_at: int | None
    by: str
    folders: tuple[FolderStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Everything that carries mail.

    Attributes:
        disk: what is wrong with the disk, "" when nothing is: whoever fetches cannot note that it is full.
    """

    jobs: tuple[JobStatus, ...]
    delivering: str
    now: int
    disk: str = ""


def sync_status(connection: Reader, settings: Settings) -> SyncStatus:
    """How it goes now."""
    now = int(time.time())
    held = {
        job: in_words(holder)
        for job, (holder, until) in sync_sql.leases(connection).items()
        if holds(holder, until, now)
    }
    states = {one.job: one for one in sync_sql.job_states(connection)}
    folders: dict[str, list[FolderStatus]] = {}
    for one in sync_sql.folder_states(connection):
        folders.setdefault(one.mailbox, []).append(
            FolderStatus(one.folder, one.total, one.remaining, one.left.count, one.left.day)
        )
    jobs = []
    for job, name in names(settings).items():
        state = states.get(job) or sync_sql.JobState(job, "", None, None, "", "", None)
        by = held.get(job, "")
        jobs.append(
            JobStatus(
                name,
                state.last_at,
                state.next_at if by else None,
                state.words,
                state.last_error,
                state.error_at,
                by,
                tuple(folders.get(name, ())),
            )
        )
    disk = f"{FULL}: nothing is fetched or sent until there is room" if _is_full(settings) else ""
    return SyncStatus(tuple(jobs), held.get("deliver", ""), now, disk)


def _is_full(settings: Settings) -> bool:
    try:
        return shutil.disk_usage(settings.database_path.parent).free < NO_ROOM
    except OSError:
        return False


def in_short(connection: Reader, settings: Settings) -> tuple[str, bool]:
    """(a few words for a status line, whether something is wrong); "" when nothing is fetched."""
    known = names(settings)
    if not known:
        return "", False
    if _is_full(settings):
        return "disk full", True
    states = [one for one in sync_sql.job_states(connection) if one.job in known]
    wrong = [f"{known[one.job].rpartition('/')[2]}: {one.words}" for one in states if one.last_error]
    if wrong:
        return wrong[0] + (f" (+{len(wrong) - 1})" if len(wrong) > 1 else ""), True
    busy = [one for one in states if one.words.endswith("fetched")]
    if busy:
        return busy[0].words, False
    last = [one.last_at for one in states if one.last_at is not None]
    if len(last) < len(known):
        return "", False
    return f"synced {clock(LOCAL, min(last))}", False
