from crmtui.widgets.bars import Item, KeyBar, KeyHint, StatusLine, TopBar, ViewBar
from crmtui.widgets.lines import Span
from tests.widgets.hosts import Host, screen_lines

HINTS = [
    KeyHint("?", "help", "app.help"),
    KeyHint("r", "reply", "ticket.reply"),
    KeyHint("e", "resolve", "ticket.resolve"),
]
VIEWS = [Item(f"v{n}", f"View {n}", n * 1000) for n in range(1, 9)]


async def test_help_survives_a_narrow_terminal() -> None:
    keys = KeyBar()
    keys.show(HINTS)
    async with Host(keys).run_test(size=(16, 3)) as pilot:
        await pilot.pause()
        line = screen_lines(pilot.app)[0]
        assert "? help" in line
        assert "resolve" not in line


async def test_a_hint_is_a_button() -> None:
    keys = KeyBar()
    keys.show(HINTS)
    async with (app := Host(keys)).run_test(size=(60, 3)) as pilot:
        await pilot.pause()
        await pilot.click(keys, offset=(screen_lines(app)[0].index("reply"), 0))
        await pilot.pause()
        assert app.heard(KeyBar.HintChosen)[-1].action_id == "ticket.reply"


async def test_the_active_view_is_always_to_be_seen() -> None:
    views = ViewBar()
    views.show(VIEWS, "v8")
    async with (app := Host(views)).run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        line = screen_lines(app)[0]
        assert "View 8 8000" in line
        assert line.startswith("<")
        await pilot.click(views, offset=(line.index("View 8"), 0))
        await pilot.pause()
        assert app.heard(ViewBar.ViewChosen)[-1].key == "v8"


async def test_large_counts_stay_short() -> None:
    views = ViewBar()
    views.show([Item("a", "A", 12_345), Item("b", "B", 1_234_567)], "a")
    async with Host(views).run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        assert "A 12k   B 1.2M" in screen_lines(pilot.app)[0]


async def test_notes_that_do_not_fit_go_and_the_rooms_stay() -> None:
    top = TopBar([Item("inbox", "Inbox"), Item("contacts", "Contacts")], "inbox")
    top.show(notes=[Span("Ana"), Span("out 3"), Span("failed 1")])
    async with Host(top).run_test(size=(36, 3)) as pilot:
        await pilot.pause()
        line = screen_lines(pilot.app)[0]
        assert " 1 Inbox  2 Contacts" in line
        assert "failed 1" in line
        assert "Ana" not in line


async def test_rooms_without_place_for_their_names_keep_their_numbers() -> None:
    top = TopBar([Item("inbox", "Inbox"), Item("contacts", "Contacts"), Item("outbox", "Outbox")], "outbox")
    async with (app := Host(top)).run_test(size=(24, 3)) as pilot:
        await pilot.pause()
        line = screen_lines(app)[0]
        assert line.rstrip() == " 1  2  3 Outbox"
        await pilot.click(top, offset=(4, 0))
        await pilot.pause()
        assert app.heard(TopBar.RoomChosen)[-1].key == "contacts"


async def test_a_room_is_a_button() -> None:
    top = TopBar([Item("inbox", "Inbox"), Item("contacts", "Contacts")], "inbox")
    async with (app := Host(top)).run_test(size=(60, 3)) as pilot:
        await pilot.click(top, offset=(13, 0))
        await pilot.pause()
        assert app.heard(TopBar.RoomChosen)[-1].key == "contacts"


async def test_the_status_line_keeps_its_words_when_the_place_does_not_fit() -> None:
    status = StatusLine()
    async with Host(status).run_test(size=(32, 3)) as pilot:
        status.say("50 resolved . z undoes")
        status.place("142 of 142000")
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "50 resolved . z undoes"
        status.place("1 of 9")
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "50 resolved . z undoes  1 of 9"
