"""Marks or moves mail at the server that is taken in, also what an earlier pass owed.

The one rule: it is done only to what is taken in, and forgotten only once it is done.
"""

from collections.abc import Sequence
from threading import Event

from crmtui.db import intake_sql, sync_sql
from crmtui.db.orm import raw, transaction
from crmtui.mail.imap import ImapSession
from crmtui.settings import Imap
from crmtui.sync.leases import Lease

_ACTS = 500


def act(session: ImapSession, imap: Imap, folders: Sequence[tuple[str, str]], lease: Lease, stopped: Event) -> int:
    """Do what is due in these folders; how many messages.

    Args:
        session: logged in.
        imap: says what is done with mail.
        folders: (name, how the ledger calls it).
        lease: the right to fetch the account.
        stopped: ends it after the messages that it is at.

    Raises:
        ImapError: the server refused; it is done with the next pass.
    """
    connection, acted = raw(), 0
    for folder, source in folders:
        source_id = intake_sql.ensure_source(connection, source)
        state = sync_sql.folder_state(connection, source_id, "", folder)
        due = sync_sql.acts_due(connection, source_id, state.uidvalidity, _ACTS)
        if due and session.open(folder, write=True).uidvalidity != state.uidvalidity:
            continue
        while due and not stopped.is_set():
            if imap.move_to:
                session.move(due, imap.move_to)
            else:
                session.mark_seen(due)
            with transaction():
                lease.confirm(connection)
                sync_sql.acts_done(connection, source_id, state.uidvalidity, due)
            acted += len(due)
            due = sync_sql.acts_due(connection, source_id, state.uidvalidity, _ACTS)
    return acted
