import unicodedata
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui import text

# Surrogates and controls included: what a broken decoder may hand over.
anything = st.text(st.characters(codec=None, exclude_categories=()))
FORBIDDEN = {"Cc", "Cs", "Co"}


@given(anything)
def test_clean_leaves_no_control_surrogate_or_private_character(s: str) -> None:
    assert not [c for c in text.clean(s) if unicodedata.category(c) in FORBIDDEN]


@given(anything)
def test_clean_with_newlines_leaves_only_newlines(s: str) -> None:
    assert not [c for c in text.clean(s, newlines=True) if c != "\n" and unicodedata.category(c) in FORBIDDEN]


@given(anything)
def test_clean_takes_out_every_invisible_character(s: str) -> None:
    assert not text._INVISIBLE_ONE.search(text.clean(s))


@given(anything)
def test_cleaning_twice_changes_nothing(s: str) -> None:
    assert text.clean(text.clean(s)) == text.clean(s)
    kept = text.clean(s, newlines=True)
    assert text.clean(kept, newlines=True) == kept


def test_clean_shows_an_escape_sequence_as_pictures() -> None:
    assert text.clean("a\x1b]52;c;eA==\x07b") == "a␛]52;c;eA==␇b"
    assert text.clean("\x9b31m") == "\ufffd31m"


def test_clean_cannot_be_tricked_into_assembling_a_sequence() -> None:
    assert "\x1b" not in text.clean("\x1b\u200b[\u202e31m\x1b\x1b")
    assert text.clean("pay\u202epal\u200b") == "paypal"


def test_clean_keeps_scripts_and_plain_emoji() -> None:
    for s in ("Müller", "山田太郎", "شكرا", "नमस्ते", "😀"):
        assert text.clean(s) == s


def test_clean_turns_line_ends_into_one_newline_or_one_space() -> None:
    assert text.clean("a\r\nb\rc\u2028d", newlines=True) == "a\nb\nc\nd"
    assert text.clean("a\r\nb") == "a b"


def test_clean_expands_tabs() -> None:
    assert text.clean("a\tb", newlines=True) == "a       b"
    assert text.clean("a\tb") == "a b"


def test_clean_stops_stacked_marks_at_four() -> None:
    assert text.clean("e" + "\u0301" * 40 + "x") == "e" + "\u0301" * 4 + "x"


def test_one_line_squeezes_blanks() -> None:
    assert text.one_line("  a\r\n\r\n  b\tc ") == "a b c"


def test_hidden_characters_are_told_and_honest_ones_are_not() -> None:
    assert text.has_hidden("evil\u202egpj.exe")
    assert text.has_hidden("pay\u200bpal")
    assert text.has_hidden("pay\u00adpal")
    assert not text.has_hidden("plain Müller 山田")
    assert not text.has_hidden("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f")
    assert not text.has_hidden("می\u200cخواهم")
    assert not text.has_hidden("\ufeffhello")


@given(anything)
def test_repaired_text_can_be_encoded_and_holds_no_nul(s: str) -> None:
    repaired = text.repair(s)
    repaired.encode()
    assert "\0" not in repaired


def test_repair_joins_a_surrogate_pair() -> None:
    assert text.repair("\ud83d\ude00") == "😀"
    assert text.repair("a\ud83d") == "a\ufffd"


@given(anything, st.integers(0, 40))
def test_cut_and_pad_keep_to_the_width(s: str, width: int) -> None:
    s = text.clean(s)
    assert text.cells(text.cut(s, width)) <= width
    assert text.cells(text.pad(s, width)) == width
    assert text.cells(text.pad(s, width, right=True)) == width


def test_cut_shows_what_was_left_out() -> None:
    assert text.cut("abcdef", 4) == "abc…"
    assert text.cut("abcd", 4) == "abcd"
    assert text.cut("山田太郎", 6) == "山田…"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "now"), (59, "now"), (60, "1m"), (1860, "31m"), (7200, "2h"), (4 * 86400, "4d"), (21 * 86400, "3w")],
)
def test_ages(seconds: int, shown: str) -> None:
    assert text.age(seconds) == shown


def test_ages_never_need_more_than_three_cells() -> None:
    assert max(len(text.age(s)) for s in range(0, 10**10, 99_991)) <= 3


def test_durations_have_two_units() -> None:
    assert [text.duration(s) for s in (45, 720, 4320, 7200, 273_600, -4320)] == [
        "45s",
        "12m",
        "1h 12m",
        "2h",
        "3d 4h",
        "-1h 12m",
    ]


def test_money_follows_the_currency() -> None:
    assert text.money(31240, "EUR") == "312.40 EUR"
    assert text.money(-5, "JPY") == "-5 JPY"
    assert text.money(1250, "KWD") == "1.250 KWD"
    assert text.money(-7, "EUR") == "-0.07 EUR"


def test_moments_are_told_in_the_readers_zone() -> None:
    now = 1_795_312_800  # 2026-11-22 02:00 UTC
    assert text.when(now - 3600, now, UTC) == "today 01:00"
    assert text.when(now - 3600, now, timezone(timedelta(hours=-3))) == "today 22:00"
    assert text.when(now - 3 * 3600, now, UTC) == "yesterday 23:00"
    assert text.when(now - 4 * 86400, now, UTC) == "18 Nov"
    assert text.when(now - 400 * 86400, now, UTC) == "18 Oct 2025"
    assert text.when(10**15, now, UTC) == "unknown date"


def test_moments_to_come_keep_their_hour() -> None:
    now = 1_795_312_800  # 2026-11-22 02:00 UTC
    assert text.when(now + 3600, now, UTC) == "today 03:00"
    assert text.when(now + 31 * 3600, now, UTC) == "tomorrow 09:00"
    assert text.when(now + 55 * 3600, now, UTC) == "Tue 24 Nov 09:00"
    assert text.when(now + 400 * 86400, now, UTC) == "27 Dec 2027 02:00"
    last_day = now + 39 * 86400
    assert text.when(last_day + 31 * 3600, last_day, UTC) == "tomorrow 09:00"
    assert text.when(last_day + 55 * 3600, last_day, UTC) == "2 Jan 2027 09:00"


def test_plurals() -> None:
    assert text.plural(1, "ticket") == "1 ticket"
    assert text.plural(50, "ticket") == "50 tickets"
    assert text.plural(2, "reply", "replies") == "2 replies"


@given(anything, st.integers(2, 40))
def test_wrapped_lines_keep_to_the_width_and_lose_no_word(s: str, width: int) -> None:
    s = text.clean(s, newlines=True)
    lines = text.wrap(s, width)
    assert max(map(text.cells, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(s.split())


def test_wrapping_breaks_at_blanks_and_keeps_indentation() -> None:
    assert text.wrap("  one two three\n\nfour", 10) == ["  one two", "three", "", "four"]
    assert text.wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert text.wrap("山田太郎さん", 5) == ["山田", "太郎", "さん"]


def test_file_sizes() -> None:
    assert [text.file_size(n) for n in (312, 412_300, 3_100_000)] == ["312 B", "412 KB", "3.1 MB"]
