"""What a ticket holds, as its screen and the shell show it.

The one rule: read-only, through the raw reader; the newest messages first, earlier ones on request.
"""

import json
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db import conversations
from crmtui.desk.kind_words import in_short
from crmtui.desk.outbox_fate import Fate, Standing, fate
from crmtui.desk.views import TicketRow, rows_by_id
from crmtui.errors import NotFoundError
from crmtui.mail.message import Automatic
from crmtui.mail.smtp_words import plainly_each


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a message; `size` in bytes. The name is as it came: never a path."""

    id: int
    filename: str
    content_type: str
    size: int
    inline: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a conversation. Texts are as they came: clean them at the door to the screen.

    `outbox_state` is "" for what never goes through the outbox; `joined_by` says why the message is on this ticket (see
    `joining`); `auth` what a mail server of ours said of the sender; `nature` what it is when no person wrote it to us;
    `came_back` whom a mail of ours did not reach, and why; `standing` how it stands in the outbox.
    """

    id: int
    kind: str
    direction: str
    at: int
    author_name: str
    author_email: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    quoted: str
    signature: str
    has_html: bool
    automatic: str
    stranger: bool
    joined_by: str
    problems: str
    attachments: tuple[AttachmentView, ...]
    outbox_state: str
    outbox_error: str
    outbox_id: int | None
    not_before: int | None
    auth: str = ""
    nature: str = ""
    came_back: str = ""
    standing: Standing | None = None

    @property
    def machine(self) -> str:
        """What it is when no person wrote it, "" when one did: by hand, in a form, or by a business's software."""
        if self.nature or self.automatic in ("", Automatic.BULK):
            return in_short(self.nature)
        return f"automatic: {self.automatic}"

    @property
    def why_back(self) -> str:
        """Whom a mail of ours did not reach, and why, in plain words first; "" when nothing came back."""
        return plainly_each(self.came_back)

    def fate(self, now: int) -> Fate | None:
        """What becomes of a mail that goes through the outbox."""
        return fate(self.standing, now) if self.standing is not None else None


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """A ticket with its newest messages; `earlier` counts those that were not read."""

    row: TicketRow
    mailbox: str
    channel: str
    first_response_at: int | None
    resolved_at: int | None
    merged_into: int | None
    customer_email: str
    messages: tuple[MessageView, ...]
    earlier: int


def load(connection: cysqlite.Connection, ticket_id: int, newest: int = 30) -> TicketDetail:
    """A ticket and its `newest` messages, oldest of them first.

    Raises:
        NotFoundError: there is no such ticket.
    """
    rows = rows_by_id(connection, [ticket_id])
    facts = conversations.ticket_facts(connection, ticket_id)
    if not rows or facts is None:
        raise NotFoundError(f"there is no ticket #{ticket_id}", "`crmtui list --view all` shows what there is.")
    mailbox, channel, first_response, resolved, merged_into, email = facts
    messages = _views(connection, conversations.newest_messages(connection, ticket_id, newest))
    total = conversations.message_count(connection, ticket_id) if len(messages) == newest else len(messages)
    return TicketDetail(
        rows[0], mailbox, channel, first_response, resolved, merged_into, email or "", messages, total - len(messages)
    )


def earlier(
    connection: cysqlite.Connection, ticket_id: int, first: MessageView, count: int = 50
) -> tuple[MessageView, ...]:
    """Up to `count` messages before `first`, oldest of them first."""
    return _views(connection, conversations.newest_messages(connection, ticket_id, count, (first.at, first.id)))


def _views(connection: cysqlite.Connection, rows: list[tuple[Any, ...]]) -> tuple[MessageView, ...]:
    files = conversations.attachments_of(connection, [row[0] for row in rows]) if rows else {}
    return tuple(_view(row, files) for row in rows)


def _view(row: tuple[Any, ...], files: dict[int, list[tuple[Any, ...]]]) -> MessageView:
    (message_id, kind, direction, at, name, email, recipients, subject, text, quoted, signature, html, automatic,
     stranger, joined_by, problems, state, error, outbox_id, not_before, auth, nature, came_back,
     next_try_at, attempts, scheduled, sent_at) = row  # fmt: skip
    people = {} if recipients == "{}" else json.loads(recipients)
    return MessageView(
        id=message_id, kind=kind, direction=direction, at=at, author_name=name, author_email=email,
        to=tuple(people.get("to", ())), cc=tuple(people.get("cc", ())), subject=subject, text=text, quoted=quoted,
        signature=signature, has_html=bool(html), automatic=automatic, stranger=bool(stranger), joined_by=joined_by,
        problems=problems, attachments=tuple(_attachment(one) for one in files.get(message_id, ())),
        outbox_state=state or "", outbox_error=error or "", outbox_id=outbox_id, not_before=not_before,
        auth=auth, nature=nature, came_back=came_back,
        standing=Standing(state, next_try_at, attempts, scheduled, error, sent_at) if state else None,
    )  # fmt: skip


def _attachment(row: tuple[Any, ...]) -> AttachmentView:
    attachment_id, filename, content_type, size, inline = row
    return AttachmentView(attachment_id, filename, content_type, size, bool(inline))


def attachment(connection: cysqlite.Connection, attachment_id: int) -> tuple[str, bytes]:
    """The name (as it came) and bytes of an attachment.

    Raises:
        NotFoundError: there is no such attachment.
    """
    found = conversations.attachment_bytes(connection, attachment_id)
    if found is None:
        raise NotFoundError(f"there is no attachment {attachment_id}", "The message that held it may be gone.")
    return found
