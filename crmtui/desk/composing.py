"""What a composer begins with: the draft that was kept, or a fresh answer, note or forward.

The one rule: read-only.
"""

from dataclasses import dataclass, replace

from crmtui.db import reply_sql
from crmtui.db.orm import raw
from crmtui.desk import drafts, quoting
from crmtui.desk.drafts import DraftText
from crmtui.desk.forwarding import prepare_forward
from crmtui.desk.replies import prepare
from crmtui.desk.ticket_mailbox import mailbox_of_ticket
from crmtui.settings import Settings


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a composer begins with.

    Attributes:
        restored: whether the draft was kept from before.
        blank: the text of an untouched one.
        mailbox: the name of the mailbox that it leaves from, "" as long as there is none.
        quotes: the mail that stands below unless the draft says another, 0 for none.
    """

    draft: DraftText
    restored: bool
    blank: str
    mailbox: str = ""
    quotes: int = 0


def begin(
    ticket_id: int, kind: str, agent_id: int | None, reply_all: bool, settings: Settings, message_id: int = 0
) -> Beginning:
    """What a composer begins with; `message_id` is the mail to forward.

    Raises:
        NotFoundError: there is no such ticket, or no mail to forward.
    """
    kept = drafts.load(ticket_id, agent_id, kind) if agent_id is not None else None
    seen = reply_sql.newest_message(raw(), ticket_id)
    if kind == "note":
        return Beginning(kept or DraftText("", seen=seen), kept is not None, "")
    base = prepare(ticket_id, reply_all, agent_id=agent_id, settings=settings)
    box = mailbox_of_ticket(settings, base.ticket_id)
    quotes = quoting.quoted_id(base.ticket_id, None, settings.ui.quote)
    if kept is None and kind == "forward":
        fresh = prepare_forward(ticket_id, message_id, agent_id=agent_id, settings=settings)
    else:
        fresh = DraftText(base.text, base.to, base.cc, base.bcc, base.subject)
    draft = kept if kept is not None else replace(fresh, seen=seen)
    return Beginning(draft, kept is not None, base.text, box.name if box else "", quotes)
