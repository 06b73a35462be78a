"""Acting on the few records that one sees: performed at once, and told.

The one rule: the act is carried out off the event loop; a refusal is said, and changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, key_label
from crmtui.errors import ConflictError, CrmtuiError

if TYPE_CHECKING:
    from crmtui.journal import Outcome
    from crmtui.screens.base import DeskScreen


async def act(
    screen: "DeskScreen", action: Action, ids: Sequence[int], params: Mapping[str, Any], seen: Mapping[int, int] | None
) -> "Outcome | None":
    """Carry out an action on a handful of records; None when it was refused (the status line says why)."""
    try:
        outcome = await screen.engine.work(_perform, action, ids, params, screen.me, screen.desk.agent_name, seen)
    except ConflictError as error:
        screen.say_error(error)
        await screen.on_conflict(error, ids)
        return None
    except CrmtuiError as error:
        screen.say_error(error)
        return None
    undo = screen.table["app.undo"].keys
    takes_back = f" . {key_label(undo[0])} undoes" if outcome.gesture_id and action.undoable and undo else ""
    screen.say(outcome.message + takes_back)
    screen.act_done()
    await screen.after_change()
    return outcome


def _perform(
    action: Action,
    ids: Sequence[int],
    params: Mapping[str, Any],
    me: int | None,
    name: str,
    seen: Mapping[int, int] | None,
) -> "Outcome":
    # Late, and on the write lane: the journal brings Peewee.
    from crmtui import journal

    return journal.perform(action, ids, params, journal.Actor("agent", me, name), seen=seen)
