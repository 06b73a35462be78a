"""What people decide about mail in the outbox: send it now, do not, or say that it arrived.

The one rule: it is journaled; what is being sent is nobody's to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmtui.db import outbox_sql, records
from crmtui.db.models import Outbox
from crmtui.db.orm import raw
from crmtui.desk.unanswered import answered_by
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import REPLACED, Counted, Recording, look_again


def retry(act: Recording, ids: Sequence[int]) -> str:
    """Send now, or once more: the same mail with the same Message-ID; who waited because of that waits no longer.

    What was taken back and written anew stays where it is: whoever got the later words must not get the earlier ones.
    """
    taken_back = [row for row in _rows(ids) if row["state"] == "cancelled"]
    replaced = {row["id"]: REPLACED for row in taken_back if outbox_sql.replaced(raw(), row["id"])}
    answered = answered_by(row for row in taken_back if row["id"] not in replaced)
    told = move(act, ids, ("queued", "failed", "uncertain", "cancelled", "held"), "queued again", {
        "state": "queued", "phase": "", "attempts": 0, "not_before": act.at, "next_try_at": act.at,
        "scheduled": 0,
    }, barred=replaced)  # fmt: skip
    look_again(act, answered)
    return told


def cancel(act: Recording, ids: Sequence[int]) -> str:
    """Do not send; the message stays on its ticket, marked as cancelled, and whoever was to get an answer waits."""
    answered = answered_by(row for row in _rows(ids) if row["state"] in _STOPPABLE)
    told = move(act, ids, _STOPPABLE, "cancelled", {"state": "cancelled"})
    look_again(act, answered)
    return told


_STOPPABLE = ("held", "queued", "failed", "uncertain")


def _rows(ids: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    return records.fetch("outbox", ids, ["id", "state", "ticket_id", "message_id"]).values()


def mark_sent(act: Recording, ids: Sequence[int]) -> str:
    """A person knows that it arrived."""
    return move(act, ids, ("uncertain", "failed"), "marked as sent", {"state": "sent", "phase": "", "sent_at": act.at})


_IS = {
    "sending": "it is being sent right now", "held": "it waits for its time", "queued": "it waits for its turn",
    "sent": "it is sent already", "cancelled": "it is cancelled already", "failed": "it has failed",
    "uncertain": "it may have arrived",
}  # fmt: skip


def move(
    act: Recording,
    ids: Sequence[int],
    allowed: Sequence[str],
    done: str,
    values: dict[str, Any],
    leaves: Mapping[int, int] | None = None,
    barred: Mapping[int, str] | None = None,
) -> str:
    """Bring mails into another state; those that are in none of the `allowed` ones are left alone and said.

    Args:
        act: the gesture.
        ids: the mails.
        allowed: states that they may be in.
        done: what is said of it, as a participle.
        values: what becomes of their fields.
        leaves: when each is to leave, UTC epoch seconds; None where that stays.
        barred: those that stay as they are whatever their state, and why.

    Raises:
        UsageError: none is named.
        NotFoundError: there is no such mail.
        RefusedError: the only one cannot be moved.
    """
    if not ids:
        raise UsageError("no mail is named", "`crmtui outbox` lists them.")
    rows = records.fetch("outbox", ids, ["state", "ticket_id"])
    missing = [row_id for row_id in ids if row_id not in rows]
    if missing:
        raise NotFoundError(f"there is no mail {missing[0]} in the outbox", "`crmtui outbox` lists them.")
    left = {row_id: _IS.get(row["state"], str(row["state"])) for row_id, row in rows.items()
            if row["state"] not in allowed} | dict(barred or {})  # fmt: skip
    for row_id, why in left.items():
        if len(ids) == 1:
            raise RefusedError(f"{_named(row_id, rows[row_id])} cannot be {done}: {why}", "")
        act.skip(row_id, why)
    moved = [row_id for row_id in rows if row_id not in left]
    times = {row_id: {"not_before": at, "next_try_at": at} for row_id, at in (leaves or {}).items()}
    act.update_each(Outbox, {row_id: values | times.get(row_id, {}) for row_id in moved})
    said = f"{_named(moved[0], rows[moved[0]])} {done}" if len(moved) == 1 else ""
    return Counted(len(moved), f"mails {done}", said)


def _named(row_id: int, row: Mapping[str, Any]) -> str:
    # The shell lists mails by their own numbers, the app by their tickets'.
    return f"mail {row_id} on #{row['ticket_id']}"
