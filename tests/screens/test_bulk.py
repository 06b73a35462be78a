"""Acting on more records than one sees: the preview, progress, stopping, and one step back."""

import asyncio
import time
from typing import Any

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Gesture, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.journal import SLICE
from crmtui.screens import bulk
from crmtui.screens.bulk_preview import BulkPreview, told
from crmtui.screens.query_command import split
from crmtui.widgets.line_edit import LineEdit
from tests.driver import NOW, Driver, opened_app, seat_agents

MANY = 3 * SLICE


@pytest.fixture
def tickets(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """More open tickets than two slices hold."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    ana, _ = seat_agents()
    with transaction():
        raw().executemany(
            "INSERT INTO ticket (subject, status, created_at, updated_at, activity_at, assignee_id)"
            " VALUES (?, ?, 1, 1, ?, ?)",
            [(f"Question {n}", "pending" if n % 10 == 0 else "open", NOW - n * 60, ana) for n in range(MANY)],
        )
    return engine


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Slices after the first wait until the test lets them; progress is told at once."""
    monkeypatch.setattr(bulk, "_QUIET", 0.0)
    gate = asyncio.Event()
    real = Engine.work

    async def work(self: Engine, what: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(what, "__name__", "") == "step" and what.__self__.done:
            await gate.wait()
        return await real(self, what, *args, **kwargs)

    monkeypatch.setattr(Engine, "work", work)
    return gate


def resolved() -> int:
    return int(Ticket.select().where(Ticket.status == "resolved").count())


async def resolve_all(ui: Driver) -> None:
    await ui.press("list.mark_all", "list.mark_all", "ticket.resolve")
    await ui.until(lambda: isinstance(ui.app.screen, BulkPreview), "the preview")


async def test_the_screen_is_marked_first_and_the_way_on_is_told(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await ui.press("list.mark_all")
        await ui.said(f"marked. A marks all {MANY:,}")
        await ui.press("ticket.resolve")
        await ui.said("resolved")
        assert resolved() == ui.inbox.screen.tickets.size.height, "what one sees needs no preview"


async def test_many_are_shown_first_and_undone_in_one_step(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await resolve_all(ui)
        assert f"Resolve: {MANY:,} tickets" in ui.text
        assert "open -> resolved 5,400, pending -> resolved 600" in ui.text
        assert f"and {MANY - 5:,} more" in ui.text
        assert resolved() == 0
        await ui.press("enter")
        await ui.said(f"{MANY:,} resolved . z undoes")
        assert resolved() == MANY
        assert not ui.inbox.screen.tickets.marks
        await ui.press("app.undo")
        await ui.said(f"Undid: {MANY:,} resolved . Z does it again")
        assert resolved() == 0
        assert Gesture.select().count() == 2


async def test_leaving_the_preview_changes_nothing(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await resolve_all(ui)
        await ui.press("escape")
        await ui.said("Nothing was changed.")
        assert Gesture.select().count() == 0
        assert ui.inbox.screen.tickets.marks.everything, "the choice is kept"


async def test_the_app_lives_on_while_it_goes_on(tickets: Engine, by_hand: asyncio.Event) -> None:
    async with opened_app(tickets) as ui:
        await resolve_all(ui)
        await ui.press_ahead("enter")
        await ui.said(f"Resolve: {SLICE:,} of {MANY:,} . esc cancels")
        await ui.press_ahead("j", "j")
        await ui.until(lambda: ui.inbox.screen.tickets.index == 2, "the cursor two lines down")
        await ui.press_ahead("app.undo")
        await ui.said("Resolve is under way")
        await ui.press_ahead("app.contacts")
        await ui.until(lambda: ui.app.current_mode == "contacts", "another room")
        by_hand.set()
        await ui.said(f"{MANY:,} resolved . z undoes")
        assert resolved() == MANY


async def test_escape_stops_it_and_undo_takes_back_what_was_done(tickets: Engine, by_hand: asyncio.Event) -> None:
    async with opened_app(tickets) as ui:
        await resolve_all(ui)
        await ui.press_ahead("enter")
        await ui.said("esc cancels")
        await ui.press_ahead("escape")
        await ui.said("stopping")
        by_hand.set()
        await ui.said(f"Stopped: {2 * SLICE:,} of {MANY:,} resolved . z undoes")
        assert resolved() == 2 * SLICE
        await ui.press("app.undo")
        await ui.said(f"Undid: {2 * SLICE:,} of {MANY:,} resolved")
        assert resolved() == 0


async def test_undo_of_many_can_be_stopped_and_gone_on_with(tickets: Engine, by_hand: asyncio.Event) -> None:
    async with opened_app(tickets) as ui:
        await resolve_all(ui)
        by_hand.set()
        await ui.press("enter")
        await ui.said(f"{MANY:,} resolved")
        by_hand.clear()
        await ui.press_ahead("app.undo")
        await ui.said("Undo: ")
        assert "esc cancels" in ui.status
        await ui.press_ahead("escape")
        by_hand.set()
        await ui.said("Stopped: ")
        assert 0 < resolved() < MANY
        await ui.press("app.undo")
        await ui.until(lambda: resolved() == 0, "the rest is undone")


async def test_a_wrong_parameter_is_told_before_anything(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await ui.press("list.mark_all", "list.mark_all", "app.command")
        await ui.type("assign zoe")
        await ui.press("enter")
        await ui.said('there is no agent "zoe"')
        assert Gesture.select().count() == 0


async def test_a_low_screen_keeps_the_number_and_the_keys(tickets: Engine) -> None:
    async with opened_app(tickets, size=(60, 10)) as ui:
        await resolve_all(ui)
        assert f"Resolve: {MANY:,} tickets" in ui.text
        assert "enter does it  esc leaves" in ui.text


@pytest.mark.parametrize("height", range(2, 14))
def test_a_preview_fits_into_any_height(height: int) -> None:
    from crmtui.actions import Records
    from crmtui.desk.bulk import Preview
    from crmtui.desk.views import TicketRow

    row = TicketRow(1, 1, "s", "", "open", 1, None, "", None, "", (), 1, 1, None, None)
    shown = told(
        Preview("Resolve", Records.TICKET, 50, 49, False, ("status: open -> resolved 49",), ("1 already",), (row,) * 5),
        height,
    )
    assert len(shown) <= height
    assert shown[0][0].text == " Resolve: 49 of 50 tickets"
    assert "enter" in shown[-1][0].text


async def command(ui: Driver, line: str) -> None:
    await ui.press("app.command")
    await ui.type(line)
    await ui.press("enter")


async def test_a_query_and_a_command_act_on_all_that_is_picked(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await command(ui, "status:pending | tag cleanup")
        await ui.sees(f"Tag: {MANY // 10} tickets")
        assert "tags: +cleanup 600" in ui.text
        await ui.press("y")
        await ui.said("600 tagged +cleanup . z undoes")
        assert raw().execute_scalar("SELECT count(*) FROM ticket_tag WHERE tag = 'cleanup'") == 600
        await ui.press("app.undo")
        await ui.said("Undid: 600 tagged +cleanup")


async def test_what_a_query_picks_is_shown_first_however_few(tickets: Engine) -> None:
    first = Ticket.select().first().id
    async with opened_app(tickets) as ui:
        await command(ui, f"id:{first} | close")
        await ui.sees("Resolve: 1 ticket")
        await ui.press("enter")
        await ui.said(f"#{first} resolved")


async def test_what_is_missing_is_asked_for_behind_a_query_too(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await command(ui, "status:pending | assign")
        await ui.sees("nobody")
        await ui.press("B", "e", "n", "enter")
        await ui.sees("assignee: Ana -> Ben 600")


@pytest.mark.parametrize(
    ("line", "said", "at"),
    [
        ("is:open stauts:open | tag x", "stauts", 8),
        ("is:open | explode", 'no command "explode"', 10),
        ("is:open |", "no command behind the bar", 9),
        ("| tag x", "pick everything", 0),
        ('"" sort:newest | tag x', "pick everything", 0),
        ("is:open | theme dark", "nothing to do to tickets", 10),
    ],
)
async def test_a_mistake_is_told_where_it_was_typed(tickets: Engine, line: str, said: str, at: int) -> None:
    async with opened_app(tickets) as ui:
        await command(ui, line)
        await ui.sees(said)
        edit = ui.app.focused
        assert isinstance(edit, LineEdit)
        assert (edit.text, edit._at) == (line, at)
        await ui.press("escape")
        assert Gesture.select().count() == 0


async def test_an_agent_who_is_not_there_is_told_by_the_query(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await command(ui, "assignee:zoe | close")
        await ui.said("zoe")
        assert Gesture.select().count() == 0


async def test_the_line_is_completed_on_both_sides_of_the_bar(tickets: Engine) -> None:
    async with opened_app(tickets) as ui:
        await ui.press("app.command")
        await ui.type("stat")
        await ui.press("tab")
        edit = ui.app.focused
        assert isinstance(edit, LineEdit)
        await ui.until(lambda: edit.text.startswith("status"), "a command or field")
        edit.put("is:op")
        await ui.press("tab")
        await ui.until(lambda: edit.text.startswith("is:open"), "a value")
        edit.put("is:open | assi")
        await ui.press("tab")
        await ui.until(lambda: edit.text == "is:open | assign ", "a command behind the bar")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("a | b", ("a ", " b")),
        ('"a | b" | c', ('"a | b" ', " c")),
        (r"a\| | c", (r"a\| ", " c")),
        ("a b", None),
        ('"a | b', None),
        ("a | b | c", ("a ", " b | c")),
    ],
)
def test_the_bar_is_the_first_that_stands_in_no_quotes(line: str, parts: tuple[str, str] | None) -> None:
    assert split(line) == parts
