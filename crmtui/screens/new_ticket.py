"""Begins a conversation: to whom, about what, and then the composer.

The one rule: the ticket is made when both are known; what is left with esc makes nothing.
"""

from typing import TYPE_CHECKING

from crmtui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen


async def begin_conversation(screen: "DeskScreen", customer: str = "", subject: str = "") -> None:
    """Make a ticket to an address (of a customer, or of somebody new) and open its composer."""
    to = customer or await _ask(screen, "New mail to:", "name@example.com")
    line = to and (subject or await _ask(screen, f"New mail to {to}:", "a subject"))
    if not line:
        return
    outcome = await screen.act("ticket.new", (), customer=to, subject=line)
    if outcome is not None and outcome.created is not None:
        from crmtui.screens.ticket import TicketScreen  # late: the heaviest screen

        await screen.app.push_screen(TicketScreen(outcome.created, None, "ticket.reply"))


async def _ask(screen: "DeskScreen", label: str, hint: str) -> str:
    typed = await screen.app.push_screen_wait(Prompt(label, hint=hint))
    return (typed or "").strip()
