"""Begins a conversation: to whom, about what, and then the composer.

The one rule: the ticket is made when both are known; what is left with esc makes nothing.
"""

from typing import TYPE_CHECKING

from crmtui.mail.typed import read_addresses
from crmtui.text import cut, one_line
from crmtui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen

_SHOWN = 40
"""Cells of the receivers in front of the subject."""


async def begin_conversation(screen: "DeskScreen", customer: str = "", subject: str = "") -> None:
    """Make a ticket to an address (of a customer, or of somebody new) and open its composer.

    Of several addresses the first is the customer's; all of them get the mail.
    """
    to = customer or await _people(screen)
    line = to and (subject or await _subject(screen, to))
    if not line:
        return
    people = () if to.isdecimal() else read_addresses(to)
    first = people[0].email if people else to
    outcome = await screen.act("ticket.new", (), customer=first, subject=line)
    if outcome is not None and outcome.created is not None:
        from crmtui.screens.ticket import TicketScreen  # late: the heaviest screen

        everybody = to if "@" in to else ""
        await screen.app.push_screen(TicketScreen(outcome.created, None, "ticket.reply", to=everybody))


async def _people(screen: "DeskScreen") -> str:
    from crmtui.screens.addressees import PeoplePrompt  # late: new mail is rarer than answers

    typed = await screen.app.push_screen_wait(PeoplePrompt(screen.engine, "New mail to:"))
    return (typed or "").strip()


async def _subject(screen: "DeskScreen", to: str) -> str:
    typed = await screen.app.push_screen_wait(Prompt(f"New mail to {cut(one_line(to), _SHOWN)}:", hint="a subject"))
    return (typed or "").strip()
