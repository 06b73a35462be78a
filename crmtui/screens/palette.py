"""Every action by its name, and the command line.

The one rule: both are the action table; an action that cannot be done here says why instead of hiding.
"""

from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Kind, Place, key_label
from crmtui.errors import CrmtuiError, UsageError
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen

# Moving is for keys.
_NOT_LISTED = ("list.", "conversation.", "app.palette", "app.command")


async def why_not(screen: "DeskScreen", action: Action) -> str:
    """Why an action cannot be done on this screen now; "" when it can."""
    own = f"do_{action.id.replace('.', '_')}"
    if not action.run and not hasattr(screen, own) and not hasattr(screen.app, own):
        return f"works in {action.places[0]}" if action.places else "not here"
    if action.places and Place.ANYWHERE not in action.places and screen.PLACE not in action.places:
        return f"works in {' and '.join(action.places)}"
    if action.records and not await screen.targets(action.records):
        return f"no {action.records} here"
    return ""


async def choose_action(screen: "DeskScreen") -> None:
    """Pick an action and do it."""
    choices = []
    for action in screen.table:
        if action.id.startswith(_NOT_LISTED) and action.id != "list.filter":
            continue
        keys = " ".join(key_label(key) for key in action.keys[:2])
        choices.append(Choice(action.id, action.title, f"{keys:<8} {action.help}", await why_not(screen, action)))
    choices.sort(key=lambda choice: bool(choice.why_not))
    chosen = await screen.app.push_screen_wait(Picker("action", choices))
    if chosen:
        await screen.verb(chosen[0])


async def type_command(screen: "DeskScreen") -> None:
    """Read a command and do it; a wrong one says what is near."""
    line = await screen.app.push_screen_wait(Prompt(":", hint="assign ana, snooze 2d, tag vip, resolve"))
    if not line or not line.strip():
        return
    try:
        action, params = parse_command(screen, line.strip())
    except CrmtuiError as error:
        screen.say_error(error)
        return
    reason = await why_not(screen, action)
    if reason:
        screen.say(f"{action.title}: {reason}")
        return
    await screen.verb(action.id, **params)


def parse_command(screen: "DeskScreen", line: str) -> tuple[Action, dict[str, Any]]:
    """A command line as an action and its first parameter.

    Raises:
        UsageError: there is no such command, or it takes nothing.
    """
    words = line.split()
    two = " ".join(words[:2])
    word = two if two in screen.table.commands() else words[0]
    action = screen.table.command(word)
    rest = line.partition(words[len(word.split()) - 1])[2].strip()
    if not rest:
        return action, {}
    if not action.params:
        raise UsageError(f"{word} takes no more words", action.help)
    first = action.params[0]
    return action, {first.name: rest.replace(",", " ").split() if first.kind is Kind.TAGS else rest}
