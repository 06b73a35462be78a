"""Asks for a customer's time zone, with completion by city and area.

The one rule: what can only mean one zone is that zone, and a name that is none is told in place; nothing is kept here.
"""

from typing import TYPE_CHECKING

from crmtui import zones
from crmtui.errors import UsageError
from crmtui.widgets.prompt import Problem, Prompt

if TYPE_CHECKING:
    from crmtui.screens.base import DeskScreen


async def ask_zone(screen: "DeskScreen", present: str, country: str) -> str | None:
    """The name of a zone, "" for none, None when that was left. Their country's only one stands there to be taken."""
    likely = await screen.engine.work(_prepare, "" if present else country)
    prompt = Prompt(
        "their time zone:",
        present or likely,
        hint="a city or an area",
        help_line=f"{likely} is their country's only one  enter takes  esc leaves" if likely else "",
        complete=zones.complete,
        check=_check,
    )
    text: str | None = await screen.app.push_screen_wait(prompt)
    return zones.only_one(text) if text and text.strip() else text


def _prepare(country: str) -> str:
    """The zone of a country; with the names read, so that no key waits for them."""
    zones.offered()
    return zones.of_country(country)


def _check(text: str) -> Problem | None:
    if not text.strip():
        return None
    try:
        zones.only_one(text)
    except UsageError as error:
        return Problem(error.told, len(text))
    return None
