"""Finding in the inbox: while typing, in a view and everywhere, with hits marked, mistakes told and nothing lost."""

import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from textual.pilot import Pilot

from crmtui import searched
from crmtui.app import DeskApp
from crmtui.db import fulltext
from crmtui.db.connect import raw_transaction
from crmtui.db.engine import Engine
from crmtui.db.models import Customer, Message, Ticket
from crmtui.db.orm import raw
from crmtui.screens.contacts import ContactsScreen
from crmtui.screens.help import HelpScreen
from crmtui.screens.inbox import InboxScreen
from crmtui.screens.preview import Preview
from crmtui.widgets.conversation import Conversation
from crmtui.widgets.lines import LineWidget, Tone
from tests.driver import HOUSE, NOW, Driver, make_tickets, opened_app, seat_agents, still, write_mail

LONG = "Hello,\n\nI have a question about my order. " + "It is a long story. " * 30


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Forty tickets; some are about parcels, one in Japanese, one is spam."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    ana, _ben = seat_agents()
    tickets = make_tickets(40)
    write_mail(tickets[3], NOW - 9_000, LONG + "Then the PÄRCEL did not come.\n\nJide")
    write_mail(tickets[3], NOW - 8_000, "Any news?")
    write_mail(tickets[5], NOW - 7_000, "ご注文の小包について教えてください")
    write_mail(tickets[7], NOW - 6_000, "cheap parcel pills")
    Ticket.update(status="spam").where(Ticket.id == tickets[7]).execute()
    for number in (10, 11, 12):
        Ticket.update(subject=f"Where is my parcel {number}?", assignee=ana, tags=json.dumps(["wismo"])).where(
            Ticket.id == tickets[number]
        ).execute()
        Message.update(subject=f"Where is my parcel {number}?").where(Message.ticket == tickets[number]).execute()
    Ticket.update(status="resolved").where(Ticket.id == tickets[12]).execute()
    with raw_transaction(raw()):
        fulltext.reindex(raw(), "message", [row.id for row in Message.select(Message.id)])
        fulltext.reindex(raw(), "customer", [row.id for row in Customer.select(Customer.id)])
    return engine


def marks(widget: LineWidget) -> list[str]:
    """The marked pieces of what a widget shows."""
    style = widget.tone_style(Tone.MATCH)
    under = widget.tone_style(Tone.MATCH, cursor=True)
    rows = (widget.render_line(y) for y in range(widget.size.height))
    return [segment.text for row in rows for segment in row if segment.style in (style, under)]


def ids(ui: Driver) -> list[int]:
    tickets = ui.inbox.screen.tickets
    pages = tickets._pages
    assert pages is not None
    return [row.id for place in range(tickets.total) if (row := pages.row(place)) is not None]


async def look_for(ui: Driver, text: str) -> Driver:
    if ui.app.focused is None or ui.app.focused.id != "filter":
        await ui.press("list.filter")
    await ui.type(text)
    return await ui.until(lambda: ui.inbox.screen._listed[1] == ui.inbox.screen.typed, f"{text!r} is answered")


async def test_what_is_typed_is_found_in_the_view_with_the_hits_marked(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parc")
        await ui.sees("3 in ")
        assert sorted(ids(ui)) == [1004, 1011, 1012], "open tickets alone"
        assert marks(ui.inbox.screen.tickets).count("parc") == 2
        assert "PÄRC" in marks(ui.inbox.screen.tickets), "the snippet shows the place of the hit"
        assert "Then the PÄRCEL did not come" in ui.text
        assert "All open: parc" in ui.text


async def test_scripts_without_blanks_are_found_and_marked(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "小包")
        assert ids(ui) == [1006]
        assert marks(ui.inbox.screen.tickets) == ["小包"]


@pytest.mark.parametrize("key", ["search.everywhere", "slash"])
async def test_one_key_looks_everywhere_and_back(desk: Engine, key: str) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("mine")
        await ui.press("list.filter", *(["slash"] if key == "slash" else []))
        await look_for(ui, "parcel")
        if key != "slash":
            assert sorted(ids(ui)) == [1011, 1012]
            await ui.press(key)
        await ui.until(lambda: sorted(ids(ui)) == [1004, 1011, 1012, 1013], "all but spam")
        await ui.sees("Everywhere: parcel")
        await ui.press("search.everywhere")
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012], "mine alone again")


async def test_nothing_found_says_where_there_is_something(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("snoozed")
        await look_for(ui, "parcel")
        await ui.sees("Nothing in Snoozed. ctrl+f finds 4 everywhere.")
        await ui.press("search.everywhere", "ctrl+u")
        await look_for(ui, "pills")
        await ui.sees("Nothing found. 1 in spam or trash: add is:any to see them.")
        await ui.type(" is:any")
        await ui.until(lambda: ids(ui) == [1008], "the spam")
        await ui.press("ctrl+u")
        await look_for(ui, "rumpelstiltskin")
        await ui.sees("Nothing found anywhere. esc clears.")


async def test_a_mistake_is_told_in_its_place_and_what_was_found_stays(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel")
        await ui.type(")")
        await ui.sees(' a ")" without its "("')
        assert sorted(ids(ui)) == [1004, 1011, 1012]
        await ui.press("enter", "enter")
        await ui.until(lambda: not isinstance(ui.app.screen, InboxScreen), "what was found can be opened")


async def test_enter_first_finishes_a_word_that_was_not_looked_for_yet(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "is:unas")
        await ui.press("enter")
        assert ui.inbox.screen.bar is not None
        assert (ui.inbox.screen.bar.text.strip(), ui.inbox.screen.bar.has_focus) == ("is:unassigned", True)
        await ui.press("enter")
        assert not ui.inbox.screen.bar.has_focus


async def test_enter_does_not_leave_for_a_list_that_is_not_what_was_typed(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel tag:")
        await ui.press("enter")
        await ui.sees("tag: needs a value")
        assert ui.inbox.screen.bar is not None
        assert ui.inbox.screen.bar.has_focus


async def test_half_a_word_and_small_operators_are_explained_where_nothing_is_found(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parc refund")
        await ui.sees("Nothing found anywhere. Half a word needs a star: parc*")
        await ui.press("ctrl+u")
        await look_for(ui, "xylo or ylox")
        await ui.sees("OR and NOT are written in capitals")


async def test_an_agent_who_is_not_there_is_told(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await ui.press("list.filter")
        await ui.type("assignee:zed ")
        await ui.sees('there is no agent "zed"')
        await ui.press(*["backspace"] * 4)
        await ui.type("ana")
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012], "hers")


async def test_only_the_answer_to_the_last_key_is_shown(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await ui.press("list.filter")
        for _ in range(3):
            await ui.pilot.press(*"parcel", *["backspace"] * 6, *"question", *["backspace"] * 8)
        await ui.type("parcel 11")
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012], "the last text's")
        assert ui.inbox.screen._listed[1] == "parcel 11"


async def test_counting_on_never_overtakes_the_next_key(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmtui.desk import search
    from crmtui.screens import ticket_lists

    monkeypatch.setattr(search, "COUNTED", 1)
    monkeypatch.setattr(ticket_lists, "_RESTED", 0.0)
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await ui.press("list.filter")
        for text in ("tag:wismo", "is:waiting", "parcel", "is:unassigned"):
            await ui.press("ctrl+u")
            for end in range(len(text)):
                await ui.pilot.press(text[end])
                await ui.until(lambda: ui.inbox.screen._listed[1] == ui.inbox.screen.typed, "answered")
        await ui.sees("36 in ")


async def test_esc_clears_and_the_cursor_stays_on_what_was_found(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel 11")
        await ui.press("escape")
        await ui.sees("of 38")
        assert ui.inbox.screen.tickets.record == 1012
        assert not ui.app.screen.query("#filter")
        assert marks(ui.inbox.screen.tickets) == []


async def test_enter_gives_the_list_the_keys_and_marked_hits_can_be_acted_on(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel")
        await ui.press("enter", "list.mark", "list.mark", "list.mark", "ticket.resolve")
        await ui.said("3 resolved")
        assert {Ticket.get_by_id(ticket).status for ticket in (1004, 1011, 1012)} == {"resolved"}
        await ui.sees("Nothing in All open")
        await ui.press("app.undo")
        await ui.until(lambda: sorted(ids(ui)) == [1004, 1011, 1012], "they are open again")


async def test_what_others_change_is_followed_while_searching(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "tag:wismo")
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012], "two")
        change = Ticket.update(status="open").where(Ticket.id == 1013)
        await desk.work(change.execute)
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012, 1013], "three")


async def test_another_view_is_searched_for_the_same(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel")
        await ui.inbox.show("resolved")
        await ui.until(lambda: ids(ui) == [1013], "the resolved one")
        await ui.sees("Resolved: parcel")


async def test_values_that_exist_are_offered(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.press("list.filter")
        await ui.until(lambda: ui.inbox.screen._judge.known, "what exists is known")  # type: ignore[union-attr]
        await ui.press(*"tag:")
        await ui.sees("wismo")
        await ui.press(*"wi", "right")
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012], "found by the tag")
        assert "tag:wismo" in ui.text


async def test_the_preview_and_the_conversation_show_the_hit(desk: Engine) -> None:
    async with opened_app(desk, size=(100, 40)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel -subject:parcel")
        await ui.until(lambda: ids(ui) == [1004], "the long one")
        preview = ui.app.screen.query_one("#preview", Preview)
        await ui.until(lambda: marks(preview) == ["PÄRCEL"], "the hit in the preview")
        await ui.press("enter", "enter")
        await ui.sees("message 2 of 3")
        talk = ui.app.screen.query_one("#conversation", Conversation)
        await ui.until(lambda: marks(talk) == ["PÄRCEL"], "the hit in the conversation")


async def test_the_reading_pane_shows_the_hit(desk: Engine) -> None:
    async with opened_app(desk, size=(180, 40)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel -subject:parcel")
        await ui.until(lambda: ui.app.screen.query("#reading"), "the pane")
        talk = ui.app.screen.query_one("#reading", Conversation)
        await ui.until(lambda: marks(talk) == ["PÄRCEL"], "the hit beside the list")


async def test_help_begins_with_why_the_ticket_is_here(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 60)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "tag:wismo parcel")
        await ui.press("enter", "app.help")
        await ui.until(lambda: isinstance(ui.app.screen, HelpScreen), "the help")
        await ui.sees("Why #1012 is in All open")
        assert ui.text.index("Why #1012") < ui.text.index("Here (list)")
        assert "wismo" in ui.text
        await ui.press("escape", "enter")
        await ui.sees("message 1 of 1")
        await ui.press("app.help")
        await ui.sees("Why #1012 is in All open")


async def test_the_bar_has_its_own_help_and_hints(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.press("list.filter")
        assert "tab completes" in ui.text.splitlines()[-1]
        await ui.press("f1")
        await ui.sees("Here (search)")
        await ui.press("escape", "escape")
        assert "e resolve" in ui.text.splitlines()[-1]


async def test_what_was_looked_for_comes_back_with_an_arrow(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await look_for(ui, "tag:wismo")
        await ui.press("enter")
        await ui.until(lambda: searched.load(searched.place(desk.path), "ticket") == ["tag:wismo"], "remembered")
    async with opened_app(desk) as ui:
        await ui.press("list.filter")
        await ui.until(lambda: ui.inbox.screen.bar._history, "history is there")  # type: ignore[union-attr]
        await ui.press("up")
        assert ui.inbox.screen.typed == "tag:wismo"


async def test_the_order_is_said_and_can_be_chosen(desk: Engine) -> None:
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "parcel sort:newest")
        await ui.sees("newest first")
        await ui.press("ctrl+u")
        await look_for(ui, "tag:wismo sort:number-asc")
        await ui.until(lambda: ids(ui) == [1011, 1012], "by number")
        await ui.sees("sorted by number")


async def test_a_query_becomes_a_view(desk: Engine) -> None:
    async with opened_app(desk) as ui:
        await ui.inbox.show("open")
        await look_for(ui, "tag:wismo")
        await ui.press("search.save")
        await ui.sees("name")
        await ui.type("Parcels")
        await ui.press("enter")
        await ui.sees("only me")
        await ui.press("enter")
        await ui.until(
            lambda: raw().execute_scalar("SELECT query FROM view WHERE name = 'Parcels'") == "is:open tag:wismo*",
            "the view",
        )


async def test_a_view_that_somebody_deletes_gives_way_to_the_open_ones(desk: Engine) -> None:
    sql = "INSERT INTO view (name, query, records, position, key) VALUES ('Parcels', 'tag:wismo', 'ticket', 1, '')"
    with raw_transaction(raw()):
        raw().execute(sql)
    key = f"view:{raw().execute_scalar('SELECT max(id) FROM view')}"
    async with opened_app(desk) as ui:
        await ui.press("app.refresh")
        await ui.inbox.show(key)
        await ui.until(lambda: sorted(ids(ui)) == [1011, 1012, 1013], "the view")

        def gone() -> None:
            with raw_transaction(raw()):
                raw().execute("DELETE FROM view")

        await desk.work(gone)
        await ui.said("that view is gone")
        await ui.sees("of 38")


async def test_customers_are_found_by_words_and_fields(desk: Engine) -> None:
    Customer.update(spent=90_000, currency="EUR", orders_count=3, company="Möller ApS").where(
        Customer.id == 5
    ).execute()
    with raw_transaction(raw()):
        fulltext.reindex(raw(), "customer", [5])
    async with opened_app(desk, size=(120, 40)) as ui:
        await ui.press("2")
        await ui.sees("of 40")
        book = ui.app.screen
        assert isinstance(book, ContactsScreen)
        await ui.press("list.filter", *"moller")
        await ui.sees("1 in ")
        assert marks(book.customers) == ["Möller"] or "Möller" in ui.text
        await ui.press("ctrl+u", *"spent:>500")
        await ui.until(lambda: book.customers.total == 1 and book._listed == "spent:>500", "who spent so much")
        await ui.press(*"x ")
        await ui.sees("is not an amount")
        await ui.press("escape")
        await ui.sees("of 40")


Before = Callable[["Pilot[int]"], Coroutine[Any, Any, None]]


def typed(*keys: str) -> Before:
    async def before(pilot: "Pilot[int]") -> None:
        app = pilot.app
        assert isinstance(app, DeskApp)
        ui = Driver(pilot, app)
        await ui.until(lambda: app._deliverer is not None, "the start is over")
        await ui.inbox.show("open")
        await ui.press("slash")
        await ui.until(lambda: ui.inbox.screen._judge.known, "what exists is known")  # type: ignore[union-attr]
        for key in keys:
            await ui.press(*([key] if key in ("enter", "ctrl+f", "tab") else ["space" if c == " " else c for c in key]))
        await ui.until(
            lambda: ui.inbox.screen.bar.judged.error or ui.inbox.screen._listed[1] == ui.inbox.screen.typed,  # type: ignore[union-attr]
            "answered",
        )
        found = ui.inbox.screen._found
        if found is not None:
            from dataclasses import replace

            ui.inbox.screen.bar.show_found(replace(found, millis=4))  # type: ignore[union-attr]
        await still(pilot)

    return before


@pytest.mark.parametrize("size", [(40, 16), (80, 24), (120, 40), (200, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "keys", [("parcel tag:",), ("parcel asignee:me ",), ("parcel", "enter"), ("snow", "enter")],
    ids=["offers", "error", "found", "empty"],
)  # fmt: skip
def test_looks(desk: Engine, snap_compare: Any, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    assert snap_compare(DeskApp(desk, HOUSE), terminal_size=size, run_before=typed(*keys))
