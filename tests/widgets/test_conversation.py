from datetime import UTC

import pytest

from crmtui.highlight import Finder
from crmtui.widgets.conversation import Conversation
from crmtui.widgets.entries import Entry, FileShown, Kind, Setting, set_entry
from crmtui.widgets.lines import Tone
from tests.widgets.hosts import Host, screen_lines

NOW = 1_795_312_800
SIZE = (60, 20)


def mails(count: int, text: str = "Hello,\n\nwords of mail {n}.") -> list[Entry]:
    return [
        Entry(n, Kind.MAIL_IN, f"Person {n}", NOW - count + n, text.format(n=n), f"p{n}@x.example")
        for n in range(1, count + 1)
    ]


def a_talk(entries: list[Entry]) -> Conversation:
    talk = Conversation(now=NOW, tz=UTC, empty="nothing yet")
    talk.show(entries)
    return talk


async def test_only_entries_near_the_window_are_set() -> None:
    talk = a_talk(mails(500))
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "words of mail 500." in "\n".join(screen_lines(pilot.app))
        assert len(talk._entries._set) <= 8
        await pilot.press("g")
        assert "words of mail 1." in "\n".join(screen_lines(pilot.app))
        assert len(talk._entries._set) <= 16


async def test_what_is_shown_before_the_widget_was_told_its_size_is_wrapped_in_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Conversation, "on_resize", lambda _: None)
    talk = a_talk([])
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        talk.show(mails(1))
        await pilot.pause()
        assert "words of mail 1." in "\n".join(screen_lines(pilot.app))


async def test_a_last_entry_longer_than_the_window_is_shown_from_its_head() -> None:
    talk = a_talk([*mails(3), Entry(9, Kind.MAIL_IN, "Long Letter", NOW, "line\n" * 100)])
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert screen_lines(pilot.app)[0].startswith(">Long Letter")


async def test_stepping_goes_from_message_to_message_and_passes_events() -> None:
    entries = mails(6)
    entries.insert(3, Entry(-5, Kind.EVENT, "Ana", NOW, "resolved"))
    talk = a_talk(entries)
    async with (app := Host(talk)).run_test(size=SIZE) as pilot:
        await pilot.press("g")
        await pilot.press("]", "]", "]")
        assert talk.current is not None
        assert talk.current.id == 4
        assert talk.place == (4, 6)
        await pilot.press("[")
        assert talk.current.id == 3
        await pilot.pause()
        assert app.heard(Conversation.EntryReached)[-1].entry.id == 3


async def test_quotes_and_signature_are_folded_counted_and_never_lost() -> None:
    entry = Entry(1, Kind.MAIL_IN, "Ana", NOW, "New words", quoted="> one\n> two", signature="Ana Ruiz\nBerlin")
    talk = a_talk([entry])
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown = "\n".join(screen_lines(pilot.app))
        assert "[+ 2 quoted lines and 2 signature lines]" in shown
        assert "> two" not in shown
        await pilot.press("enter")
        shown = "\n".join(screen_lines(pilot.app))
        assert "> two" in shown
        assert "Berlin" in shown


async def test_a_click_on_the_fold_opens_it_and_on_the_files_chooses_them() -> None:
    entry = Entry(1, Kind.MAIL_IN, "Ana", NOW, "Words", quoted="> one", attachments=(FileShown("photo.jpg", 412_000),))
    talk = a_talk([entry])
    async with (app := Host(talk)).run_test(size=SIZE) as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        fold = next(y for y, line in enumerate(lines) if "quoted" in line)
        assert "[photo.jpg 412 KB]" in lines[fold + 1]
        await pilot.click(talk, offset=(4, fold + 1))
        await pilot.pause()
        assert app.heard(Conversation.FilesChosen)
        await pilot.click(talk, offset=(4, fold))
        assert "> one" in "\n".join(screen_lines(app))


async def test_reading_again_stays_where_one_is() -> None:
    entries = mails(50)
    talk = a_talk(entries)
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.press("g", "pagedown")
        before = screen_lines(pilot.app)
        talk.show([*entries, *mails(60)[50:]], keep=True)
        await pilot.pause()
        assert screen_lines(pilot.app) == before


async def test_at_the_end_one_follows_what_comes() -> None:
    entries = mails(50)
    talk = a_talk(entries)
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        talk.show(mails(51), keep=True)
        await pilot.pause()
        assert "words of mail 51." in "\n".join(screen_lines(pilot.app))


async def test_a_scrolled_line_never_goes_past_the_end() -> None:
    talk = a_talk(mails(9))
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.press("G", *["j"] * 5)
        last = screen_lines(pilot.app)
        await pilot.press("pagedown", "ctrl+d")
        assert screen_lines(pilot.app) == last
        await pilot.press("g", "k", "pageup")
        assert screen_lines(pilot.app)[0].startswith(">Person 1 ") or "Person 1" in screen_lines(pilot.app)[0]


async def test_no_entries_say_what_to_do() -> None:
    async with Host(a_talk([])).run_test(size=SIZE) as pilot:
        await pilot.press("j", "G", "enter", "]")
        assert "nothing yet" in screen_lines(pilot.app)[0]


async def test_found_words_are_marked() -> None:
    talk = a_talk(mails(1))
    async with Host(talk).run_test(size=SIZE) as pilot:
        await pilot.pause()
        talk.highlight(Finder(["WORDS"]))
        spans = [span for shown in talk._view for span in shown.set.line]
        assert [span.text for span in spans if span.tone is Tone.MATCH] == ["words"]


def test_a_note_is_told_by_words_and_an_edge_and_not_by_colour() -> None:
    lines = set_entry(Entry(1, Kind.NOTE, "Ben", NOW, "Back on Friday"), Setting(50, NOW, UTC), unfolded=False)
    text = ["".join(span.text for span in line.line) for line in lines]
    assert text[0].startswith(" -- internal note, Ben ---")
    assert text[1] == " | Back on Friday"


def test_badges_stand_before_the_text() -> None:
    entry = Entry(1, Kind.MAIL_IN, "Eve", NOW, "Words", badges=("stranger", "hidden characters"))
    lines = set_entry(entry, Setting(60, NOW, UTC), unfolded=False)
    text = ["".join(span.text for span in line.line) for line in lines]
    assert text[1].strip() == "[stranger] [hidden characters]"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("the address does not exist", ["[DID NOT ARRIVE: the address", "does not exist] [to Bo]"]),
        ("a word " * 20, ["[DID NOT ARRIVE: a word a word", "a word a word a word a word a…"]),
    ],
)
def test_long_badges_are_told_in_two_lines(words: str, told: list[str]) -> None:
    entry = Entry(1, Kind.MAIL_OUT, "Ana", NOW, "Words", badges=(f"DID NOT ARRIVE: {words}", "to Bo"))
    lines = set_entry(entry, Setting(32, NOW, UTC), unfolded=False)
    text = ["".join(span.text for span in line.line).strip() for line in lines]
    assert text[1:4] == [*told, "Words"]


def test_a_hostile_entry_is_set_in_lines_of_the_width() -> None:
    from crmtui.text import cells, clean

    evil = "\x1b]52;c;x\x07" + "\u202e" * 10 + "字" * 500 + "a" * 1000 + "\n\r\u2028" + "e\u0301" * 300
    entry = Entry(
        1, Kind.MAIL_IN, evil, NOW, evil, evil, quoted=evil, attachments=(FileShown(evil, 1),), badges=(evil,)
    )
    for line in set_entry(entry, Setting(50, NOW, UTC), unfolded=True):
        if line.part == "body":
            assert cells(clean("".join(span.text for span in line.line))) <= 50


@pytest.mark.parametrize("text", ["line {n}\n" * 100_000, "x" * 1_000_000, " \n" * 300_000 + "end", "a b " * 200_000])
def test_a_text_made_to_be_slow_is_set_as_far_as_it_is_read(text: str) -> None:
    entry, setting = Entry(1, Kind.MAIL_IN, "Eve", NOW, text), Setting(80, NOW, UTC)
    lines = set_entry(entry, setting, unfolded=False)
    assert len(lines) < 1000
    assert any("further line" in span.text for one in lines for span in one.line)


def test_every_line_of_a_long_text_is_shown_or_counted() -> None:
    text = "\n".join(f"line {n}" for n in range(5000))
    entry, setting = Entry(1, Kind.MAIL_IN, "Eve", NOW, text), Setting(80, NOW, UTC)
    folded = ["".join(span.text for span in one.line) for one in set_entry(entry, setting, unfolded=False)]
    shown = sum(line.startswith(" line ") for line in folded)
    assert f" [+ {5000 - shown} further lines]" in folded
    unfolded = ["".join(span.text for span in one.line) for one in set_entry(entry, setting, unfolded=True)]
    assert sum(line.startswith(" line ") for line in unfolded) == 5000
