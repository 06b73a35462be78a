"""Makes one ticket of several that are about the same thing.

The one rule: nothing is thrown away; messages, drafts and mail on its way go to the ticket that stays, in one gesture
that undo takes back whole. The emptied tickets point to it for ever, and whoever answers them reaches it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crmtui.db import records, rethread_sql
from crmtui.db.models import Draft, Ticket
from crmtui.db.orm import raw
from crmtui.desk.rethread import carry, emptied, living, outlined
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Counted, Recording

_LIVELIEST = ("open", "pending", "snoozed", "resolved", "trash", "spam")
_COLUMNS = (
    "status", "priority", "assignee_id", "customer_id", "tags", "snoozed_until", "created_at", "waiting_since",
    "resolved_at", "merged_into_id",
)  # fmt: skip


def merge(act: Recording, ids: Sequence[int], into: str | int) -> str:
    """Move everything of the tickets `ids` to `into`, which may be among them.

    Raises:
        UsageError: there is nothing to merge but `into`.
        NotFoundError: one of them is not there.
        RefusedError: the only one was merged already.
    """
    stays = living(into)
    wanted = [row_id for row_id in dict.fromkeys(ids) if row_id != stays]
    if not wanted:
        raise UsageError("a ticket cannot be merged with itself", "Name two, or mark another.")
    rows = records.fetch("ticket", [stays, *wanted], _COLUMNS)
    gone = [row_id for row_id in wanted if _can_go(act, row_id, rows, alone=len(wanted) == 1)]
    if not gone:
        return Counted(0, f"merged into #{stays}")
    messages = rethread_sql.messages_of(raw(), gone)
    act.update(Draft, rethread_sql.free_drafts(raw(), gone, stays), ticket_id=stays)
    carry(act, messages, stays, "merged")
    emptied(act, gone, stays)
    act.update(Ticket, [stays], **(_joined(rows, stays, gone) | outlined(stays, rows[stays])))
    said = f"#{gone[0]} merged into #{stays}" if len(gone) == 1 else ""
    return Counted(len(gone), f"merged into #{stays}", said)


def _can_go(act: Recording, row_id: int, rows: Mapping[int, Mapping[str, Any]], *, alone: bool) -> bool:
    if row_id not in rows:
        raise NotFoundError(f"there is no ticket #{row_id}", "`crmtui list --view all` shows what there is.")
    into = rows[row_id]["merged_into_id"]
    if into is None:
        return True
    if alone:
        raise RefusedError(f"#{row_id} was merged into #{into} already", f"Merge #{into}.")
    act.skip(row_id, f"it was merged into #{into} already")
    return False


def _joined(rows: Mapping[int, Mapping[str, Any]], stays: int, gone: Sequence[int]) -> dict[str, Any]:
    """What the one that stays looks like: as open as the most open, as urgent as the most urgent, all their tags."""
    some = [rows[row_id] for row_id in (stays, *gone)]
    status = min((row["status"] for row in some), key=_LIVELIEST.index)
    of_status = [row for row in some if row["status"] == status]
    waiting = [row["waiting_since"] for row in some if row["waiting_since"] is not None]
    tags = sorted({tag for row in some for tag in json.loads(row["tags"])})
    return {
        "status": status, "priority": max(row["priority"] for row in some),
        "tags": json.dumps(tags, ensure_ascii=False),
        "waiting_since": min(waiting) if waiting and status == "open" else None,
        "snoozed_until": of_status[0]["snoozed_until"] if status == "snoozed" else None,
        "resolved_at": max(row["resolved_at"] or 0 for row in some) or None if status == "resolved" else None,
        **{name: next((row[name] for row in some if row[name] is not None), None) for name in (
            "assignee_id", "customer_id")},
    }  # fmt: skip
