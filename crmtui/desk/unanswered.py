"""Who waits again because an answer does not leave, and no longer when it leaves after all.

The one rule: only a ticket whose answer it was moves, and only between "they wait" and "they have the next word": what
somebody resolved, put to sleep or threw away stays so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crmtui.db import records, rethread_sql
from crmtui.db.models import Ticket
from crmtui.db.orm import raw
from crmtui.journal import Recording
from crmtui.mail.html_write import FORWARD


def answered_by(mails: Iterable[Mapping[str, Any]]) -> list[int]:
    """The tickets that mails of the outbox answer, given with `ticket_id` and `message_id`; forwards answer none."""
    rows = list(mails)
    quoted = records.fetch("message", [row["message_id"] for row in rows], ["quoted"])
    answers = [row for row in rows if not quoted[row["message_id"]]["quoted"].startswith(FORWARD)]
    return list(dict.fromkeys(row["ticket_id"] for row in answers))


def look_again(act: Recording, tickets: Iterable[int]) -> None:
    """Say anew of tickets whether somebody waits, and when they were answered first."""
    moved: dict[int, dict[str, Any]] = {}
    for ticket_id, row in records.fetch("ticket", tickets, ["status", "waiting_since"]).items():
        now = rethread_sql.outline(raw(), ticket_id)
        moved[ticket_id] = {"first_response_at": now.answered_at}
        if now.waiting_since is not None and row["status"] in ("open", "pending"):
            moved[ticket_id] |= {"status": "open", "waiting_since": now.waiting_since}
        elif now.waiting_since is None and row["status"] == "open" and row["waiting_since"] is not None:
            moved[ticket_id] |= {"status": "pending", "waiting_since": None}
    act.update_each(Ticket, moved)
