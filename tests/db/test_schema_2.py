"""A desk of the first schema is brought up: a backup is kept, and what it holds is found by the new indexes."""

from pathlib import Path

import pytest

from crmtui.db import connect, fulltext, fulltext_care, lists, migrate
from crmtui.db import engine as engine_module
from crmtui.db.connect import SCHEMA, open_raw, schema_of
from crmtui.db.engine import Engine, opened
from crmtui.db.models import (
    Agent,
    Attachment,
    Blob,
    Customer,
    Fulfillment,
    OrderLine,
    ShopOrder,
    Ticket,
)  # fmt: skip
from crmtui.db.orm import raw

AT = 1_790_000_000


@pytest.fixture
def old_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that the first migration alone has made, with tickets, a renamed one among them, and an order."""
    first = tmp_path / "migrations"
    first.mkdir()
    name = "0001_first_desk.py"
    (first / name).write_text((migrate.DIRECTORY / name).read_text())
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "DIRECTORY", first)
        for module in (migrate, connect, engine_module):
            patch.setattr(module, "SCHEMA", 1)
        with opened(tmp_path / "desk.db"):
            _fill()
    return tmp_path / "desk.db"


def _insert(table: str, **values: object) -> int:
    """A row as the old schema has it: the models name columns that came later."""
    sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) RETURNING id"
    return int(raw().execute_scalar(sql, tuple(values.values())))


def _fill() -> None:
    ana = Agent.create(name="ana")
    person = Customer.create(name="Jo", email="jo@okafor.example", created_at=AT, updated_at=AT)
    _insert("identity", customer_id=person.id, kind="email", value=person.email, value_key=person.email, created_at=AT)
    raw().execute("INSERT INTO customer_fts (rowid, name, addresses, extra) VALUES (1, 'Jo', ?, '')", (person.email,))
    for number, status in enumerate(("open", "pending", "snoozed", "resolved", "spam", "trash") * 40):
        ticket = Ticket.create(
            subject="Umbenannt in München" if number == 7 else "Parcel", status=status, created_at=AT, updated_at=AT,
            activity_at=AT + number * 5000, waiting_since=AT if number % 4 else None,
            assignee=ana if number % 3 else None, customer=person,
        )  # fmt: skip
        for text in ("where is it", "here"):
            one = _insert("message", ticket_id=ticket.id, kind="mail", direction="in", at=AT, created_at=AT,
                          subject="Parcel", text=text, author_name="Jo", author_email=person.email)  # fmt: skip
            fulltext.add_messages(raw(), [(one, "Parcel", text, "Jo jo@okafor.example", "")])
    blob = Blob.create(sha256=b"1", size=1, data=b"x")
    Attachment.create(message=15, blob=blob, position=0, filename="cup.jpg", content_type="image/jpeg", size=1)
    order = ShopOrder.create(
        shop="s", external_id="gid-7", name="#1042-33", name_key="1042-33", customer=person, email=person.email,
        customer_name="Jo", currency="EUR", payment_status="paid", fulfillment_status="sent", tags='["vip"]',
        imported_at=AT,
    )  # fmt: skip
    OrderLine.create(order=order, position=0, sku="LIN-SH-L", title="返金 shirt", quantity=1, unit_price=1, total=1)
    Fulfillment.create(order=order, position=0, tracking_number="JJD-77")


def test_a_desk_of_schema_1_is_brought_up_after_a_backup(old_desk):
    told: list[str] = []
    engine = Engine(old_desk, tell=told.append)
    try:
        assert schema_of(engine.reader) == SCHEMA
        assert [text.split(" ")[0] for text in told] == ["Bringing", "Done;"]
        assert str(engine.backup_made) in told[1]
        assert fulltext_care.check(engine.reader) == []
    finally:
        engine.close()
    copy = open_raw(engine.backup_made, readonly=True)
    assert schema_of(copy) == 1
    assert copy.execute_scalar("SELECT count(*) FROM ticket") == 240
    copy.close()


def test_what_an_old_desk_holds_is_found_by_the_new_indexes(old_desk, monkeypatch):
    monkeypatch.setattr(lists, "_NEAR", -1)
    with opened(old_desk) as engine:
        for words in ("1042-33", "gid-7", "jjd-77", "okafor", "lin-sh", "返金", "vip"):
            match = fulltext.match_of(words)
            assert engine.reader.execute("SELECT rowid FROM order_fts WHERE order_fts MATCH ?", (match,)).fetchall()
        assert fulltext.find_messages(engine.reader, "munchen") == [(15, 1008)]
        assert fulltext.find_messages(engine.reader, "cup.jpg") == [(15, 1008)]
        plain = [
            row_id for (row_id,) in engine.reader.execute(
                "SELECT id FROM ticket WHERE status NOT IN ('spam', 'trash') ORDER BY activity_at DESC, id DESC"
            )
        ]  # fmt: skip
        rows = lists.Pager(lists.ticket_listing("all", None)).page(engine.reader, 90, 20, 160)
        assert [row[1] for row in rows] == plain[90:110]
        assert engine.reader.execute_scalar("SELECT count(*) FROM touched") == 0
        Ticket.update(status="resolved").where(Ticket.id == 1001).execute()
        assert fulltext_care.check(engine.reader) == []
