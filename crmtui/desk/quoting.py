"""What stands below an answer or a forward: the mail that it is about.

The one rule: it is kept with the message as it leaves, so that freezing it again gives the same bytes.
"""

import json
from datetime import tzinfo

from crmtui.db import reply_sql
from crmtui.db.orm import raw
from crmtui.desk.detours import FORWARDED_BY
from crmtui.desk.quote_lines import english_day, written_by
from crmtui.errors import NotFoundError
from crmtui.mail.forwarded import words_passed_on
from crmtui.mail.html_write import FORWARD, Quoted
from crmtui.mail.message import Address
from crmtui.mail.typed import write_address
from crmtui.text import one_line

_LINES, _CHARS = 300, 30_000
"""Of the mail that is answered; what is longer is cut, and says so."""


def quoted_id(ticket_id: int, wanted: int | None, default: bool) -> int:
    """The mail that an answer quotes, 0 for none: as wanted, else the customer's latest where that is the custom."""
    if wanted is not None:
        return wanted
    return reply_sql.last_of_customer(raw(), ticket_id) if default else 0


def quote(ticket_id: int, message_id: int, zone: tzinfo, locale: str) -> str:
    """The mail as it stands below an answer, for the column `quoted`; "" for no mail.

    Args:
        ticket_id: where it is.
        message_id: the mail, 0 for none.
        zone: by whose clock it is dated.
        locale: in whose words when the customer's are not known.
    """
    mail = reply_sql.original(raw(), ticket_id, message_id) if message_id else None
    if mail is None:
        return ""
    body = _marked(mail)
    if not body:
        return ""
    who = _author(mail)
    head = written_by(who, mail.at, zone, reply_sql.locale_of(raw(), ticket_id) or locale)
    return f"{head}\n{body}"


def _marked(mail: reply_sql.Original) -> str:
    """What somebody wrote, as it is quoted; "" when that is nothing."""
    # One of us passed it on: what they wrote above it was for us alone.
    text = words_passed_on(mail.text) if FORWARDED_BY in mail.joined_by else mail.text
    if not text.strip():
        return ""
    return "\n".join(f">{line}" if line[:1] == ">" else f"> {line}".rstrip() for line in _cut(text).split("\n"))


def _author(mail: reply_sql.Original) -> str:
    return write_address(Address(one_line(mail.author_name), one_line(mail.author_email)))


def forwarded(ticket_id: int, message_id: int, zone: tzinfo) -> str:
    """The mail as it stands below the words of whoever forwards it, with its date in `zone`.

    Raises:
        NotFoundError: the ticket has no such mail.
    """
    mail = reply_sql.original(raw(), ticket_id, message_id)
    if mail is None:
        raise NotFoundError(f"#{ticket_id} has no mail to forward", "Notes are not forwarded.")
    people = json.loads(mail.recipients)
    lines = [FORWARD, f"From: {_author(mail)}"]
    lines += [f"Date: {english_day(mail.at, zone)}", f"Subject: {one_line(mail.subject)}"]
    lines += [f"{name.title()}: {one_line(', '.join(people[name]))}" for name in ("to", "cc") if people.get(name)]
    return "\n".join([*lines, "", _whole(mail)])


def _whole(mail: reply_sql.Original) -> str:
    """A mail as it came, with all that stood below it."""
    return "\n\n".join(part for one in (mail.text, mail.signature, mail.quoted) if (part := one.strip("\n")))


def source_of(ticket_id: int, kept: str, before: int) -> int | None:
    """The mail that the column `quoted` of the message `before` was made from; None when it is not on the ticket."""
    forwards = kept.startswith(FORWARD)
    head, _, body = kept.partition("\n\n" if forwards else "\n")
    for message_id in reply_sql.mails_before(raw(), ticket_id, before):
        mail = reply_sql.original(raw(), ticket_id, message_id)
        if mail is not None and _author(mail) in head and body == (_whole(mail) if forwards else _marked(mail)):
            return message_id
    return None


def as_quoted(kept: str, page: str = "") -> Quoted | None:
    """What the columns `quoted` and `html` of a message of ours hold, as mails are built with it."""
    if not kept:
        return None
    if kept.startswith(FORWARD):
        head, _, text = kept.partition("\n\n")
        return Quoted(head, text, forwarded=True, page=page)
    head, _, body = kept.partition("\n")
    return Quoted(head, "\n".join(line[2:] if line.startswith("> ") else line[1:] for line in body.split("\n")))


def _cut(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = text[:_CHARS].split("\n")
    if len(text) <= _CHARS and len(lines) <= _LINES:
        return text
    return "\n".join([*lines[:_LINES], "[...]"])
