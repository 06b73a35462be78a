import asyncio

import pytest

from crmtui.widgets.lines import Line, Span
from crmtui.widgets.pages import Marks
from crmtui.widgets.record_list import RecordList
from tests.widgets.hosts import Host, MadePainter, MadeRow, MadeSource, screen_lines, settle

SIZE = (40, 20)


def a_list(source: MadeSource) -> RecordList[MadeRow]:
    rows: RecordList[MadeRow] = RecordList(MadePainter(), empty="nothing here")
    rows.show(source)
    return rows


async def test_a_key_repaints_two_lines_and_fetches_nothing() -> None:
    rows = a_list(source := MadeSource(range(1000)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        painted: list[int] = []
        draw = rows.render_line
        rows.render_line = lambda y: (painted.append(y), draw(y))[1]  # type: ignore[method-assign]
        asked = len(source.asked)
        await pilot.press("j")
        await pilot.pause()
        assert sorted(painted) == [0, 1]
        assert len(source.asked) == asked


async def test_only_pages_in_reach_are_fetched() -> None:
    rows = a_list(source := MadeSource(range(1_000_000)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert rows.record == 999_999
        assert len(source.asked) <= 4
        assert "> row 999999" in screen_lines(pilot.app)[19].replace("   ", " ").replace(">  ", "> ")


async def test_cursor_leaving_the_window_moves_it_by_more_than_a_line() -> None:
    rows = a_list(MadeSource(range(100)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 20)
        assert rows.index == 20
        assert screen_lines(pilot.app)[6].startswith(">  row 20 ")


@pytest.mark.parametrize(("key", "index"), [("ctrl+d", 10), ("pagedown", 19), ("G", 99), ("end", 99), ("down", 1)])
async def test_moving(key: str, index: int) -> None:
    rows = a_list(MadeSource(range(100)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(key)
        assert rows.index == index
        await pilot.press("g", "k", "pageup", "ctrl+u")
        assert rows.index == 0


async def test_cursor_stays_on_its_record_when_rows_come_before_it() -> None:
    rows = a_list(source := MadeSource(range(100, 200)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 5)
        source.ids[:0] = [1, 2, 3]
        await rows.reload()
        await pilot.pause()
        assert (rows.record, rows.index) == (105, 8)


async def test_what_arrives_is_seen_at_the_head_of_a_list_and_moves_nothing_further_down() -> None:
    rows = a_list(source := MadeSource(range(100, 200)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        source.ids[:0] = [1]
        await rows.reload()
        await pilot.pause()
        assert (rows.record, rows.index, rows._top) == (100, 1, 0)
        await pilot.press("G")
        before = rows._top
        source.ids[:0] = [2]
        await rows.reload()
        await pilot.pause()
        assert rows._top == before + 1


@pytest.mark.parametrize(("change", "found"), [("arrives", 107), ("leaves", 108), ("stays", 107)])
async def test_keys_that_are_pressed_while_the_rows_are_read_again_are_not_lost(change: str, found: int) -> None:
    rows = a_list(source := MadeSource(range(100, 200)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 5)
        reads, find = asyncio.Event(), source.position

        async def slowly(record: int) -> int | None:
            await reads.wait()
            return await find(record)

        source.position = slowly  # type: ignore[method-assign]
        reading = asyncio.create_task(rows.reload())
        await asyncio.sleep(0)
        await pilot.press("j", "j")
        if change == "leaves":
            source.ids.remove(105)
        elif change == "arrives":
            source.ids[:0] = [1, 2, 3]
        reads.set()
        await reading
        await settle(pilot)
        assert rows.record == found


async def test_cursor_keeps_its_place_when_its_record_leaves() -> None:
    rows = a_list(source := MadeSource(range(10)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("G")
        source.ids.remove(9)
        await rows.reload()
        await pilot.pause()
        assert (rows.record, rows.total) == (8, 9)


async def test_a_reload_without_change_paints_nothing() -> None:
    rows = a_list(MadeSource(range(100)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        painted: list[int] = []
        draw = rows.render_line
        rows.render_line = lambda y: (painted.append(y), draw(y))[1]  # type: ignore[method-assign]
        await rows.reload()
        await pilot.pause()
        assert painted == []


async def test_marks_survive_moving_and_are_told() -> None:
    rows = a_list(MadeSource(range(100)))
    async with (app := Host(rows)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "j", "x")
        assert rows.marks.ids == {0, 2}
        assert screen_lines(app)[0].startswith(" + row 0")
        assert rows.selection() == rows.marks
        assert app.heard(RecordList.MarksChanged)[-1].marks.count(rows.total) == 2
        await pilot.press("escape")
        assert not rows.marks
        assert rows.selection().ids == {3}


async def test_a_range_is_marked_across_pages() -> None:
    rows = a_list(MadeSource(range(1000)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("v", "G", "v")
        await settle(pilot)
        assert rows.marks.ids == set(range(1000))


async def test_all_means_the_whole_query_and_not_the_page() -> None:
    rows = a_list(MadeSource(range(5000)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("A", "A", "space")
        assert rows.marks.everything
        assert rows.marks.count(rows.total) == 4999
        assert 0 not in rows.marks
        assert 4000 in rows.marks


async def test_all_marks_the_screen_then_everything_then_nothing() -> None:
    rows = a_list(MadeSource(range(5000)))
    async with (app := Host(rows)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "A")
        await pilot.pause()
        assert rows.marks.ids == set(range(rows.size.height))
        assert app.heard(RecordList.MarksChanged)[-1].screenful
        await pilot.press("A")
        assert rows.marks == Marks(everything=True)
        await pilot.press("A")
        assert not rows.marks
        await pilot.press("A", "j", "A", "escape")
        assert not rows.marks
        # Another mark between is a choice of its own: the screen comes first again.
        await pilot.press("A", "space", "A")
        assert not rows.marks.everything


async def test_a_list_that_is_smaller_than_the_screen_is_marked_whole_first() -> None:
    rows = a_list(MadeSource(range(3)))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("A")
        assert rows.marks.ids == {0, 1, 2}
        await pilot.press("A")
        assert rows.marks.everything


async def test_opening_and_moving_are_told() -> None:
    rows = a_list(MadeSource(range(100)))
    async with (app := Host(rows)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.heard(RecordList.CursorMoved)[-1].record == 1
        assert app.heard(RecordList.RowOpened)[-1].record == 1


async def test_mouse_moves_marks_and_opens() -> None:
    rows = a_list(MadeSource(range(100)))
    async with (app := Host(rows)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.click(rows, offset=(10, 4))
        assert rows.record == 4
        await pilot.click(rows, offset=(1, 5))
        assert rows.marks.ids == {5}
        await pilot.double_click(rows, offset=(10, 7))
        await pilot.pause()
        assert app.heard(RecordList.RowOpened)[-1].record == 7


async def test_an_estimate_that_was_too_high_is_corrected() -> None:
    rows = a_list(MadeSource(range(30), claimed=90))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert (rows.total, rows.record) == (30, 29)


async def test_an_empty_list_says_what_to_do() -> None:
    rows = a_list(MadeSource([]))
    async with Host(rows).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "G", "space", "enter", "v", "v")
        assert "nothing here" in screen_lines(pilot.app)[0]
        assert not rows.selection()


async def test_a_page_that_cannot_be_read_is_told_and_the_list_lives() -> None:
    rows = a_list(source := MadeSource(range(1000)))
    async with (app := Host(rows)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        source.broken = True
        await pilot.press("G")
        await settle(pilot)
        assert app.heard(RecordList.FetchFailed)[-1].error.message == "the database is locked"
        source.broken = False
        await pilot.press("k")
        await settle(pilot)
        assert rows.record == 998


async def test_hostile_rows_reach_no_terminal() -> None:
    class Hostile(MadePainter):
        def paint(self, row: MadeRow, width: int, *, cursor: bool, marked: bool, now: int) -> Line:
            return (Span("[b]\x1b]52;c;eA==\x07\u202e\x9b31m[@click=app.quit]x[/]"),)

    rows: RecordList[MadeRow] = RecordList(Hostile())
    rows.show(MadeSource(range(3)))
    async with Host(rows).run_test(size=(60, 5)) as pilot:
        await settle(pilot)
        shown = screen_lines(pilot.app)[0]
        assert "[b]␛]52;c;eA==␇\ufffd31m[@click=app.quit]x[/]" in shown
