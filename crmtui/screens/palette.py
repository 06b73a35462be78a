"""Every action by its name, and the command line.

The one rule: both are the action table; an action that cannot be done here says why instead of hiding.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Kind, Place, Records, key_label
from crmtui.db import seats
from crmtui.db.query_values import known_values
from crmtui.desk.views import PRIORITIES
from crmtui.errors import CrmtuiError, UsageError
from crmtui.screens import query_command
from crmtui.screens.asking import STATUSES, TIMES
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Complete, Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen

_HELP = "enter does it  tab completes  esc leaves"
# Moving is for keys.
_NOT_LISTED = ("list.", "conversation.", "search.", "app.palette", "app.command")


async def why_not(screen: "DeskScreen", action: Action, empty: dict[Records, bool] | None = None) -> str:
    """Why an action cannot be done on this screen now; "" when it can.

    Args:
        screen: The screen.
        action: The action.
        empty: What is known of there being nothing of a kind here, filled on the way: everything in a view may be
            marked, and is counted only once.
    """
    own = f"do_{action.id.replace('.', '_')}"
    if not action.run and not hasattr(screen, own) and not hasattr(screen.app, own):
        return f"works in {action.places[0]}" if action.places else "not here"
    if action.places and Place.ANYWHERE not in action.places and screen.PLACE not in action.places:
        return f"works in {' and '.join(action.places)}"
    empty = {} if empty is None else empty
    if action.records and action.records not in empty:
        empty[action.records] = not await screen.targets(action.records)
    return f"no {action.records.noun} here" if action.records and empty[action.records] else ""


async def choose_action(screen: "DeskScreen") -> None:
    """Pick an action and do it."""
    choices, empty = [], dict[Records, bool]()
    for action in screen.table:
        if action.id.startswith(_NOT_LISTED) and action.id != "list.filter":
            continue
        keys = " ".join(key_label(key) for key in action.keys[:2])
        choices.append(
            Choice(action.id, action.title, f"{keys:<8} {action.help}", await why_not(screen, action, empty))
        )
    choices.sort(key=lambda choice: bool(choice.why_not))
    chosen = await screen.app.push_screen_wait(Picker("action", choices))
    if chosen:
        await screen.verb(chosen[0])


async def type_command(screen: "DeskScreen") -> None:
    """Read a command and do it; a wrong one says what is near."""
    complete = await completion(screen)
    reading = partial(parse_command, screen)
    hint = "assign ana, tag vip, or for all that a query picks: is:open tag:spam | resolve"
    prompt = Prompt(
        ":",
        hint=hint,
        help_line=_HELP,
        complete=complete,
        check=partial(query_command.problem_of, parse_command=reading),
    )
    line = await screen.app.push_screen_wait(prompt)
    if not line or not line.strip():
        return
    try:
        if query_command.split(line) is not None:
            await query_command.carry_out(screen, line, reading)
            return
        action, params = parse_command(screen, line.strip())
    except CrmtuiError as error:
        screen.say_error(error)
        return
    reason = await why_not(screen, action)
    if reason:
        screen.say(f"{action.title}: {reason}")
        return
    await screen.verb(action.id, **params)


async def completion(screen: "DeskScreen") -> Complete:
    """What a command line may become: the commands that work here, then what their first parameter may be."""
    empty: dict[Records, bool] = {}
    commands = {
        action.command: action for action in screen.table if action.command and not await why_not(screen, action, empty)
    }
    piped = {
        one.command: one for one in screen.table if one.command and one.run and one.records in query_command.PICKED
    }
    words: dict[Kind, Sequence[str]] = {
        Kind.AGENT: ["me", "nobody", *(name for _, name, _ in await screen.engine.read(seats.agents))],
        Kind.TAGS: [tag for tag, _ in await screen.engine.read(seats.tags)],
        Kind.STATUS: STATUSES,
        Kind.PRIORITY: PRIORITIES[::-1],
        Kind.TIME: [time for time, _ in TIMES],
    }

    known = await screen.engine.read(known_values)
    records = query_command.records_of(screen)

    def complete(line: str) -> list[str]:
        parts = query_command.split(line)
        if parts is not None:
            before, command = parts
            return [f"{before}| {one}" for one in of_commands(command.lstrip(), piped)]
        # A query begins like a command does; a field or a sign tells it.
        return of_commands(line, commands) or query_command.query_offers(line, records, known)

    def of_commands(line: str, commands: Mapping[str, Action]) -> list[str]:
        command = max((one for one in commands if line.startswith(f"{one} ")), key=len, default="")
        if not command:
            # The blank after a command that takes something opens the way to it.
            return [f"{one} " if commands[one].params else one for one in sorted(commands) if one.startswith(line)]
        params, (rest, begun) = commands[command].params, _last_word(line[len(command) + 1 :])
        several = params[0].kind is Kind.TAGS if params else False
        if not params or (rest and not several):
            return []
        values = words.get(params[0].kind, ())
        return [f"{command} {rest}{word}" for word in values if word.casefold().startswith(begun)]

    return complete


def _last_word(text: str) -> tuple[str, str]:
    before, blank, last = text.rpartition(" ")
    return before + blank, last.casefold()


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
