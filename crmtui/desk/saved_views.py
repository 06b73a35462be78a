"""Saved views: which there are for somebody, found by their key or name; and the query of any view.

The one rule: read-only and light: the first painted screen names them. All functions take the raw reader.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import cysqlite

from crmtui.db import view_sql
from crmtui.db.connect import one_moment
from crmtui.desk.views import VIEWS, counts
from crmtui.errors import NotFoundError, UsageError

PREFIX = "view:"
"""What the key of a saved view begins with: `view:12`."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved query.

    Attributes:
        records: what it picks, "ticket" or "customer".
        owner_id: the one who has it, None when everybody does.
        key: Textual's name of the key that goes to it, "" for none.
    """

    id: int
    name: str
    query: str
    records: str
    owner_id: int | None
    position: int
    key: str

    @property
    def view_key(self) -> str:
        """Its key in the program, beside those of the built-in views."""
        return f"{PREFIX}{self.id}"


def saved_views(connection: cysqlite.Connection, me: int | None, records: str = "ticket") -> list[SavedView]:
    """The views that everybody has and my own, in their order; of all kinds of records with ""."""
    views = [SavedView(*row) for row in view_sql.visible(connection, me)]
    return [view for view in views if records in ("", view.records)]


Follow = Callable[[cysqlite.Connection, Sequence[SavedView]], Mapping[int, int | None]]
"""How many each saved view holds by its id, None for what is not counted yet: `view_counts.ViewCounts.read`."""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """The views beside a list: the saved ones, and how many every view holds by its key (None: not known yet)."""

    saved: Sequence[SavedView]
    numbers: Mapping[str, int | None]


def sidebar(connection: cysqlite.Connection, me: int | None, follow: Follow | None = None) -> Sidebar:
    """Read it, at the same cost whatever the size of the desk."""
    with one_moment(connection):
        saved = saved_views(connection, me)
        numbers: dict[str, int | None] = {**counts(connection, me)}
        followed = follow(connection, saved) if follow is not None and saved else {}
    return Sidebar(saved, numbers | {view.view_key: followed.get(view.id) for view in saved})


def by_key(connection: cysqlite.Connection, key: str, me: int | None) -> SavedView:
    """The saved view of a key such as `view:12`.

    Raises:
        NotFoundError: it is gone, or somebody else's own.
    """
    number = key.removeprefix(PREFIX)
    for view in saved_views(connection, me, ""):
        if str(view.id) == number:
            return view
    raise NotFoundError("that view is gone", "Somebody deleted it, or keeps it private now.")


def query_of(connection: cysqlite.Connection, key: str, me: int | None) -> str:
    """The query of a view, built-in or saved.

    Raises:
        NotFoundError: there is no such view.
    """
    for built_in in VIEWS:
        if built_in.key == key:
            return built_in.query
    return by_key(connection, key, me).query


def title_of(connection: cysqlite.Connection, key: str, me: int | None) -> str:
    """What people call a view, built-in or saved.

    Raises:
        NotFoundError: there is no such view.
    """
    for built_in in VIEWS:
        if built_in.key == key:
            return built_in.title
    return by_key(connection, key, me).name


def named(views: Iterable[SavedView], name: str) -> SavedView | None:
    """The view of that name whatever its case, or of that number; one's own before one that everybody has."""
    wanted = name.strip().casefold()
    found = [view for view in views if wanted in (view.name.casefold(), str(view.id), view.view_key)]
    found.sort(key=lambda view: (view.name.casefold() != wanted, view.owner_id is None))
    return found[0] if found else None


def key_named(connection: cysqlite.Connection, name: str, me: int | None) -> str:
    """The key of a view of tickets as people write it: a built-in one's key or title, a saved one's name or number.

    Raises:
        UsageError: there is none of that name; the hint names the nearest.
    """
    by_name = {view.key: view.key for view in VIEWS} | {view.title.casefold(): view.key for view in VIEWS}
    key = by_name.get(name.strip().casefold())
    if key is not None:
        return key
    saved = saved_views(connection, me)
    found = named(saved, name)
    if found is not None:
        return found.view_key
    from difflib import get_close_matches  # late: only mistakes need it

    known = {**by_name, **{view.name.casefold(): view.name for view in saved}}
    near = get_close_matches(name.casefold(), list(known), n=1)
    hint = f"Did you mean {known[near[0]]}?" if near else "`crmtui views` lists them."
    raise UsageError(f'there is no view "{name}"', hint)
