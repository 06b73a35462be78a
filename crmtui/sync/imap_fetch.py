"""Carries mail from the folders of an IMAP account into the desk.

The one rule: bytes, ledger rows and how far a folder is are one commit; tickets are made after it, and only then
anything is done at the server. So a cut at any byte and a kill at any moment lose nothing and take nothing twice, and
what somebody has read, moved or deleted at the server never matters.
"""

import datetime
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

import cysqlite

from crmtui.db import intake_sql, sync_sql
from crmtui.db.orm import raw as connection_here
from crmtui.db.orm import transaction
from crmtui.db.sync_sql import FolderState
from crmtui.desk.intake import House
from crmtui.mail.imap import FetchedMail, ImapError, ImapSession, Status, Trouble, refused
from crmtui.mail.imap_folders import BATCH_MAILS, Batch
from crmtui.mail.limits import MESSAGE_BYTES
from crmtui.mail.sources import RawMail
from crmtui.settings import Imap
from crmtui.sync import mail_import, ranges
from crmtui.sync.breaks import Breaks
from crmtui.sync.fetch_report import FetchReport, Progress
from crmtui.sync.folder_acts import act
from crmtui.sync.folder_ahead import leave_out, look_ahead
from crmtui.sync.leases import Lease, Turns
from crmtui.sync.mail_import import MailReport

_log = logging.getLogger("crmtui.sync")
_log.addHandler(logging.NullHandler())

_MANY = 20_000
"""Messages of a back-fill that takes so long that somebody wants to see the newest meanwhile."""
_QUICK = 1000
"""Messages a second; tickets are made of about two thousand."""


def source_name(imap: Imap, folder: str) -> str:
    """How the ledger calls a folder: by its account and not by the mailbox's name, which may change hands."""
    return f"imap://{quote(imap.user)}@{imap.host}/{quote(folder, safe='/')}"


class Fetcher:
    """Fetches the folders of one account; one thread uses it.

    Args:
        imap: the account.
        mailbox: the name by which the settings know it.
        house: who we are.
        lease: the right to fetch this account, held by the caller.
        turns: lets one at a time make tickets.
        stopped: ends a pass after the batch that it is at.
        tell: is told how far a folder is.
        since: from when on what lies in the folders already is fetched, as the settings say it; "" for everything.
        clock: the present, UTC epoch seconds.
        breaks: at which messages earlier connections ended.
    """

    def __init__(
        self,
        imap: Imap,
        mailbox: str,
        house: House,
        lease: Lease,
        turns: Turns,
        stopped: threading.Event,
        tell: Callable[[Progress], None] = lambda _: None,
        since: str = "",
        clock: Callable[[], int] = lambda: int(time.time()),
        breaks: Breaks | None = None,
    ) -> None:
        self.imap, self.mailbox, self.house = imap, mailbox, house
        self._lease, self._turns, self._stopped, self._tell, self._clock = lease, turns, stopped, tell, clock
        self._since, self._unread, self._breaks = since, 0, breaks or Breaks()

    def fetch(self, session: ImapSession, folders: Sequence[str], mail: MailReport | None = None) -> FetchReport:
        """Fetch what is new, and what an earlier pass has left, in these folders.

        Args:
            session: logged in.
            folders: their names.
            mail: what an earlier connection of the same pass brought, to go on counting.

        Raises:
            ImapError: the connection or the account is at fault; what was fetched is safe.
            LostError: another process fetches this account now.
        """
        report = FetchReport(mail or MailReport())
        with mail_import.translated(), mail_import.in_bulk():
            try:
                for folder in folders:
                    if self._stopped.is_set():
                        break
                    self._folder(session, folder, report)
            finally:
                # Also when the connection ended: what is here can be read without it. So can what a process has left
                # that was killed.
                if self._unread or intake_sql.undecided(connection_here(), 1, 1):
                    self._read_backlog(report)
            if self.imap.after != "leave":
                due = [(one, source_name(self.imap, one)) for one in folders if one not in report.problems]
                report.acted = act(session, self.imap, due, self._lease, self._stopped)
        return report

    # -- one folder ----------------------------------------------------------------------------------------------

    def _folder(self, session: ImapSession, folder: str, report: FetchReport) -> None:
        try:
            self._whole(session, folder, report)
        except ImapError as error:
            if error.trouble is not Trouble.FOLDER and not refused(error):
                raise
            # The others are fetched all the same.
            report.problems[folder] = error.told.rstrip(".")

    def _whole(self, session: ImapSession, folder: str, report: FetchReport) -> None:
        state = self._begin(folder, session.open(folder))
        left = ranges.count(state.gaps)
        gaps, kept_back = self._breaks.without(state, ranges.cut(state.gaps, state.left.upto))
        for gap in reversed(gaps):
            if self._stopped.is_set():
                break
            self._gap(session, state, gap, report, kept_back)
        for uid in kept_back:
            self._alone(session, state, uid, report)
        if not self._stopped.is_set():
            # What is left now was asked for one by one, and refused.
            state.remaining = ranges.count(state.gaps)
        if left:
            self._commit(state, [], report)
        report.remaining += state.remaining
        if (kept := state.remaining) and not self._stopped.is_set():
            report.problems[folder] = f"the server did not hand over {kept} of its messages; they are tried again"

    def _begin(self, folder: str, status: Status) -> FolderState:
        """How far the folder is, with what is new since put among the gaps."""
        with transaction():
            connection = connection_here()
            source_id = intake_sql.ensure_source(connection, source_name(self.imap, folder))
            state = sync_sql.folder_state(connection, source_id, self.mailbox, folder)
            today = datetime.date.fromtimestamp(self._clock())
            if look_ahead(state, status, self._since, today):
                _log.warning("a folder of %s was numbered anew: it is compared as a whole", self.mailbox)
                sync_sql.forget_old_acts(connection, source_id, status.uidvalidity)
            state.mailbox = self.mailbox
            sync_sql.keep_folder_state(connection, state)
        return state

    def _gap(
        self, session: ImapSession, state: FolderState, gap: ranges.Range, report: FetchReport, kept_back: list[int]
    ) -> None:
        low, high = gap
        began = time.monotonic()
        show = state.remaining > _MANY
        since = datetime.date.fromisoformat(state.left.day) if state.left.day and high <= state.left.upto else None
        for window in session.uids(low, high):
            if self._stopped.is_set():
                # A long folder has many windows, and each is a question.
                break
            for batch in self._batches(session, state, window, since):
                mails, last = batch.mails, batch.asked[-1]
                # Everything between this batch and the one before it is not there any more.
                state.gaps = ranges.remove(state.gaps, (last, high))
                leave_out(state, batch.asked, batch.older, high)
                there = {mail.uid for mail in mails}.union(batch.older)
                missing = [uid for uid in batch.asked if uid not in there]
                for uid in missing:
                    state.gaps = ranges.add(state.gaps, (uid, uid))
                kept_back += missing
                high = last - 1
                state.remaining = max(0, state.remaining - len(batch.asked))
                fetched = self._commit(state, mails, report)
                wanted = state.total - state.left.count
                self._tell(Progress(state.folder, state.remaining, wanted, self._unread))
                # A server that is quick is not kept waiting: reading comes after, newest first. Any other one is
                # slower than reading, and what is there is read meanwhile.
                quick = len(mails) > _QUICK * (time.monotonic() - began)
                self._read(fetched, report, at_once=show or not quick)
                show = False
                began = time.monotonic()
        if not self._stopped.is_set() and low <= high:
            state.gaps = ranges.remove(state.gaps, (low, high))

    def _alone(self, session: ImapSession, state: FolderState, uid: int, report: FetchReport) -> None:
        """Ask once more for a message that did not come with the others: it may be gone meanwhile."""
        if self._stopped.is_set():
            return
        if not any(uid in window for window in session.uids(uid, uid)):
            state.gaps = ranges.remove(state.gaps, (uid, uid))
            return
        for batch in self._batches(session, state, [uid]):
            if batch.mails:
                state.gaps = ranges.remove(state.gaps, (uid, uid))
                self._read(self._commit(state, batch.mails, report), report, at_once=True)

    def _batches(
        self, session: ImapSession, state: FolderState, uids: list[int], since: datetime.date | None = None
    ) -> Iterator[Batch]:
        """What the session brings of these, until we are stopped; where it ends is remembered."""
        done = 0
        with self._breaks.noted(state, lambda: uids[done : done + BATCH_MAILS]):
            for batch in session.fetch(uids, lambda: not self._stopped.is_set(), since):
                done += len(batch.asked)
                yield batch

    # -- storing and reading -------------------------------------------------------------------------------------

    def _commit(
        self, state: FolderState, mails: Sequence[FetchedMail], report: FetchReport
    ) -> list[intake_sql.Fetched]:
        """Bytes, ledger and state, in one transaction. The oldest comes first: answers follow what they answer."""
        batch = self._marked(state, mails)

        def also(connection: cysqlite.Connection) -> None:
            self._lease.confirm(connection)
            sync_sql.keep_folder_state(connection, state)
            sync_sql.move_marks(connection, state.source_id, state.uidvalidity, [(m.mark, m.digest) for m in batch])
            if self.imap.after != "leave" and mails:
                sync_sql.owe_acts(connection, state.source_id, state.uidvalidity, [mail.uid for mail in mails])

        report.mail.read += len(batch)
        return mail_import.store(batch, report.mail, self._clock(), also)

    def _marked(self, state: FolderState, mails: Sequence[FetchedMail]) -> list[RawMail]:
        source = source_name(self.imap, state.folder)
        batch = []
        for mail in sorted(mails, key=lambda one: one.uid):
            raw = mail.raw[:MESSAGE_BYTES]
            mark = f"{state.uidvalidity} {mail.uid}"
            batch.append(RawMail(source, mark, raw, mail.size, hashlib.sha256(raw).digest(), len(raw) < len(mail.raw)))
        known = sync_sql.digests_of(connection_here(), state.source_id, [mail.mark for mail in batch])
        return [
            # A number that was given a second time names another message: it is no less fetched than the first.
            RawMail(one.source, f"{one.mark} #{one.digest.hex()[:8]}", one.raw, one.size, one.digest, one.truncated)
            if known.get(one.mark, one.digest) != one.digest
            else one
            for one in batch
        ]

    def _read(self, fetched: list[intake_sql.Fetched], report: FetchReport, *, at_once: bool) -> None:
        """Make tickets now, or leave it for later."""
        self._unread += len(fetched)
        if not at_once:
            return
        if self._unread > len(fetched):
            self._read_backlog(report)
            return
        with self._turns.turn() as ours:
            if ours:
                mail_import.take(fetched, self.house, report.mail, self._clock())
                self._unread = 0

    def _read_backlog(self, report: FetchReport) -> None:
        def go_on() -> bool:
            return self._turns.keep() and self._lease.take()

        with self._turns.turn() as ours:
            if ours:
                before = report.mail.resumed
                mail_import.resume(self.house, report.mail, self._clock, go_on)
                # Ours were counted when they were read; the others are from an earlier run.
                report.mail.resumed = max(before, report.mail.resumed - self._unread)
                self._unread = 0
