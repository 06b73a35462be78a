"""Writes answers: who gets them, what they say, and when they leave.

The one rule: an answer is complete before it is kept: its Message-ID is made once and its bytes are frozen in the
same transaction as the message and its place in the outbox, so that every attempt sends the very same mail.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.config import load
from crmtui.db import outbox_sql, records
from crmtui.db.merged import living_ticket
from crmtui.db.models import Agent
from crmtui.db.orm import raw
from crmtui.desk import quoting, reply_checks
from crmtui.desk.audience import audience, own_addresses
from crmtui.desk.drafts import DraftFile
from crmtui.desk.liquid import unresolved
from crmtui.desk.sending import SIGNATURE, Letter, Typed, leaving, mailbox_for, post, told, typed_people
from crmtui.desk.ticket_mailbox import mailbox_of_ticket
from crmtui.errors import NotFoundError, TemplateError, UsageError
from crmtui.journal import Recording
from crmtui.mail.typed import write_address
from crmtui.settings import Mailbox, Settings
from crmtui.text import plural, repair
from crmtui.zones import named_or_local

# What mail programs of other languages write for "Re:"; kept, each answer would add one more.
_REPLY_PREFIX = re.compile(
    r"^\s*((re|aw|sv|vs|antw|ant|odp|odg|rif|res|r|ynt|отв|απ|回复|回復|答复|回覆|返信|회신)(\[\d+\])?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """An answer before it is sent; addresses as `read_addresses` reads them.

    Attributes:
        text: what is to be written around, with the signature.
    """

    ticket_id: int
    to: str
    cc: str
    bcc: str
    subject: str
    text: str


def prepare(
    ticket_id: int, reply_all: bool = False, *, agent_id: int | None = None, settings: Settings | None = None
) -> ReplyDraft:
    """An empty answer to a ticket: to the customer, or to everybody on their last mail.

    Raises:
        NotFoundError: there is no such ticket.
    """
    living = living_ticket(raw(), ticket_id)
    if living is None:
        raise NotFoundError(f"there is no ticket #{ticket_id}", "`crmtui list --view all` shows what there is.")
    house = settings or load()
    ticket = records.fetch("ticket", [living])[living]
    to, cc = audience(living, ticket["customer_id"], reply_all, own_addresses(house))
    answers = outbox_sql.parent(raw(), living) is not None
    signature = _signature(agent_id, mailbox_of_ticket(house, living))
    return ReplyDraft(
        ticket_id=living,
        to=", ".join(map(write_address, to)),
        cc=", ".join(map(write_address, cc)),
        bcc="",
        # Our first mail answers nothing.
        subject=f"Re: {_REPLY_PREFIX.sub('', ticket['subject'])}".strip() if answers else ticket["subject"],
        text=f"\n{SIGNATURE}{signature}" if signature else "",
    )


def reply(
    act: Recording,
    ids: Sequence[int],
    text: str = "",
    *,
    template: str | int | None = None,
    to: Typed = None,
    cc: Typed = None,
    bcc: Typed = None,
    subject: str = "",
    files: Sequence[DraftFile] = (),
    template_ids: Sequence[int] = (),
    reply_all: bool = False,
    resolve: bool = False,
    sign: bool = True,
    mailbox: str = "",
    quote: int | None = None,
    at: str | int = "",
    since: int | None = None,
    anyway: bool = False,
    to_bounced: bool = False,
    settings: Settings | None = None,
) -> str:
    """Answer tickets: a message, its place in the outbox and the ticket's new state, in one gesture.

    Args:
        act: the gesture.
        ids: the tickets; merged ones are answered where they live on.
        text: what to write; with `template`, below what the template says.
        template: id or name of a template that is rendered for each ticket.
        to: receivers instead of the customer.
        cc: more receivers, in sight.
        bcc: more receivers, unseen.
        subject: "" for "Re:" and the ticket's.
        files: what goes with it.
        template_ids: templates that were inserted into `text` already, to count their use.
        reply_all: everybody on the customer's last mail.
        resolve: resolve the tickets as well.
        sign: put the signature below; not when the text has it already.
        mailbox: the mailbox that it leaves from instead of the ticket's.
        quote: the mail to stand below, 0 for none, None for the customer's latest as the settings say.
        at: when it leaves, in words or UTC epoch seconds; "" after the undo window.
        since: the newest message of the ticket when the answer was begun.
        anyway: send although somebody was faster, or an address bounces.
        to_bounced: send although an address bounces.
        settings: mailboxes and undo window; read from their usual place when None.

    Raises:
        UsageError: nothing to say, nobody to say it to, no such mailbox or time, or an address that is none.
        TemplateError: a field of a template is still to be filled in, with its line and column.
        NotFoundError: no such ticket or template.
        OvertakenError: somebody wrote after `since`.
        BouncedError: an address takes no mail any more; of several tickets that one is left out.
    """
    house = settings or load()
    if not ids:
        raise UsageError("no ticket is selected", "Name one, or put the cursor on it.")
    used = list(template_ids)
    sent: list[Letter] = []
    for ticket_id in ids:
        base = prepare(ticket_id, reply_all, agent_id=act.actor.id, settings=house)
        words = _words(base, text, template, act.actor.id, used, house)
        _refuse_unready(words)
        people = {
            "to": typed_people(to, base.to),
            "cc": typed_people(cc, base.cc if to is None else ""),
            "bcc": typed_people(bcc, ""),
        }
        if not anyway:
            try:
                everybody = [] if to_bounced else [one for some in people.values() for one in some]
                reply_checks.refuse_concerns(base.ticket_id, since, act.actor.id, everybody, act.at)
            except reply_checks.BouncedError as error:
                if len(ids) == 1:
                    raise
                act.skip(ticket_id, error.message)
                continue
        signed = words + base.text if sign and base.text and SIGNATURE not in words else words
        leaves, scheduled = leaving(base.ticket_id, at, act.at, house)
        quoted = quoting.quoted_id(base.ticket_id, quote, house.ui.quote)
        letter = Letter(
            base.ticket_id, "reply", subject or base.subject, signed, people, tuple(files),
            quoting.quote(base.ticket_id, quoted, named_or_local(house.shop.timezone), house.shop.locale),
            outbox_sql.parent(raw(), base.ticket_id) or ("", ""),
            mailbox_for(house, mailbox, base.ticket_id), leaves, scheduled, resolve, source=quoted,
        )  # fmt: skip
        post(act, letter, house)
        sent.append(letter)
    count_uses(used, act.at)
    act.label = f"reply to #{ids[0]}" if len(ids) == 1 else plural(len(sent), "reply", "replies")
    return told(act.label, sent, house)


# -- what it says ------------------------------------------------------------------------------------------------


def _words(
    base: ReplyDraft, text: str, template: str | int | None, agent_id: int | None, used: list[int], house: Settings
) -> str:
    text = repair(text).replace("\r\n", "\n").strip("\n")
    if template is None or template == "":
        return text
    from crmtui.desk import templates  # late: renders with Liquid

    found = templates.find(template)
    rendered = templates.render_for(found, base.ticket_id, agent_id, settings=house)
    used.append(found)
    return f"{rendered.text}\n\n{text}".strip("\n") if text else rendered.text


def _refuse_unready(text: str) -> None:
    if not f"\n{text}".partition(SIGNATURE)[0].strip():
        raise UsageError("the reply is empty", "Write a few words, or insert a template.")
    for gap in unresolved(text):
        why = f": {gap.why}" if gap.why else ""
        raise TemplateError(
            f"{gap.path} is still to be filled in{why}", "Write what belongs there.", gap.line, gap.column
        )


def _signature(agent_id: int | None, mailbox: Mailbox | None) -> str:
    agent = Agent.get_or_none(Agent.id == agent_id) if agent_id else None
    return str((agent.signature if agent else "") or (mailbox.signature if mailbox else "")).strip("\n")


def count_uses(template_ids: Sequence[int], at: int) -> None:
    """Count that templates were sent."""
    if template_ids:
        from crmtui.desk import templates  # late: see _words

        templates.count_uses(template_ids, at)
