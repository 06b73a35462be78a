"""Asks for what an action needs to know: pickers for agents, tags, states, times; a line for a text.

The one rule: what can be asked is in the action table; this knows only how to ask for each kind.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Kind, Param
from crmtui.db import seats
from crmtui.desk.times import parse_when
from crmtui.desk.views import PRIORITIES
from crmtui.errors import CrmtuiError
from crmtui.text import plural, when
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Confirm, Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen

TIMES = (
    ("2h", "in two hours"),
    ("tomorrow", "tomorrow at nine"),
    ("2d", "in two days"),
    ("mon", "next Monday at nine"),
    ("1w", "in a week"),
    ("2w", "in two weeks"),
)
# Snoozed is not set: snoozing needs a time, and has a key of its own.
STATUSES = ("open", "pending", "resolved", "spam", "trash")


async def ask_sure(screen: "DeskScreen", action: Action, count: int) -> bool:
    """Whether the user really wants what cannot be taken back."""
    many = f" ({plural(count, action.records or 'record')})" if count != 1 else ""
    sure: bool = await screen.app.push_screen_wait(Confirm(f"{action.title}{many}?", "This cannot be taken back."))
    return sure


async def ask_params(
    screen: "DeskScreen", action: Action, known: Mapping[str, Any], ids: Sequence[int]
) -> dict[str, Any] | None:
    """The action's required parameters, those that are not known asked for; None when the user left."""
    answers = dict(known)
    for param in action.params:
        if param.required and param.name not in answers:
            answer = await _ASKERS.get(param.kind, _text)(screen, action, param, ids)
            if answer is None:
                return None
            answers.update(answer)
    return answers


_Asker = Callable[["DeskScreen", Action, Param, Sequence[int]], Awaitable[dict[str, Any] | None]]


async def _one(screen: "DeskScreen", title: str, choices: Sequence[Choice]) -> str | None:
    chosen = await screen.app.push_screen_wait(Picker(title, choices))
    return chosen[0] if chosen else None


async def _text(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:  # noqa: ARG001
    text = await screen.app.push_screen_wait(Prompt(f"{action.title}:", hint=param.label))
    return {param.name: text} if text and text.strip() else None


async def _agent(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:  # noqa: ARG001
    agents = await screen.engine.read(seats.agents)
    me = screen.me
    choices = [Choice("me", "me", screen.desk.agent_name), Choice("none", "nobody", "back to the unassigned")]
    choices += [Choice(name, name, email) for number, name, email in agents if number != me]
    agent = await _one(screen, action.title, choices)
    return None if agent is None else {param.name: agent}


async def _tags(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:
    known = await screen.engine.read(seats.tags)
    # Marked are the tags of all the records: taking one's mark off takes the tag off all.
    held = await screen.engine.read(seats.tags_of_all, list(ids)) if action.id == "ticket.tag" else []
    choices = [Choice(tag, tag, plural(count, "ticket")) for tag, count in known]
    choices += [Choice(tag, tag) for tag in held if all(choice.key != tag for choice in choices)]
    picker = Picker(action.title, choices, chosen=held, multiple=True, create=True)
    chosen = await screen.app.push_screen_wait(picker)
    if chosen is None:
        return None
    added, removed = sorted(set(chosen) - set(held)), sorted(set(held) - set(chosen))
    if not added and not removed:
        screen.say("no tags changed")
        return None
    if not added:
        await screen.act("ticket.untag", ids, tags=removed)
        return None
    return {param.name: added, "remove": removed} if removed else {param.name: added}


async def _status(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:  # noqa: ARG001
    status = await _one(screen, action.title, [Choice(name, name) for name in STATUSES])
    return None if status is None else {param.name: status}


async def _priority(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:  # noqa: ARG001
    priority = await _one(screen, action.title, [Choice(name, name) for name in reversed(PRIORITIES)])
    return None if priority is None else {param.name: priority}


async def _time(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:  # noqa: ARG001
    choices = [Choice(key, key, words) for key, words in TIMES]
    picker = Picker(f"{action.title} until", choices, create=True, create_as=_moment)
    chosen = await screen.app.push_screen_wait(picker)
    return {param.name: chosen[0]} if chosen else None


def _moment(words: str) -> str:
    """When that is, while it is being typed."""
    now = int(time.time())
    try:
        return when(parse_when(words, now), now)
    except CrmtuiError as error:
        return error.hint


async def _other(screen: "DeskScreen", action: Action, param: Param, ids: Sequence[int]) -> dict[str, Any] | None:
    # Late: merging and moving are rare.
    from crmtui.screens.ticket_choice import ask_ticket

    into = await ask_ticket(screen, f"{action.title} into", ids, action.records)
    return {param.name: into} if into else None


_ASKERS: dict[Kind, _Asker] = {
    Kind.OTHER_TICKET: _other,
    Kind.AGENT: _agent,
    Kind.TAGS: _tags,
    Kind.STATUS: _status,
    Kind.PRIORITY: _priority,
    Kind.TIME: _time,
}
