"""Asks for another ticket: the marked ones, those of the same customer, or a number that is typed.

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
    from crmtui.screens.base import DeskScreen

_OTHERS = 50
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
        title = "Which one stays?"
        rows = await screen.engine.read(rethread_sql.lines_of, here[:_MARKED])
    else:
        rows = await screen.engine.read(rethread_sql.others_of, here[0], _OTHERS) if here else []
    now = int(time.time())
    choices = [
        Choice(str(number), f"#{number} {one_line(subject) or '(no subject)'}", f"{status}  {when(at, now)}")
        for number, subject, status, at in rows
    ]
    hint = "a number, or words of a subject" if choices else "a ticket's number"
    chosen = await screen.app.push_screen_wait(Picker(title, choices, create=True, create_as=_read, hint=hint))
    return chosen[0] if chosen else None


def _read(words: str) -> str:
    """What is said beside what was typed."""
    return "the ticket of this number" if words.removeprefix("#").isdecimal() else "no number"
