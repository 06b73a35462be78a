"""What merging, splitting and moving share: messages change their ticket, and both tickets say what is true now.

The one rule: whatever belongs to a message goes with it: its place in the outbox, its files, its words in the index;
and the message remembers where it was.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crmtui.db import records, rethread_sql
from crmtui.db.merged import living_ticket
from crmtui.db.models import Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.desk.tickets import snippet
from crmtui.errors import NotFoundError, UsageError
from crmtui.journal import Recording


def living(number: str | int) -> int:
    """The ticket that a number names: where it lives on, when it was merged.

    Raises:
        UsageError: it is no number.
        NotFoundError: there is no such ticket.
    """
    digits = str(number).strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 12):
        raise UsageError(f'"{number}" is no ticket number', "Write 1042 or #1042.")
    found = living_ticket(raw(), int(digits))
    if found is None:
        raise NotFoundError(f"there is no ticket #{digits}", "`crmtui list --view all` shows what there is.")
    return found


def carry(act: Recording, messages: Sequence[int], to: int, how: str) -> int:
    """Take messages to a ticket; how many were elsewhere."""
    rows = records.fetch("message", messages, ["ticket_id", "joined_by"])
    moving = {row_id: row for row_id, row in rows.items() if row["ticket_id"] != to}
    act.update_each(
        Message,
        {
            row_id: {"ticket_id": to, "joined_by": _told(row["joined_by"], f"{how} from #{row['ticket_id']}")}
            for row_id, row in moving.items()
        },
    )
    act.update(Outbox, rethread_sql.letters_of(raw(), list(moving)), ticket_id=to)
    return len(moving)


def _told(before: str, now: str) -> str:
    return f"{before}; {now}" if before else now


def outlined(ticket_id: int, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a ticket that follow from its messages, as they are now."""
    found = rethread_sql.outline(raw(), ticket_id)
    if found.last_at is None or found.first_at is None:
        return {}
    return {
        "created_at": min(ticket["created_at"], found.first_at), "activity_at": found.last_at,
        "snippet": snippet(found.words), "first_response_at": found.answered_at,
    }  # fmt: skip


def left_behind(act: Recording, ticket_id: int, into: int) -> None:
    """A ticket that messages left: what it says of itself now; when nothing is left, it lives on in the other."""
    ticket = records.fetch("ticket", [ticket_id])[ticket_id]
    values = outlined(ticket_id, ticket)
    if not values:
        emptied(act, [ticket_id], into)
        return
    if ticket["status"] == "open":
        values["waiting_since"] = rethread_sql.outline(raw(), ticket_id).waiting_since
        if values["waiting_since"] is None and values["first_response_at"] is not None:
            # Its last word is ours.
            values["status"] = "pending"
    act.update(Ticket, [ticket_id], **values)


def emptied(act: Recording, ids: Sequence[int], into: int) -> None:
    """Tickets that live on in another: out of every view, found by their numbers."""
    act.update(Ticket, ids, merged_into_id=into, status="trash", waiting_since=None, snoozed_until=None)
