"""`crmtui import mail` and `crmtui mail audit`: mail into the desk, and the account of it.

The one rule: results go to stdout and add up. A mail that comes by pipe is kept or handed back to the mail server
(exit 75), never dropped.
"""

import sys
from typing import TYPE_CHECKING, Any

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.errors import CrmtuiError, SourceError, UsageError
from crmtui.text import plural

if TYPE_CHECKING:
    from crmtui.desk.ledger import Audit
    from crmtui.sync.mail_import import MailReport

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the message and comes again."""
_SHOWN = 20
"""Problems that are printed; --json gives a thousand."""


def import_mail(paths: list[str], mailbox: str = "", as_json: bool = False) -> int:
    """Carry out `crmtui import mail`; its exit code.

    Raises:
        SourceError: nothing could be read.
        DatabaseError: the desk is locked or full.
    """
    if "-" in paths and len(paths) > 1:
        raise UsageError("- stands alone", "One message comes by standard input; name files in another run.")
    try:
        report = _carried_out(paths, mailbox)
    except CrmtuiError as error:
        if paths != ["-"] or isinstance(error, SourceError | UsageError):
            raise
        console.fail(error)
        return TRY_AGAIN
    except Exception as error:
        if paths != ["-"]:
            raise
        # Any other code, and the mail server sends the customer's mail back.
        from crmtui.log import record_crash

        record_crash(error)
        console.fail(CrmtuiError(f"something went wrong ({type(error).__name__})", "The mail is to be sent again."))
        return TRY_AGAIN
    if report.problems and not report.read:
        raise report.problems[0]
    if as_json:
        console.emit_json(_as_json(report))
    elif paths != ["-"]:
        _print(report)
    return 0


def _carried_out(paths: list[str], mailbox: str) -> "MailReport":
    # Late: help needs neither the database nor the reader of mail.
    from crmtui.mail.sources import MailSources

    sources = MailSources(paths, stdin=sys.stdin.buffer)
    total = sources.total_bytes() if console.is_terminal(sys.stderr) else None
    from crmtui.db.faults import faults_told

    with faults_told(), session().engine() as engine, console.progress() as line:
        engine.peewee()
        from crmtui.sync.mail_import import house_of
        from crmtui.sync.mail_import import import_mail as run

        def show(report: "MailReport") -> None:
            share = f", {100 * report.bytes_done // total} %" if total else ""
            line.show(f"{report.read} mails, {report.ticketed} on {report.new_tickets} new tickets{share}")

        try:
            return run(sources, house_of(session().settings, mailbox), progress=show)
        except KeyboardInterrupt:
            line.clear()
            console.remark("stopped: what was read is safe; run the same command again and it goes on")
            raise


def _print(report: "MailReport") -> None:
    console.print_facts(
        [
            ("mails read", report.read),
            ("known already", report.known or None),
            ("finished from before", report.resumed or None),
            ("ticketed", report.ticketed),
            ("duplicates", report.duplicate or None),
            ("ignored", report.ignored or None),
            ("quarantined", report.quarantined or None),
            ("new tickets", report.new_tickets),
            ("customers made", report.customers),
        ]
    )
    for problem in report.problems[:_SHOWN]:
        console.remark(problem.message)
    if len(report.problems) > _SHOWN:
        console.remark(f"... and {len(report.problems) - _SHOWN} more; --json names them")
    if report.ignored or report.quarantined or report.duplicate:
        console.remark("`crmtui mail audit` accounts for each")


def _as_json(report: "MailReport") -> dict[str, Any]:
    return {
        "read": report.read,
        "known": report.known,
        "resumed": report.resumed,
        "ticketed": report.ticketed,
        "duplicate": report.duplicate,
        "ignored": report.ignored,
        "quarantined": report.quarantined,
        "new_tickets": report.new_tickets,
        "customers_made": report.customers,
        "bytes": report.bytes_done,
        "problems": [problem.message for problem in report.problems],
    }


def audit(as_json: bool = False) -> int:
    """Carry out `crmtui mail audit`; 1 when the sums do not add up."""
    from crmtui.desk.ledger import audit as account

    with session().reader() as connection:
        found = account(connection)
    if as_json:
        console.emit_json(_audit_json(found))
    else:
        _print_audit(found)
    return 0 if found.adds_up else 1


def _audit_json(found: "Audit") -> dict[str, Any]:
    return {
        "adds_up": found.adds_up,
        "messages": found.messages,
        "bytes": found.bytes,
        "tickets": found.tickets,
        "states": found.states,
        "reasons": [{"state": state, "reason": reason, "messages": n} for state, reason, n in found.reasons],
        "sources": found.sources,
        "left_out": [{"source": source, "messages": n, "reason": why} for source, n, why in found.left_out],
        "faults": [{"fault": what, "count": n} for what, n in found.faults],
    }


def _print_audit(found: "Audit") -> None:
    console.print_facts(
        [
            ("mails", found.messages),
            *((state, count) for state, count in found.states.items() if count or state == "ticketed"),
            ("their tickets", found.tickets),
            ("sources", len(found.sources)),
        ]
    )
    from crmtui.desk.kind_words import OF_NOBODY, in_full  # late: as the account itself

    for state, reason, count in found.reasons:
        kind, of_nobody, rest = reason.partition(OF_NOBODY)
        told = f"{in_full(kind)}{of_nobody}{rest}" if of_nobody and console.on_terminal() else reason
        console.say(f"{state}: {told}: {count}")
    for source, count, why in found.left_out:
        console.say(f"left at the server: {why}: {count} ({source})")
    for what, count in found.faults:
        console.say(f"does not add up: {what}: {count}")
    if found.adds_up:
        console.say(f"{plural(found.messages, 'mail')}, each accounted for")
