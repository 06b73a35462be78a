"""Carries out what people do to saved views.

The one rule: a view always works: its query is one that picks something, its name and its key mean it alone; and
what somebody keeps private is neither changed nor seen by others.
"""

from collections.abc import Sequence

from crmtui.actions import Place, key_label, key_name, table
from crmtui.db import view_sql
from crmtui.db.models import View
from crmtui.db.orm import raw
from crmtui.desk.saved_views import PREFIX, SavedView, saved_views
from crmtui.desk.views import VIEWS
from crmtui.errors import NotFoundError, QueryError, RefusedError, UsageError
from crmtui.journal import Recording
from crmtui.text import repair
from crmtui.zones import LOCAL

NAME, QUERY = 60, 2_000
"""Characters that a name and a query may have."""

RECORDS = ("ticket", "customer")
"""What a view may pick."""

# What a terminal or its program takes before anybody else.
_NOT_OURS = frozenset({"ctrl+c", "ctrl+z", "ctrl+backslash"})


def save(
    act: Recording,
    _ids: Sequence[int],
    name: str = "",
    *,
    query: str = "",
    private: bool | None = None,
    records: str | None = None,
) -> str:
    """Keep a query under a name, as the last of the views.

    Raises:
        QueryError: the query is wrong, with the place.
        RefusedError: the name is taken.
        UsageError: a name that is none.
    """
    kind = records or "ticket"
    if kind not in RECORDS:
        raise UsageError(f"a view does not pick {kind}", f"It picks one of: {', '.join(RECORDS)}.")
    owner = _me(act) if private else None
    values = {"name": sound_name(name), "query": sound_query(act, query, kind), "records": kind, "owner_id": owner}
    _refuse_twin(act, str(values["name"]), owner, 0)
    act.insert(View, **values, position=view_sql.last_position(raw()) + 1, key="")
    return f'view "{values["name"]}" saved{"" if owner is None else ", for you alone"}'


def rename(act: Recording, ids: Sequence[int], name: str = "") -> str:
    """Give a view another name.

    Raises:
        NotFoundError: it is not there, or somebody else's own.
        RefusedError, UsageError: as `save`.
    """
    view, wanted = _one(act, ids), sound_name(name)
    _refuse_twin(act, wanted, view.owner_id, view.id)
    changed = act.update(View, [view.id], name=wanted)
    return f'view "{view.name}" is now "{wanted}"' if changed else f'view "{wanted}" is as it was'


def change_query(act: Recording, ids: Sequence[int], query: str = "") -> str:
    """Change what a view picks.

    Raises:
        NotFoundError: it is not there, or somebody else's own.
        QueryError: the query is wrong, with the place.
    """
    view = _one(act, ids)
    changed = act.update(View, [view.id], query=sound_query(act, query, view.records))
    return f'view "{view.name}" picks something else now' if changed else f'view "{view.name}" is as it was'


def bind(act: Recording, ids: Sequence[int], key: str = "") -> str:
    """Give a view a key; "none" takes it away.

    Raises:
        NotFoundError: it is not there, or somebody else's own.
        RefusedError: the key does something already.
        UsageError: that is no key.
    """
    view = _one(act, ids)
    name = "" if key.strip().casefold() in ("none", "") else free_key(key.strip(), _visible(act), view.id)
    changed = act.update(View, [view.id], key=name)
    if not changed:
        return f'view "{view.name}" is as it was'
    return f'{key_label(name)} goes to view "{view.name}"' if name else f'view "{view.name}" has no key'


def share(act: Recording, ids: Sequence[int]) -> str:
    """Let everybody have views.

    Raises:
        NotFoundError: one is not there, or somebody else's own.
        RefusedError: everybody has one of that name.
    """
    return _hand_over(act, ids, None, "everybody has {} now")


def keep(act: Recording, ids: Sequence[int]) -> str:
    """Have views alone.

    Raises:
        NotFoundError: one is not there, or somebody else's own.
        RefusedError: I keep one of that name already.
        UsageError: no agent acts.
    """
    return _hand_over(act, ids, _me(act), "only you have {} now")


def move(act: Recording, ids: Sequence[int], to: str = "") -> str:
    """Give a view another place: up, down, first, last, or the number of the place.

    Raises:
        NotFoundError: it is not there, or somebody else's own.
        UsageError: that is no place.
    """
    view = _one(act, ids)
    mine = [each for each in _visible(act) if each.records == view.records]
    now = next(place for place, each in enumerate(mine) if each.id == view.id)
    wanted = _place(to.strip().casefold(), now, len(mine))
    order = [each for each in mine if each.id != view.id]
    order.insert(wanted, view)
    # The same places as before, made different where two shared one.
    places: list[int] = []
    for each in mine:
        places.append(max(each.position, places[-1] + 1 if places else each.position))
    act.update_each(View, {each.id: {"position": place} for each, place in zip(order, places, strict=True)})
    return f'view "{view.name}" is number {wanted + 1} of {len(mine)}'


def delete(act: Recording, ids: Sequence[int]) -> str:
    """Take views away; what they pick stays.

    Raises:
        NotFoundError: one is not there, or somebody else's own.
    """
    views = [_one(act, [view_id]) for view_id in ids or [0]]
    act.delete(View, [view.id for view in views])
    return f'view "{views[0].name}" deleted' if len(views) == 1 else f"{len(views)} views deleted"


# -- rules ---------------------------------------------------------------------------------------------------------


def sound_name(name: str) -> str:
    """A name as it is kept.

    Raises:
        UsageError: it is none, too long, a number, or that of a built-in view.
    """
    kept = " ".join(repair(name).split())
    if not kept:
        raise UsageError("a view needs a name", "A few words, such as: Late parcels.")
    if len(kept) > NAME:
        raise UsageError(f"the name is longer than {NAME} characters", "Shorten it.")
    if kept.isdecimal() or kept.startswith((PREFIX, "-")):
        raise UsageError(f'"{kept}" cannot be told from a number or an option', "Choose words.")
    if any(kept.casefold() in (one.key, one.title.casefold()) for one in VIEWS):
        raise UsageError(f'"{kept}" is a built-in view', "Choose another name.")
    return kept


def sound_query(act: Recording, query: str, records: str) -> str:
    """A query as it is kept.

    Raises:
        QueryError: it is wrong, with the place.
        UsageError: it is too long.
    """
    kept = " ".join(repair(query).split("\n")).strip()
    if len(kept) > QUERY:
        raise UsageError(f"the query is longer than {QUERY} characters", "Shorten it.")
    from crmtui.query.asker import Asker  # late: renaming compiles nothing
    from crmtui.query.pick import pick
    from crmtui.query.saved import names_view

    made = pick(raw(), kept, records, Asker(act.actor.id, act.at, LOCAL))
    inner = names_view(made.query, records)
    if inner is not None:
        raise QueryError("a saved query names no view itself", "Write the query of that view out.", inner.at)
    return kept


def free_key(key: str, views: Sequence[SavedView], but: int) -> str:
    """Textual's name of a key that nothing in the inbox and no other of these views has.

    Raises:
        UsageError: no terminal sends such a key.
        RefusedError: it does something already.
    """
    name = key_name(key)
    if name in _NOT_OURS:
        raise RefusedError(f"{key_label(name)} is the terminal's own", "Choose another key.")
    for action in table().at(Place.LIST):
        if name in action.keys:
            raise RefusedError(f"{key_label(name)} is taken: {action.title}", "Free are digits from 5 on, and f keys.")
    for view in views:
        if view.key == name and view.id != but:
            raise RefusedError(f'{key_label(name)} goes to view "{view.name}"', "Choose another key.")
    return name


def _me(act: Recording) -> int:
    if act.actor.id is None:
        raise UsageError("nobody sits here who could have a view alone", "Name an agent with --as.")
    return act.actor.id


def _visible(act: Recording) -> list[SavedView]:
    return saved_views(raw(), act.actor.id, "")


def _one(act: Recording, ids: Sequence[int]) -> SavedView:
    if not ids:
        raise UsageError("no view is named", "`crmtui views` lists them.")
    for view in _visible(act):
        if view.id == ids[0]:
            return view
    raise NotFoundError(f"there is no view {ids[0]}", "`crmtui views` lists them.")


def _refuse_twin(act: Recording, name: str, owner: int | None, but: int) -> None:
    for view in _visible(act):
        if view.id != but and view.owner_id == owner and view.name.casefold() == name.casefold():
            raise RefusedError(f'there is a view "{view.name}" already', "Choose another name, or change that one.")


def _hand_over(act: Recording, ids: Sequence[int], owner: int | None, told: str) -> str:
    views = [_one(act, [view_id]) for view_id in ids or [0]]
    for view in views:
        _refuse_twin(act, view.name, owner, view.id)
        if view.key:
            free_key(view.key, [each for each in _visible(act) if each.owner_id == owner], view.id)
    changed = act.update(View, [view.id for view in views], owner_id=owner)
    what = f'view "{views[0].name}"' if len(views) == 1 else f"{len(views)} views"
    return told.format(what) if changed else f"{what} is as it was"


def _place(word: str, now: int, count: int) -> int:
    """The place that a word means, counted from 0."""
    steps: dict[str, int] = {"up": now - 1, "down": now + 1, "first": 0, "last": count - 1}
    if word.isascii() and word.isdecimal() and len(word) < 6:
        steps[word] = int(word) - 1
    if word not in steps:
        raise UsageError(f'"{word}" is no place', "Say up, down, first, last or a number.")
    return max(0, min(steps[word], count - 1))
