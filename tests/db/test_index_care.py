"""Checking the index and the counts sees what is wrong; rebuilding puts it right, and half a rebuild is noticed."""

import cysqlite
import pytest

from crmtui.db import fulltext, fulltext_care
from crmtui.db.connect import open_raw
from crmtui.demo.build import build

NOW = 1_795_000_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("care") / "desk.db"
    build(path, 60, now=NOW)
    return path


@pytest.fixture
def desk(made, tmp_path):
    path = tmp_path / "desk.db"
    path.write_bytes(made.read_bytes())
    connection = open_raw(path)
    yield connection
    connection.close()


def wrong(connection: cysqlite.Connection) -> list[tuple[str, str, int]]:
    return [(one.table, one.what, one.count) for one in fulltext_care.check(connection)]


def test_a_desk_as_it_was_made_is_right(desk):
    told: list[str] = []
    assert fulltext_care.check(desk, lambda what, done, total: told.append(what)) == []
    assert told == ["message_fts", "customer_fts", "order_fts", "ticket_rank", "ticket_count"]
    assert desk.execute_scalar("SELECT count(*) FROM touched") == 0


@pytest.mark.parametrize(
    ("harm", "table", "what"),
    [
        ("DELETE FROM message_fts WHERE rowid IN (3, 4)", "message_fts", "records without a document"),
        ("DELETE FROM order_fts WHERE rowid IN (3, 4)", "order_fts", "records without a document"),
        ("INSERT INTO customer_fts (rowid, name) VALUES (999991, 'x'), (999992, 'y')", "customer_fts",
         "documents without a record"),
        ("UPDATE ticket_rank SET working = working + 1 WHERE place = (SELECT min(place) FROM ticket_rank)",
         "ticket_rank", "rows differ from a recount"),
        ("UPDATE ticket_count SET n = n + 1 WHERE status = 'resolved' AND assignee_id = 1", "ticket_count",
         "rows differ from a recount"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_a_rebuild_puts_it_right(desk, harm, table, what):
    desk.execute(harm)
    assert [found[:2] for found in wrong(desk)] == [(table, what)]
    assert wrong(desk)[0][2] == 2
    assert fulltext_care.rebuild(desk)
    assert wrong(desk) == []


def test_documents_with_other_words_are_seen_in_the_sample(desk):
    ids = [row_id for (row_id,) in desk.execute("SELECT id FROM message").fetchall()]
    desk.executemany("DELETE FROM message_fts WHERE rowid = ?", [(row_id,) for row_id in ids])
    fulltext.add_messages(desk, [(row_id, "other", "words", "than", "written") for row_id in ids])
    ((table, what, _),) = wrong(desk)
    assert (table, what) == ("message_fts", "sampled records are not found by their words")


def test_a_rebuild_that_was_stopped_is_noticed_until_one_comes_to_its_end(desk, monkeypatch):
    monkeypatch.setattr(fulltext_care, "_BATCH", 20)
    asked = iter([False, False, True])
    assert not fulltext_care.rebuild(desk, cancelled=lambda: next(asked))
    assert fulltext_care.unfinished_since(desk) is not None
    assert ("index", "a rebuild was stopped before its end", 1) in wrong(desk)
    assert fulltext.find_messages(desk, "a") is not None  # half an index still answers
    seen: list[tuple[str, int, int]] = []
    assert fulltext_care.rebuild(desk, lambda *step: seen.append(step))
    assert seen[0][:2] == ("message_fts", 20)
    assert all(done <= total for _, done, total in seen)
    assert wrong(desk) == []


def test_others_may_write_while_the_index_is_rebuilt(desk, monkeypatch):
    monkeypatch.setattr(fulltext_care, "_BATCH", 20)
    top = desk.execute_scalar("SELECT max(id) FROM message")

    def edit() -> bool:
        fulltext.reindex(desk, "message", [1, top])
        return False

    assert fulltext_care.rebuild(desk, cancelled=edit)
    assert wrong(desk) == []


def test_the_sizes_are_told(desk):
    parts = {part.table: part for part in fulltext_care.state(desk)}
    assert parts["message_fts"].documents == desk.execute_scalar("SELECT count(*) FROM message")
    assert min(part.bytes for part in parts.values()) > 1000
