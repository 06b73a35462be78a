"""Keeps one IMAP account fetched: connects, fetches, waits for mail, and comes again when something went wrong.

The one rule: whatever goes wrong with an account stays with it: it is noted in words, and tried again after a pause
that grows; an account that refuses our password is asked seldom, because providers lock those that are asked often.
"""

import logging
import random
import time
from contextlib import closing, suppress

from crmtui.db import sync_sql
from crmtui.db.faults import fault, faults_told
from crmtui.db.orm import raw, transaction
from crmtui.desk.outbox import out_of_bounds
from crmtui.errors import ConfigError, CrmtuiError
from crmtui.mail.imap import ImapError, ImapSession, Trouble
from crmtui.secrets import resolve
from crmtui.sync.breaks import Breaks
from crmtui.sync.context import Context
from crmtui.sync.fetch_report import FetchReport, Progress
from crmtui.sync.hurdles import Hurdle
from crmtui.sync.imap_fetch import Fetcher
from crmtui.sync.jobs import Account
from crmtui.sync.leases import Lease, LostError
from crmtui.sync.listening import Bell, Listeners
from crmtui.sync.mail_import import MailReport, house_of

_log = logging.getLogger("crmtui.sync")

DEMO = "a demo fetches mail only from a mail server on this machine"
IDLE_POLL = 300
"""Seconds between two looks at a folder that is waited at: servers forget to tell now and then."""
_PAUSES = (5, 15, 30, 60, 120, 300)
_FULL_PAUSE = 30.0
_REFUSED_PAUSES = (300, 900, 1800)
_BROKEN_TRIES = 4
"""Connections of one pass that may end on the way before the one that has to do: see `breaks`."""
_TELL_EVERY = 2.0
_BREATH = 0.2
"""Seconds between two passes at the least, whatever a server says that there is."""
_STEADY = 30.0
"""Seconds after which a server may end a connection that waits: who does it sooner cannot be waited at."""
SHORT = {
    Trouble.UNREACHABLE: "not reachable", Trouble.PROTECTION: "not secure", Trouble.LOGIN: "login refused",
    Trouble.CROWDED: "too many connections", Trouble.BUSY: "server busy", Trouble.FOLDER: "folder missing",
    Trouble.BROKEN: "connection lost",
}  # fmt: skip
_PARTLY = "not all fetched"


def now() -> int:
    """The present, UTC epoch seconds."""
    return int(time.time())


class Worker:
    """Fetches one account; its methods belong to one thread, but for `hang_up`."""

    def __init__(self, account: Account, context: Context) -> None:
        self.account, self._context = account, context
        self._lease, self._breaks = Lease(account.job, context.who), Breaks()
        self._session: ImapSession | None = None
        self._failures = self._early = 0
        self._problem = ""
        self._hurdle = Hurdle()
        self._written = 0.0

    # -- once ----------------------------------------------------------------------------------------------------

    def once(self) -> FetchReport | None:
        """One pass; None when another process has this account.

        Raises:
            ImapError, ConfigError: the account or its settings are at fault; it is noted already.
            CrmtuiError: the desk is: it is locked or full, or another process took the account over.
        """
        if not self._lease.take():
            return None
        try:
            return self._fetch_once()
        except (ImapError, ConfigError) as error:
            self._note_failure(error, None)
            raise
        finally:
            self._lease.drop()

    def _fetch_once(self) -> FetchReport:
        mail = MailReport()
        for last in (*[False] * _BROKEN_TRIES, True):
            with self._connected() as session:
                try:
                    return self._fetch(session, None, mail=mail)
                except ImapError as error:
                    # A server that breaks at a message is asked for the others; who is not let in does not insist.
                    if last or error.trouble is not Trouble.BROKEN or self._context.stopped.is_set():
                        raise
        raise AssertionError("the last try returns or raises")

    def _connected(self) -> ImapSession:
        imap = self.account.imap
        if out_of_bounds(imap.host):
            raise ConfigError(DEMO)
        self._session = ImapSession(imap, self._secret())
        if self._context.stopped.is_set():
            self.hang_up()
        return self._session

    def _secret(self) -> str:
        imap = self.account.imap
        return resolve(imap.password) if imap.user else ""

    def _fetch(
        self, session: ImapSession, next_in: int | None, more: str = "", mail: MailReport | None = None
    ) -> FetchReport:
        # The house is made anew for each pass: agents and their addresses may have come meanwhile.
        house = house_of(self._context.settings, self.account.mailbox)
        context = self._context
        fetcher = Fetcher(
            self.account.imap, self.account.name, house, self._lease, context.turns, context.stopped, self._tell,
            self.account.since, breaks=self._breaks,
        )  # fmt: skip
        report = fetcher.fetch(session, self.account.folders, mail)
        self._note_done(report, next_in, more)
        return report

    # -- for ever ------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Fetch whenever there is something, until we are stopped."""
        while not self._context.stopped.is_set():
            try:
                pause = self._turn()
            except Exception as error:  # noqa: BLE001 - the thread's outermost edge: it must outlive whatever happens
                # A full disk refuses also the note that the disk is full.
                told = fault(error)
                self._context.failed(told or error)
                if told is not None:
                    self._hurdle.met(told.message, now())
                    # It is said by now; that it is over will be.
                    self._problem = told.told
                pause = _FULL_PAUSE if told else float(_PAUSES[-1])
            finally:
                self.hang_up()
            self._rest(pause)

    def _turn(self) -> float:
        """Connect and fetch as long as it goes well; seconds to pause."""
        try:
            self._context.bind()
            if out_of_bounds(self.account.imap.host):
                # A demo that is looked at beside one's own settings: nothing of them is its business.
                self._context.stopped.wait()
            elif self._lease.take():
                return self._serve()
        except LostError:
            pass
        except CrmtuiError as error:
            return self._note_failure(error, now())
        return 5.0

    def leave(self) -> None:
        """Give the account back: another process may have it at once."""
        self._lease.drop()

    def hang_up(self) -> None:
        """End the connection; also from another thread, to end a wait."""
        session = self._session
        if session is not None:
            session.drop()

    def _serve(self) -> float:
        """Fetch and wait on one connection, until it ends; seconds to pause."""
        context, imap = self._context, self.account.imap
        served, began = False, time.monotonic()
        try:
            with (
                closing(Bell()) as bell,
                self._connected() as session,
                Listeners(imap, self.account.folders[1:], self._secret, bell) as ears,
            ):
                while not context.stopped.is_set():
                    bell.hush()
                    pause = IDLE_POLL if session.can_idle and not ears.unheard else imap.poll
                    report = self._fetch(session, pause, self._unheard(ears))
                    self._failures, served = 0, True
                    if session.can_idle:
                        ears.start()
                    if not report.remaining or report.problems:
                        self._wait(session, pause, bell)
        except ImapError as error:
            if context.stopped.is_set():
                return 0.0
            if served and error.trouble in (Trouble.BROKEN, Trouble.UNREACHABLE):
                # Servers end connections that wait: what came is fetched. Who logs in again and again is locked out.
                self._early = self._early + 1 if time.monotonic() - began < _STEADY else 0
                return 1.0 if self._early < 2 else float(imap.poll)
            if error.trouble is Trouble.BROKEN and not self._failures:
                # That is no failure until it happens twice.
                self._failures = 1
                return 1.0
            raise
        return 0.0

    def _unheard(self, ears: Listeners) -> str:
        if not ears.full or not ears.unheard:
            return ""
        names = ", ".join(ears.unheard)
        return f"; looked at every {self.account.imap.poll} s, the server allows no more connections: {names}"

    def _wait(self, session: ImapSession, seconds: float, bell: Bell) -> None:
        if not session.can_idle:
            self._rest(seconds)
            return
        began = time.monotonic()
        folder = self._opened(session)
        state = sync_sql.folder_of(raw(), self.account.name, folder) if folder else None
        if folder is None or state is None or session.status.uidvalidity != state.uidvalidity:
            # All of it is to be compared once more; a server that numbers anew each time is not asked without end.
            self._rest(self.account.imap.poll)
        elif session.status.next_uid <= state.highest_uid + 1:
            session.wait(seconds, self._keep, bell.fileno())
        # Else there is nothing to wait for: what came since that folder was fetched is told by nobody.
        self._rest(began + _BREATH - time.monotonic())

    def _opened(self, session: ImapSession) -> str | None:
        """The first of the account's folders that can be opened; the session turns to it."""
        for folder in self.account.folders:
            try:
                session.open(folder)
            except ImapError as error:
                if error.trouble is not Trouble.FOLDER:
                    raise
            else:
                return folder
        return None

    def _keep(self) -> bool:
        return not self._context.stopped.is_set() and self._lease.take()

    def _rest(self, seconds: float) -> None:
        """Pause, and keep the account meanwhile: another process would meet the same."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._context.stopped.wait(min(left, 15.0)):
            # The database may be locked or full for a while.
            with suppress(CrmtuiError), faults_told():
                self._lease.take()

    # -- notes ---------------------------------------------------------------------------------------------------

    def _tell(self, progress: Progress) -> None:
        self._context.progress(self.account, progress)
        if progress.left and time.monotonic() - self._written > _TELL_EVERY:
            self._written = time.monotonic()
            words = f"{progress.folder}: {progress.total - progress.left} of {progress.total} fetched"
            with transaction():
                sync_sql.say_at(raw(), self.account.job, self._context.who, words)

    def _note_done(self, report: FetchReport, next_in: int | None, more: str) -> None:
        job, who = self.account.job, self._context.who
        next_at = now() + next_in if next_in is not None else None
        with transaction():
            if report.problems:
                sync_sql.say_failed(raw(), job, who, now(), next_at, report.told, _PARTLY)
            else:
                words = f"{report.remaining} still to be fetched" if report.remaining else "up to date"
                sync_sql.say_done(raw(), job, who, now(), next_at, words + more + self._hurdle.told(now()))
        self._say(report.told)

    def _note_failure(self, error: CrmtuiError, at: int | None) -> float:
        trouble = error.trouble if isinstance(error, ImapError) else None
        seldom = trouble in (Trouble.LOGIN, Trouble.PROTECTION) or isinstance(error, ConfigError)
        pauses = _REFUSED_PAUSES if seldom else _PAUSES
        pause = pauses[min(self._failures, len(pauses) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads tries
        self._failures += 1
        words = error.told.rstrip(".")
        short = SHORT[trouble] if trouble else "settings" if isinstance(error, ConfigError) else "not fetched"
        with transaction():
            next_at = at + int(pause) if at is not None else None
            sync_sql.say_failed(raw(), self.account.job, self._context.who, now(), next_at, words, short)
        _log.warning("account %s: %s", self.account.name, short)
        self._say(words)
        return pause

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._context.told(self.account.name, problem)
