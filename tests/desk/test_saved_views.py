"""Saved views: what may be kept, whose it is, in which order; and all of it taken back."""

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Agent
from crmtui.desk.saved_views import SavedView, key_named, named, query_of, saved_views
from crmtui.errors import NotFoundError, QueryError, RefusedError, UsageError
from crmtui.journal import Actor, Outcome


@pytest.fixture
def ben(engine) -> Actor:
    row = Agent.create(name="ben", email="ben@shop.example", os_user="ben")
    return Actor("agent", row.id, "ben")


def do(actor: Actor, verb: str, *ids: int, **params: object) -> Outcome:
    return journal.perform(table()[f"view.{verb}"], ids, params, actor)


def save(actor: Actor, name: str, query: str = "tag:parcel", **more: object) -> int:
    made = do(actor, "save", name=name, query=query, **more).created
    assert made is not None
    return made


def seen(engine, actor: Actor) -> list[SavedView]:
    return saved_views(engine.reader, actor.id)


def names(engine, actor: Actor) -> list[str]:
    return [view.name for view in seen(engine, actor)]


def test_a_shared_view_is_everybodys_and_a_private_one_its_owners(engine, ana, ben) -> None:
    save(ana, "Late parcels", "is:open tag:parcel")
    save(ana, "My own", private=True)
    assert names(engine, ana) == ["Late parcels", "My own"]
    assert names(engine, ben) == ["Late parcels"]
    assert seen(engine, ben)[0].query == "is:open tag:parcel"


@pytest.mark.parametrize("verb", ["rename", "query", "delete", "share", "keep", "move", "key"])
def test_nobody_reaches_what_another_keeps_private(engine, ana, ben, verb) -> None:
    private = save(ana, "My own", private=True)
    params = {"rename": {"name": "x"}, "query": {"query": "a"}, "move": {"to": "up"}, "key": {"key": "f7"}}
    with pytest.raises(NotFoundError):
        do(ben, verb, private, **params.get(verb, {}))


def test_what_is_wrong_is_refused_with_its_place(engine, ana) -> None:
    with pytest.raises(QueryError) as caught:
        save(ana, "Wrong", "is:open staus:open")
    assert caught.value.column == 8
    with pytest.raises(QueryError):
        save(ana, "Wrong", "assignee:nobodyofthatname")
    assert not names(engine, ana)


@pytest.mark.parametrize("name", ["", "  ", "Mine", "all open", "12", "view:3", "--x", "n" * 61])
def test_a_name_must_mean_one_view(engine, ana, name) -> None:
    with pytest.raises(UsageError):
        save(ana, name)


def test_a_name_is_unique_per_owner(engine, ana, ben) -> None:
    first = save(ana, "Late")
    with pytest.raises(RefusedError):
        save(ben, "LATE")
    own = save(ben, "late", private=True)
    with pytest.raises(RefusedError):
        do(ben, "share", own)
    other = save(ana, "Other")
    with pytest.raises(RefusedError):
        do(ana, "rename", other, name="late")
    assert do(ana, "rename", first, name="LATE").message == 'view "Late" is now "LATE"'
    assert named(seen(engine, ben), "late").id == own, "one's own comes first"


def test_sharing_and_keeping(engine, ana, ben) -> None:
    view = save(ana, "Late", private=True)
    do(ana, "share", view)
    assert names(engine, ben) == ["Late"]
    do(ben, "keep", view)
    assert names(engine, ana) == []
    journal.undo(ben)
    assert names(engine, ana) == ["Late"]


def test_views_are_moved_and_moved_back(engine, ana) -> None:
    ids = [save(ana, name) for name in ("a", "b", "c", "d")]
    do(ana, "move", ids[2], to="up")
    assert names(engine, ana) == ["a", "c", "b", "d"]
    do(ana, "move", ids[0], to="last")
    assert names(engine, ana) == ["c", "b", "d", "a"]
    do(ana, "move", ids[3], to="1")
    assert names(engine, ana) == ["d", "c", "b", "a"]
    do(ana, "move", ids[3], to="up")
    assert names(engine, ana) == ["d", "c", "b", "a"]
    for _ in range(2):
        journal.undo(ana)
    assert names(engine, ana) == ["a", "c", "b", "d"]
    with pytest.raises(UsageError):
        do(ana, "move", ids[0], to="sideways")


def test_a_key_is_bound_when_nothing_else_has_it(engine, ana) -> None:
    first, second = save(ana, "a"), save(ana, "b")
    assert do(ana, "key", first, key="f7").message == 'f7 goes to view "a"'
    for taken in ("e", "f7", "?", "tab", "ctrl+c"):
        with pytest.raises((RefusedError, UsageError)):
            do(ana, "key", second, key=taken)
    with pytest.raises(UsageError):
        do(ana, "key", second, key="alt+x")
    do(ana, "key", first, key="none")
    do(ana, "key", second, key="5")
    assert [view.key for view in seen(engine, ana)] == ["", "5"]


def test_a_deleted_view_comes_back_as_it_was(engine, ana) -> None:
    view = save(ana, "Late")
    before = seen(engine, ana)
    do(ana, "delete", view)
    assert not names(engine, ana)
    journal.undo(ana)
    assert seen(engine, ana) == before


def test_any_view_is_found_by_its_name(engine, ana) -> None:
    view = save(ana, "Late parcels", "tag:late")
    assert key_named(engine.reader, "late PARCELS", ana.id) == f"view:{view}"
    assert key_named(engine.reader, "All open", ana.id) == "open"
    with pytest.raises(UsageError) as caught:
        key_named(engine.reader, "late parcel", ana.id)
    assert "Late parcels" in caught.value.hint
    assert query_of(engine.reader, f"view:{view}", ana.id) == "tag:late"
    assert query_of(engine.reader, "mine", ana.id) == "is:open assignee:me"
    with pytest.raises(NotFoundError):
        query_of(engine.reader, "view:999", ana.id)
