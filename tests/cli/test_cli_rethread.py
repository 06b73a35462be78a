"""Merging, splitting and moving in the shell, and the numbers that it takes."""

import json

from tests.cli.conftest import Shell


def test_the_last_number_is_the_ticket_that_stays_and_undo_brings_the_others_back(shell: Shell) -> None:
    assert "2 merged into #1003" in shell("merge", "1001", "1002", "1003").out
    assert "merged into #1003" in shell("show", "1001").out
    assert sorted(shell("list", "is:merged", "--ids").out.split()) == ["1001", "1002"]
    assert len(json.loads(shell("show", "1003", "--json").out)["messages"]) == 3
    assert "Undid" in shell("undo").out
    assert len(json.loads(shell("show", "1003", "--json").out)["messages"]) == 1


def test_messages_are_named_by_the_numbers_that_show_prints(shell: Shell) -> None:
    shell("merge", "1001", "1002")
    assert "(message 2)" in shell("show", "1002").out
    assert "moved to #1003" in shell("move", "1", "1003").out
    assert "#1006 made of 1 message of #1003" in shell("split", "3", "Another thing").out
    assert "Another thing" in shell("show", "1006").out
    assert "[moved from #1002]" in shell("show", "1003", "--full").out.replace("merged from #1001; ", "")


def test_what_cannot_be_merged_is_told_in_words(shell: Shell) -> None:
    assert shell("merge", "1001", "1999").code
    assert "there is no ticket #1999" in shell("merge", "1001", "1999").err
    shell("merge", "1001", "1002")
    assert "was merged into #1002" in shell("reopen", "1001").err
