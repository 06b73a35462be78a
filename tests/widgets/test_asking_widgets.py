import pytest
from textual.pilot import Pilot

from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.picker import Choice, Picker, rank
from crmtui.widgets.prompt import Confirm, Prompt
from tests.widgets.hosts import Host, screen_lines

CHOICES = [
    Choice("ana", "Ana Ruiz", "ana@x"),
    Choice("ben", "Ben Okafor", "ben@x"),
    Choice("no", "Nobody", "", "not now"),
]


async def answer_of(pilot: Pilot[None], asked: Picker | Prompt | Confirm, *keys: str) -> object:
    answers: list[object] = []
    pilot.app.push_screen(asked, answers.append)
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
    await pilot.pause()
    return answers[0] if answers else "still open"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(("enter",), ("ana",)), (("b", "e", "enter"), ("ben",)), (("down", "enter"), ("ben",)), (("escape",), None)],
)
async def test_picking_one(keys: tuple[str, ...], answer: object) -> None:
    async with Host().run_test() as pilot:
        assert await answer_of(pilot, Picker("who", CHOICES), *keys) == answer


async def test_the_cursor_begins_where_it_is_wanted_before_any_key() -> None:
    async with Host().run_test() as pilot:
        picker = Picker("who", CHOICES, at="ben")
        await pilot.app.push_screen(picker)
        assert picker._lines.current == CHOICES[1]
        assert await answer_of(pilot, Picker("who", CHOICES, at="ben"), "enter") == ("ben",)


async def test_what_cannot_be_chosen_says_why() -> None:
    async with Host().run_test() as pilot:
        assert await answer_of(pilot, Picker("who", CHOICES), "n", "o", "enter") == "still open"
        assert any("not now" in line for line in screen_lines(pilot.app))


async def test_several_are_marked_and_new_ones_made() -> None:
    async with Host().run_test() as pilot:
        tags = Picker("tags", [Choice("vip", "vip"), Choice("wismo", "wismo")], multiple=True, create=True)
        assert await answer_of(pilot, tags, "tab", "n", "e", "w", "enter") == ("new", "vip")


async def test_where_there_is_nothing_yet_it_says_that_one_can_be_typed() -> None:
    async with Host().run_test() as pilot:
        assert await answer_of(pilot, Picker("tags", [], create=True)) == "still open"
        assert any("none yet: type one" in line for line in screen_lines(pilot.app))


async def test_what_was_typed_goes_before_what_fits_only_by_the_words_beside_it() -> None:
    times = [Choice("9:00", "9:00", "10:00 there"), Choice("9:00 there", "9:00 there")]
    async with Host().run_test() as pilot:
        picker = Picker("when", times[:1], create=True)
        assert await answer_of(pilot, picker, *"9:00", "space", *"there", "enter") == ("9:00 there",)
        assert await answer_of(pilot, Picker("when", times, create=True), *"the", "enter") == ("9:00 there",)


async def test_marks_taken_off_are_given_back_as_gone() -> None:
    async with Host().run_test() as pilot:
        tags = Picker("tags", [Choice("vip", "vip"), Choice("wismo", "wismo")], multiple=True, chosen=["vip", "wismo"])
        assert await answer_of(pilot, tags, "tab", "enter") == ("wismo",)


async def test_the_preview_stands_beside_the_list_where_there_is_room() -> None:
    async with Host().run_test(size=(100, 24)) as pilot:
        await answer_of(pilot, Picker("reply", CHOICES, preview=lambda key: f"the text of {key}"))
        assert any("│ the text of ana" in line for line in screen_lines(pilot.app))
    async with Host().run_test(size=(60, 24)) as pilot:
        await answer_of(pilot, Picker("reply", CHOICES, preview=lambda key: f"the text of {key}"))
        assert not any("the text of" in line for line in screen_lines(pilot.app))


def test_beginnings_come_first() -> None:
    choices = [Choice("1", "Reopen"), Choice("2", "Open"), Choice("3", "All open"), Choice("4", "Close", "open again")]
    assert [choice.key for choice in rank(choices, "open")] == ["2", "3", "1", "4"]
    assert [choice.key for choice in rank(choices, "again open")] == ["4"]


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False), ("enter", False), ("escape", False)])
async def test_only_y_is_yes(key: str, answer: bool) -> None:
    async with Host().run_test() as pilot:
        assert await answer_of(pilot, Confirm("Really?", "It is gone then."), key) is answer


async def test_a_prompt_gives_back_what_was_typed() -> None:
    async with Host().run_test() as pilot:
        assert await answer_of(pilot, Prompt("subject:", "Hi"), "!", "enter") == "Hi!"
        assert await answer_of(pilot, Prompt("subject:"), "escape") is None


async def test_editing_a_line() -> None:
    edit = LineEdit("one two", label="/")
    async with (app := Host(edit)).run_test(size=(20, 3)) as pilot:
        edit.focus()
        await pilot.press("ctrl+w", "x", "home", "delete", "end", "left", "backspace", "ä", "right", "z")
        assert edit.text == "neäxz"
        await pilot.press("ctrl+u")
        assert edit.text == ""
        await pilot.press(*"abcdefghijklmnopqrstuvwxyz")
        assert "uvwxyz" in screen_lines(app)[0]
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard(LineEdit.Submitted)[-1].text.endswith("xyz")


async def test_a_paste_becomes_one_storable_line() -> None:
    from textual.events import Paste

    edit = LineEdit()
    async with Host(edit).run_test(size=(40, 3)) as pilot:
        edit.focus()
        edit.post_message(Paste("two\r\nlines\x00\ud800"))
        await pilot.pause()
        edit.text.encode()
        assert edit.text == "two lines\ufffd"


async def test_hostile_choices_are_shown_harmless() -> None:
    async with Host().run_test() as pilot:
        evil = "[/x]\x1b]52;c;x\x07\u202e"
        await answer_of(pilot, Picker(evil, [Choice("a", evil, evil)], preview=lambda _: evil))
        text = "\n".join(screen_lines(pilot.app))
        assert "[/x]␛]52;c;x␇" in text
        assert not set(text) & {"\x1b", "\x07", "\u202e"}
