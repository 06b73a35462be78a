"""The command line's `QUERY | COMMAND`: an action on everything that a query picks.

The one rule: what is picked is out of sight, so the preview is always shown; a mistake is shown where it was typed.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmtui.actions import Action, Place, Records
from crmtui.errors import CrmtuiError, QueryError, UsageError
from crmtui.widgets.prompt import Problem
from crmtui.zones import LOCAL

if TYPE_CHECKING:
    from crmtui.db.connect import Reader
    from crmtui.screens.base import DeskScreen

Parse = Callable[[str], tuple[Action, dict[str, Any]]]
"""Reads a command."""

PICKED = (Records.TICKET, Records.CUSTOMER)
_EVERYTHING, _SAY = "this would pick everything", "Say what to pick in front of the bar; is:any is everything."
_BAR = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\\.|[^|"\\])*')


def split(line: str) -> tuple[str, str] | None:
    """The query and the command of a line with a bar that stands in no quotes; None when there is none."""
    found = _BAR.match(line)
    end = found.end() if found else 0
    return (line[:end], line[end + 1 :]) if line[end : end + 1] == "|" else None


def records_of(screen: "DeskScreen") -> Records:
    """What a query here is most likely about."""
    return Records.CUSTOMER if screen.PLACE in (Place.CONTACTS, Place.CUSTOMER) else Records.TICKET


def problem_of(line: str, parse_command: Parse) -> Problem | None:
    """What is wrong with a whole line, and where; None when it can be done."""
    parts = split(line)
    if parts is None:
        return None
    query, command = parts
    behind = len(query) + 1
    try:
        action = checked(command, parse_command)[0]
    except CrmtuiError as error:
        return Problem(error.told.rstrip("."), behind + len(command) - len(command.lstrip()))
    from crmtui.query.parse import parse

    try:
        if parse(query, action.records).root is None:
            raise QueryError(_EVERYTHING, _SAY, 0)
    except QueryError as error:
        return Problem(error.told.rstrip("."), min(error.column or 0, len(query)))
    return None


def checked(command: str, parse_command: Parse) -> tuple[Action, dict[str, Any]]:
    """A command that acts on what a query can pick.

    Raises:
        UsageError: there is none, or it acts on something else.
    """
    if not command.strip():
        raise UsageError("no command behind the bar", "Write resolve, tag late, assign ana.")
    action, params = parse_command(command.strip())
    if not action.run or action.records not in PICKED:
        raise UsageError(f"{action.title} is nothing to do to tickets or customers", "")
    return action, params


def _ids(connection: "Reader", query: str, records: str, me: int | None, now: int) -> list[int]:
    from crmtui.query.asker import Asker
    from crmtui.query.pick import pick

    asker = Asker(me, now, LOCAL)
    asked = pick(connection, query, records, asker)
    if asked.query.root is None:
        raise QueryError(_EVERYTHING, _SAY, 0)
    return asked.ids(connection)


async def carry_out(screen: "DeskScreen", line: str, parse_command: Parse) -> None:
    """Do what a line with a bar says.

    Raises:
        CrmtuiError: it cannot be read, or names somebody who is not there.
    """
    parts = split(line)
    assert parts is not None
    query, command = parts
    action, known = checked(command, parse_command)
    now = int(time.time())
    ids = await screen.engine.read(_ids, query, str(action.records), screen.me, now)
    if not ids:
        screen.say(f"{action.title}: no {action.records} is picked")
        return
    from crmtui.screens import bulk
    from crmtui.screens.asking import ask_params, ask_sure

    if action.asks and not await ask_sure(screen, action, len(ids)):
        return
    params: Mapping[str, Any] | None = await ask_params(screen, action, known, ids)
    if params is not None:
        await bulk.act(screen, action, ids, params, unseen=True)


def query_offers(
    line: str, records: Records, known: Mapping[str, Sequence[tuple[str, str]]], most: int = 8
) -> list[str]:
    """Lines that a query at the end of a line may become."""
    from crmtui.query.complete import offers

    offered = offers(line, len(line), records, known)
    return [line[: offered.start] + one.text + line[offered.stop :] for one in offered.items[:most]]
