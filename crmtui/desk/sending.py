"""Puts an answer or a forward into the outbox: the message, its frozen bytes, and the ticket's new state.

The one rule: all of it in the caller's one gesture, so that one undo takes it back and gives the draft back.
"""

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.db import fulltext, outbox_sql, records, reply_sql
from crmtui.db.models import Agent, Attachment, Draft, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.desk import drafts
from crmtui.desk.drafts import DraftFile, DraftText
from crmtui.desk.freeze import freeze, message_domain
from crmtui.desk.leaving import both_clocks, clocks, leave_at
from crmtui.desk.ticket_mailbox import mailbox_of_ticket
from crmtui.desk.tickets import snippet
from crmtui.errors import UsageError
from crmtui.journal import Recording
from crmtui.mail.typed import read_addresses, write_address
from crmtui.settings import Mailbox, Settings
from crmtui.text import repair

SIGNATURE = "\n-- \n"
_KEPT_REFS = 20
Typed = str | Iterable[str] | None
"""Addresses as people give them: one text or several."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is complete but for its bytes.

    Attributes:
        kind: "reply", or "forward": somebody else gets it, and the ticket stays as it is.
        words: text and signature.
        people: typed addresses by "to", "cc" and "bcc".
        quoted: what stands below, as the column of that name.
        page: what a forwarded mail looks like, "" for its text alone.
        source: the mail that stands below, 0 for none.
        parent: the mail that it follows: (Message-ID, references).
        mailbox: that it leaves from; None as long as none is set up.
        leaves: when, UTC epoch seconds.
        scheduled: whether a person chose that time.
        resolve: resolve the ticket as well.
    """

    ticket_id: int
    kind: str
    subject: str
    words: str
    people: dict[str, list[str]]
    files: tuple[DraftFile, ...]
    quoted: str
    parent: tuple[str, str]
    mailbox: Mailbox | None
    leaves: int
    scheduled: bool
    resolve: bool
    page: str = ""
    source: int = 0


def post(act: Recording, letter: Letter, house: Settings) -> None:
    """Keep a letter and let it leave at its time.

    Raises:
        UsageError: nobody is to get it, or an address cannot be one.
    """
    if not any(letter.people.values()):
        raise UsageError(f"#{letter.ticket_id}: nobody is to get the {letter.kind}", "Write an address into To.")
    ticket = records.fetch("ticket", [letter.ticket_id])[letter.ticket_id]
    message = _message(act, letter, house)
    frozen = freeze(message, drafts.mail_files(letter.files), letter.mailbox, house)
    message["blob_id"] = outbox_sql.store_blob(raw(), frozen.raw)
    message_id = act.insert(Message, **message)
    for position, one in enumerate(letter.files):
        act.insert(
            Attachment, message_id=message_id, blob_id=one.blob_id, position=position, filename=one.filename,
            content_type=one.content_type, size=one.size, inline=int(bool(one.content_id)), content_id=one.content_id,
        )  # fmt: skip
    if letter.files:
        fulltext.reindex(raw(), "message", [message_id])
    act.insert(
        Outbox, message_id=message_id, ticket_id=letter.ticket_id,
        mailbox=letter.mailbox.name if letter.mailbox else ticket["mailbox"], envelope_from=frozen.envelope_from,
        recipients=json.dumps(frozen.recipients), blob_id=message["blob_id"], state="held", not_before=letter.leaves,
        next_try_at=letter.leaves, scheduled=int(letter.scheduled), created_at=act.at,
    )  # fmt: skip
    _move_ticket(act, letter, ticket, message["text"])
    _use_draft(act, letter)


def _use_draft(act: Recording, letter: Letter) -> None:
    """Take the draft away, so that undo gives it back; what was never a draft becomes one first.

    A draft of other words stays: it is still to be sent.
    """
    if act.actor.kind != "agent" or act.actor.id is None:
        return
    other = drafts.load(letter.ticket_id, act.actor.id, letter.kind)
    if other is not None and _body(other.text) != _body(letter.words):
        return
    kept = drafts.draft_id(letter.ticket_id, act.actor.id, letter.kind)
    if kept is None:
        to, cc, bcc = (", ".join(letter.people[kind]) for kind in ("to", "cc", "bcc"))
        text = DraftText(
            letter.words, to, cc, bcc, letter.subject, letter.files,
            mailbox=letter.mailbox.name if letter.mailbox else "", quoted=letter.source,
            seen=reply_sql.newest_message(raw(), letter.ticket_id),
        )  # fmt: skip
        drafts.save(letter.ticket_id, act.actor.id, letter.kind, text, act.at)
        kept = drafts.draft_id(letter.ticket_id, act.actor.id, letter.kind)
    if kept is not None:
        act.delete(Draft, [kept])


def _body(text: str) -> str:
    """What was written, whatever signs it."""
    return f"\n{repair(text)}".replace("\r\n", "\n").partition(SIGNATURE)[0].strip()


def _message(act: Recording, letter: Letter, house: Settings) -> dict[str, Any]:
    from crmtui.mail.build import make_message_id  # late: only a send builds mail

    agent = Agent.get_or_none(Agent.id == act.actor.id) if act.actor.kind == "agent" else None
    own = agent.email if agent else ""
    mailbox = letter.mailbox
    parent, refs = letter.parent
    text, cut, signature = letter.words.partition(SIGNATURE)
    chain = [*refs.split(), parent] if parent else []
    return {
        "ticket_id": letter.ticket_id, "kind": "mail", "direction": "out", "at": act.at, "created_at": act.at,
        "agent_id": agent.id if agent else None, "author_name": act.actor.name,
        "author_email": mailbox.address if mailbox else own,
        "recipients": json.dumps(letter.people, ensure_ascii=False),
        "subject": " ".join(repair(letter.subject).split()),
        "message_id": make_message_id(message_domain(house, mailbox, own), os.urandom),
        "in_reply_to": parent, "refs": " ".join([*chain[:1], *chain[1:][-_KEPT_REFS:]]),
        "text": text.strip("\n"), "signature": signature.strip("\n") if cut else "", "quoted": letter.quoted,
        "html": letter.page,
    }  # fmt: skip


def _move_ticket(act: Recording, letter: Letter, ticket: dict[str, Any], text: str) -> None:
    if letter.kind == "forward":
        # The customer still waits for us.
        act.update(Ticket, [letter.ticket_id], activity_at=act.at)
        return
    values: dict[str, Any] = {
        "status": "resolved" if letter.resolve else "pending", "waiting_since": None, "snoozed_until": None,
        "activity_at": act.at, "snippet": snippet(text),
        "resolved_at": (ticket["resolved_at"] or act.at) if letter.resolve else None,
    }  # fmt: skip
    if ticket["first_response_at"] is None:
        values["first_response_at"] = act.at
    if ticket["assignee_id"] is None and act.actor.kind == "agent" and act.actor.id is not None:
        # Who answers what nobody has, has it: the customer's answer is theirs to see.
        values["assignee_id"] = act.actor.id
    act.update(Ticket, [letter.ticket_id], **values)


# -- what people typed about it ------------------------------------------------------------------------------------


def typed_people(given: Typed, usual: str) -> list[str]:
    """Addresses as they were typed, else the usual ones."""
    typed = usual if given is None else given if isinstance(given, str) else ", ".join(given)
    return [write_address(one) for one in read_addresses(typed)]


def mailbox_for(house: Settings, wanted: str, ticket_id: int) -> Mailbox | None:
    """The mailbox that a mail leaves from: the one that was chosen, else the ticket's; None without any.

    Raises:
        UsageError: there is no such mailbox.
    """
    usual = records.fetch("ticket", [ticket_id], ["mailbox"])[ticket_id]["mailbox"]
    # Where none is set up, as in a demo, a mail that is edited still names the one that its ticket came to.
    if not wanted or (wanted == usual and not house.mailboxes):
        return mailbox_of_ticket(house, ticket_id)
    found = house.mailbox(wanted)
    if found is None:
        known = ", ".join(box.name for box in house.mailboxes)
        hint = f"There are: {known}." if known else "`crmtui setup` connects one."
        raise UsageError(f'there is no mailbox "{wanted}"', hint)
    return found


def leaving(ticket_id: int, at: str | int, now: int, house: Settings) -> tuple[int, bool]:
    """(when it leaves, whether that was chosen)."""
    if at == "":
        return now + house.ui.undo_window, False
    return (at if isinstance(at, int) else leave_at(at, now, clocks(ticket_id))), True


def told(what: str, sent: Sequence[Letter], house: Settings) -> str:
    """What the status line says of mails that were put into the outbox."""
    if not sent:
        return "nothing sent"
    last = sent[-1]
    if last.mailbox is None or last.mailbox.smtp is None:
        return f"{what} kept in the outbox: no server to send by yet"
    if last.scheduled:
        first = min(sent, key=lambda letter: letter.leaves)
        which = "the first leaves" if any(letter.leaves != first.leaves for letter in sent) else "leaves"
        return f"{what}: {which} {both_clocks(first.leaves, int(time.time()), clocks(first.ticket_id))}"
    window = house.ui.undo_window
    return f"{what}: sending in {window} s" if window else f"{what}: sending"
