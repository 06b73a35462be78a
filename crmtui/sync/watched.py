"""Takes in what others put into Maildirs, mbox files and directories on this machine.

The one rule: it only reads there. A look costs little: what nobody touched since the last one is not opened, and now
and then everything is.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from crmtui.db import intake_sql, sync_sql
from crmtui.db.orm import raw, transaction
from crmtui.errors import SourceError
from crmtui.mail.sources import MailSources, UnreadableError
from crmtui.settings import Settings, WatchedFolder
from crmtui.sync import mail_import
from crmtui.sync.jobs import watch_job
from crmtui.sync.mail_import import MailReport, house_of

QUIET = 2.0
"""Seconds for which an mbox must have been left alone."""
_OVERLAP = 10.0
"""Seconds before the last look that are looked at again: clocks and file systems are not that precise."""
_WHOLE_EVERY = 3600.0
"""Seconds between two looks at everything: a folder that is moved here keeps the times of its files."""


def look(
    folder: WatchedFolder,
    settings: Settings,
    who: str,
    turn: Callable[[], AbstractContextManager[bool]],
    next_in: int | None = None,
    clock: Callable[[], float] = time.time,
) -> MailReport:
    """Take in what is new in a folder, and note how it went.

    Args:
        folder: where to look.
        settings: who we are.
        who: the name of this process.
        turn: waits until what was found may be read.
        next_in: seconds until the next look, as far as that is known.
        clock: the present, UTC epoch seconds.

    Raises:
        SourceError: it cannot be read at all.
    """
    began = clock()
    source = watch_job(folder)
    since, whole_at = _cursor(source)
    # A clock that was set back since would hide what came in between.
    whole = not whole_at <= since <= began <= whole_at + _WHOLE_EVERY
    sources = MailSources([folder.path], changed_since=0.0 if whole else since - _OVERLAP, quiet_for=QUIET)
    try:
        report = mail_import.import_mail(sources, house_of(settings, folder.mailbox), turn=turn)
        if report.problems and not folder.path.exists():
            raise SourceError(f"{folder.path} is not there", "Name the Maildir or mbox that is filled.")
    except SourceError as error:
        with transaction():
            sync_sql.say_failed(raw(), source, who, int(began), _next(clock(), next_in), error.message, "not readable")
        raise
    unread, next_at = unreadable(report), _next(clock(), next_in)
    with transaction():
        _keep(source, began, began if whole else whole_at)
        if unread:
            sync_sql.say_failed(raw(), source, who, int(clock()), next_at, unread, "not readable")
        else:
            sync_sql.say_done(raw(), source, who, int(clock()), next_at, "up to date")
    return report


def unreadable(report: MailReport) -> str:
    """What of a folder could not be read, in words; "" when all of it was, or is no mail."""
    found = [one for one in report.problems if isinstance(one, UnreadableError)]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0].message}{more}" if found else ""


def _next(now: float, next_in: int | None) -> int | None:
    return int(now) + next_in if next_in is not None else None


def _cursor(name: str) -> tuple[float, float]:
    found = sync_sql.source_cursor(raw(), name)
    since, whole_at = json.loads(found) if found else (0.0, 0.0)
    return float(since), float(whole_at)


def _keep(name: str, since: float, whole_at: float) -> None:
    source_id = intake_sql.ensure_source(raw(), name)
    sync_sql.keep_cursor(raw(), source_id, json.dumps([since, whole_at]))
