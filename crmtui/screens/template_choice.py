"""Lets the user choose a template for a ticket, each shown as it would read there.

The one rule: what is shown is what will be inserted.
"""

from typing import Any

from crmtui.actions import key_label
from crmtui.desk import templates
from crmtui.desk.templates import Insertion, TemplateRow
from crmtui.errors import TemplateError
from crmtui.screens.base import DeskScreen
from crmtui.settings import Settings
from crmtui.widgets.picker import Choice, Picker

_SHOWN = 200
"""Templates that are rendered for the preview; those further down show their source."""


async def choose_template(screen: DeskScreen, ticket_id: int) -> Insertion | None:
    """The chosen template, rendered for the ticket; None when the user left.

    Raises:
        TemplateError: it is broken, with its line and column.
    """
    rows = await screen.engine.read(templates.list_templates)
    if not rows:
        steps = [screen.table[name].keys for name in ("app.templates", "template.new")]
        keys = ", then ".join(key_label(each[0]) for each in steps if each)
        screen.say("There is no template yet" + (f": esc, {keys} writes one" if keys else ""))
        return None
    rows.sort(key=lambda row: (-row.uses, row.title.casefold()))
    shown = await screen.engine.read(_previews, rows[:_SHOWN], ticket_id, screen.me, screen.settings)
    source = {str(row.id): row.body for row in rows}
    choices = [Choice(str(row.id), row.name, row.folder) for row in rows]
    picker = Picker("Template", choices, preview=lambda key: shown.get(key) or source[key])
    chosen = await screen.app.push_screen_wait(picker)
    if chosen is None:
        return None
    return await screen.engine.work(_render, int(chosen[0]), ticket_id, screen.me, screen.settings)


def _render(template_id: int, ticket_id: int, me: int | None, settings: Settings) -> Insertion:
    return templates.render_for(template_id, ticket_id, me, settings=settings)


def _previews(
    connection: Any, rows: list[TemplateRow], ticket_id: int, me: int | None, settings: Settings
) -> dict[str, str]:
    scene = templates.scene_of(connection, ticket_id, me, settings=settings)
    found: dict[str, str] = {}
    for row in rows:
        try:
            found[str(row.id)] = templates.draft(row.body, scene).text
        except TemplateError as error:
            found[str(row.id)] = f"This template is broken: {error.message}"
    return found
