"""The inbox: views, marks, acting on many, undo, filter, following other processes."""

import asyncio

import pytest

from crmtui.actions import Action
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Ticket
from crmtui.screens.help import HelpScreen
from crmtui.screens.ticket import TicketScreen
from crmtui.widgets.picker import Picker
from tests.driver import HOUSE, NOW, make_tickets, opened_app, seat_agents


def status_of(ticket: int) -> str:
    return str(Ticket.get_by_id(ticket).status)


@pytest.fixture
def tickets(engine: Engine) -> list[int]:
    seat_agents()
    return make_tickets(80)


async def test_the_first_view_that_holds_something_is_shown_with_counts(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        assert "Unassigned 80" in ui.text
        assert "Question 80" in ui.text
        assert "1 of 80" in ui.text


async def test_resolving_takes_the_ticket_out_and_undo_brings_it_back(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[-3])
        await ui.press("ticket.resolve")
        await ui.said(f"#{tickets[-3]} resolved . z undoes")
        assert status_of(tickets[-3]) == "resolved"
        await ui.sees("1 of 79" if ui.inbox.screen.tickets.index == 0 else "3 of 79")
        await ui.press("app.undo")
        await ui.said("Undid")
        assert status_of(tickets[-3]) == "open"
        await ui.press("app.redo")
        await ui.said("Did again")
        assert status_of(tickets[-3]) == "resolved"


async def test_fifty_marked_are_resolved_and_taken_back_as_one(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("list.range", *["j"] * 49, "list.range")
        await ui.until(lambda: ui.inbox.screen.tickets.marks.count(80) == 50, "fifty marked")
        await ui.sees("50 marked")
        await ui.press("ticket.resolve", "enter")
        await ui.said("50 resolved")
        assert Ticket.select().where(Ticket.status == "resolved").count() == 50
        assert not ui.inbox.screen.tickets.marks, "the next act must not meet what is out of sight"
        await ui.press("app.undo")
        await ui.said("Undid: 50 resolved")
        assert Ticket.select().where(Ticket.status == "open").count() == 80


async def test_everything_in_the_view_is_more_than_the_page(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("list.mark_all", "list.mark_all")
        await ui.said("all 80 are marked")
        await ui.press("ticket.spam", "enter")
        await ui.said("80 marked as spam")
        assert Ticket.select().where(Ticket.status == "spam").count() == 80


async def test_assigning_asks_who(engine: Engine, tickets: list[int]) -> None:
    ben = Agent.get(Agent.name == "Ben").id
    async with opened_app(engine) as ui:
        await ui.press("ticket.assign")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the picker")
        await ui.type("ben")
        await ui.press("enter")
        await ui.said("Ben")
        assert Ticket.get_by_id(tickets[-1]).assignee_id == ben


async def test_tagging_makes_new_tags_and_takes_old_ones_off(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("ticket.tag")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the picker")
        await ui.type("vip")
        await ui.press("enter")
        await ui.until(lambda: Ticket.get_by_id(tickets[-1]).tags == '["vip"]', "tagged")
        await ui.press("ticket.tag")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the picker")
        await ui.press("tab", "enter")
        await ui.until(lambda: Ticket.get_by_id(tickets[-1]).tags == "[]", "untagged")


async def test_esc_in_a_picker_changes_nothing(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("ticket.status")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the picker")
        await ui.press("escape")
        await ui.pilot.pause()
        assert status_of(tickets[-1]) == "open"


async def test_views_are_stepped_through(engine: Engine, tickets: list[int]) -> None:
    Ticket.update(status="resolved").where(Ticket.id == tickets[0]).execute()
    async with opened_app(engine) as ui:
        await ui.inbox.show("resolved")
        await ui.sees("Question 1 ")
        await ui.press("view.next")
        await ui.sees("No spam. ! on a ticket says that it is.")
        await ui.press("view.previous")
        await ui.sees("Question 1 ")


async def test_another_process_changes_show_within_a_second(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[40])
        other = Ticket.update(subject="Changed elsewhere").where(Ticket.id == tickets[41])
        await engine.work(other.execute)
        await ui.sees("Changed elsewhere")
        assert ui.inbox.screen.tickets.record == tickets[40]


async def test_opening_reading_on_and_back(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[-2])
        await ui.press("list.open")
        await ui.sees("this is mail 79")
        await ui.press("ticket.next")
        await ui.sees("this is mail 78")
        await ui.press("ticket.previous", "ticket.previous")
        await ui.sees("this is mail 80")
        await ui.press("app.back")
        await ui.until(lambda: ui.inbox.screen.tickets.record == tickets[-1], "the cursor went along")


async def test_what_a_verb_needs_and_cannot_have_is_said(engine: Engine) -> None:
    seat_agents()
    async with opened_app(engine) as ui:
        await ui.press("ticket.resolve")
        await ui.said("no ticket here")
        await ui.press("list.open", "ticket.reply")
        assert not isinstance(ui.app.screen, TicketScreen)


async def test_commands_do_what_keys_do(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("app.command")
        await ui.type("assign ben")
        await ui.press("enter")
        await ui.until(lambda: Ticket.get_by_id(tickets[-1]).assignee_id is not None, "assigned")
        await ui.press("app.command")
        await ui.type("asign ben")
        await ui.press("enter")
        await ui.said('Did you mean "assign"?')


async def test_the_palette_says_why_not(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("app.palette")
        await ui.until(lambda: isinstance(ui.app.screen, Picker), "the palette")
        await ui.type("next ticket")
        await ui.press("enter")
        await ui.sees("works in ticket")
        await ui.press("escape")
        await ui.press("app.palette")
        await ui.type("resolve")
        await ui.press("enter")
        await ui.said("resolved")


async def test_help_shows_every_key_of_the_place(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine, size=(120, 100)) as ui:
        actions: list[Action] = [action for action in ui.app.table.at(ui.inbox.screen.PLACE) if action.keys]
        await ui.press("app.help")
        await ui.until(lambda: isinstance(ui.app.screen, HelpScreen), "the help")
        await ui.pilot.pause()
        assert not [action.title for action in actions if action.title not in ui.text]
        await ui.press("app.help")
        assert "Question 80" in ui.text


async def test_a_remapped_key_works_and_the_old_one_does_not(engine: Engine, tickets: list[int]) -> None:
    from dataclasses import replace

    from crmtui.settings import KeymapEntry

    keymap = (KeymapEntry("ticket.resolve", ("f6",), 1), KeymapEntry("list.down", ("f7",), 2))
    house = replace(HOUSE, ui=replace(HOUSE.ui, keymap=keymap))
    async with opened_app(engine, settings=house) as ui:
        await ui.pilot.press("f7", "j")
        assert ui.inbox.screen.tickets.index == 1
        await ui.pilot.press("e")
        await ui.pilot.pause()
        assert status_of(tickets[-2]) == "open"
        await ui.pilot.press("f6")
        await ui.said("resolved")


async def test_an_error_in_a_verb_is_told_and_the_app_goes_on(
    engine: Engine, tickets: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from crmtui import log

    monkeypatch.setattr(log, "default_folder", lambda: tmp_path)
    async with opened_app(engine) as ui:

        async def broken() -> None:
            raise ZeroDivisionError("secret of a customer")

        monkeypatch.setattr(ui.inbox.screen, "do_ticket_copy", broken)
        await ui.press("ticket.copy")
        await ui.said("That went wrong (ZeroDivisionError)")
        assert "secret" not in ui.status
        ui.app.reported.clear()
        await ui.press("ticket.resolve")
        await ui.said("resolved")


async def test_a_wide_terminal_shows_list_ticket_and_customer_side_by_side(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine, size=(180, 40)) as ui:
        await ui.sees("this is mail 80")
        await ui.sees("c80@mail.example")
        await ui.press("list.down")
        await ui.sees("this is mail 79")
        assert "Question 78" in ui.text


async def test_the_filter_finds_while_typing_and_esc_clears_it(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("list.filter")
        await ui.type(f"#{tickets[6]}")
        await ui.sees("1 of 1")
        await ui.sees("Question 7 ")
        await ui.press("enter", "escape")
        await ui.sees("74 of 80")
        assert ui.inbox.screen.tickets.record == tickets[6], "the cursor stays on what was found"


async def test_the_command_line_is_completed_from_the_table_and_the_desk(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[3])
        await ui.press("app.command")
        await ui.sees("tab completes")
        await ui.press("a", "s", "s", "tab", "b")
        await ui.sees("tab  Ben")
        await ui.press("tab", "enter")
        await ui.said(f"#{tickets[3]} assigned to Ben")


async def test_an_own_time_is_read_back_while_it_is_typed(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("ticket.snooze")
        await ui.sees("Snooze until")
        await ui.press(*"30m")
        await ui.sees(">  30m  to")
        await ui.press(*"x")
        await ui.sees("Write 2h, 3d, tomorrow")


async def test_every_empty_view_says_what_to_do_next(engine: Engine) -> None:
    seat_agents()
    async with opened_app(engine) as ui:
        await ui.sees("No tickets yet. `crmtui setup` connects a mailbox")
        for ticket in make_tickets(1):
            Ticket.update(status="trash").where(Ticket.id == ticket).execute()
        for view in ("mine", "unassigned", "open", "waiting", "snoozed", "resolved", "spam"):
            await ui.inbox.show(view)
            assert ui.inbox.screen.tickets.empty not in ("", "Nothing here."), view


def test_the_widgets_have_the_keys_of_the_table() -> None:
    from crmtui.actions import key_name, table
    from crmtui.app import widget_keymap
    from crmtui.widgets.conversation import Conversation
    from crmtui.widgets.query_bar import QueryBar
    from crmtui.widgets.record_list import PagedList, RecordList

    bound = {
        binding.id: tuple(key_name(key) for key in binding.key.split(","))
        for widget in (PagedList, RecordList, Conversation, QueryBar)
        for binding in widget.BINDINGS
        if not isinstance(binding, tuple)
    }
    ours = {action.id: action.keys for action in table() if action.id.startswith(("list.", "conversation.", "search."))}
    ours.pop("list.filter")
    assert bound == ours
    assert widget_keymap(table()) == {}


async def test_a_hint_that_is_clicked_does_what_its_key_does(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        bar = ui.text.splitlines()[-1]
        await ui.pilot.click("#keys", offset=(bar.index("enter open"), 0))
        await ui.until(lambda: isinstance(ui.app.screen, TicketScreen), "the ticket")
        await ui.pilot.click("#keys", offset=(ui.text.splitlines()[-1].index("e resolve"), 0))
        await ui.said("resolved")


async def test_words_that_other_views_hold_are_told(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.show("mine")
        await ui.press("list.filter")
        await ui.type(f"#{tickets[6]}")
        await ui.sees("Nothing in Mine. ctrl+f finds 1 everywhere.")
        await ui.press("search.everywhere")
        await ui.sees("Question 7 ")
        await ui.sees("Everywhere: ")


async def test_a_worker_that_outlives_its_widgets_is_no_crash_at_the_end(engine: Engine, tickets: list[int]) -> None:
    async def late() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ui.app.query_one("#gone")

    async with opened_app(engine) as ui:
        ui.app.run_worker(late)
    assert ui.app._exception is None


async def test_an_error_goes_when_the_next_thing_is_done(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.press("app.command", *"frob", "enter")
        await ui.said("there is no command")
        await ui.press("app.copy_message")
        assert "there is no command" in ui.status, "it can be copied"
        await ui.press("view.next")
        await ui.until(lambda: ui.status == "", "the error has gone")


async def test_reading_on_after_answering_goes_on_where_one_was(engine: Engine, tickets: list[int]) -> None:
    async def to_the_head(ticket: int, at: int) -> None:
        await engine.work(Ticket.update(activity_at=NOW + at).where(Ticket.id == ticket).execute)

    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[-3])
        await ui.press("list.open")
        for at, ticket in enumerate((tickets[-3], tickets[-4], tickets[-5])):
            await ui.until(lambda at=ticket: ui.ticket.ticket == at, f"#{ticket}")  # type: ignore[misc]
            await to_the_head(ticket, at)
            await ui.press("ticket.next")
        await ui.until(lambda: ui.ticket.ticket == tickets[-6], "the one after those")
        await ui.press("ticket.previous")
        await ui.until(lambda: ui.ticket.ticket == tickets[-2], "the one before, of those that stayed")
        await to_the_head(tickets[-6], 9)
        await ui.press("ticket.next")
        await ui.until(lambda: ui.ticket.ticket == tickets[-7], "the news of others move nobody who reads")


async def test_reading_on_after_resolving_misses_nobody(engine: Engine, tickets: list[int]) -> None:
    async with opened_app(engine) as ui:
        await ui.inbox.select(tickets[-1])
        await ui.press("list.open")
        for ticket in (tickets[-1], tickets[-2], tickets[-3]):
            await ui.until(lambda at=ticket: ui.ticket.ticket == at, f"#{ticket}")  # type: ignore[misc]
            await ui.press("ticket.resolve")
            await ui.said(f"#{ticket} resolved")
            await ui.press("ticket.next")
        await ui.until(lambda: ui.ticket.ticket == tickets[-4], "the fourth")
        await ui.press("ticket.next")
        await ui.until(lambda: ui.ticket.ticket == tickets[-5], "the fifth")
        await ui.press("ticket.resolve")
        await ui.said(f"#{tickets[-5]} resolved")
        await ui.press("ticket.previous")
        await ui.until(lambda: ui.ticket.ticket == tickets[-4], "the fourth again")
        await ui.press("ticket.previous")
        await ui.said("this is the first ticket")
