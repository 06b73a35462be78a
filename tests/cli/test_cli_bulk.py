"""`crmtui do`: an action on what a query picks."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crmtui.db.engine import opened
from crmtui.db.orm import raw, transaction
from tests.terminal import Terminal
from tests.waiting import LIMIT, until


def test_a_dry_run_shows_what_would_change_and_changes_nothing(shell: Any) -> None:
    answer = shell("do", "is:open", "tag", "cleanup", "--dry-run")
    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert lines[0] == "Tag: 5 tickets"
    assert lines[1] == "  tags: +cleanup 5"
    assert "#1001" in answer.out
    assert "Nothing was changed" in answer.err
    assert shell("list", "tag:cleanup", "--ids").out == ""
    told = json.loads(shell("do", "is:open", "tag", "cleanup", "--dry-run", "--json").out)
    assert (told["picked"], told["changed"], told["changes"]) == (5, 5, ["tags: +cleanup 5"])


def test_with_yes_it_is_done_and_one_undo_takes_it_back(shell: Any) -> None:
    answer = shell("do", "is:open", "close", "--yes")
    assert (answer.code, answer.out) == (0, "5 resolved\n")
    assert shell("count", "is:open").out.strip().startswith("0")
    assert shell("undo").out == "Undid: 5 resolved\n"
    assert shell("list", "is:open", "--ids").out.split() == ["1001", "1002", "1003", "1004", "1005"]
    assert json.loads(shell("do", "is:open", "assign", "ana", "--yes", "--json").out)["changed"] == 3


def test_in_a_pipe_it_wants_a_yes(shell: Any) -> None:
    answer = shell("do", "is:open", "close")
    assert answer.code == 2
    assert "nobody is there to say yes" in answer.err
    assert "--yes" in answer.err
    assert "--dry-run" in answer.err
    assert shell("count", "is:resolved").out.strip().startswith("0")


def test_a_limit_takes_the_first_of_the_list(shell: Any) -> None:
    assert shell("do", "is:open", "spam", "--yes", "--limit", "2").out == "2 marked as spam\n"
    assert shell("list", "is:open", "--ids").out.split() == ["1003", "1004", "1005"]


def test_customers_are_picked_by_the_actions_records(shell: Any) -> None:
    assert shell("do", "tag:vip", "customer-tag", "seen", "--yes").code == 0
    assert "seen" in shell("contact", "1").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("is:open", "explode", "--yes"), 2, 'no action "explode"'),
        (("is:opne", "close", "--yes"), 2, "open"),
        (("", "close", "--yes"), 2, "pick everything"),
        (("*", "close", "--yes"), 2, "pick everything"),
        (("sort:newest", "close", "--yes"), 2, "pick everything"),
        (("\N{GRINNING FACE}", "close", "--yes"), 2, "no letter"),
        (("is:open", "assign", "--yes"), 2, "needs an agent"),
        (("is:open", "assign", "zoe", "--yes"), 3, "no agent"),
        (("is:open", "resend", "--yes"), 2, "nothing to do to tickets"),
    ],
)
def test_mistakes_change_nothing(shell: Any, words: tuple[str, ...], code: int, said: str) -> None:
    answer = shell("do", *words)
    assert answer.code == code, answer.err
    assert said in answer.err
    assert shell("list", "is:open", "--ids").out.split() == ["1001", "1002", "1003", "1004", "1005"]


def test_nothing_picked_is_said_and_well(shell: Any) -> None:
    answer = shell("do", "tag:nowhere", "close", "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert "nothing to do" in answer.err


def many(desk: Path, count: int) -> None:
    with opened(desk), transaction():
        raw().executemany(
            "INSERT INTO ticket (subject, created_at, updated_at, activity_at) VALUES ('many', 1, 1, ?)",
            [(n,) for n in range(count)],
        )


def tagged(tag: str) -> int:
    return int(raw().execute_scalar("SELECT count(*) FROM ticket_tag WHERE tag = ?", (tag,)))


def interrupted(desk: Path, tag: str) -> tuple[int, str]:
    """How tagging everything ends, and what it tells, when ctrl+c comes after its first slice or later."""
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "--as", "ana", "do", "is:open", "tag", tag, "--yes"]
    # Whoever runs the tests in the background has made them, and what they start, deaf to ctrl+c.
    running = subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, text=True, env=os.environ | {"HOME": str(desk.parent)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert until(lambda: tagged(tag) or running.poll() is not None)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=LIMIT)
    return running.returncode, out


def test_ctrl_c_stops_between_slices_and_says_what_was_done(desk: Path) -> None:
    many(desk, 40_000)
    with opened(desk):
        # A command may be done before anybody has seen that it began.
        for tag in ("x", "y", "z"):
            code, out = interrupted(desk, tag)
            if code != 0:
                break
        told = json.loads(out)
        assert (code, told["message"].startswith("Stopped: ")) == (130, True)
        assert 0 < tagged(tag) == told["changed"] < 40_005


def test_on_a_terminal_it_shows_and_asks(desk: Path) -> None:
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "--as", "ana", "do", "is:open", "tag", "cleanup"]
    with Terminal(command) as terminal:
        terminal.until(r"Do it\? \[y/N\]")
        assert "tags: +cleanup 5" in terminal.text
        terminal.press("y", "enter")
        terminal.until(r"5 tagged \+cleanup")
