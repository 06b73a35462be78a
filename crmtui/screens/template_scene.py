"""The ticket that templates are looked at on: a real one, that the user may choose.

The one rule: what is shown is rendered by the same code that fills a reply.
"""

import time
from dataclasses import dataclass
from typing import Any

from crmtui.db import template_sql
from crmtui.desk import templates, views
from crmtui.desk.liquid import Problem, check
from crmtui.desk.templates import Scene
from crmtui.errors import NotFoundError, TemplateError
from crmtui.screens.base import DeskScreen
from crmtui.settings import Settings
from crmtui.text import one_line
from crmtui.widgets.picker import Choice, Picker

_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """A ticket with all that a template may name of it; `ticket_id` None when the desk has no ticket."""

    ticket_id: int | None
    title: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class Look:
    """How a template reads on a sample; `text` is "" when it is broken."""

    problems: tuple[Problem, ...]
    text: str
    subject: str
    gaps: tuple[tuple[str, str], ...]


def read_sample(connection: Any, ticket_id: int | None, me: int | None, settings: Settings) -> Sample:
    """The sample of a ticket, or of one that suits when None is given or it is gone."""
    for wanted in (ticket_id, template_sql.sample_ticket(connection)):
        if wanted is None:
            continue
        try:
            scene = templates.scene_of(connection, wanted, me, settings=settings)
        except NotFoundError:
            continue
        rows = views.rows_by_id(connection, [wanted])
        title = f"on #{wanted} {one_line(rows[0].customer)}" if rows else f"on #{wanted}"
        return Sample(wanted, title, scene)
    place = settings.shop
    return Sample(None, "without a ticket", Scene({"now": int(time.time())}, place.locale, place.timezone))


def look(source: str, subject: str, sample: Sample) -> Look:
    """How a template reads; broken parts are told, not raised."""
    problems = check(source)
    text = ""
    gaps: tuple[tuple[str, str], ...] = ()
    if not problems:
        try:
            made = templates.draft(source, sample.scene)
            text, gaps = made.text.rstrip(), tuple((gap.path, gap.why) for gap in made.gaps)
        except TemplateError as error:
            problems = (Problem(error.message, error.hint, error.line or 0, error.column or 0),)
    try:
        line = templates.draft(subject, sample.scene, marked=False).text
    except TemplateError as error:
        line = f"({error.message})"
    return Look(problems, text, line, gaps)


async def choose_sample(screen: DeskScreen) -> int | None:
    """Let the user choose a ticket to look at templates on."""
    pages = views.TicketPages("all", screen.me)
    rows = await screen.engine.read(pages.page, 0, _OFFERED)
    choices = [Choice(str(row.id), f"#{row.id} {one_line(row.subject)}", one_line(row.customer)) for row in rows]
    if not choices:
        screen.say("There is no ticket yet")
        return None
    chosen = await screen.app.push_screen_wait(Picker("Look at it on ticket", choices, create=True))
    if not chosen:
        return None
    number = chosen[0].lstrip("#").strip()
    if not number.isdecimal():
        screen.say(f"{number} is not a ticket's number")
        return None
    return int(number)
