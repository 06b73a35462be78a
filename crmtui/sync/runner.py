"""Runs everything that carries mail: once, for `crmtui sync`, or all the time, as a service or behind the app.

The one rule: each job has a lease and a thread of its own, so that exactly one process does it, another takes over
when that one is gone, and what fails or hangs holds up nothing else.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from crmtui.db.faults import fault, faults_told
from crmtui.db.orm import raw, transaction
from crmtui.db.sync_sql import forget_jobs
from crmtui.errors import CrmtuiError
from crmtui.settings import Settings, WatchedFolder
from crmtui.sync import timers, watched
from crmtui.sync.account import Worker, now
from crmtui.sync.context import Context
from crmtui.sync.delivery import Deliverer, Report, deliver_due
from crmtui.sync.fetch_report import Progress
from crmtui.sync.holders import my_name
from crmtui.sync.jobs import Account, accounts, names, watch_job
from crmtui.sync.leases import Lease
from crmtui.sync.mail_import import MailReport

TICK = 20.0
"""Seconds between two looks at the clock; snoozes are set to the minute at the finest."""
_BACK_OFF = 5.0


@dataclass(slots=True)
class PassReport:
    """What one pass over everything did.

    Attributes:
        fetched: by mailbox or watched folder, what became of its mail.
        elsewhere: what another process does.
        problems: by mailbox or folder, what is wrong.
        delivered: what left; None when another process delivers.
        woken: records that the clock changed.
    """

    fetched: dict[str, MailReport] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    delivered: Report | None = None
    woken: int = 0


class Runner:
    """Everything that carries mail, for one process.

    Args:
        settings: the mailboxes, their servers, the watched folders.
        bind: makes the models usable (`Engine.peewee`); called in each thread.
        told: called in a thread with (mailbox, what is wrong with it, "" when nothing is any more).
        failed: called in a thread with an error that was not foreseen; the others go on.
        progress: called in a thread with how far a folder is.
    """

    def __init__(
        self,
        settings: Settings,
        bind: Callable[[], object],
        told: Callable[[str, str], None] = lambda _job, _words: None,
        failed: Callable[[Exception], None] = lambda _: None,
        progress: Callable[[Account, Progress], None] = lambda _account, _progress: None,
    ) -> None:
        self._context = Context(settings, bind, my_name(), told, failed, progress)
        self._workers = [Worker(account, self._context) for account in accounts(settings)]
        self._threads: list[threading.Thread] = []
        self._deliverer: Deliverer | None = None
        self._undelivered: dict[str, str] = {}
        self._leases: dict[str, Lease] = {}

    # -- once ----------------------------------------------------------------------------------------------------

    def once(self) -> PassReport:
        """Fetch, look into the watched folders, deliver, and see to the clock.

        Raises:
            CrmtuiError: nothing could be done at all.
        """
        report = PassReport()

        def part(name: str, work: Callable[[], MailReport | None]) -> None:
            with self._noted(report, name), self._bound():
                found = work()
                if found is None:
                    report.elsewhere.append(name)
                else:
                    report.fetched[name] = found

        self._forget()
        jobs = [(worker.account.name, self._pass_of(worker, report)) for worker in self._workers]
        jobs += [(str(one.path), self._look_of(one, report)) for one in self._context.settings.sources]
        threads = [threading.Thread(target=part, args=job, daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            # In slices: a signal is heard only between two of them.
            while thread.is_alive():
                thread.join(0.2)
        if not self._context.stopped.is_set():
            self._leave_and_wake(report)
        return report

    def _pass_of(self, worker: Worker, report: PassReport) -> Callable[[], MailReport | None]:
        def work() -> MailReport | None:
            found = worker.once()
            if found is None:
                return None
            if found.problems:
                report.problems[worker.account.name] = found.told
            return found.mail

        return work

    def _look_of(self, folder: WatchedFolder, report: PassReport) -> Callable[[], MailReport | None]:
        def work() -> MailReport | None:
            lease = self._lease(watch_job(folder))
            if not lease.take():
                return None
            try:
                found = watched.look(folder, self._context.settings, self._context.who, self._context.turns.turn)
            finally:
                lease.drop()
            if words := watched.unreadable(found):
                report.problems[str(folder.path)] = words
            return found

        return work

    def _leave_and_wake(self, report: PassReport) -> None:
        with self._noted(report, "delivery"):
            if self.holds("deliver"):
                report.delivered = deliver_due(self._context.settings)
        with self._noted(report, "clock"):
            if self.holds("timers"):
                report.woken = timers.tick(now())
            self.give_back()

    @contextmanager
    def _noted(self, report: PassReport, name: str) -> Iterator[None]:
        """What goes wrong inside is told under a name, and ends nothing else."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - each part's outermost edge: what fails holds up nothing else
            known = error if isinstance(error, CrmtuiError) else fault(error)
            if known is None:
                self._context.failed(error)
                report.problems[name] = f"something went wrong ({type(error).__name__})"
            else:
                report.problems[name] = known.told.rstrip(".")

    # -- all the time --------------------------------------------------------------------------------------------

    def start(self, *, deliver: bool = True) -> None:
        """Begin, in threads; `deliver=False` leaves mails out and the clock to the caller (the app)."""
        works: list[tuple[str, Callable[[], None]]] = [
            (f"fetch {worker.account.name}", worker.watch) for worker in self._workers
        ]
        works += [(f"watch {one.path}", partial(self._watch, one)) for one in self._context.settings.sources]
        if deliver:
            works.append(("clock", self._clock))
            self._deliverer = Deliverer(
                self._context.settings, self._context.bind, self._told_delivery, self._context.failed,
                lambda: self.holds("deliver"),
            )  # fmt: skip
            self._deliverer.start()
        for name, work in works:
            thread = threading.Thread(target=self._closing, args=(work,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End: what is being stored is finished, what waits is cut off, and every job is given back."""
        self._context.stopped.set()
        for worker in self._workers:
            worker.hang_up()
        if self._deliverer is not None:
            self._deliverer.stop(timeout)
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))
        # On a full disk as well: the jobs fall free by themselves after a while.
        with suppress(CrmtuiError), faults_told(), self._bound():
            self.give_back()

    def holds(self, job: str) -> bool:
        """Whether a job is ours now; it is taken when nobody has it. In a thread with the models bound."""
        return self._lease(job).take()

    def give_back(self) -> None:
        """Give every job back, so that another process may have it at once."""
        for lease in list(self._leases.values()):
            lease.drop()
        for worker in self._workers:
            worker.leave()

    def _lease(self, job: str) -> Lease:
        return self._leases.setdefault(job, Lease(job, self._context.who))

    def _told_delivery(self, report: Report) -> None:
        # A pass that had nothing to send there says nothing about a mailbox.
        for mailbox, problem in {**dict.fromkeys(report.served, ""), **report.problems}.items():
            if problem != self._undelivered.get(mailbox, ""):
                self._undelivered[mailbox] = problem
                self._context.told(f"{mailbox or 'outbox'} (sending)", problem)

    def _watch(self, folder: WatchedFolder) -> None:
        context, problem = self._context, ""
        lease = self._lease(watch_job(folder))
        while not context.stopped.is_set():
            said = ""
            try:
                context.bind()
                if lease.take():
                    found = watched.look(folder, context.settings, context.who, context.turns.turn, folder.poll)
                    said = watched.unreadable(found)
            except CrmtuiError as error:
                said = error.message
            except Exception as error:  # noqa: BLE001 - the thread's outermost edge: it must outlive whatever happens
                context.failed(fault(error) or error)
                said = problem
            if said != problem:
                problem = said
                context.told(str(folder.path), said)
            self._pause(folder.poll, lease)

    def _clock(self) -> None:
        while not self._context.stopped.is_set():
            try:
                self._context.bind()
                if self.holds("timers"):
                    timers.tick(now())
            except Exception as error:  # noqa: BLE001 - the thread's outermost edge: it must outlive whatever happens
                self._context.failed(fault(error) or error)
            self._context.stopped.wait(TICK)

    def _pause(self, seconds: float, lease: Lease) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._context.stopped.wait(min(left, _BACK_OFF * 3)):
            with suppress(CrmtuiError), faults_told():
                lease.take()

    def _closing(self, work: Callable[[], None]) -> None:
        with self._bound():
            work()

    @contextmanager
    def _bound(self) -> Iterator[None]:
        """The models in this thread, and their connection closed at the end."""
        database = self._context.bind()
        try:
            yield
        finally:
            close = getattr(database, "close", None)
            if close is not None and threading.current_thread() is not threading.main_thread():
                close()

    def _forget(self) -> None:
        with transaction():
            forget_jobs(raw(), names(self._context.settings))
