"""Says anew whether somebody waits on a ticket, when an answer does not leave, or leaves after all.

The one rule: a ticket moves only between "they wait" and "they have the next word": what somebody resolved, put to
sleep or threw away stays so.
"""

from collections.abc import Iterable
from typing import Any

from crmtui.db import records, rethread_sql
from crmtui.db.orm import raw
from crmtui.journal.recording import Recording


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
    act.update_each(records.TABLES["ticket"], moved)
