"""Asks for another ticket: the marked ones, those of the same customer, the latest of others, or a typed number.

The one rule: nothing is decided here; a number that is none is refused by the act.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmtui.actions import Records
from crmtui.db import rethread_sql
from crmtui.text import one_line, when
from crmtui.widgets.picker import Choice, Picker

if TYPE_CHECKING:
    from cysqlite import Connection

    from crmtui.screens.base import DeskScreen

_OTHERS = 50
_LATEST = 300
_MARKED = 200


async def ask_ticket(screen: "DeskScreen", title: str, ids: Sequence[int], records: Records) -> str | None:
    """The number of a ticket; None when the user left.

    Args:
        screen: where it is asked.
        title: what for.
        ids: the records that are acted on.
        records: what they are; of messages, the ticket that is open tells whose customer it is.
    """
    here = list(ids if records is Records.TICKET else await screen.targets(Records.TICKET))
    if records is Records.TICKET and len(here) > 1:
        title, hint = "Which one stays?", "a number, or words of a subject"
        rows = [(*row, "") for row in await screen.engine.read(rethread_sql.lines_of, here[:_MARKED])]
    else:
        hint = "a number, a name, or words of a subject"
        rows = await screen.engine.read(_others, here)
    now = int(time.time())
    choices = [
        Choice(
            str(number),
            f"#{number} {f'{one_line(customer)}: ' if customer else ''}{one_line(subject) or '(no subject)'}",
            f"{status}  {when(at, now)}",
        )
        for number, subject, status, at, customer in rows
    ]
    chosen = await screen.app.push_screen_wait(Picker(title, choices, create=True, create_as=_read, hint=hint))
    return chosen[0] if chosen else None


def _others(connection: "Connection", here: Sequence[int]) -> list[tuple[int, str, str, int, str]]:
    """Those of the same customer, then those of anybody."""
    theirs = rethread_sql.others_of(connection, here[0], _OTHERS) if here else []
    known = [*here, *(number for number, *_ in theirs)]
    return [*((*row, "") for row in theirs), *rethread_sql.latest_of(connection, known, _LATEST)]


def _read(words: str) -> str:
    """What is said beside what was typed."""
    return "the ticket of this number" if words.removeprefix("#").isdecimal() else "no number"
