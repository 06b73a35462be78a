"""Finds out what an action would do, by letting its own handler do it and taking that back.

The one rule: nothing stays; what is told is what the handler would write, by the rules it would write it by.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.actions import Action, load, missing
from crmtui.db.orm import transaction
from crmtui.errors import UsageError
from crmtui.journal.actors import Actor, now
from crmtui.journal.piecework import SLICE
from crmtui.journal.recording import ChangeLine, Counted, Recording


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What an act would do.

    Attributes:
        total: records that it would be done to.
        looked: how many of them were tried: fewer than `total` when that takes too long, evenly spread then.
        message: what the handler said of those, with how many it would be done to.
        lines: table and change of everything that it would write to those.
        skipped: (record id, why) of those that it would leave alone.
    """

    total: int
    looked: int
    message: Counted
    lines: tuple[tuple[str, ChangeLine], ...]
    skipped: tuple[tuple[int, str], ...]


class _Rehearsal(Recording):
    """Keeps what would be written. Rows that are set stay as they are: a handler reads before it writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[tuple[str, ChangeLine]] = []

    def _put(self, table: str, moved: Mapping[int, dict[str, Any]]) -> None:
        pass

    def _write(self, table: str, lines: Sequence[ChangeLine]) -> None:
        self.lines += [(table, line) for line in lines]
        self.changed.update((table, line[0]) for line in lines)


class _TakenBackError(Exception):
    """Ends the transaction of a rehearsal."""


def rehearse(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    actor: Actor,
    *,
    seconds: float = 0.5,
    clock: Callable[[], int] = now,
) -> Rehearsed:
    """What an action would do to records.

    Args:
        action: an entry of the table.
        ids: the records.
        params: its parameters by name.
        actor: who would act.
        seconds: after this long the rest is left to be guessed from those that were tried.
        clock: the present.

    Raises:
        CrmtuiError: the action would be refused.
    """
    lacking = missing(action, params)
    if lacking:
        raise UsageError(f"{action.title} needs {lacking[0].label}", action.help)
    handler, whole = load(action), list(dict.fromkeys(ids))
    parts = max(1, -(-len(whole) // SLICE))
    number, words, looked = 0, "", 0
    lines: list[tuple[str, ChangeLine]] = []
    skipped: list[tuple[int, str]] = []
    began = time.monotonic()
    for part in range(parts):
        # Every n-th record: a list is in order of time, and what is old may differ from what is new.
        some = whole[part::parts]
        act = _Rehearsal(actor, action.id, action.title, "", clock())
        said = _play(act, handler, some, params)
        looked += len(some)
        lines += act.lines
        skipped += act.skipped
        number += said.number if isinstance(said, Counted) else len(act.changed)
        words = said.words if isinstance(said, Counted) else str(said)
        if time.monotonic() - began > seconds:
            break
    return Rehearsed(
        len(whole), looked, Counted(number, words), tuple(lines), tuple(skipped),
    )  # fmt: skip


def _play(act: _Rehearsal, handler: Callable[..., str], ids: Sequence[int], params: Mapping[str, Any]) -> str:
    said = ""
    try:
        with transaction():
            said = handler(act, ids, **params)
            raise _TakenBackError
    except _TakenBackError:
        return said
