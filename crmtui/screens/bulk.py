"""Acts on many records: a preview first, then slice by slice in the background, with progress and a way to stop.

The one rule: between two slices the database's lane is free for everybody else, and keys are never kept waiting for
more than the first slice.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, key_label
from crmtui.errors import ConflictError, CrmtuiError
from crmtui.screens.bulk_preview import BulkPreview
from crmtui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from crmtui.desk.bulk import Preview
    from crmtui.journal import Outcome, Piecework
    from crmtui.screens.app_verbs import AppVerbs
    from crmtui.screens.base import DeskScreen

_QUIET = 0.3
"""Seconds that need no progress line."""


class UnderWay:
    """The one work that goes on in the background."""

    def __init__(self, work: "Piecework", title: str, began: float) -> None:
        self.work, self.title, self._began = work, title, began
        self.stopped = False

    def stop(self) -> None:
        """Stop after the slice that is being done."""
        self.stopped = True

    @property
    def progress(self) -> str:
        """How far it is; "" while nobody needs to know."""
        if time.monotonic() - self._began < _QUIET:
            return ""
        stops = "stopping" if self.stopped else "esc cancels"
        return f"{self.title}: {self.work.done:,} of {self.work.total:,} . {stops}"


def screenful(screen: "DeskScreen") -> int:
    """How many records one sees at once."""
    lists = [one.size.height for one in screen.query(RecordList) if one.size.height]
    return max(lists, default=screen.size.height)


async def sure(
    screen: "DeskScreen", action: Action, ids: Sequence[int], params: Mapping[str, Any], *, unseen: bool = False
) -> bool:
    """Whether to go on with more records than one sees, or with unseen ones: the user decides by a preview.

    Raises:
        CrmtuiError: the action would be refused.
    """
    if not action.run or (len(ids) <= screenful(screen) and not unseen):
        return True
    found = await screen.engine.work(_preview, action, ids, params, screen.me, screen.desk.agent_name)
    go_on: bool = await screen.app.push_screen_wait(BulkPreview(found))
    if not go_on:
        screen.say("Nothing was changed.")
    return go_on


async def act(
    screen: "DeskScreen",
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    seen: Mapping[int, int] | None = None,
    *,
    unseen: bool = False,
) -> "Outcome | None":
    """Carry out an action on many records, or unseen ones; None when it was refused, or goes on in the background."""
    app: Any = screen.app
    if app.under_way is not None:
        screen.say(_busy(app.under_way))
        return None
    try:
        if not await sure(screen, action, ids, params, unseen=unseen):
            return None
        me, name = screen.me, screen.desk.agent_name
        work = await screen.engine.work(_performing, action, ids, params, me, name, seen)
        outcome = await carry_out(screen, work, action.title, "app.undo" if action.undoable else "")
        screen.act_done()
        return outcome
    except ConflictError as error:
        screen.say_error(error)
        await screen.on_conflict(error, ids)
    except CrmtuiError as error:
        screen.say_error(error)
    return None


# The journal brings Peewee: it is imported on the database's lane.


def _preview(action: Action, ids: Sequence[int], params: Mapping[str, Any], me: int | None, name: str) -> "Preview":
    from crmtui.desk.bulk import preview
    from crmtui.journal import Actor

    return preview(action, ids, params, Actor("agent", me, name))


def _performing(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    me: int | None,
    name: str,
    seen: Mapping[int, int] | None,
) -> "Piecework":
    from crmtui import journal

    return journal.Performing(action, ids, params, journal.Actor("agent", me, name), seen=seen)


def _playing(backwards: bool, me: int | None, name: str) -> "Piecework":
    from crmtui import journal

    actor = journal.Actor("agent", me, name)
    return journal.Undoing(actor) if backwards else journal.Redoing(actor)


async def play(screen: "DeskScreen", name: str) -> "Outcome | None":
    """Undo or redo; None when it goes on in the background.

    Raises:
        CrmtuiError: there is nothing, or it cannot be.
    """
    app: Any = screen.app
    if app.under_way is not None:
        screen.say(_busy(app.under_way))
        return None
    work = await screen.engine.work(_playing, name == "undo", screen.me, screen.desk.agent_name)
    return await carry_out(screen, work, name.capitalize(), "app.redo" if name == "undo" else "app.undo")


async def carry_out(screen: "DeskScreen", work: "Piecework", title: str, takes_back: str) -> "Outcome | None":
    """Do a work's first slice, and the others in the background.

    Args:
        screen: where it was asked for.
        work: what there is to do.
        title: what the progress line calls it.
        takes_back: the action whose key the last word names, "" for none.

    Returns:
        What came of it when it is done already.
    """
    app: Any = screen.app
    began = time.monotonic()
    if not await screen.engine.work(work.step):
        _tell(app, screen, work, takes_back, await screen.goes_on() if takes_back == "app.redo" else "")
        await screen.after_change()
        return work.outcome
    app.under_way = UnderWay(work, title, began)
    going: Any = partial(_go_on, app, app.under_way, takes_back)
    app.run_worker(going, group="bulk")
    return None


async def _go_on(app: "AppVerbs", under_way: UnderWay, takes_back: str) -> None:
    work, error = under_way.work, None
    try:
        while app.screen_stack:
            if under_way.progress:
                app.desk_screen.say(under_way.progress)
            if under_way.stopped:
                await app.engine.work(work.stop)
                break
            if not await app.engine.work(work.step):
                break
    except CrmtuiError as caught:
        error = caught
    finally:
        app.under_way = None
    if not app.screen_stack:
        # The app was left.
        return
    screen = app.desk_screen
    if error is not None:
        screen.say_error(error)
    else:
        _tell(app, screen, work, takes_back)
    # A task of the screen: it ends with it.
    screen.later(screen.after_change, group="bulk")


def _tell(app: "AppVerbs", screen: "DeskScreen", work: "Piecework", takes_back: str, goes_on: str = "") -> None:
    outcome = work.outcome
    assert outcome is not None
    keys = app.table[takes_back].keys if takes_back and outcome.gesture_id else ()
    does = "does it again" if takes_back == "app.redo" else "undoes"
    parts = (outcome.message, goes_on, f"{key_label(keys[0])} {does}" if keys else "")
    screen.say(" . ".join(part for part in parts if part))


def _busy(under_way: UnderWay) -> str:
    return f"{under_way.title} is under way: {under_way.work.done:,} of {under_way.work.total:,} . esc cancels it"
