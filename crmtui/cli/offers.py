"""What completion offers: the names that the desk knows.

The one rule: completion never complains, never makes a desk, and offers only cleaned names.
"""

from collections.abc import Callable
from pathlib import Path

import typer

from crmtui.cli.session import Session
from crmtui.cli.spec import Offers
from crmtui.errors import CrmtuiError
from crmtui.text import one_line, plural

Offer = tuple[str, str]


def _views(session: Session) -> list[Offer]:
    from crmtui.desk.views import VIEWS

    built_in = [(view.key, view.help) for view in VIEWS]
    return [*built_in, *_saved(session)] if session.path.exists() else built_in


def _saved(session: Session) -> list[Offer]:
    from crmtui.db.seats import seat
    from crmtui.desk.saved_views import saved_views

    with session.reader() as connection:
        return [(view.name, view.query) for view in saved_views(connection, seat(connection, session.who)[0])]


def _agents(session: Session) -> list[Offer]:
    from crmtui.db.agents import agents

    with session.reader() as connection:
        return [("me", "you"), ("nobody", "nobody"), *((one.name, one.email) for one in agents(connection))]


def _templates(session: Session) -> list[Offer]:
    from crmtui.desk.templates import list_templates

    with session.reader() as connection:
        return [(one.name, one.folder) for one in list_templates(connection)]


def _statuses(_session: Session) -> list[Offer]:
    return [(name, "") for name in ("open", "pending", "resolved", "spam", "trash")]


def _priorities(_session: Session) -> list[Offer]:
    from crmtui.desk.views import PRIORITIES

    return [(name, "") for name in PRIORITIES]


def _tags(session: Session) -> list[Offer]:
    from crmtui.db.tags import ticket_tags

    with session.reader() as connection:
        return [(tag, plural(count, "ticket")) for tag, count in ticket_tags(connection)]


_OFFERS: dict[Offers, Callable[[Session], list[Offer]]] = {
    Offers.VIEWS: _views,
    Offers.SAVED: _saved,
    Offers.AGENTS: _agents,
    Offers.TEMPLATES: _templates,
    Offers.STATUSES: _statuses,
    Offers.PRIORITIES: _priorities,
    Offers.TAGS: _tags,
}


def completer(offered: Offers) -> Callable[[typer.Context, str], list[Offer]]:
    """A completion function for Typer."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        options = ctx.find_root().params
        path = options.get("db")
        session = Session(Path(path) if path else None, options.get("config"))
        try:
            found = _OFFERS[offered](session)
        except CrmtuiError:
            return []
        return [(one_line(name), one_line(about)) for name, about in found if name.startswith(incomplete)]

    return complete
