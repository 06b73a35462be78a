"""Shows the mail that made no ticket, and makes tickets of what is picked.

The one rule: nothing is decided here; why a mail was set aside is told as the ledger has it.
"""

import time
from typing import TYPE_CHECKING

from crmtui.desk.kind_words import in_short
from crmtui.text import one_line, when
from crmtui.widgets.picker import Choice, Picker

if TYPE_CHECKING:
    import cysqlite

    from crmtui.screens.base import DeskScreen
    from crmtui.sync.rescue import SetAside

_NEWEST = 200
_NOBODY = "(no sender)"


async def choose_set_aside(screen: "DeskScreen") -> None:
    """Offer the newest mails that were set aside, with how they begin; those that are taken become tickets."""
    rows = await screen.engine.read(_read)
    if not rows:
        screen.say("no mail was set aside")
        return
    now = int(time.time())
    choices = [
        Choice(
            str(row.id),
            f"{one_line(row.sender) or _NOBODY}  {one_line(row.subject)}",
            f"{in_short(row.kind)}  {when(row.at, now)}",
        )
        for row in rows
    ]
    words = {str(row.id): _whole(row) for row in rows}
    picker = Picker("Becomes a ticket:", choices, multiple=True, preview=words.__getitem__, hint="type to filter")
    taken = await screen.app.push_screen_wait(picker)
    if taken:
        await screen.act("mail.take", [int(row_id) for row_id in taken])


def _whole(row: "SetAside") -> str:
    return f"{in_short(row.kind)} ({row.told_by})\n{row.sender or _NOBODY}  {row.subject}\n\n{row.words}"


def _read(connection: "cysqlite.Connection") -> "list[SetAside]":
    from crmtui.sync.rescue import set_aside  # late, and off the event loop: it brings Peewee

    return set_aside(connection, _NEWEST)
