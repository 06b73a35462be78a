import hashlib
import json
from pathlib import Path

import cysqlite
import pytest
from typer.testing import CliRunner

from crmtui.cli.demo import app
from crmtui.cli.session import Session, begin
from crmtui.db import fulltext
from crmtui.db.connect import open_raw
from crmtui.db.engine import Engine
from crmtui.demo.build import build, sizes
from crmtui.desk import views
from crmtui.errors import RefusedError

NOW = 1_795_000_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "demo.db"
    build(made, now=NOW, os_user="kim")
    return made


@pytest.fixture
def reader(path: Path) -> cysqlite.Connection:
    return open_raw(path, readonly=True)


def fingerprint(path: Path) -> str:
    connection = open_raw(path, readonly=True)
    digest = hashlib.sha256()
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%fts%'"
        )
        if not name.startswith(("sqlite_", "message_fts", "customer_fts", "schema_migration"))
    ]
    for table in sorted(tables):
        for row in connection.execute(f"SELECT * FROM {table}"):
            digest.update(repr(row).encode())
    connection.close()
    return digest.hexdigest()


def test_same_seed_and_moment_give_the_same_rows(path: Path, tmp_path: Path) -> None:
    build(tmp_path / "again.db", now=NOW, os_user="kim")
    build(tmp_path / "other.db", now=NOW, os_user="kim", seed=5)
    assert fingerprint(tmp_path / "again.db") == fingerprint(path)
    assert fingerprint(tmp_path / "other.db") != fingerprint(path)


def test_company_has_its_promised_size(reader: cysqlite.Connection) -> None:
    def count(table: str) -> int:
        return int(reader.execute_scalar(f"SELECT count(*) FROM {table}"))

    assert (count("ticket"), count("shop_order"), count("agent")) == (400, 900, 3)
    assert count("customer") == 250 + 5  # who sends the junk is a customer, too
    assert count("order_line") > 900
    assert min(count("fulfillment"), count("refund"), count("attachment"), count("template")) > 15


def test_counts_of_the_views_are_right(reader: cysqlite.Connection) -> None:
    counts = views.counts(reader, 1)
    open_now = "status IN ('open', 'pending')"
    assert counts["open"] == reader.execute_scalar(f"SELECT count(*) FROM ticket WHERE {open_now}")
    assert counts["mine"] == reader.execute_scalar(f"SELECT count(*) FROM ticket WHERE {open_now} AND assignee_id = 1")
    assert all(counts[view.key] > 5 for view in views.VIEWS)


def test_messages_and_customers_are_found_by_words(reader: cysqlite.Connection) -> None:
    assert fulltext.find_messages(reader, "tracking page")
    assert fulltext.find_messages(reader, "注文番号")
    assert fulltext.find_messages(reader, "invoice.pdf")
    name, number = reader.execute("SELECT name, id FROM customer WHERE name LIKE '% %' LIMIT 1").fetchone()
    assert number in fulltext.find_customers(reader, name)


def test_message_ids_follow_the_time(reader: cysqlite.Connection) -> None:
    times = [at for (at,) in reader.execute("SELECT at FROM message ORDER BY id")]
    assert times == sorted(times)


def test_answers_thread_by_their_ids(reader: cysqlite.Connection) -> None:
    rows = reader.execute(
        "SELECT m.in_reply_to, m.refs, m.ticket_id FROM message AS m WHERE m.in_reply_to <> ''"
    ).fetchall()
    assert len(rows) > 100
    for parent, refs, ticket in rows:
        assert refs.split()[-1] == parent
        assert reader.execute_scalar("SELECT ticket_id FROM thread_ref WHERE ref = ?", (parent,)) == ticket


def test_sums_of_customers_agree_with_their_orders(reader: cysqlite.Connection) -> None:
    spent = reader.execute_scalar(
        "SELECT sum(total - refunded) FROM shop_order WHERE cancelled_at IS NULL AND payment_status <> 'voided'"
    )
    assert reader.execute_scalar("SELECT sum(spent) FROM customer") == spent
    assert reader.execute_scalar("SELECT max(orders_count) FROM customer") > 5


def test_states_carry_what_belongs_to_them(reader: cysqlite.Connection) -> None:
    for status, snoozed, resolved in reader.execute("SELECT status, snoozed_until, resolved_at FROM ticket"):
        assert (snoozed is not None) == (status == "snoozed")
        assert (resolved is not None) == (status == "resolved")
    assert not reader.execute("SELECT 1 FROM ticket WHERE updated_at > ?", (NOW,)).fetchall()


def test_foreign_keys_hold(reader: cysqlite.Connection) -> None:
    assert reader.execute("PRAGMA foreign_key_check").fetchall() == []
    assert reader.execute_scalar("PRAGMA quick_check") == "ok"


def test_the_first_agent_is_whoever_makes_it(reader: cysqlite.Connection) -> None:
    assert reader.execute("SELECT name, os_user FROM agent ORDER BY id").fetchone() == ("Ana Ruiz", "kim")


def test_tags_are_json_that_the_desk_reads(path: Path) -> None:
    engine = Engine(path)
    try:
        pages = views.TicketPages("all", 1)
        rows = pages.page(engine.reader, 0, 60)
        assert any(row.tags for row in rows)
    finally:
        engine.close()
    connection = open_raw(path, readonly=True)
    assert all(
        json.loads(tags) == sorted(json.loads(tags)) for (tags,) in connection.execute("SELECT tags FROM ticket")
    )


def test_nothing_is_left_when_it_is_interrupted(tmp_path: Path) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "demo.db", 3, now=NOW, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_large_company_grows_in_tickets_alone() -> None:
    assert sizes(400) == (sizes(400).__class__)(400, 250, 900)
    assert sizes(1_000_000).customers == 60_000


def run(path: Path, *words: str) -> tuple[int, BaseException | None]:
    begin(Session(path))
    result = CliRunner().invoke(app, ["--no-open", *words])
    begin(Session())
    return result.exit_code, result.exception


def test_command_makes_keeps_and_resets(tmp_path: Path) -> None:
    path = tmp_path / "x" / "demo.db"
    assert run(path, "--tickets", "5", "--now", str(NOW))[0] == 0
    before = fingerprint(path)
    assert run(path, "--tickets", "9")[0] == 0
    assert fingerprint(path) == before
    assert run(path, "--reset", "--tickets", "9", "--now", str(NOW))[0] == 0
    assert fingerprint(path) != before


def test_command_never_touches_a_real_desk(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    engine = Engine(path)
    engine.close()
    before = path.read_bytes()
    assert isinstance(run(path, "--reset")[1], RefusedError)
    assert isinstance(run(path)[1], RefusedError)
    assert path.read_bytes() == before
