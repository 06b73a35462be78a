"""Records the changes of one act, as one gesture.

The one rule: whatever changes a record of the desk goes through a `Recording`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crmtui.db import journal_sql, records
from crmtui.db.models import Record
from crmtui.db.orm import raw, transaction
from crmtui.journal.actors import Actor, now
from crmtui.text import repair

ChangeLine = tuple[int, str, str, Any, Any]
"""(record id, op, field, before, after)."""

Rows = Mapping[int, Mapping[str, Any]]
"""Columns by record id."""


class Counted(str):
    """What a handler did, in words that add up: the same act on other records says it with the sum.

    Attributes:
        number: how many records it was done to.
        words: what was done, as it stands behind a number: "resolved".
    """

    __slots__ = ("number", "words")
    number: int
    words: str

    def __new__(cls, number: int, words: str, said: str = "") -> "Counted":
        """Make one; `said` is how it is told when not "50 resolved"."""
        self = super().__new__(cls, said or f"{number:,} {words}")
        self.number, self.words = number, words
        return self

    def of(self, total: int) -> str:
        """The same on the way there: "4,000 of 10,000 resolved"."""
        return f"{self.number:,} of {total:,} {self.words}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act.

    Attributes:
        gesture_id: its entry in the journal, None when nothing changed.
        message: what happened, for the status line.
        changed: records that are different now.
        skipped: (record id, why) of those that were left alone.
        created: id of the record that was made, if one was.
        cancelled: whether it was stopped on the way; what was done so far stands, and undo takes it back.
    """

    gesture_id: int | None
    message: str
    changed: int = 0
    skipped: tuple[tuple[int, str], ...] = ()
    created: int | None = None
    cancelled: bool = False


class Recording:
    """One gesture being made, or a further slice of it: change records only through it."""

    def __init__(
        self, actor: Actor, action: str, label: str, cause: str, at: int, *, gesture_id: int | None = None
    ) -> None:
        self.actor, self.action, self.label, self.cause, self.at = actor, action, label, cause, at
        self.undoable = 1
        self.undoes_id: int | None = None
        self.gesture_id = gesture_id
        self.changed: set[tuple[str, int]] = set()
        self.skipped: list[tuple[int, str]] = []
        self.created: int | None = None
        self.recount: set[int] = set()

    def update(self, model: type[Record], ids: Iterable[int], **values: Any) -> int:
        """Set the same columns on many records; how many were different before."""
        return self.update_each(model, dict.fromkeys(ids, _storable(values)))

    def update_each(self, model: type[Record], values: Rows) -> int:
        """Set columns per record id; only what differs is written and journaled; how many records differed."""
        table = model._meta.table_name
        columns = sorted({column for row in values.values() for column in row})
        return self.move(table, records.fetch(table, values, columns), values)

    def move(self, table: str, before: Rows, values: Rows) -> int:
        """Set columns of rows whose present state was just read, where they differ; how many did."""
        moved: dict[int, dict[str, Any]] = {}
        lines: list[ChangeLine] = []
        for row_id, old in before.items():
            row = values.get(row_id)
            if row is None:
                continue
            different = {name: value for name, value in _storable(row).items() if old[name] != value}
            if different:
                moved[row_id] = different
                lines += [(row_id, "update", name, old[name], value) for name, value in different.items()]
        if moved:
            self._put(table, moved)
            self._write(table, lines)
        return len(moved)

    def insert(self, model: type[Record], **values: Any) -> int:
        """Add a record; its id. Columns by their database names (`ticket_id`, not `ticket`)."""
        table = model._meta.table_name
        row_id = records.insert(table, dict(_storable(values)))
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

    def note_created(self, model: type[Record], ids: Iterable[int], *, whole: bool = False) -> None:
        """Journal that records were made by a bulk path of its own (an import).

        Such lines cannot be undone, unless the `whole` records are written down.
        """
        table = model._meta.table_name
        made = records.fetch(table, ids) if whole else dict.fromkeys(ids)
        self._write(table, [(row_id, "create", "", None, row) for row_id, row in made.items()])

    def skip(self, row_id: int, why: str) -> None:
        """Say that a record was left alone, and why."""
        self.skipped.append((row_id, why))

    def _whole(self, table: str, row_id: int) -> dict[str, Any]:
        return records.fetch(table, [row_id])[row_id]

    def _put(self, table: str, moved: Mapping[int, dict[str, Any]]) -> None:
        records.update(table, moved, self.at)

    def _write(self, table: str, lines: Sequence[ChangeLine]) -> None:
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


def _storable(row: Mapping[str, Any]) -> Mapping[str, Any]:
    # A shell and a pipe hand bytes over that are no text.
    return {name: repair(value) if isinstance(value, str) else value for name, value in row.items()}


_encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False).encode


def _dump(value: Any) -> str | None:
    if value is None:
        return None
    return str(value) if type(value) is int else _encode(value)


def read_value(text: str | None) -> Any:
    """A value of a journal line as it was in the record."""
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
            journal_sql.relabel(raw(), act.gesture_id, repair(act.label))
