"""The gate: what is printed, and how it is laid out."""

import io
import json
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from crmtui.cli import console
from crmtui.errors import RefusedError


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "is_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "40")


COLUMNS = (console.Column("id", right=True), console.Column("subject", flex=True), console.Column("state", usual="ok"))


def test_a_pipe_gets_whole_cells_between_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_table(COLUMNS, [(1, "a\tb\nc" + "x" * 99, "ok"), (2, None, "bad")])
    assert capsys.readouterr().out == "1\ta b c" + "x" * 99 + "\tok\n2\t\tbad\n"


@pytest.mark.usefixtures("terminal")
def test_a_terminal_gets_titles_and_no_line_wider_than_itself(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_table(COLUMNS, [(1, "日本語" * 30, "bad"), (23, "short", "ok")])
    title, first, second = capsys.readouterr().out.splitlines()
    assert title == "\x1b[2mid  subject                        state\x1b[0m"
    assert first.startswith(" 1  日本語")
    assert first.endswith(("…  bad", "…   bad"))
    assert second == "23  short"
    from crmtui.text import cells

    assert cells(first) <= 40


@pytest.mark.usefixtures("terminal")
def test_a_column_that_says_nothing_is_left_out_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_table(COLUMNS, [(1, "a", "ok")])
    assert "state" not in capsys.readouterr().out


WHOLE = (console.Column("id"), console.Column("to", flex=True), console.Column("what", whole=True))


@pytest.mark.usefixtures("terminal")
def test_what_must_not_be_cut_stands_below_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    long = "not sent: the address does not exist, and nobody tries it again"
    console.print_table(WHOLE, [(1, "ana", "short"), (2, "bo", long)])
    *_, short, long_row, first, second = capsys.readouterr().out.splitlines()
    assert (short, long_row) == ("1   ana  short", "2   bo")
    assert f"{first.strip()} {second.strip()}" == long
    assert first.startswith("    not")
    # Beside a long name there is no room for words.
    console.print_table(WHOLE, [(1, "somebody-with-a-long-name@mail.example", "short")])
    title, row, below = capsys.readouterr().out.splitlines()
    assert "what" not in title
    assert row.endswith("…")
    assert below == "    short"


def test_json_is_ascii_and_knows_plain_values(capsys: pytest.CaptureFixture[str]) -> None:
    class State(StrEnum):
        OPEN = "open"

    @dataclass(frozen=True, slots=True)
    class Row:
        id: int
        name: str
        state: State
        path: Path

    console.emit_json([Row(1, "é\x1b\ud800", State.OPEN, Path("/x"))])
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
    assert json.loads(out) == [{"id": 1, "name": "é\x1b\ud800", "state": "open", "path": "/x"}]


def test_a_dumb_terminal_gets_no_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "dumb")
    console.heading("Title")
    assert screen.getvalue() == "Title\n"


def test_an_error_is_one_line_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_error("a\nb\x1b[2J", "do\nthis")
    assert capsys.readouterr().err == "crmtui: a b␛[2J\n  do this\n"


def test_nobody_to_ask_means_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(RefusedError):
        console.confirm("Really?")
    console.confirm("Really?", yes=True)


@pytest.mark.parametrize(
    ("answer", "goes_on"), [("y\n", True), ("YES\n", True), ("\n", False), ("", False), ("no\n", False)]
)
def test_only_yes_is_yes(answer: str, goes_on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = Screen(answer)
    monkeypatch.setattr(sys, "stdin", keyboard)
    monkeypatch.setattr(sys, "stderr", Screen())
    if goes_on:
        console.confirm("Really?")
    else:
        with pytest.raises(RefusedError):
            console.confirm("Really?")


def test_progress_is_one_cleaned_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Screen()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    with console.progress() as line:
        line.show("1 mail\x1b[2J")
        line.show("2 mails")  # too soon after the first to be drawn
    assert stream.getvalue() == "\r1 mail␛[2J\x1b[K\r\x1b[K"


def test_progress_is_silent_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress() as line:
        line.show("1 mail")
    assert capsys.readouterr().err == ""
