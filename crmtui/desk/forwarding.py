"""Passes a mail of a ticket on to somebody else, as it looked and with its files.

The one rule: the ticket stays as it is: whoever wrote it still waits for us.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from crmtui.config import load
from crmtui.db import reply_sql
from crmtui.db.orm import raw
from crmtui.desk import drafts, quoting, reply_checks
from crmtui.desk.drafts import DraftFile, DraftText
from crmtui.desk.liquid import unresolved
from crmtui.desk.replies import count_uses, prepare
from crmtui.desk.sending import SIGNATURE, Letter, Typed, leaving, mailbox_for, post, told, typed_people
from crmtui.errors import NotFoundError, TemplateError, UsageError
from crmtui.journal import Recording
from crmtui.mail.html_clean import content_ids, passed_on
from crmtui.mail.html_write import FORWARD
from crmtui.settings import Settings
from crmtui.text import repair
from crmtui.zones import named_or_local

_PREFIX = re.compile(r"^\s*((fwd?|wg|tr|rv|enc|vb|i)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def prepare_forward(ticket_id: int, message_id: int, *, agent_id: int | None, settings: Settings) -> DraftText:
    """A forward of a mail (0: the ticket's latest) with its files, to nobody yet.

    Raises:
        NotFoundError: there is no such ticket or mail.
    """
    base = prepare(ticket_id, agent_id=agent_id, settings=settings)
    wanted = message_id or reply_sql.last_mail(raw(), base.ticket_id)
    mail = reply_sql.original(raw(), base.ticket_id, wanted)
    if mail is None:
        raise NotFoundError(f"#{ticket_id} has no mail to forward", "Notes are not forwarded.")
    subject = f"Fwd: {_PREFIX.sub('', mail.subject or base.subject)}".strip()
    return DraftText(base.text, subject=subject, files=_files(wanted, _page(mail)), quoted=wanted)


def _page(mail: reply_sql.Original) -> str:
    """What a mail looks like; "" when its text has to do."""
    # Of our own forwards only what they pass on is kept as a page: our words would be missing.
    return "" if mail.quoted.startswith(FORWARD) else passed_on(mail.html)


def _files(message_id: int, page: str) -> tuple[DraftFile, ...]:
    """The files of a mail; what its page shows as a picture keeps its place there."""
    shown = content_ids(page)
    files = drafts.files_of(message_id)
    return tuple(one if one.content_id in shown else replace(one, content_id="") for one in files)


def forward(
    act: Recording,
    ids: Sequence[int],
    text: str = "",
    *,
    to: Typed = None,
    cc: Typed = None,
    bcc: Typed = None,
    message: int = 0,
    subject: str = "",
    files: Sequence[DraftFile] | None = None,
    template_ids: Sequence[int] = (),
    sign: bool = True,
    mailbox: str = "",
    at: str | int = "",
    anyway: bool = False,
    settings: Settings | None = None,
) -> str:
    """Pass a mail of a ticket on to somebody else, with its files; the ticket stays as it is.

    Args:
        act: the gesture.
        ids: one ticket.
        text: what to say above it, may be empty.
        to: who gets it.
        cc: more receivers, in sight.
        bcc: more receivers, unseen.
        message: the mail, 0 for the ticket's latest.
        subject: "" for "Fwd:" and the mail's.
        files: what goes with it; None for the files of the mail.
        template_ids: templates that were inserted into `text` already.
        sign: put the signature below the text.
        mailbox: the mailbox that it leaves from instead of the ticket's.
        at: as of `reply`.
        anyway: send although an address bounces.
        settings: as of `reply`.

    Raises:
        UsageError: nobody is to get it, more than one ticket, or as `reply`.
        NotFoundError: there is no such ticket or mail.
        BouncedError: an address takes no mail any more.
    """
    house = settings or load()
    if len(ids) != 1:
        raise UsageError("one mail is forwarded at a time", "Name one ticket.")
    base = prepare(ids[0], agent_id=act.actor.id, settings=house)
    fresh = prepare_forward(base.ticket_id, message, agent_id=act.actor.id, settings=house)
    words = repair(text).replace("\r\n", "\n").strip("\n")
    for gap in unresolved(words):
        raise TemplateError(f"{gap.path} is still to be filled in", "Write what belongs there.", gap.line, gap.column)
    people = {"to": typed_people(to, ""), "cc": typed_people(cc, ""), "bcc": typed_people(bcc, "")}
    if not anyway:
        everybody = [one for some in people.values() for one in some]
        reply_checks.refuse_concerns(base.ticket_id, None, act.actor.id, everybody, act.at)
    leaves, scheduled = leaving(base.ticket_id, at, act.at, house)
    source = fresh.quoted or 0
    mail = reply_sql.original(raw(), base.ticket_id, source)
    letter = Letter(
        base.ticket_id, "forward", subject or fresh.subject,
        words + fresh.text if sign and SIGNATURE not in f"\n{words}" else words, people,
        fresh.files if files is None else tuple(files),
        quoting.forwarded(base.ticket_id, source, named_or_local(house.shop.timezone)),
        (mail.message_id, mail.refs) if mail else ("", ""), mailbox_for(house, mailbox, base.ticket_id), leaves,
        scheduled, resolve=False, page=_page(mail) if mail else "", source=source,
    )  # fmt: skip
    post(act, letter, house)
    count_uses(template_ids, act.at)
    act.label = f"forward of #{ids[0]}"
    return told(act.label, [letter], house)
