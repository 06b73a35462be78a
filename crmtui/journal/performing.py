"""Carries actions out.

The one rule: an act is one gesture, be it done in one transaction or, on many records, in slices; its label says at
any moment what has been done of it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmtui.actions import Action, load, missing
from crmtui.db import journal_sql, records
from crmtui.db.faults import faults_told
from crmtui.db.orm import raw, transaction
from crmtui.errors import ConflictError, CrmtuiError, NotFoundError, UsageError
from crmtui.journal.actors import Actor, now
from crmtui.journal.history import history
from crmtui.journal.piecework import Piecework, Progress, run, slices
from crmtui.journal.recording import Counted, Outcome, Recording
from crmtui.text import repair


class Performing(Piecework):
    """An action being carried out; see `perform`."""

    def __init__(
        self,
        action: Action,
        ids: Sequence[int],
        params: Mapping[str, Any],
        actor: Actor,
        *,
        cause: str = "",
        seen: Mapping[int, int] | None = None,
        clock: Callable[[], int] = now,
    ) -> None:
        """Prepare it; nothing is done yet.

        Raises:
            UsageError: a parameter is missing.
        """
        super().__init__()
        lacking = missing(action, params)
        if lacking:
            raise UsageError(f"{action.title} needs {lacking[0].label}", action.help)
        self._action, self._params, self._actor, self._cause = action, params, actor, cause
        self._seen, self._at = dict(seen or {}), clock()
        self._handler = load(action)
        self._slices = list(slices(ids))
        self._next = 0
        self._said = ""
        self._sum: Counted | None = None
        self.total = sum(len(each) for each in self._slices)

    def step(self) -> bool:
        """Do the next slice."""
        ids = self._slices[self._next]
        try:
            with faults_told(), transaction():
                if self._gesture is not None and journal_sql.begun_to_undo(raw(), self._gesture):
                    # Undone from elsewhere while it was being done: nothing may be added to it.
                    self.stop()
                    return False
                act = self._record(ids)
        except CrmtuiError as error:
            self._told_how_far(error)
            raise
        self._collect(act, len(ids), self._action.records)
        self._next += 1
        if self._next < len(self._slices):
            return True
        self.outcome = self._outcome(self._said)
        return False

    def stop(self) -> Outcome:
        """Do no more."""
        self.outcome = self._outcome(f"Stopped: {self._label(last=False)}", cancelled=True)
        return self.outcome

    def _record(self, ids: Sequence[int]) -> Recording:
        action = self._action
        act = Recording(self._actor, action.id, action.title, self._cause, self._at, gesture_id=self._gesture)
        act.undoable = int(action.undoable)
        if self._seen:
            one = len(self._slices) == 1
            _refuse_unseen(action.records, self._seen if one else {i: self._seen[i] for i in ids if i in self._seen})
        message = self._handler(act, ids, **self._params)
        self._add(act, message)
        if act.gesture_id is not None and (act.label == action.title or len(self._slices) > 1):
            # What was done, to what and to how many: undo and the history say it again.
            act.label = self._label(last=self._next == len(self._slices) - 1)
        if act.gesture_id is not None and act.label != action.title:
            journal_sql.relabel(raw(), act.gesture_id, repair(act.label))
        return act

    def _add(self, act: Recording, message: str) -> None:
        """Take a slice's words to those before it."""
        if len(self._slices) == 1:
            self._said = message
            return
        told = message if isinstance(message, Counted) else self._counted(act)
        number = told.number + (self._sum.number if self._sum else 0)
        self._sum = Counted(number, told.words, "" if number else message)
        self._said = self._sum

    def _counted(self, act: Recording) -> Counted:
        """In words that add up, for a handler that has none."""
        records = self._action.records
        number = len({row_id for table, row_id in act.changed if table == records})
        return Counted(number, f"{records}s: {self._action.title}")

    def _label(self, *, last: bool) -> str:
        if last or self._sum is None:
            return self._said or self._action.title
        return self._sum.of(self.total)

    def _outcome(self, message: str, *, cancelled: bool = False) -> Outcome:
        # An action on no records makes one, and changes none.
        changed = self._changed if self._action.records else 0
        return Outcome(self._gesture, message, changed, tuple(self._skipped), self._created, cancelled)


def perform(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    actor: Actor,
    *,
    cause: str = "",
    seen: Mapping[int, int] | None = None,
    clock: Callable[[], int] = now,
    progress: Progress | None = None,
) -> Outcome:
    """Carry out an action on records, as one gesture; on many, in slices that each are a transaction of their own.

    Args:
        action: an entry of the table.
        ids: the records; may be empty for an action that makes one.
        params: its parameters by name.
        actor: who acts.
        cause: why, when it is not simply the actor's wish (a macro's name).
        seen: the versions the actor was looking at; a record that has another is refused.
        clock: the present.
        progress: called between slices with (done, total); returning False stops: what was done so far stays as one
            gesture that one undo takes back.

    Raises:
        UsageError: a parameter is missing.
        ConflictError: a record changed since it was seen.
        RefusedError, NotFoundError: as the action's own rules say.
    """
    return run(Performing(action, ids, params, actor, cause=cause, seen=seen, clock=clock), progress)


def _refuse_unseen(table: str, seen: Mapping[int, int]) -> None:
    present = records.fetch(table, seen, ["version"])
    for row_id, version in seen.items():
        if row_id not in present:
            raise NotFoundError(f"{table} {row_id} is gone", "Somebody removed it meanwhile.")
        if present[row_id]["version"] != version:
            lines = history(table, row_id, limit=1)
            what = f"{lines[0].actor}: {lines[0].label}" if lines else "somebody"
            raise ConflictError(
                f"#{row_id} changed while you looked at it ({what})", "Look at what is new, then do it again."
            )
