"""`crmtui sync`: fetch mail, look into the watched folders, deliver; once, or as a service.

The one rule: what goes wrong with one mailbox is said and stops no other; a signal ends the service cleanly.
"""

import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.errors import ConfigError, UsageError
from crmtui.text import duration, plural

if TYPE_CHECKING:
    from crmtui.sync.fetch_report import Progress
    from crmtui.sync.jobs import Account
    from crmtui.sync.runner import PassReport
    from crmtui.sync.status import JobStatus

UNREACHED = 69
"""Exit code when a mailbox could not be fetched, or something not be sent (see docs/exit-codes.md)."""


def sync(watch: bool = False, status: bool = False, as_json: bool = False) -> int:
    """Carry out `crmtui sync`; its exit code."""
    if watch and status:
        raise UsageError("--watch and --status do not go together", "--status tells how the service does.")
    if status:
        return _status(as_json=as_json)
    settings = session().settings
    if not settings.sources and not any(box.imap or box.smtp for box in settings.mailboxes):
        raise ConfigError(f"{settings.file} names no mail server", "`crmtui setup` asks for one and tries it.")
    return _watch() if watch else _once(as_json=as_json)


# -- once ----------------------------------------------------------------------------------------------------------


def _once(*, as_json: bool) -> int:
    with session().desk() as (engine, _actor), console.progress() as line:
        from crmtui import log
        from crmtui.sync.runner import Runner  # late: brings the models

        log.start(engine.path.parent / "log")

        def show(account: "Account", progress: "Progress") -> None:
            done = progress.total - progress.left
            line.show(f"{account.name} {progress.folder}: {done} of {progress.total} fetched")

        runner = Runner(settings=session().settings, bind=engine.peewee, progress=show, failed=_record)
        ended = _on_signals(lambda: runner.stop(0.1))
        try:
            report = runner.once()
        except KeyboardInterrupt:
            runner.stop()
            line.clear()
            console.remark("stopped: what was fetched is safe; the next sync goes on")
            raise
        finally:
            ended()
    if as_json:
        console.emit_json(_as_json(report))
    else:
        _print(report)
    delivered = report.delivered
    bad = report.problems or (delivered and (delivered.problems or delivered.failed or delivered.uncertain))
    return UNREACHED if bad else 0


def _print(report: "PassReport") -> None:
    for name, mail in report.fetched.items():
        parts = [plural(mail.read - mail.known, "new mail")]
        parts += [f"{count} {word}" for word, count in _outcomes(mail) if count]
        console.say(f"{name}: {', '.join(parts)}")
    for name in report.elsewhere:
        console.say(f"{name}: another process fetches it")
    if report.delivered is not None and report.delivered.sent:
        console.say(f"{plural(report.delivered.sent, 'mail')} sent")
    if report.woken:
        console.say(f"{plural(report.woken, 'snoozed ticket')} woke")
    problems = dict(report.problems)
    if report.delivered is not None:
        problems |= {f"{name or 'outbox'} (sending)": why for name, why in report.delivered.problems.items()}
    for name, why in problems.items():
        console.remark(f"{name}: {why}")


def _outcomes(mail: Any) -> list[tuple[str, int]]:
    """What became of the new ones and of those that were left from before: all of them together."""
    return [
        ("finished from before", mail.resumed),
        ("new ticket" if mail.new_tickets == 1 else "new tickets", mail.new_tickets),
        ("on known tickets", mail.ticketed - mail.new_tickets), ("duplicates", mail.duplicate),
        ("ignored", mail.ignored), ("quarantined", mail.quarantined),
    ]  # fmt: skip


def _as_json(report: "PassReport") -> dict[str, Any]:
    return {
        "fetched": {
            name: {
                "read": mail.read, "known": mail.known, "resumed": mail.resumed, "ticketed": mail.ticketed,
                "duplicate": mail.duplicate, "ignored": mail.ignored, "quarantined": mail.quarantined,
                "new_tickets": mail.new_tickets,
            }
            for name, mail in report.fetched.items()
        },
        "elsewhere": report.elsewhere,
        "problems": report.problems,
        "delivered": report.delivered,
        "woken": report.woken,
    }  # fmt: skip


# -- as a service --------------------------------------------------------------------------------------------------


def _watch() -> int:
    over = threading.Event()
    with session().desk() as (engine, _actor):
        from crmtui import log
        from crmtui.sync.runner import Runner  # late: brings the models

        log.start(engine.path.parent / "log")

        def told(name: str, problem: str) -> None:
            console.remark(f"{_stamp()} {name}: {problem or 'in order again'}")
            sys.stderr.flush()

        runner = Runner(session().settings, engine.peewee, told, _record)
        ended = _on_signals(over.set)
        runner.start()
        console.remark(f"{_stamp()} watching; `crmtui sync --status` tells how it goes")
        sys.stderr.flush()
        try:
            # In slices: Python hears signals between them.
            while not over.wait(1.0):
                # A desk that was replaced or removed under us ends the service: nothing may be written into the old.
                engine.data_version()
        except KeyboardInterrupt:
            over.set()
        finally:
            runner.stop()
            ended()
    console.remark(f"{_stamp()} ended")
    return 0


def _stamp() -> str:
    return time.strftime("%H:%M:%S")


def _record(error: Exception) -> None:
    from crmtui.errors import CrmtuiError
    from crmtui.log import record_crash

    if isinstance(error, CrmtuiError):
        console.fail(error)
        return
    report = record_crash(error)
    console.show_error(f"something went wrong ({type(error).__name__})", f"A report without customer data: {report}")


def _on_signals(end: Any) -> Any:
    """Let SIGTERM and SIGHUP end the work; a function that puts back what was."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    before = {one: signal.signal(one, lambda *_: end()) for one in (signal.SIGTERM, signal.SIGHUP)}

    def put_back() -> None:
        for one, handler in before.items():
            signal.signal(one, handler)

    return put_back


# -- how it goes ---------------------------------------------------------------------------------------------------


def _status(*, as_json: bool) -> int:
    from crmtui.sync.status import sync_status

    with session().reader() as connection:
        found = sync_status(connection, session().settings)
    if as_json:
        console.emit_json(found)
    elif not found.jobs:
        console.remark("Nothing is fetched: `crmtui setup` adds a mailbox.")
    else:
        columns = (
            console.Column("mailbox"), console.Column("last sync", right=True), console.Column("next", right=True),
            console.Column("state", whole=True), console.Column("by"),
        )  # fmt: skip
        console.print_table(columns, [_cells(one, found.now) for one in found.jobs])
        if found.disk:
            console.say(found.disk)
        for one in found.jobs:
            if one.error:
                console.say(f"{one.name}: {one.error}")
            for folder in one.folders:
                if folder.left_out:
                    left = plural(folder.left_out, "mail")
                    console.say(
                        f"{one.name}: {folder.folder}: {left} left at the server, older than since {folder.since}"
                    )
    return UNREACHED if found.disk or any(one.error for one in found.jobs) else 0


def _cells(job: "JobStatus", now: int) -> list[str]:
    left = sum(folder.remaining for folder in job.folders)
    last = f"{duration(max(0, now - job.last_at))} ago" if job.last_at is not None else "never"
    wait = f"in {duration(max(0, job.next_at - now))}" if job.next_at is not None else ""
    state = job.words + (f", {left} to be fetched" if left and "fetched" not in job.words else "")
    return [job.name, last, wait, state, job.by or "nobody"]
