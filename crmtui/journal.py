"""Records every change, groups the changes of one act into a gesture, and plays gestures backwards.

The one rule: whatever changes a record of the desk goes through a `Recording`; undo writes new changes and deletes
no line of the journal.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crmtui.actions import Action, load, missing
from crmtui.db import merge_sql, records
from crmtui.db.models import Agent, Change, Gesture, Record
from crmtui.db.orm import raw, transaction
from crmtui.db.seats import seat
from crmtui.errors import ConflictError, NotFoundError, RefusedError, UsageError
from crmtui.text import repair

SEALED = 2
"""`gesture.undoable` of an act that has left the house: undo says so once, then looks at what came before."""

_REFUSALS = {
    "outbox": "the mail has left, or is leaving now: it cannot be taken back",
    "draft": "you have begun another draft there meanwhile",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts."""

    kind: str
    id: int | None
    name: str


SYSTEM = Actor("system", None, "crmtui")
SYNC = Actor("sync", None, "sync")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act.

    Attributes:
        gesture_id: its entry in the journal, None when nothing changed.
        message: what happened, for the status line.
        changed: records that are different now.
        skipped: (record id, why) of those that were left alone.
        created: id of the record that was made, if one was.
    """

    gesture_id: int | None
    message: str
    changed: int = 0
    skipped: tuple[tuple[int, str], ...] = ()
    created: int | None = None


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


def now() -> int:
    """The present, UTC epoch seconds."""
    return int(time.time())


class Recording:
    """One gesture being made: change records only through it."""

    def __init__(self, actor: Actor, action: str, label: str, cause: str, at: int) -> None:
        self.actor, self.action, self.label, self.cause, self.at = actor, action, label, cause, at
        self.undoable = 1
        self.undoes_id: int | None = None
        self.gesture_id: int | None = None
        self.changed: set[tuple[str, int]] = set()
        self.skipped: list[tuple[int, str]] = []
        self.created: int | None = None
        self.recount: set[int] = set()

    def update(self, model: type[Record], ids: Iterable[int], **values: Any) -> int:
        """Set the same columns on many records; how many were different before."""
        return self.update_each(model, dict.fromkeys(ids, values))

    def update_each(self, model: type[Record], values: Mapping[int, Mapping[str, Any]]) -> int:
        """Set columns per record id; only what differs is written and journaled; how many records differed."""
        table = model._meta.table_name
        values = {row_id: _storable(row) for row_id, row in values.items()}
        columns = sorted({column for row in values.values() for column in row})
        before = records.fetch(table, values, columns)
        moved: dict[int, dict[str, Any]] = {}
        lines: list[tuple[int, str, str, Any, Any]] = []
        for row_id, old in before.items():
            different = {name: value for name, value in values[row_id].items() if old[name] != value}
            if different:
                moved[row_id] = different
                lines += [(row_id, "update", name, old[name], value) for name, value in different.items()]
        if moved:
            records.update(table, moved, self.at)
            self._write(table, lines)
        return len(moved)

    def insert(self, model: type[Record], **values: Any) -> int:
        """Add a record; its id. Columns by their database names (`ticket_id`, not `ticket`)."""
        table = model._meta.table_name
        row_id = records.insert(table, _storable(values))
        self._write(table, [(row_id, "create", "", None, self._whole(table, row_id))])
        if self.created is None:
            self.created = row_id
        return row_id

    def delete(self, model: type[Record], ids: Iterable[int]) -> int:
        """Remove records; how many there were."""
        table = model._meta.table_name
        before = records.fetch(table, ids)
        records.delete(table, list(before))
        self._write(table, [(row_id, "delete", "", row, None) for row_id, row in before.items()])
        return len(before)

    def note_created(self, model: type[Record], ids: Iterable[int]) -> None:
        """Journal that records were made by a bulk path of its own (an import); such lines cannot be undone."""
        self._write(model._meta.table_name, [(row_id, "create", "", None, None) for row_id in ids])

    def skip(self, row_id: int, why: str) -> None:
        """Say that a record was left alone, and why."""
        self.skipped.append((row_id, why))

    def _whole(self, table: str, row_id: int) -> dict[str, Any]:
        return records.fetch(table, [row_id])[row_id]

    def _write(self, table: str, lines: Sequence[tuple[int, str, str, Any, Any]]) -> None:
        if self.gesture_id is None:
            self.gesture_id = records.insert(
                "gesture",
                {
                    "at": self.at, "actor_kind": self.actor.kind, "actor_id": self.actor.id,
                    "actor_name": self.actor.name, "action": self.action, "label": repair(self.label),
                    "cause": self.cause, "undoable": self.undoable, "undoes_id": self.undoes_id,
                },
            )  # fmt: skip
        gesture = self.gesture_id
        records.add_changes(
            [(gesture, table, row_id, op, name, _dump(old), _dump(new)) for row_id, op, name, old, new in lines]
        )
        self.changed.update((table, row_id) for row_id, *_ in lines)


def _storable(row: Mapping[str, Any]) -> dict[str, Any]:
    # A shell and a pipe hand bytes over that are no text.
    return {name: repair(value) if isinstance(value, str) else value for name, value in row.items()}


def _dump(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _read(text: str | None) -> Any:
    return None if text is None else json.loads(text)


@contextmanager
def recording(
    actor: Actor, action: str, label: str, *, cause: str = "", at: int | None = None, undoable: bool = True
) -> Iterator[Recording]:
    """One transaction and one gesture; nothing is kept when the body raises."""
    with transaction():
        act = Recording(actor, action, label, cause, now() if at is None else at)
        act.undoable = int(undoable)
        yield act
        if act.gesture_id is not None and act.label != label:
            Gesture.update(label=repair(act.label)).where(Gesture.id == act.gesture_id).execute()


def perform(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    actor: Actor,
    *,
    cause: str = "",
    seen: Mapping[int, int] | None = None,
    clock: Callable[[], int] = now,
) -> Outcome:
    """Carry out an action on records, as one gesture.

    Args:
        action: an entry of the table.
        ids: the records; may be empty for an action that makes one.
        params: its parameters by name.
        actor: who acts.
        cause: why, when it is not simply the actor's wish (a macro's name).
        seen: the versions the actor was looking at; a record that has another is refused.
        clock: the present.

    Raises:
        UsageError: a parameter is missing.
        ConflictError: a record changed since it was seen.
        RefusedError, NotFoundError: as the action's own rules say.
    """
    lacking = missing(action, params)
    if lacking:
        raise UsageError(f"{action.title} needs {lacking[0].label}", action.help)
    handler = load(action)
    with recording(actor, action.id, action.title, cause=cause, at=clock(), undoable=action.undoable) as act:
        if seen:
            _refuse_unseen(action.records, seen)
        message = handler(act, ids, **params)
        if act.label == action.title:
            # What was done, to what and to how many: undo and the history say it again.
            act.label = message
    return Outcome(
        act.gesture_id, message, len({row_id for table, row_id in act.changed if table == action.records}),
        tuple(act.skipped), act.created,
    )  # fmt: skip


def _refuse_unseen(table: str, seen: Mapping[int, int]) -> None:
    present = records.fetch(table, seen, ["version"])
    for row_id, version in seen.items():
        if row_id not in present:
            raise NotFoundError(f"{table} {row_id} is gone", "Somebody removed it meanwhile.")
        if present[row_id]["version"] != version:
            last = _last_change(table, row_id)
            what = f"{last.actor}: {last.label}" if last else "somebody"
            raise ConflictError(
                f"#{row_id} changed while you looked at it ({what})", "Look at what is new, then do it again."
            )


def _last_change(table: str, row_id: int) -> HistoryLine | None:
    lines = history(table, row_id, limit=1)
    return lines[0] if lines else None


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
            line.gesture.label, line.op, line.field, _read(line.before), _read(line.after),
            line.gesture.id, line.gesture.cause, line.gesture.undone_by_id is not None,
        )
        for line in query
    ]  # fmt: skip


# -- undo and redo -----------------------------------------------------------------------------------------------


def undo(actor: Actor, *, clock: Callable[[], int] = now) -> Outcome:
    """Take back the actor's latest act that still stands.

    Raises:
        NotFoundError: there is nothing to take back.
        RefusedError: it has left the house, or somebody built on it meanwhile.
    """
    with transaction():
        mine = _of(actor) & Gesture.undone_by.is_null() & Gesture.undoes.is_null()
        last = Gesture.select().where(mine & (Gesture.undoable != 0)).order_by(Gesture.id.desc()).first()
        if last is None:
            raise NotFoundError("there is nothing to undo", "")
        if last.undoable == SEALED:
            Gesture.update(undoable=0).where(Gesture.id == last.id).execute()
        else:
            return _revert(last, actor, "undo", f"Undid: {last.label}", clock())
    # Outside the transaction, so that "said once" is kept although this raises.
    raise RefusedError(f"{last.label}: {_REFUSALS['outbox']}", "Undo again takes back what you did before it.")


def redo(actor: Actor, *, clock: Callable[[], int] = now) -> Outcome:
    """Do again what the actor's latest undo took back, unless they acted since.

    Raises:
        NotFoundError: there is nothing to do again.
        RefusedError: somebody built on it meanwhile.
    """
    with transaction():
        last = (
            Gesture.select().where(_of(actor) & (Gesture.undoable != 0) & _stands()).order_by(Gesture.id.desc()).first()
        )
        if last is None or last.action != "undo":
            raise NotFoundError("there is nothing to redo", "Redo follows an undo.")
        original = Gesture.get_by_id(last.undoes_id)
        outcome = _revert(last, actor, "redo", f"Did again: {original.label}", clock())
        Gesture.update(undone_by=None).where(Gesture.id == original.id).execute()
        return outcome


def _of(actor: Actor) -> Any:
    who = Gesture.actor_id.is_null() if actor.id is None else (Gesture.actor_id == actor.id)
    return (Gesture.actor_kind == actor.kind) & who


def _stands() -> Any:
    # An undone act and the redo of one are history; what stands is acts, and undos nobody took back.
    return Gesture.undone_by.is_null() & (Gesture.action != "redo")


def _revert(gesture: Gesture, actor: Actor, action: str, label: str, at: int) -> Outcome:
    act = Recording(actor, action, label, "", at)
    act.undoes_id = gesture.id
    lines = list(Change.select().where(Change.gesture == gesture.id).order_by(Change.id.desc()))
    for op, run in _runs(lines):
        _BACKWARDS[op](act, run)
    _settle_customers(act, lines)
    if act.gesture_id is None:
        why = act.skipped[0][1] if act.skipped else "nothing of it is left"
        raise RefusedError(f"cannot take back {gesture.label!r}: {why}", "Nothing was changed.")
    Gesture.update(undone_by=act.gesture_id).where(Gesture.id == gesture.id).execute()
    skipped = f", {len(act.skipped)} left alone ({act.skipped[0][1]})" if act.skipped else ""
    return Outcome(act.gesture_id, label + skipped, len({row_id for _, row_id in act.changed}), tuple(act.skipped))


def _settle_customers(act: Recording, lines: Sequence[Change]) -> None:
    """Customers who parted or came together by this: what came in meanwhile goes to whom it belongs."""
    pairs = [(line.record_id, _read(line.before) or _read(line.after), line) for line in lines
             if (line.record, line.field) == ("customer", "merged_into_id")]  # fmt: skip
    for row_id, stays, line in pairs:
        if ("customer", row_id) not in act.changed:
            continue
        parted = _read(line.before) is None
        here, there = (stays, row_id) if parted else (row_id, stays)
        came = merge_sql.came_for(raw(), row_id, stays) if parted else merge_sql.left_with(raw(), row_id)
        for table, ids in came.items():
            act.update(records.TABLES[table], ids, customer_id=there)
        if any(came.values()):
            act.recount |= {here, there}
    counts = {one: merge_sql.counted(raw(), one) for one in act.recount}
    act.update_each(records.TABLES["customer"], counts)


def _runs(lines: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Neighbouring lines of one kind and table, so that a bulk act is played back in bulk."""
    run: list[Change] = []
    for line in lines:
        if run and (run[0].op, run[0].record) != (line.op, line.record):
            yield run[0].op, run
            run = []
        run.append(line)
    if run:
        yield run[0].op, run


def _unupdate(act: Recording, lines: list[Change]) -> None:
    table = lines[0].record
    present = records.fetch(table, {line.record_id for line in lines}, sorted({line.field for line in lines}))
    back: dict[int, dict[str, Any]] = {}
    blocked: dict[int, str] = {}
    # A gesture may set one field twice: going backwards, the later line has already been taken back in `present`.
    for line in lines:
        row = present.get(line.record_id)
        if row is None:
            blocked.setdefault(line.record_id, "it is gone")
        elif row[line.field] != _read(line.after) and table == "customer" and line.field in merge_sql.COUNTED:
            act.recount.add(line.record_id)
        elif row[line.field] != _read(line.after):
            blocked.setdefault(line.record_id, f"its {line.field.removesuffix('_id').replace('_', ' ')} changed since")
        else:
            row[line.field] = _read(line.before)
            back.setdefault(line.record_id, {})[line.field] = row[line.field]
    for row_id, why in blocked.items():
        back.pop(row_id, None)
        act.skip(row_id, why)
    act.update_each(records.TABLES[table], back)


def _uncreate(act: Recording, lines: list[Change]) -> None:
    table = lines[0].record
    present = records.fetch(table, [line.record_id for line in lines])
    for line in lines:
        made, row = _read(line.after), present.get(line.record_id)
        if made is None:
            raise RefusedError("it came from outside and cannot be undone", "Nothing was changed.")
        if row is None or any(
            row.get(name) != value for name, value in made.items() if name not in records.UNJOURNALED
        ):
            why = _REFUSALS.get(table, f"the {table.replace('_', ' ')} it made has changed since")
            raise RefusedError(f"cannot take it back: {why}", "Nothing was changed.")
    try:
        act.delete(records.TABLES[table], [line.record_id for line in lines])
    except records.IntegrityError as error:
        raise RefusedError(
            f"cannot take it back: other records rest on this {table}", "Nothing was changed."
        ) from error


def _undelete(act: Recording, lines: list[Change]) -> None:
    table = lines[0].record
    for line in lines:
        try:
            act.insert(records.TABLES[table], **_read(line.before))
        except records.IntegrityError as error:
            why = _REFUSALS.get(table, f"another {table} is in its place")
            raise RefusedError(f"cannot take it back: {why}", "Nothing was changed.") from error


_BACKWARDS: dict[str, Callable[[Recording, list[Change]], None]] = {
    "update": _unupdate,
    "create": _uncreate,
    "delete": _undelete,
}


def seal(table: str, row_id: int) -> None:
    """Say that the act which made this record has left the house and cannot be undone any more."""
    made = Change.select(Change.gesture).where(
        (Change.record == table) & (Change.record_id == row_id) & (Change.op == "create")
    )
    Gesture.update(undoable=SEALED).where(Gesture.id.in_(made) & (Gesture.undoable == 1)).execute()


# -- who is sitting here ------------------------------------------------------------------------------------------


def sitting_here(name: str = "") -> Actor:
    """The agent of that name, else of this system user, else the first one (see `seats.seat`).

    Raises:
        NotFoundError: no agent fits.
    """
    number, found = seat(raw(), name)
    if number is None:
        known = ", ".join(row.name for row in Agent.select().where(Agent.active == 1).limit(10))
        if name:
            raise NotFoundError(f"there is no agent {name}", f"Agents: {known or 'none yet'}.")
        raise NotFoundError("this desk has no agent yet", "Add one with `crmtui agents add NAME EMAIL`.")
    return Actor("agent", number, found)
