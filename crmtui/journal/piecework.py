"""Work on many records that is done in slices.

The one rule: a slice is one short transaction with the mark of how far the work came inside it; between slices others
write, and whoever drives the work may stop it.
"""

from collections.abc import Callable, Iterator, Sequence

from crmtui.errors import CrmtuiError
from crmtui.journal.recording import Outcome, Recording

SLICE = 2000
"""Records of a slice: others wait for the write lock for about a tenth of a second."""

Progress = Callable[[int, int], bool]
"""Called between slices with how many records are done, and of how many; False stops."""


class Piecework:
    """Something under way.

    Attributes:
        done: records that were looked at so far.
        total: records there are.
        outcome: what came of it, once it is over.
    """

    done = 0
    total = 0
    outcome: Outcome | None = None

    def __init__(self) -> None:
        self._gesture: int | None = None
        self._created: int | None = None
        self._changed = 0
        self._skipped = list[tuple[int, str]]()

    def step(self) -> bool:
        """Do the next slice; whether there is more.

        Raises:
            CrmtuiError: as the work's own rules say; slices before this one stand.
        """
        raise NotImplementedError

    def stop(self) -> Outcome:
        """Do no more; what was done so far stands."""
        raise NotImplementedError

    def _collect(self, act: Recording, count: int, table: str = "") -> None:
        """Take over what a slice did; `table` alone counts as changed. No record is in two slices."""
        self._gesture = act.gesture_id
        self._created = act.created if self._created is None else self._created
        self._changed += len({row_id for name, row_id in act.changed if not table or name == table})
        self._skipped += act.skipped
        self.done += count

    def _told_how_far(self, error: CrmtuiError) -> None:
        """Whoever meets an error on the way must know that something was done."""
        if self._gesture is not None:
            so_far = f"{self.done:,} of {self.total:,} were done before; undo takes them back."
            hint = error.hint.replace("Nothing was changed", "Nothing more was changed")
            error.hint = f"{hint} {so_far}".strip()


def run(work: Piecework, progress: Progress | None = None) -> Outcome:
    """Do all of it, or as much as `progress` lets."""
    while work.step():
        if progress is not None and not progress(work.done, work.total):
            return work.stop()
    assert work.outcome is not None
    return work.outcome


def slices(ids: Sequence[int], size: int = SLICE) -> Iterator[list[int]]:
    """The ids, each once, in parts of about the same size: a handler talks otherwise to one record than to many."""
    if len(ids) <= size:
        yield list(ids)
        return
    whole = list(dict.fromkeys(ids))
    parts = -(-len(whole) // size)
    each = -(-len(whole) // parts)
    for start in range(0, len(whole), each):
        yield whole[start : start + each]
