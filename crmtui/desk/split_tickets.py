"""Takes what is about something else to a ticket of its own, or one message to where it belongs.

The one rule: a message goes with everything that is its own, and undo brings it back.
"""

from collections.abc import Sequence
from typing import Any

from crmtui.db import records, rethread_sql
from crmtui.db.models import Ticket
from crmtui.db.orm import raw
from crmtui.desk.rethread import carry, left_behind, living, outlined
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Counted, Recording
from crmtui.text import plural

_COPIED = ("priority", "assignee_id", "mailbox", "channel", "tags")
_ANSWERED = frozenset({"pending", "snoozed", "resolved"})


def split(act: Recording, ids: Sequence[int], subject: str = "") -> str:
    """Make a ticket of a message and all that follow it on its ticket.

    Args:
        act: the gesture.
        ids: one message.
        subject: of the new ticket; "" for the message's, else the old ticket's.

    Raises:
        UsageError: more than one message.
        NotFoundError: there is no such message.
        RefusedError: nothing would stay.
    """
    if len(ids) != 1:
        raise UsageError("one message at a time", "It and all that follow it become a ticket.")
    message = _messages(ids)[ids[0]]
    old = message["ticket_id"]
    ticket = records.fetch("ticket", [old])[old]
    moving = rethread_sql.from_message_on(raw(), old, message["at"], ids[0])
    if len(moving) == len(rethread_sql.messages_of(raw(), [old])):
        raise RefusedError("it is the first message: nothing would stay", "Split from a later message on.")
    customer = message["customer_id"] if message["direction"] == "in" else None
    line = " ".join(subject.split()) or message["subject"] or ticket["subject"]
    made = act.insert(
        Ticket, subject=line, status="open", customer_id=customer or ticket["customer_id"],
        created_at=message["at"], updated_at=act.at, activity_at=message["at"],
        **{name: ticket[name] for name in _COPIED},
    )  # fmt: skip
    carry(act, moving, made, "split")
    new = records.fetch("ticket", [made])[made]
    waiting = rethread_sql.outline(raw(), made).waiting_since
    state = _state(ticket, waiting)
    act.update(Ticket, [made], **(outlined(made, new) | state))
    left_behind(act, old, made)
    return f"#{made} made of {plural(len(moving), 'message')} of #{old}"


def _state(old: dict[str, Any], waiting: int | None) -> dict[str, Any]:
    """The new ticket is as done as the old one was, unless somebody waits on it."""
    if old["status"] == "open":
        return {"status": "open" if waiting is not None else "pending", "waiting_since": waiting}
    kept = {name: old[name] for name in ("status", "snoozed_until", "resolved_at")}
    return kept | {"waiting_since": None}


def move(act: Recording, ids: Sequence[int], into: str | int) -> str:
    """Take messages to the ticket `into`; a ticket that has none left lives on there.

    Raises:
        NotFoundError: there is no such message or ticket.
        RefusedError: they are there already.
    """
    stays = living(into)
    rows = _messages(ids)
    sources = dict.fromkeys(row["ticket_id"] for row in rows.values() if row["ticket_id"] != stays)
    if not sources:
        raise RefusedError(f"it is on #{stays} already", "Name another ticket.")
    before = records.fetch("ticket", [stays, *sources])
    count = carry(act, list(rows), stays, "moved")
    target = before[stays]
    values = outlined(stays, target)
    waiting = rethread_sql.outline(raw(), stays).waiting_since
    if waiting is not None and any(before[one]["status"] == "open" for one in sources):
        # Who waited there waits here.
        if target["status"] in _ANSWERED:
            values |= {"status": "open", "resolved_at": None, "snoozed_until": None}
        if target["status"] in _ANSWERED or target["status"] == "open":
            values["waiting_since"] = waiting
    if target["customer_id"] is None:
        values["customer_id"] = next((row["customer_id"] for row in rows.values() if row["customer_id"]), None)
    act.update(Ticket, [stays], **values)
    for one in sources:
        left_behind(act, one, stays)
    return Counted(count, f"moved to #{stays}", f"moved to #{stays}" if count == 1 else "")


def _messages(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        raise UsageError("no message is selected", "Step to one with [ and ].")
    columns = ("ticket_id", "at", "direction", "customer_id", "subject")
    rows = records.fetch("message", ids, columns)
    for row_id in ids:
        if row_id not in rows:
            raise NotFoundError(f"there is no message {row_id}", "`crmtui show 1042 --json` tells their numbers.")
    return rows
