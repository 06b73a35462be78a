"""The query bar: typing, completing, mistakes in their place, history, and what was found; at every width."""

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from crmtui.text import cells
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.query_bar import QueryBar
from crmtui.widgets.query_parts import Found, Judgement, Suggestion, Suggestions
from tests.widgets.hosts import Host, screen_lines

FIELDS = {"assignee:": ("ana", "ben", "me"), "tag:": ("vip",), "status:": ("open", "resolved")}


class MadeJudge:
    """Knows three fields and their values."""

    def suggestions(self, text: str, cursor: int) -> Suggestions:
        start = text.rfind(" ", 0, cursor) + 1
        word = text[start:cursor]
        if ":" in word:
            field = word[: word.index(":") + 1]
            words = [field + value for value in FIELDS.get(field, ())]
        else:
            words = list(FIELDS)
        items = tuple(Suggestion(one, f"about {one}") for one in words if one.startswith(word) and one != word)
        return Suggestions(start, cursor, items)

    def judgement(self, text: str, *, typing: bool) -> Judgement:
        for word in text.split():
            field = word.partition(":")[0] + ":"
            if ":" in word and field not in FIELDS:
                start = text.index(word)
                return Judgement(
                    "", f"there is no field {field[:-1]}", "Did you mean assignee?", start, start + len(field)
                )
        return Judgement(f"tickets with {text}" if text else "")


class Below(Widget, can_focus=True):
    """What has the keys when the bar has not."""


class BarHost(Host):
    def __init__(self) -> None:
        self.bar = QueryBar(MadeJudge(), hint="words or field:value", id="bar")
        super().__init__(self.bar, Below())

    def compose(self) -> ComposeResult:
        yield from self.shown

    def on_mount(self) -> None:
        self.bar.focus()


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text))


@pytest.fixture
def host() -> BarHost:
    return BarHost()


async def test_an_empty_bar_says_what_may_be_typed(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)):
        lines = screen_lines(host)
        assert "words or field:value" in lines[0]
        assert "assignee:  tag:  status:" in lines[1]


async def test_what_is_typed_stands_there_with_its_meaning_below(host: BarHost) -> None:
    async with host.run_test(size=(80, 40)) as pilot:
        await type_in(pilot, "tag:vip lost")
        lines = screen_lines(host)
        assert lines[0].startswith(" / tag:vip lost")
        assert "tickets with tag:vip lost" in lines[1] + lines[2]
        assert [message.text for message in host.heard(LineEdit.Changed)][-1] == "tag:vip lost"


async def test_tab_goes_through_the_offers_and_back_to_what_was_typed(host: BarHost) -> None:
    async with host.run_test() as pilot:
        await type_in(pilot, "lost assignee:")
        seen = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab"):
            await pilot.press(key)
            seen.append(host.bar.text.removeprefix("lost "))
        assert seen == ["assignee:ana", "assignee:ben", "assignee:me", "assignee:", "assignee:me"]


async def test_the_only_offer_is_taken_and_the_next_ones_follow(host: BarHost) -> None:
    async with host.run_test() as pilot:
        await type_in(pilot, "as")
        await pilot.press("tab")
        assert host.bar.text == "assignee:"
        assert "assignee:ana  assignee:ben" in screen_lines(host)[1]


async def test_the_rest_of_the_word_stands_dim_behind_the_cursor_and_right_takes_it(host: BarHost) -> None:
    async with host.run_test() as pilot:
        await type_in(pilot, "st")
        await pilot.pause()
        assert screen_lines(host)[0].startswith(" / status:")
        assert host.bar.text == "st"
        await pilot.press("right")
        assert host.bar.text == "status:"
        await type_in(pilot, "o")
        await pilot.press("ctrl+e")
        assert host.bar.text == "status:open"


async def test_a_mistake_is_told_below_its_place(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "lost asignee:me")
        lines = screen_lines(host)
        assert lines[1].index("^") == lines[0].index("asignee")
        assert "there is no field asignee. Did you mean assignee?" in lines[1]


async def test_a_mistake_far_right_is_told_before_its_caret(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        host.bar.put("lost parcels " * 5 + "asignee:me ")
        await pilot.pause()
        lines = screen_lines(host)
        assert lines[1].index("^") == lines[0].index("asignee")
        assert lines[1].index("there is no field asignee") < lines[1].index("^")


async def test_a_mistake_is_told_where_there_is_no_room_for_a_caret(host: BarHost) -> None:
    async with host.run_test(size=(40, 12)) as pilot:
        await type_in(pilot, "lost parcels of asignee:me")
        lines = screen_lines(host)
        assert lines[1].startswith(" there is no field asignee")


async def test_a_mistake_stays_told_when_the_bar_has_lost_the_keys(host: BarHost) -> None:
    async with host.run_test(size=(80, 40)) as pilot:
        await type_in(pilot, "asignee:me")
        host.screen.query_one(Below).focus()
        await pilot.pause()
        assert host.bar.size.height == 2
        host.bar.put("tag:vip")
        await pilot.pause()
        assert host.bar.size.height == 1


@pytest.mark.parametrize("width", [40, 80, 120, 200])
async def test_the_end_of_a_long_text_and_the_count_stay_in_the_line(host: BarHost, width: int) -> None:
    async with host.run_test(size=(width, 24)) as pilot:
        host.bar.scope = "All open"
        await type_in(pilot, "tag:vip ")
        host.bar.put("tag:vip " + "größer 注文 " * 30 + "the_end")
        host.bar.show_found(Found("1,204", 4, "best first"))
        await pilot.pause()
        line = screen_lines(host)[0]
        assert "the_end" in line
        assert cells(line.rstrip()) <= width
        assert "1,204" in line
        assert ("best first" in line) == (width >= 80)
        assert ("All open: " in line) == (width >= 72)
        await pilot.press("home")
        await pilot.pause()
        assert "tag:vip" in screen_lines(host)[0]
        assert "1,204" in screen_lines(host)[0]


async def test_what_was_found_is_of_what_stands_there(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "tag:vip")
        host.bar.show_found(Found("7", 1))
        await pilot.pause()
        assert "7 in 1 ms" in screen_lines(host)[0]
        await type_in(pilot, "x")
        assert "7 in 1 ms" not in screen_lines(host)[0]


async def test_history_goes_back_through_what_begins_alike(host: BarHost) -> None:
    async with host.run_test() as pilot:
        host.bar.remember(["tag:vip lost", "status:open", "tag:b2b"])
        await type_in(pilot, "tag")
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            seen.append(host.bar.text)
        assert seen == ["tag:vip lost", "tag:b2b", "tag:b2b", "tag:vip lost", "tag"]
        await pilot.press("down")
        assert host.heard(LineEdit.Submitted), "below the newest one the keys leave the bar"


async def test_a_pasted_text_is_one_line_and_shows_clean(host: BarHost) -> None:
    from textual import events

    async with host.run_test(size=(80, 24)) as pilot:
        host.bar.post_message(events.Paste("lost\nparcel \x1b]52;c;aGk=\x07 [/x]\u202e"))
        await pilot.pause()
        assert host.bar.text.startswith("lost parcel")
        assert "\x1b" not in screen_lines(host)[0]
        assert "[/x]" in screen_lines(host)[0]


async def test_the_opening_key_again_asks_for_everywhere(host: BarHost) -> None:
    async with host.run_test() as pilot:
        await pilot.press("slash")
        assert len(host.heard(QueryBar.WidenWanted)) == 1
        await type_in(pilot, "a/b")
        assert host.bar.text == "a/b"
        await pilot.press("ctrl+f")
        assert len(host.heard(QueryBar.WidenWanted)) == 2


async def test_saving_is_asked_for_with_the_text(host: BarHost) -> None:
    async with host.run_test() as pilot:
        await type_in(pilot, "tag:vip ")
        await pilot.press("ctrl+s")
        assert [message.text for message in host.heard(QueryBar.SaveWanted)] == ["tag:vip"]


async def test_a_click_takes_an_offer(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        line = screen_lines(host)[1]
        await pilot.click("#bar", offset=(line.index("tag:") + 1, 1))
        assert host.bar.text == "tag:"


async def test_what_the_desk_refuses_is_told_as_long_as_it_stands_there(host: BarHost) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "assignee:zed")
        host.bar.refuse("assignee:zed", Judgement("", "there is no agent zed", "There are ana and ben.", 9, 12))
        await pilot.pause()
        assert "there is no agent zed" in "".join(screen_lines(host)[:3])
        host.bar.refuse("something else", Judgement("", "stale"))
        await type_in(pilot, "o")
        assert "no agent" not in "".join(screen_lines(host)[:3])
