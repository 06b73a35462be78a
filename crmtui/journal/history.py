"""What the journal knows of a record, and what can no longer be taken back.

The one rule: it only reads lines; the one thing it sets is that an act has left the house.
"""

from dataclasses import dataclass
from typing import Any

from crmtui.db.models import Change, Gesture
from crmtui.journal.recording import read_value

SEALED = 2
"""`gesture.undoable` of an act that has left the house: undo says so once, then looks at what came before."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a record, as its history shows it."""

    at: int
    actor: str
    actor_kind: str
    action: str
    label: str
    op: str
    field: str
    before: Any
    after: Any
    gesture_id: int
    cause: str
    undone: bool


def history(table: str, row_id: int, limit: int = 200) -> list[HistoryLine]:
    """The latest changes of a record, newest first."""
    query = (
        Change.select(Change, Gesture)
        .join(Gesture)
        .where((Change.record == table) & (Change.record_id == row_id))
        .order_by(Change.id.desc())
        .limit(limit)
    )
    return [
        HistoryLine(
            line.gesture.at, line.gesture.actor_name, line.gesture.actor_kind, line.gesture.action,
            line.gesture.label, line.op, line.field, read_value(line.before), read_value(line.after),
            line.gesture.id, line.gesture.cause, line.gesture.undone_by_id is not None,
        )
        for line in query
    ]  # fmt: skip


def seal(table: str, row_id: int) -> None:
    """Say that the act which made this record has left the house and cannot be undone any more."""
    made = Change.select(Change.gesture).where(
        (Change.record == table) & (Change.record_id == row_id) & (Change.op == "create")
    )
    Gesture.update(undoable=SEALED).where(Gesture.id.in_(made) & (Gesture.undoable == 1)).execute()
