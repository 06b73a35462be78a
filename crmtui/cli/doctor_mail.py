"""What `doctor` finds about mailboxes and watched folders.

The one rule: nothing is connected to: it tells what is set, and what the last try ended in.
"""

from collections.abc import Iterator

from crmtui.cli.findings import Finding, Verdict
from crmtui.db import outbox_sql
from crmtui.db.connect import SCHEMA, open_raw, schema_of
from crmtui.errors import CrmtuiError
from crmtui.mail.smtp_words import plainly
from crmtui.settings import Mailbox, Security, Settings

_LATELY = 200
"""Mails of the outbox that are looked at."""


def examine_mail(settings: Settings) -> Iterator[Finding]:
    """Every mailbox and watched folder: as it is set, and what was wrong the last time."""
    if not settings.mailboxes:
        yield Finding(
            "mail", "mailboxes", "none: replies wait in the outbox", Verdict.NOTE,
            "`crmtui setup` connects one.",
        )  # fmt: skip
    for box in settings.mailboxes:
        yield _mailbox(box)
        yield _answers(box)
        if box.imap is not None:
            imap = box.imap
            told = f"fetched from {imap.host}:{imap.port} ({_protected(imap.security)}): {', '.join(imap.folders)}"
            yield Finding("mail", box.name, told)
    if settings.mailboxes and settings.database_path.exists():
        yield from _troubles(settings)
    for folder in settings.sources:
        there = folder.path.exists()
        hint = "" if there else "Name the Maildir or mbox that is filled, under [[sources]]."
        told = f"{folder.path}{'' if there else ' is not there'}"
        yield Finding("mail", "watched", told, Verdict.OK if there else Verdict.NOTE, hint)


def _mailbox(box: Mailbox) -> Finding:
    if box.smtp is None:
        hint = f"`crmtui setup {box.address}` adds one, so that replies can leave."
        return Finding("mail", box.name, f"{box.address} cannot send: no server for it (SMTP)", Verdict.NOTE, hint)
    smtp = box.smtp
    login = f", as {smtp.user}" if smtp.user else ", without login"
    server = f"{smtp.host}:{smtp.port} ({_protected(smtp.security)})"
    return Finding("mail", box.name, f"{box.address} through {server}{login}")


def _protected(security: Security) -> str:
    return "not protected" if security is Security.NONE else str(security)


def _answers(box: Mailbox) -> Finding:
    """How answers of customers find their ticket."""
    from crmtui.mail.providers import delivers_plus

    known = box.imap is not None and delivers_plus(box.imap.host)
    if box.plus_addressing:
        name, _, domain = box.address.rpartition("@")
        told = f"answers come to an address of each ticket, {name}+...@{domain} (plus_addressing)"
        hint = f"If a mail to {name}+test@{domain} does not reach you, no answer does: set plus_addressing = false."
        return Finding("mail", box.name, told, Verdict.OK if known else Verdict.NOTE, hint)
    hint = "This provider delivers name+anything@: plus_addressing = true finds the ticket of every answer."
    told = "answers are known by the mails that they answer"
    return Finding("mail", box.name, told, Verdict.NOTE if known else Verdict.OK, hint)


def _troubles(settings: Settings) -> Iterator[Finding]:
    """What is wrong at the servers, as far as the desk remembers."""
    from crmtui.sync.status import sync_status  # late: brings what syncing needs

    try:
        connection = open_raw(settings.database_path, readonly=True)
    except CrmtuiError:
        return  # it is told of the database
    try:
        if schema_of(connection) != SCHEMA:
            return
        jobs = sync_status(connection, settings).jobs
        waiting = outbox_sql.rows(connection, ("queued",), _LATELY)
    finally:
        connection.close()
    troubles = [(job.name, f"fetching fails: {job.error}") for job in jobs if job.error]
    unsent = {row[2]: row[9] for row in waiting if row[9]}
    troubles += [(name, f"sending fails: {plainly(error)}") for name, error in unsent.items()]
    for name, told in troubles:
        box = settings.mailbox(name)
        anew = f" `crmtui setup {box.address} --change` sets it up anew." if box else ""
        yield Finding("mail", name, told, Verdict.BAD, f"`crmtui sync` tries again.{anew}")
