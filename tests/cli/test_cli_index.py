"""`crmtui index` says whether everything is found, and puts it right."""

import json

import pytest

from crmtui.db import fulltext_care
from crmtui.db.connect import open_raw


def test_a_desk_that_is_right(shell):
    assert "5 documents" in shell("index").out
    done = shell("index", "--check")
    assert (done.code, done.out) == (0, "the index and the counts are right\n")
    assert json.loads(shell("index", "--check", "--json").out) == {"ok": True, "wrong": []}


def test_what_is_missing_is_told_and_put_right(shell, desk):
    writer = open_raw(desk)
    writer.execute("DELETE FROM message_fts WHERE rowid = 2")
    writer.close()
    done = shell("index", "--check")
    assert done.code == 1
    assert "records without a document: 1 (the first: 2)" in done.out
    assert "crmtui index --rebuild" in done.err
    (wrong,) = json.loads(shell("index", "--check", "--json").out)["wrong"]
    assert (wrong["table"], wrong["count"], wrong["ids"]) == ("message_fts", 1, [2])
    assert shell("index", "--rebuild").code == 0
    assert shell("index", "--check").code == 0


def test_a_rebuild_stopped_by_the_keyboard_is_told_by_check_and_doctor(shell, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fulltext_care, "_again", stop)
        done = shell("index", "--rebuild")
    assert done.code == 130
    assert "to its end" in done.err
    assert shell("index").code == 1
    assert "a rebuild was stopped" in shell("index", "--check").out
    assert "a rebuild was stopped" in shell("doctor").out
    assert shell("index", "--rebuild").code == 0
    assert "a rebuild was stopped" not in shell("doctor").out


@pytest.mark.parametrize("words", [("--check", "--rebuild"), ("extra",)])
def test_what_cannot_be_meant_is_refused(shell, words):
    assert shell("index", *words).code == 2
