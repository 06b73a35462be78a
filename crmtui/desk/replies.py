"""Writes answers: who gets them, what they say, and the bytes that will leave.

The one rule: an answer is complete before it is kept: its Message-ID is made once and its bytes are frozen in the
same transaction as the message and its place in the outbox, so that every attempt sends the very same mail.
"""

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.db import fulltext, outbox_sql, records
from crmtui.db.models import Agent, Attachment, Draft, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.desk import drafts
from crmtui.desk.audience import audience, own_addresses
from crmtui.desk.drafts import DraftFile, DraftText
from crmtui.desk.freeze import freeze, mailbox_of, message_domain
from crmtui.desk.liquid import unresolved
from crmtui.desk.tickets import SNIPPET
from crmtui.errors import NotFoundError, TemplateError, UsageError
from crmtui.journal import Recording
from crmtui.mail.typed import read_addresses, write_address
from crmtui.settings import Mailbox, Settings
from crmtui.text import repair

_REPLY_PREFIX = re.compile(r"^\s*((re|aw|sv|antw|rif|res|odp|vs|r)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = "\n-- \n"
_KEPT_REFS = 20
Typed = str | Iterable[str] | None


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """An answer before it is sent; addresses as `read_addresses` reads them.

    Attributes:
        text: what is to be written around, with the signature.
        attachments: files whose bytes are stored already.
        template_ids: the templates that were inserted.
        resolve_after: resolve the ticket with it.
    """

    ticket_id: int
    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    attachments: tuple[DraftFile, ...] = ()
    template_ids: tuple[int, ...] = ()
    resolve_after: bool = False


def prepare(
    ticket_id: int, reply_all: bool = False, *, agent_id: int | None = None, settings: Settings | None = None
) -> ReplyDraft:
    """An empty answer to a ticket: to the customer, or to everybody on their last mail.

    Raises:
        NotFoundError: there is no such ticket.
    """
    living = outbox_sql.living_ticket(raw(), ticket_id)
    if living is None:
        raise NotFoundError(f"there is no ticket #{ticket_id}", "`crmtui list --view all` shows what there is.")
    house = settings or _load()
    ticket = records.fetch("ticket", [living])[living]
    to, cc = audience(living, ticket["customer_id"], reply_all, own_addresses(house))
    signature = _signature(agent_id, mailbox_of(house, ticket["mailbox"]))
    return ReplyDraft(
        ticket_id=living,
        to=", ".join(map(write_address, to)),
        cc=", ".join(map(write_address, cc)),
        bcc="",
        subject=f"Re: {_REPLY_PREFIX.sub('', ticket['subject'])}".strip(),
        text=f"\n{_SIGNATURE}{signature}" if signature else "",
    )


def begin(
    ticket_id: int, kind: str, agent_id: int | None, reply_all: bool, settings: Settings
) -> tuple[DraftText, bool, str]:
    """What a composer begins with: (the draft, whether it was kept from before, the text of an untouched one).

    Raises:
        NotFoundError: there is no such ticket.
    """
    base = prepare(ticket_id, reply_all, agent_id=agent_id, settings=settings) if kind == "reply" else None
    blank = base.text if base else ""
    kept = drafts.load(ticket_id, agent_id, kind) if agent_id is not None else None
    if kept is not None:
        return kept, True, blank
    if base is None:
        return DraftText(""), False, ""
    return DraftText(blank, base.to, base.cc, base.bcc, base.subject), False, blank


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
        settings: mailboxes and undo window; read from their usual place when None.

    Raises:
        UsageError: nothing to say, nobody to say it to, or an address that is none.
        TemplateError: a field of a template is still to be filled in, with its line and column.
        NotFoundError: no such ticket or template.
    """
    house = settings or _load()
    if not ids:
        raise UsageError("no ticket is selected", "Name one, or put the cursor on it.")
    used = list(template_ids)
    mailbox: Mailbox | None = None
    for ticket_id in ids:
        base = prepare(ticket_id, reply_all, agent_id=act.actor.id, settings=house)
        words = _words(base, text, template, act.actor.id, used, house)
        _refuse_unready(words)
        people = {
            "to": _people(to, base.to), "cc": _people(cc, base.cc if to is None else ""), "bcc": _people(bcc, ""),
        }  # fmt: skip
        signed = words + base.text if sign and base.text and _SIGNATURE not in words else words
        mailbox = _write(act, base.ticket_id, subject or base.subject, signed, people, files, house, resolve)
    _count_uses(used, act.at)
    act.label = _what(ids)
    return _said(ids, house, mailbox)


def _what(ids: Sequence[int]) -> str:
    return f"reply to #{ids[0]}" if len(ids) == 1 else f"{len(ids)} replies"


def _said(ids: Sequence[int], house: Settings, mailbox: Mailbox | None) -> str:
    what = _what(ids)
    if mailbox is None or mailbox.smtp is None:
        return f"{what} kept in the outbox: no SMTP settings yet"
    window = house.ui.undo_window
    return f"{what}: sending in {window} s" if window else f"{what}: sending"


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
    if not f"\n{text}".partition(_SIGNATURE)[0].strip():
        raise UsageError("the reply is empty", "Write a few words, or insert a template.")
    for gap in unresolved(text):
        why = f": {gap.why}" if gap.why else ""
        raise TemplateError(
            f"{gap.path} is still to be filled in{why}", "Write what belongs there.", gap.line, gap.column
        )


def _signature(agent_id: int | None, mailbox: Mailbox | None) -> str:
    agent = Agent.get_or_none(Agent.id == agent_id) if agent_id else None
    return str((agent.signature if agent else "") or (mailbox.signature if mailbox else "")).strip("\n")


def _people(given: Typed, usual: str) -> list[str]:
    typed = usual if given is None else given if isinstance(given, str) else ", ".join(given)
    return [write_address(one) for one in read_addresses(typed)]


# -- keeping it --------------------------------------------------------------------------------------------------


def _write(
    act: Recording,
    ticket_id: int,
    subject: str,
    words: str,
    people: dict[str, list[str]],
    files: Sequence[DraftFile],
    house: Settings,
    resolve: bool,
) -> Mailbox | None:
    if not any(people.values()):
        raise UsageError(f"#{ticket_id}: nobody is to get the reply", "Write an address into To.")
    ticket = records.fetch("ticket", [ticket_id])[ticket_id]
    mailbox = mailbox_of(house, ticket["mailbox"])
    message = _message(act, ticket_id, subject, words, people, house, mailbox)
    frozen = freeze(message, drafts.mail_files(tuple(files)), mailbox, house)
    message["blob_id"] = outbox_sql.store_blob(raw(), frozen.raw)
    message_id = act.insert(Message, **message)
    for position, one in enumerate(files):
        act.insert(
            Attachment, message_id=message_id, blob_id=one.blob_id, position=position, filename=one.filename,
            content_type=one.content_type, size=one.size,
        )  # fmt: skip
    if files:
        fulltext.reindex(raw(), "message", [message_id])
    leaves = act.at + house.ui.undo_window
    act.insert(
        Outbox, message_id=message_id, ticket_id=ticket_id, mailbox=mailbox.name if mailbox else ticket["mailbox"],
        envelope_from=frozen.envelope_from, recipients=json.dumps(frozen.recipients), blob_id=message["blob_id"],
        state="held", not_before=leaves, next_try_at=leaves, created_at=act.at,
    )  # fmt: skip
    _move_ticket(act, ticket_id, ticket, message["text"], resolve)
    _use_draft(act, ticket_id, words, people, files)
    return mailbox


def _use_draft(
    act: Recording, ticket_id: int, words: str, people: dict[str, list[str]], files: Sequence[DraftFile]
) -> None:
    """Take the draft away, so that undo gives it back; what was never a draft becomes one first."""
    if act.actor.kind != "agent" or act.actor.id is None:
        return
    kept = drafts.draft_id(ticket_id, act.actor.id, "reply")
    if kept is None:
        to, cc, bcc = (", ".join(people[kind]) for kind in ("to", "cc", "bcc"))
        drafts.save(ticket_id, act.actor.id, "reply", DraftText(words, to, cc, bcc, files=tuple(files)), act.at)
        kept = drafts.draft_id(ticket_id, act.actor.id, "reply")
    if kept is not None:
        act.delete(Draft, [kept])


def _message(
    act: Recording,
    ticket_id: int,
    subject: str,
    words: str,
    people: dict[str, list[str]],
    house: Settings,
    mailbox: Mailbox | None,
) -> dict[str, Any]:
    from crmtui.mail.build import make_message_id  # late: only a send builds mail

    agent = Agent.get_or_none(Agent.id == act.actor.id) if act.actor.kind == "agent" else None
    parent, refs = outbox_sql.parent(raw(), ticket_id) or ("", "")
    text, cut, signature = words.partition(_SIGNATURE)
    chain = [*refs.split(), parent] if parent else []
    return {
        "ticket_id": ticket_id, "kind": "mail", "direction": "out", "at": act.at, "created_at": act.at,
        "agent_id": agent.id if agent else None, "author_name": act.actor.name,
        "author_email": mailbox.address if mailbox else (agent.email if agent else ""),
        "recipients": json.dumps(people, ensure_ascii=False), "subject": " ".join(repair(subject).split()),
        "message_id": make_message_id(message_domain(house, mailbox, agent.email if agent else ""), os.urandom),
        "in_reply_to": parent, "refs": " ".join([*chain[:1], *chain[1:][-_KEPT_REFS:]]),
        "text": text.strip("\n"), "signature": signature.strip("\n") if cut else "",
    }  # fmt: skip


def _move_ticket(act: Recording, ticket_id: int, ticket: dict[str, Any], text: str, resolve: bool) -> None:
    values: dict[str, Any] = {
        "status": "resolved" if resolve else "pending", "waiting_since": None, "snoozed_until": None,
        "activity_at": act.at, "snippet": " ".join(text.split())[:SNIPPET],
        "resolved_at": (ticket["resolved_at"] or act.at) if resolve else None,
    }  # fmt: skip
    if ticket["first_response_at"] is None:
        values["first_response_at"] = act.at
    act.update(Ticket, [ticket_id], **values)


def _count_uses(template_ids: Sequence[int], at: int) -> None:
    if template_ids:
        from crmtui.desk import templates  # late: see _words

        templates.count_uses(template_ids, at)


def _load() -> Settings:
    from crmtui.config import load  # late: callers with settings of their own read no file

    return load()
