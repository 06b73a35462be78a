"""Plays gestures backwards.

The one rule: undo writes new changes and deletes no line of the journal; what changed since is left alone and said.
What is undone in slices and stopped on the way is gone on with by the next undo: a record that is already as it was
before is nothing to do.
"""

from collections.abc import Callable
from typing import Any

from crmtui.db import journal_sql
from crmtui.db.faults import faults_told
from crmtui.db.journal_sql import Line
from crmtui.db.models import Gesture
from crmtui.db.orm import raw, transaction
from crmtui.errors import CrmtuiError, NotFoundError, RefusedError
from crmtui.journal.actors import Actor, now
from crmtui.journal.backwards import REFUSALS, play
from crmtui.journal.history import SEALED
from crmtui.journal.piecework import Piecework, Progress, run
from crmtui.journal.recording import Outcome, Recording
from crmtui.text import repair

LINES = 4000
"""Journal lines of a slice; an act of fewer is taken back in one transaction."""


def undo(actor: Actor, *, clock: Callable[[], int] = now, progress: Progress | None = None) -> Outcome:
    """Take back the actor's latest act that still stands; one on very many records in slices (see `perform`).

    Stopped by `progress`, it leaves the rest for the next undo.

    Raises:
        NotFoundError: there is nothing to take back.
        RefusedError: it has left the house, or somebody built on it meanwhile.
    """
    return run(Undoing(actor, clock=clock), progress)


def redo(actor: Actor, *, clock: Callable[[], int] = now, progress: Progress | None = None) -> Outcome:
    """Do again what the actor's latest undo took back, unless they acted since.

    Raises:
        NotFoundError: there is nothing to do again.
        RefusedError: somebody built on it meanwhile.
    """
    return run(Redoing(actor, clock=clock), progress)


class Undoing(Piecework):
    """An undo being carried out; see `undo`."""

    _name = "undo"

    def __init__(self, actor: Actor, *, clock: Callable[[], int] = now) -> None:
        """Prepare it; nothing is looked for yet."""
        super().__init__()
        self._actor, self._at = actor, clock()
        self._target: Any = None  # a Gesture
        self._label = ""
        self._in_slices = False
        self._cursor: int | None = None
        self._over = False
        self._spent = ""

    def step(self) -> bool:
        """Take back the next slice."""
        try:
            with faults_told(), transaction():
                self._step()
        except CrmtuiError as error:
            self._told_how_far(error)
            raise
        if self._spent:
            # Outside the transaction, so that "said once" is kept although this raises.
            raise RefusedError(self._spent, "Undo again takes back what you did before it.")
        if self._over:
            self.outcome = self._outcome(self._label)
        return not self._over

    def stop(self) -> Outcome:
        """Take back no more; the next undo goes on."""
        self.outcome = self._outcome(f"Stopped: {self._how_far()}", cancelled=True)
        return self.outcome

    def _step(self) -> None:
        if self._target is None:
            self._begin(self._find())
        elif journal_sql.undone_by(raw(), self._target.id) is not None:
            # Somebody else with the same name went on with it.
            self._over = True
            return
        if not self._spent:
            self._slice()

    # -- what it is about --------------------------------------------------------------------------------------------

    def _find(self) -> Any:
        mine = _of(self._actor) & Gesture.undone_by.is_null() & Gesture.undoes.is_null()
        last = Gesture.select().where(mine & (Gesture.undoable != 0)).order_by(Gesture.id.desc()).first()
        if last is None:
            raise NotFoundError("there is nothing to undo", "")
        if last.undoable == SEALED:
            self._spend(last, f"{last.label}: {REFUSALS['outbox']}")
        self._label = f"Undid: {last.label}"
        return last

    def _spend(self, gesture: Any, why: str) -> None:
        """There is nothing to take back here: say so once, and never offer it again."""
        journal_sql.let_be(raw(), gesture.id)
        self._spent = why

    def _begin(self, target: Any) -> None:
        self._target = target
        kinds = journal_sql.kinds(raw(), target.id)
        # What spans several tables belongs together, and so do customers who part.
        plain = len({(record, op) for record, op, _ in kinds}) == 1 and "merged_into_id" not in {f for *_, f in kinds}
        self._in_slices = plain and journal_sql.line_count(raw(), target.id) > LINES
        if self._in_slices:
            self.total = journal_sql.record_count(raw(), target.id)

    # -- slices ------------------------------------------------------------------------------------------------------

    def _slice(self) -> None:
        lines = self._next_lines()
        act = Recording(self._actor, self._name, self._label, "", self._at, gesture_id=self._gesture)
        act.undoes_id = self._target.id
        play(act, lines, lenient=self._in_slices)
        self._collect(act, len({(line.record, line.record_id) for line in lines}))
        self.total = max(self.total, self.done)
        if self._over:
            self._conclude()
        elif self._gesture is not None:
            journal_sql.relabel(raw(), self._gesture, repair(self._how_far()))
            self._on_the_way()

    def _next_lines(self) -> list[Line]:
        limit = LINES + 1 if self._in_slices else -1
        lines = journal_sql.lines_before(raw(), self._target.id, self._cursor, limit)
        self._over = not self._in_slices or len(lines) <= LINES
        if not self._over:
            # The lines of one record stay together: it is taken back whole or left alone.
            following = lines.pop().record_id
            end = len(lines)
            while end and lines[end - 1].record_id == following:
                end -= 1
            lines = lines[: end or None]
            self._cursor = lines[-1].id
        return lines

    def _conclude(self) -> None:
        target = self._target
        if self._gesture is not None:
            if self._in_slices:
                journal_sql.relabel(raw(), self._gesture, repair(self._label))
            self._mark(self._gesture)
        else:
            why = self._skipped[0][1] if self._skipped else "nothing of it is left"
            self._refuse(f"cannot take back {target.label!r}: {why}")

    def _refuse(self, why: str) -> None:
        """Nothing of it can be taken back: what was done before it must not wait behind it for ever."""
        self._spend(self._target, why)

    def _mark(self, made: int) -> None:
        """It is taken back, all of it."""
        journal_sql.mark_undone(raw(), self._target.id, made)

    def _on_the_way(self) -> None:
        """It is taken back in part."""

    def _how_far(self) -> str:
        return f"{self.done:,} of {self.total:,}: {self._label}"

    def _outcome(self, message: str, *, cancelled: bool = False) -> Outcome:
        left = f", {len(self._skipped):,} left alone ({self._skipped[0][1]})" if self._skipped else ""
        return Outcome(self._gesture, message + left, self._changed, tuple(self._skipped), cancelled=cancelled)


class Redoing(Undoing):
    """A redo being carried out; see `redo`."""

    _name = "redo"

    def _find(self) -> Any:
        # An undone act and the redo of one are history; what stands is acts, and undos nobody took back.
        stands = Gesture.undone_by.is_null() & (Gesture.action != "redo")
        last = Gesture.select().where(_of(self._actor) & (Gesture.undoable != 0) & stands)
        last = last.order_by(Gesture.id.desc()).first()
        if last is None or last.action != "undo":
            raise NotFoundError("there is nothing to redo", "Redo follows an undo.")
        self._label = f"Did again: {Gesture.get_by_id(last.undoes_id).label}"
        return last

    def _refuse(self, why: str) -> None:
        raise RefusedError(why, "Nothing was changed.")

    def _mark(self, made: int) -> None:
        super()._mark(made)
        self._on_the_way()

    def _on_the_way(self) -> None:
        # What is done again, be it in part, can be taken back again.
        journal_sql.mark_undone(raw(), self._target.undoes_id, None)


def _of(actor: Actor) -> Any:
    who = Gesture.actor_id.is_null() if actor.id is None else (Gesture.actor_id == actor.id)
    return (Gesture.actor_kind == actor.kind) & who
