"""Asks when a mail leaves, by one's own clock or the customer's.

The one rule: nothing is sent here; all that is kept is the time zone of a customer, when it had to be asked for.
"""

import time
from typing import TYPE_CHECKING

from crmtui.widgets.picker import Choice, Picker

if TYPE_CHECKING:
    from crmtui.desk.leaving import Clocks
    from crmtui.screens.base import DeskScreen


async def choose_time(screen: "DeskScreen", ticket_id: int, title: str = "Send") -> str:
    """When a mail leaves, in words; "" when that was left."""
    from crmtui.desk.leaving import is_there, meaning, offers  # late: brings Peewee

    clocks = await screen.engine.work(_clocks, ticket_id)
    choices = [Choice(words, words, meant) for words, meant in offers(int(time.time()), clocks)]
    picker = Picker(title, choices, create=True, create_as=lambda words: meaning(words, int(time.time()), clocks))
    chosen = await screen.app.push_screen_wait(picker)
    if not chosen:
        return ""
    if clocks.there is None and clocks.customer_id is not None and is_there(chosen[0]):
        return chosen[0] if await _learn_zone(screen, clocks.customer_id) else ""
    return chosen[0]


async def _learn_zone(screen: "DeskScreen", customer_id: int) -> bool:
    """Ask for a customer's zone and keep it; whether it is known now."""
    from crmtui.screens.zone_asking import ask_zone  # late: few zones are asked for

    zone = await ask_zone(screen, "", "")
    return bool(zone) and await screen.act("customer.edit", [customer_id], timezone=zone) is not None


def _clocks(ticket_id: int) -> "Clocks":
    from crmtui.desk.leaving import clocks  # late: brings Peewee

    return clocks(ticket_id)
