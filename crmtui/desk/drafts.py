"""Keeps what an agent is typing, per ticket, agent and kind, so that no text is ever lost.

The one rule: saving is cheap and silent (no journal line for a keystroke); an empty draft is no draft.
"""

import json
from dataclasses import dataclass
from typing import Any

from crmtui.db.models import Attachment, Draft
from crmtui.db.orm import raw, transaction
from crmtui.db.outbox_sql import read_blob, store_blob
from crmtui.errors import RefusedError
from crmtui.mail.message import Attachment as MailAttachment
from crmtui.text import repair

MAX_FILE = 20 * 1024 * 1024
"""Bytes of one attachment: most mail servers refuse more than 25 MB in all."""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file that is to go with a mail; its bytes are stored already."""

    blob_id: int
    filename: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class DraftText:
    """What was typed. Addresses stand as typed; `template_ids` are the templates that were inserted."""

    text: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    files: tuple[DraftFile, ...] = ()
    template_ids: tuple[int, ...] = ()
    updated_at: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not self.text.strip() and not self.files


def save(ticket_id: int, agent_id: int, kind: str, draft: DraftText, at: int) -> None:
    """Keep a draft in place of the one before; an empty one is taken away."""
    if draft.empty:
        discard(ticket_id, agent_id, kind)
        return
    people = {"to": draft.to, "cc": draft.cc, "bcc": draft.bcc}
    values = {
        "recipients": json.dumps(people, ensure_ascii=False),
        "subject": repair(draft.subject),
        "text": repair(draft.text),
        "attachments": json.dumps([[one.blob_id, one.filename, one.content_type, one.size] for one in draft.files]),
        "templates": json.dumps(draft.template_ids),
        "updated_at": at,
    }
    place = {"ticket": ticket_id, "agent": agent_id, "kind": kind}
    with transaction():
        Draft.insert(**place, **values).on_conflict(
            conflict_target=[Draft.ticket, Draft.agent, Draft.kind], update=values
        ).execute()


def load(ticket_id: int, agent_id: int, kind: str) -> DraftText | None:
    """What was kept, None when nothing was."""
    row = _row(ticket_id, agent_id, kind)
    return None if row is None else _text(row)


def draft_id(ticket_id: int, agent_id: int, kind: str) -> int | None:
    """The id of a draft, for whoever sends it and takes it away."""
    row = _row(ticket_id, agent_id, kind)
    return None if row is None else int(row.id)


def discard(ticket_id: int, agent_id: int, kind: str) -> None:
    """Take a draft away; what it was cannot be had back."""
    with transaction():
        _where(Draft.delete(), ticket_id, agent_id, kind).execute()


def add_file(filename: str, content_type: str, data: bytes) -> DraftFile:
    """Store a file that is to go with a mail.

    Raises:
        RefusedError: it is larger than mail servers take.
    """
    if len(data) > MAX_FILE:
        raise RefusedError(
            f"{filename} has {len(data) // 1_000_000} MB; most mail servers refuse it", "Send a link to it instead."
        )
    with transaction():
        return DraftFile(store_blob(raw(), data), repair(filename), content_type, len(data))


def mail_files(files: tuple[DraftFile, ...]) -> tuple[MailAttachment, ...]:
    """Files with their bytes, as a mail takes them."""
    return tuple(
        MailAttachment(one.filename, one.content_type, read_blob(raw(), one.blob_id), inline=False, content_id="")
        for one in files
    )


def files_of(message_id: int) -> tuple[DraftFile, ...]:
    """The files of a message that was written here."""
    columns = (Attachment.blob, Attachment.filename, Attachment.content_type, Attachment.size)
    query = Attachment.select(*columns).where(Attachment.message == message_id).order_by(Attachment.position)
    rows: Any = query.tuples()
    return tuple(DraftFile(*row) for row in rows)


def _where(query: Any, ticket_id: int, agent_id: int, kind: str) -> Any:
    return query.where((Draft.ticket == ticket_id) & (Draft.agent == agent_id) & (Draft.kind == kind))


def _row(ticket_id: int, agent_id: int, kind: str) -> Draft | None:
    found: Draft | None = _where(Draft.select(), ticket_id, agent_id, kind).first()
    return found


def _text(row: Draft) -> DraftText:
    people = json.loads(row.recipients)
    return DraftText(
        text=row.text,
        to=people.get("to", ""),
        cc=people.get("cc", ""),
        bcc=people.get("bcc", ""),
        subject=row.subject,
        files=tuple(DraftFile(*one) for one in json.loads(row.attachments)),
        template_ids=tuple(json.loads(row.templates)),
        updated_at=row.updated_at,
    )
