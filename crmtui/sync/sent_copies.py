"""Puts copies of sent mails into the Sent folder of the mailbox.

The one rule: a copy is a courtesy: whatever becomes of it, the mail stays sent. It is looked for by its Message-ID
first: many providers file it themselves, and we may have been stopped after writing it.
"""

import logging
import threading
from collections.abc import Callable

from crmtui.db import outbox_sql
from crmtui.db.orm import raw, transaction
from crmtui.desk.outbox import out_of_bounds
from crmtui.errors import ConfigError
from crmtui.mail.imap import ImapError, ImapSession
from crmtui.secrets import resolve
from crmtui.settings import Imap, Settings

_log = logging.getLogger("crmtui.delivery")
_HOLD = 600
"""Seconds that a copy belongs to whoever began with it."""
_PAUSES = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86_400)
_USUAL = "Sent"


def file_copies(settings: Settings, now: Callable[[], int], stopped: threading.Event) -> int:
    """File what is due; how many copies are in their folders now."""
    filed = 0
    for name in outbox_sql.copies_due(raw(), now()):
        # As it left: by another name the mailbox of that address is the same.
        box = settings.mailbox(name) or settings.mailbox_of(outbox_sql.copy_senders(raw(), name, now()))
        imap = box.imap if box is not None else None
        filed += _mailbox(name, imap, now, stopped)
    return filed


def _mailbox(name: str, imap: Imap | None, now: Callable[[], int], stopped: threading.Event) -> int:
    filed = 0
    first = _claim(name, now())
    if first is None:
        return 0
    if imap is None or not imap.sent or out_of_bounds(imap.host):
        # The settings want none any more; or it is a demo's, in a mailbox that is none.
        _end(first, "", now(), "")
        return 0
    found: outbox_sql.Copy | None = first
    try:
        with ImapSession(imap, resolve(imap.password) if imap.user else "") as session:
            folder = _folder(session, imap)
            while found is not None:
                _file(session, folder, found)
                _end(found, "done", now(), "")
                filed += 1
                found = None if stopped.is_set() else _claim(name, now())
    except (ImapError, ConfigError) as error:
        assert found is not None
        _put_off(found, error.message, now())
    return filed


def _folder(session: ImapSession, imap: Imap) -> str:
    """The folder's name; it may not be there yet."""
    if imap.sent.casefold() != "auto":
        return imap.sent
    return next((one.name for one in session.folders() if one.use == "sent"), _USUAL)


def _file(session: ImapSession, folder: str, copy: outbox_sql.Copy) -> None:
    if any(one.name == folder for one in session.folders()):
        session.open(folder)
        if session.has_message(copy.message_id):
            return
    session.append(folder, outbox_sql.read_blob(raw(), copy.blob_id))


def _claim(name: str, now: int) -> outbox_sql.Copy | None:
    with transaction():
        return outbox_sql.claim_copy(raw(), name, now, now + _HOLD)


def _end(copy: outbox_sql.Copy, state: str, at: int, error: str) -> None:
    with transaction():
        outbox_sql.end_copy(raw(), copy.id, state, at, error)


def _put_off(copy: outbox_sql.Copy, why: str, now: int) -> None:
    _log.warning("mail %d: no copy in the Sent folder", copy.id)
    if copy.tries > len(_PAUSES):
        _end(copy, "lost", now, why)
    else:
        _end(copy, "due", now + _PAUSES[copy.tries - 1], why)
