"""Keeps what an agent is typing, per ticket, agent and kind, so that no text is ever lost.

The one rule: saving is cheap and silent (no journal line for a keystroke); an empty draft is no draft.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    """A file that is to go with a mail; its bytes are stored already.

    Attributes:
        content_id: by which the page of a forwarded mail shows it as a picture, "" of files.
    """

    blob_id: int
    filename: str
    content_type: str
    size: int
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class DraftText:
    """What was typed; addresses stand as typed.

    Attributes:
        template_ids: the templates that were inserted.
        mailbox: the mailbox that it leaves from, "" for the ticket's.
        quoted: the mail that stands below, 0 for none, None for what the settings say.
        seen: the newest message of the ticket when it was begun; None when that was not noted.
        version: grows with every saving; 0 before the first.
    """

    text: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    files: tuple[DraftFile, ...] = ()
    template_ids: tuple[int, ...] = ()
    updated_at: int = 0
    mailbox: str = ""
    quoted: int | None = None
    seen: int | None = None
    version: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not self.text.strip() and not self.files


class DraftTakenError(RefusedError):
    """Another window of the same agent has written on this draft, sent it or thrown it away."""


def save(ticket_id: int, agent_id: int, kind: str, draft: DraftText, at: int, base: int | None = None) -> int:
    """Keep a draft in place of the one before; an empty one is taken away.

    Args:
        ticket_id: where it is written.
        agent_id: by whom.
        kind: "reply", "note" or "forward".
        draft: what was typed.
        at: UTC epoch seconds.
        base: the version that was there when the writer looked last; None overwrites whatever there is.

    Returns:
        The draft's version now, 0 when it was taken away.

    Raises:
        DraftTakenError: there is another version by now; nothing was kept.
    """
    with transaction():
        row = _row(ticket_id, agent_id, kind)
        present = int(row.version) if row else 0
        if base is not None and base != present:
            what = "wrote on this draft" if present else "sent this draft or threw it away"
            raise DraftTakenError(f"another window of yours {what} meanwhile", "Keep one of the two.")
        if draft.empty:
            discard(ticket_id, agent_id, kind)
            return 0
        place = {"ticket": ticket_id, "agent": agent_id, "kind": kind}
        # A new one begins at the clock: never with a number that an older one had.
        version = present + 1 if present else max(1, at)
        values = {**_values(draft, at), "version": version}
        Draft.insert(**place, **values).on_conflict(
            conflict_target=[Draft.ticket, Draft.agent, Draft.kind], update=values
        ).execute()
    return version


_BESIDE = "[written in another window]"


def save_beside(ticket_id: int, agent_id: int, kind: str, draft: DraftText, at: int) -> None:
    """Keep a text below what another window keeps, so that neither is lost."""
    if draft.empty:
        return
    other = load(ticket_id, agent_id, kind)
    if other is not None and draft.text not in other.text:
        files = (*other.files, *(one for one in draft.files if one not in other.files))
        draft = replace(other, text=f"{other.text.rstrip()}\n\n{_BESIDE}\n\n{draft.text}", files=files)
    elif other is not None:
        return
    save(ticket_id, agent_id, kind, draft, at)


def _values(draft: DraftText, at: int) -> dict[str, Any]:
    people = {"to": draft.to, "cc": draft.cc, "bcc": draft.bcc}
    return {
        "recipients": json.dumps(people, ensure_ascii=False),
        "subject": repair(draft.subject),
        "text": repair(draft.text),
        "attachments": files_kept(draft.files),
        "templates": json.dumps(draft.template_ids),
        "updated_at": at,
        "mailbox": draft.mailbox,
        "quoted": draft.quoted,
        "seen": draft.seen,
    }


def load(ticket_id: int, agent_id: int, kind: str) -> DraftText | None:
    """What was kept, None when nothing was."""
    row = _row(ticket_id, agent_id, kind)
    return None if row is None else _text(row)


def draft_id(ticket_id: int, agent_id: int, kind: str) -> int | None:
    """The id of a draft, for whoever sends it and takes it away."""
    row = _row(ticket_id, agent_id, kind)
    return None if row is None else int(row.id)


def discard(ticket_id: int, agent_id: int, kind: str, base: int | None = None) -> bool:
    """Take a draft away; what it was cannot be had back.

    Args:
        ticket_id: where it is.
        agent_id: whose.
        kind: "reply", "note" or "forward".
        base: the version that the writer knows: what another window wrote stays; None takes whatever there is.

    Returns:
        Whether there is none any more.
    """
    with transaction():
        row = _row(ticket_id, agent_id, kind)
        if row is not None and base is not None and row.version != base:
            return False
        _where(Draft.delete(), ticket_id, agent_id, kind).execute()
    return True


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


def files_kept(files: Iterable[DraftFile]) -> str:
    """Files as the column of a draft holds them."""
    return json.dumps([[one.blob_id, one.filename, one.content_type, one.size, one.content_id] for one in files])


def mail_files(files: tuple[DraftFile, ...]) -> tuple[MailAttachment, ...]:
    """Files with their bytes, as a mail takes them."""
    return tuple(
        MailAttachment(
            one.filename, one.content_type, read_blob(raw(), one.blob_id), bool(one.content_id), one.content_id
        )
        for one in files
    )


def files_of(message_id: int) -> tuple[DraftFile, ...]:
    """The files of a message."""
    columns = (Attachment.blob, Attachment.filename, Attachment.content_type, Attachment.size, Attachment.content_id)
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
        mailbox=row.mailbox,
        quoted=row.quoted,
        seen=row.seen,
        version=row.version,
    )
