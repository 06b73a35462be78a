"""Carries the outbox to the mail servers.

The one rule: each step is committed before the next is taken. A pass sends what is due, mailbox by mailbox over one
connection each; a mailbox whose server or account is at fault rests, so that one wrong password costs one attempt;
a person who asks for a mail again does not wait for the end of that.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crmtui.db import outbox_sql
from crmtui.db.faults import fault
from crmtui.db.orm import raw
from crmtui.desk import outbox
from crmtui.errors import ConfigError, CrmtuiError, RefusedError
from crmtui.settings import Mailbox, Settings
from crmtui.sync.holders import alive, my_name

if TYPE_CHECKING:
    from crmtui.mail.smtp import SmtpSession

_log = logging.getLogger("crmtui.delivery")
# Without a log file the words go nowhere: never across the app's screen.
_log.addHandler(logging.NullHandler())

NO_SMTP = "no server to send by yet (SMTP): `crmtui setup` connects one"
GONE = "the mailbox {name} is not in the settings any more: put it back, or edit its mail and choose another (f3)"
DEMO = "a demo's mails leave only to a mail server on this machine"
_REST = 60
"""Seconds that a mailbox rests after its server or account was at fault."""
_POLL = 5.0
"""Seconds between two looks at the outbox: other processes write into it too."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a pass did.

    Attributes:
        sent: mails that a server took.
        later: attempts that will be repeated.
        failed: mails that will not be sent without a person.
        uncertain: mails that were probably delivered; a person decides.
        problems: by mailbox, why nothing leaves from there.
        served: mailboxes whose server answered for a mail, whatever it said about that mail.
        next_due: when the next mail is due, UTC epoch seconds; None when none waits.
    """

    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    served: frozenset[str] = frozenset()
    next_due: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything moved."""
        return bool(self.sent or self.later or self.failed or self.uncertain)


_COUNTED = {"sent": "sent", "queued": "later", "failed": "failed", "uncertain": "uncertain"}


def deliver_due(settings: Settings, *, now: Callable[[], int] = lambda: int(time.time())) -> Report:
    """Send everything that is due, once; needs the models bound (`Engine.peewee`)."""
    return Pass(settings, now).run()


class Pass:
    """One deliverer: goes through the outbox whenever `run` is called, and remembers which mailboxes rest.

    Args:
        settings: mailboxes and their servers.
        now: the clock, UTC epoch seconds.
        jitter: -1 to 1, spreads the next attempts.
    """

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], int] = lambda: int(time.time()),
        jitter: Callable[[], float] = lambda: random.uniform(-1, 1),  # noqa: S311 - spreads attempts, guards nothing
    ) -> None:
        self.settings = settings
        self.now = now
        self.jitter = jitter
        self.who = my_name()
        self.resting: dict[str, tuple[int, str]] = {}
        self.stopped = threading.Event()

    def run(self) -> Report:
        """Take over what was left behind, then send what is due."""
        report = Report(uncertain=outbox.take_over(self.now(), alive, self.who))
        if report.uncertain:
            _log.warning("%d mails were left behind between text and answer: uncertain", report.uncertain)
        for name in outbox.due_mailboxes(self.now()):
            report = self._mailbox(name, report)
        if outbox_sql.copies_due(raw(), self.now()):
            from crmtui.sync.sent_copies import file_copies  # late: brings what talks to IMAP servers

            file_copies(self.settings, self.now, self.stopped)
        return replace(report, next_due=outbox.next_due())

    def _mailbox(self, name: str, report: Report) -> Report:
        until, why = self.resting.get(name, (0, ""))
        rests = self.now() < until <= self.now() + _REST
        if rests and not outbox.asked_again(name, until - _REST):
            return replace(report, problems={**report.problems, name: why})
        mailbox = self._sender(name)
        if mailbox is None and self.settings.mailboxes:
            return replace(report, problems={**report.problems, name: GONE.format(name=name)})
        if mailbox is None or mailbox.smtp is None:
            return replace(report, problems={**report.problems, name: NO_SMTP})
        if outbox.out_of_bounds(mailbox.smtp.host):
            return replace(report, problems={**report.problems, name: DEMO})
        try:
            session = _open(mailbox)
        except ConfigError as error:
            return self._rest(name, error.message, report)
        with session:
            while not self.stopped.is_set():
                found = outbox.claim(name, mailbox, self.settings, self.who, self.now(), _lease(mailbox, 0))
                if found is None:
                    break
                state, fault = self._send(session, mailbox, found)
                if state:
                    report = replace(report, **{_COUNTED[state]: getattr(report, _COUNTED[state]) + 1})
                if fault:
                    return self._rest(name, fault, report)
                report = replace(report, served=report.served | {name})
        return report

    def _sender(self, name: str) -> Mailbox | None:
        """The mailbox that mail under a name leaves from: that one, or the one of the same address by another name.

        A mail of an address that is in the settings no more leaves through no other's server: it would be refused, or
        taken for forged. What was written before there was any mailbox leaves from the first.
        """
        found = self.settings.mailbox(name)
        senders = () if found else outbox_sql.senders_due(raw(), name, self.now())
        if not senders:
            return self.settings.mailbox_or_first(name)
        return self.settings.mailbox_of(senders)

    def _send(self, session: "SmtpSession", mailbox: Mailbox, parcel: outbox.Parcel) -> tuple[str, str]:
        """(new state, "" or what is wrong with the server)."""
        lease = _lease(mailbox, len(parcel.raw))

        def before_data() -> None:
            outbox.commit_data(parcel, self.who, self.now(), lease)

        try:
            delivery = session.send(parcel.envelope_from, parcel.recipients, parcel.raw, before_data)
        except RefusedError:
            return "", ""  # somebody else has it
        wanted = mailbox.imap is not None and bool(mailbox.imap.sent)
        state = outbox.record(parcel, self.who, delivery, self.now(), self.jitter(), copy=wanted)
        # No words of the server: they often repeat the customer's address.
        _log.info("mail %d by %s: %s (%s %d)", parcel.id, mailbox.name, state, delivery.phase, delivery.code)
        return state, delivery.text if delivery.about_server else ""

    def _rest(self, name: str, why: str, report: Report) -> Report:
        self.resting[name] = (self.now() + _REST, why)
        _log.warning("mailbox %s rests: %s", name, why)
        return replace(report, problems={**report.problems, name: why})


def _open(mailbox: Mailbox) -> "SmtpSession":
    # Late: sockets and TLS are wanted only when a mail is due.
    from crmtui.mail.smtp import SmtpSession
    from crmtui.secrets import resolve

    assert mailbox.smtp is not None
    password = resolve(mailbox.smtp.password) if mailbox.smtp.user else ""
    return SmtpSession(mailbox.smtp, password, mailbox.address.rpartition("@")[2])


def _lease(mailbox: Mailbox, size: int) -> int:
    """Seconds that an attempt may take at the very longest: every wait of it, and the time for its bytes."""
    patience = mailbox.smtp.timeout if mailbox.smtp else 30
    return 60 + 30 * patience + size // 10_000


# -- in the background -------------------------------------------------------------------------------------------


class Deliverer:
    """Delivers in a thread of its own, for the app.

    Args:
        settings: mailboxes and their servers.
        bind: makes the models usable, or says why they are not (`Engine.peewee`); called in the thread.
        told: called in the thread after a pass that changed something or met a problem for the first time.
        failed: called in the thread with an error that was not foreseen; the deliverer goes on.
        may: whether delivering is our job now; asked before each pass.
    """

    def __init__(
        self,
        settings: Settings,
        bind: Callable[[], object],
        told: Callable[[Report], None],
        failed: Callable[[Exception], None],
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        self._pass = Pass(settings)
        self._may = may
        self._bind, self._told, self._failed = bind, told, failed
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliverer", daemon=True)
        self._problems: dict[str, str] = {}
        self._database: object = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now."""
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> None:
        """Take no further mail; one that is on its way may finish, or is found again later."""
        self._pass.stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            while not self._pass.stopped.is_set():
                pause = self._once()
                self._wake.wait(pause)
                self._wake.clear()
        finally:
            close = getattr(self._database, "close", None)
            if close is not None:
                close()

    def _once(self) -> float:
        """One pass; seconds until the next."""
        try:
            # Each time: nothing leaves from a file that another has taken the place of.
            self._database = self._bind()
            if not self._may():
                return _POLL
            report = self._pass.run()
        except CrmtuiError as error:
            self._failed(error)
            return _POLL * 6
        except Exception as error:  # noqa: BLE001 - the thread's outermost edge: it must outlive whatever happens
            self._failed(fault(error) or error)
            return _POLL * 6
        if report.changed or report.problems != self._problems:
            self._problems = report.problems
            self._told(report)
        until = _POLL if report.next_due is None else report.next_due - self._pass.now()
        return min(max(until, 0.2 if not report.problems else _POLL), _POLL)
