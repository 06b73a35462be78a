"""What comes back of a view by undo clashes with no other: names and keys mean one view alone."""

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Agent
from crmtui.db.orm import raw
from crmtui.desk.saved_views import saved_views
from crmtui.errors import RefusedError
from crmtui.journal import Actor


@pytest.fixture
def ben(engine) -> Actor:
    return Actor("agent", Agent.create(name="ben").id, "ben")


def do(action: str, ids: list[int], actor: Actor, **params) -> int | None:
    return journal.perform(table()[action], ids, params, actor).created


def keyed(actor: Actor) -> dict[str, str]:
    return {view.name: view.key for view in saved_views(raw(), actor.id)}


def test_a_key_that_goes_elsewhere_by_now_stays_there(ana, ben):
    one = do("view.save", [], ana, name="One", query="is:open")
    do("view.key", [one], ana, key="5")
    do("view.delete", [one], ana)
    do("view.key", [do("view.save", [], ben, name="Two", query="is:open")], ben, key="5")
    journal.undo(ana)
    assert keyed(ana) == {"One": "", "Two": "5"}


def test_a_name_that_another_view_has_by_now_is_not_taken_twice(ana, ben):
    one = do("view.save", [], ana, name="One", query="is:open")
    do("view.rename", [one], ana, name="First")
    other = do("view.save", [], ben, name="ONE", query="is:spam")
    with pytest.raises(RefusedError, match='another view "ONE"'):
        journal.undo(ana)
    assert sorted(keyed(ana)) == ["First", "ONE"]
    do("view.rename", [other], ben, name="Another")
    journal.undo(ana)
    assert sorted(keyed(ana)) == ["Another", "One"]


def test_a_view_is_shared_only_with_a_key_of_its_own(ana, ben):
    mine = do("view.save", [], ana, name="Own", query="is:open", private=True)
    do("view.key", [mine], ana, key="5")
    do("view.key", [do("view.save", [], ben, name="Ours", query="is:open")], ben, key="5")
    with pytest.raises(RefusedError, match='goes to view "Ours"'):
        do("view.share", [mine], ana)
    do("view.key", [mine], ana, key="6")
    do("view.share", [mine], ana)
    assert keyed(ben) == {"Own": "6", "Ours": "5"}
