"""Views in the app: kept, gone to, changed in the list of views, counted."""

import asyncio
import time

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.connect import open_raw
from crmtui.db.engine import Engine
from crmtui.db.models import Ticket, View
from crmtui.desk.saved_views import saved_views
from crmtui.journal import Actor
from crmtui.screens.views import KeyPrompt, ViewPicker
from crmtui.widgets.picker import Picker
from crmtui.widgets.prompt import Prompt
from tests.driver import Driver, make_tickets, opened_app, seat_agents

WIDE = (180, 40)


@pytest.fixture
def me(engine: Engine) -> Actor:
    ana, _ = seat_agents()
    make_tickets(30)
    return Actor("agent", ana, "Ana")


def save(me: Actor, name: str, query: str, key: str = "none") -> int:
    made = journal.perform(table()["view.save"], [], {"name": name, "query": query}, me).created
    assert made is not None
    journal.perform(table()["view.key"], [made], {"key": key}, me)
    return made


async def asked(ui: Driver, kind: type) -> None:
    await ui.until(lambda: isinstance(ui.app.screen, kind), kind.__name__)


async def test_saved_views_stand_beside_the_others_with_counts_that_follow(engine: Engine, me: Actor) -> None:
    save(me, "Late", "tag:late")
    async with opened_app(engine, size=WIDE) as ui:
        await ui.sees("Late 0")
        await ui.press("ticket.tag")
        await asked(ui, Picker)
        await ui.type("late")
        await ui.press("enter")
        await ui.sees("Late 1")
        await ui.press("app.undo")
        await ui.sees("Late 0")


async def test_a_change_of_another_process_is_counted(engine: Engine, me: Actor) -> None:
    save(me, "Late", "tag:late")
    async with opened_app(engine, size=WIDE) as ui:
        await ui.sees("Late 0")
        other = open_raw(engine.path)
        other.execute("UPDATE ticket SET tags = '[\"late\"]' WHERE id % 2 = 0")
        other.close()
        await ui.sees("Late 15")


async def test_reading_anew_meanwhile_keeps_nobody_from_a_view(engine: Engine, me: Actor) -> None:
    view = save(me, "Third", "tag:late")
    async with opened_app(engine, size=WIDE) as ui:
        screen = ui.inbox.screen
        await screen.show_view("open")
        # The lane is busy for a moment, so that the second question surely comes before the first is answered.
        engine.searching._lane.submit(time.sleep, 0.2)
        await asyncio.gather(screen.show_view(f"view:{view}"), screen.list_again())
        assert screen._view == f"view:{view}"


async def test_a_view_that_another_process_saves_appears(engine: Engine, me: Actor) -> None:
    async with opened_app(engine, size=WIDE) as ui:
        other = open_raw(engine.path)
        other.execute("INSERT INTO view (name, query, key) VALUES ('From elsewhere', 'tag:x', 'f7')")
        other.close()
        await ui.sees("From elsewhere 0")
        await ui.press("f7")
        await ui.until(lambda: ui.inbox.screen._view.startswith("view:"), "its key goes there")


async def test_its_key_goes_to_a_view_and_shows_what_it_picks(engine: Engine, me: Actor) -> None:
    view = save(me, "Third", "tag:late", "f7")
    third = Ticket.get(Ticket.subject == "Question 3").id
    journal.perform(table()["ticket.tag"], [third], {"tags": ["late"]}, me)
    async with opened_app(engine, size=WIDE) as ui:
        await ui.press("f7")
        await ui.until(lambda: ui.inbox.screen._view == f"view:{view}", "the view")
        await ui.sees("Question 3 ")
        await ui.sees("1 of 1")
        await ui.press("view.next")
        await ui.until(lambda: ui.inbox.screen._view == "mine", "round to the first")
        await ui.press("view.previous")
        await ui.until(lambda: ui.inbox.screen._view == f"view:{view}", "and back")


async def test_what_is_shown_is_saved_as_a_view(engine: Engine, me: Actor) -> None:
    async with opened_app(engine, size=WIDE) as ui:
        ui.inbox.screen.later(lambda: ui.inbox.screen.verb("view.save", query="tag:late"), group="verb", hold=True)
        await asked(ui, Prompt)
        await ui.type("Late ones")
        await ui.press("enter")
        await asked(ui, Picker)
        await ui.type("only")
        await ui.press("enter")
        await ui.said('view "Late ones" saved, for you alone')
        await ui.sees("Late ones 0")
        view = saved_views(engine.reader, me.id)[0]
        assert (view.query, view.owner_id) == ("tag:late", me.id)
        assert ui.inbox.screen._view == view.view_key


async def test_the_list_of_views_goes_to_one(engine: Engine, me: Actor) -> None:
    view = save(me, "Late", "tag:late")
    async with opened_app(engine) as ui:
        await ui.press("view.choose")
        await asked(ui, ViewPicker)
        await ui.sees("tag:late")
        await ui.type("late")
        await ui.press("enter")
        await ui.until(lambda: ui.inbox.screen._view == f"view:{view}", "the view")


async def test_views_are_changed_in_the_list(engine: Engine, me: Actor) -> None:
    first, second = save(me, "First", "tag:a"), save(me, "Second", "tag:b")

    def views() -> list[tuple[str, str, str]]:
        return [(view.name, view.query, view.key) for view in saved_views(engine.reader, me.id)]

    async with opened_app(engine) as ui:
        await ui.inbox.show(f"view:{second}")
        await ui.press("view.choose")
        await asked(ui, ViewPicker)
        await ui.pilot.press("shift+up")
        await ui.until(lambda: views()[0][0] == "Second", "moved up")
        await ui.sees("number 1 of 2")
        await ui.press("view.rename")
        await asked(ui, Prompt)
        await ui.press("ctrl+u")
        await ui.type("Renamed")
        await ui.press("enter")
        await ui.until(lambda: views()[0][0] == "Renamed", "renamed")
        await asked(ui, ViewPicker)
        await ui.press("view.key")
        await asked(ui, KeyPrompt)
        await ui.press("f7")
        await ui.until(lambda: views()[0][2] == "f7", "a key")
        await asked(ui, ViewPicker)
        await ui.press("view.share")
        await ui.sees("only you have")
        await ui.press("view.share")
        await ui.sees("everybody has")
        await ui.press("view.query")
        await asked(ui, Prompt)
        await ui.press("ctrl+u")
        await ui.type("staus:open")
        await ui.press("enter")
        await ui.sees('there is no field "staus"')
        assert views()[0][1] == "tag:b"
        await ui.press("view.delete")
        await ui.until(lambda: View.select().count() == 1, "deleted")
        await asked(ui, ViewPicker)
        await ui.press("escape")
        assert saved_views(engine.reader, me.id)[0].id == first
        await ui.press("app.undo")
        await ui.until(lambda: View.select().count() == 2, "it came back")


async def test_a_key_that_does_something_is_not_taken(engine: Engine, me: Actor) -> None:
    view = save(me, "Late", "tag:late")
    async with opened_app(engine) as ui:
        await ui.inbox.show(f"view:{view}")
        await ui.press("view.choose")
        await asked(ui, ViewPicker)
        await ui.press("view.key")
        await asked(ui, KeyPrompt)
        await ui.press("e")
        await ui.sees("e is taken: Resolve")
        assert View.get_by_id(view).key == ""


async def test_built_in_views_stay(engine: Engine, me: Actor) -> None:
    async with opened_app(engine) as ui:
        await ui.press("view.choose")
        await asked(ui, ViewPicker)
        await ui.press("view.delete")
        await ui.sees("The built-in views stay as they are.")


async def test_a_view_that_another_deletes_while_it_is_shown_is_told(engine: Engine, me: Actor) -> None:
    view = save(me, "Late", "tag:late")
    async with opened_app(engine, size=WIDE) as ui:
        await ui.inbox.show(f"view:{view}")
        other = open_raw(engine.path)
        other.execute("DELETE FROM view")
        other.close()
        await ui.said("that view is gone")
        await ui.until(lambda: "Late" not in ui.text, "and not in the bar")
        await ui.until(lambda: ui.inbox.screen._view == "open", "the open tickets instead")
        await ui.press("view.next")
        await ui.until(lambda: ui.inbox.screen._view == "waiting", "one can go on")
        assert Ticket.select().count() == 30


async def test_where_there_is_room_views_stand_below_each_other(engine: Engine, me: Actor) -> None:
    async with opened_app(engine, size=(200, 40)) as ui:
        await ui.sees("Unassigned 30")
        view = save(me, "Late", "tag:late")
        await ui.sees(" Late                    0")
        await ui.pilot.click("ViewList", offset=(3, 9))
        await ui.until(lambda: ui.inbox.screen._view == f"view:{view}", "a click goes there")
        await ui.press("app.undo", "app.undo")
        await ui.until(lambda: "Late" not in ui.text, "the bar is enough again")
