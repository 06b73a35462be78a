"""Why a record is in a list: each condition, and what the record has there."""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.db import fulltext
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Attachment, Blob, Customer, Identity, Message, OrderLine, ShopOrder, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.errors import QueryError
from crmtui.journal import Actor
from crmtui.query.asker import Asker
from crmtui.query.pick import pick
from crmtui.query.syntax import Query
from crmtui.query.why import Reason, why
from tests.query.made_desk import made
from tests.query.made_rows import NOW, ZONE
from tests.query.strategies import RECORDS, queries

DAY = 86_400


@pytest.fixture
def desk(engine: Engine, ana: Actor) -> Engine:
    """Ana's desk: Jide asks about the size of what he ordered; somebody unknown says hello."""
    with transaction():
        Agent.create(name="Ben Osei", email="ben@shop.example")
        jide = Customer.create(
            name="Jide Okafor", email="jide@okafor.example", tags='["vip"]', spent=62000, currency="EUR",
            orders_count=2, created_at=NOW - 90 * DAY, updated_at=NOW, country="NO",
        )  # fmt: skip
        Identity.create(
            customer=jide, kind="email", value="jide@okafor.example", value_key="jide@okafor.example", created_at=NOW
        )
        for number, state in ((1001, "fulfilled"), (1002, "unfulfilled")):
            order = ShopOrder.create(
                shop="shop", external_id=f"x{number}", name=f"#{number}", name_key=str(number), customer=jide,
                currency="EUR", total=31000, payment_status="paid", fulfillment_status=state, imported_at=NOW,
                placed_at=NOW - (1010 - number) * DAY,
            )  # fmt: skip
            OrderLine.create(
                order=order, position=0, sku="LIN-SH-L", title="Linen shirt", quantity=1, unit_price=1, total=1
            )
        asked = Ticket.create(
            subject="Wrong size", status="open", priority=2, assignee=ana.id, customer=jide, tags='["refund", "vip"]',
            created_at=NOW - 5 * DAY, updated_at=NOW, activity_at=NOW - 5 * DAY, waiting_since=NOW - 5 * DAY,
            mailbox="hello",
        )  # fmt: skip
        mail = Message.create(
            ticket=asked, kind="mail", direction="in", at=NOW - 5 * DAY, customer=jide, author_name="Jide Okafor",
            author_email="jide@okafor.example", subject="Wrong size", created_at=NOW,
            text="Hello,\nthe shirt is too small.  Can I return it for a refund?",
        )  # fmt: skip
        blob = Blob.create(sha256=b"x" * 32, size=1, data=b"x")
        Attachment.create(message=mail, blob=blob, position=0, filename="photo.jpg", content_type="image/jpeg", size=1)
        Ticket.create(subject="Hello", status="snoozed", snoozed_until=NOW + DAY, created_at=NOW, updated_at=NOW,
                      activity_at=NOW)  # fmt: skip
        connection = raw()
        fulltext.reindex(connection, "message", [mail.id])
        fulltext.reindex(connection, "customer", [jide.id])
        fulltext.reindex(connection, "shop_order", [1, 2])
    return engine


def reasons(desk: Engine, query: str, record_id: int = 1001, records: str = "ticket") -> list[Reason]:
    """Why, for ana."""
    picked = pick(desk.reader, query, records, Asker(1, NOW, UTC))
    return why(desk.reader, picked, record_id)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("status:open", "status: open"),
        ("is:waiting", "status: open, waiting since 17 Nov 08:30 (5d ago)"),
        ("waiting:>4h", "waiting since 17 Nov 08:30 (5d ago)"),
        ("older:2d", "last active 17 Nov 08:30 (5d ago)"),
        ("assignee:me", "assigned to ana"),
        ("priority:>=high", "priority: high"),
        ("tag:refund,late", "tags: refund, vip"),
        ("-tag:late", "tags: refund, vip"),
        ("customer:jide@okafor.example", "customer: Jide Okafor <jide@okafor.example>"),
        ("messages:<3", "messages: 1"),
        ("has:attachment", "attachment: photo.jpg"),
        ("has:order", "2 orders"),
        ("mailbox:hello", "mailbox: hello"),
        ("is:unanswered", "never answered"),
        ("file:photo", "file of mail of 17 Nov 08:30 (5d ago): photo.jpg"),
        ('subject:"wrong size"', "subject of mail of 17 Nov 08:30 (5d ago): Wrong size"),
        ("too small", "mail of 17 Nov 08:30 (5d ago): Hello, the shirt is too small. Can I return it for a refund?"),
        ("okafor.example", "author of mail of 17 Nov 08:30 (5d ago): Jide Okafor <jide@okafor.example>"),
        ("1002", "order number: #1002"),
        ("1001 OR 7", "its number: 1001"),
        ("order:1001", "order number: #1001"),
        ("customer.spent:>500EUR", "Jide Okafor <jide@okafor.example>: spent: 620.00 EUR"),
        ("customer.tag:vip customer.country:no", "Jide Okafor <jide@okafor.example>: tags: vip; country: NO"),
        ("order.status:unfulfilled order.placed:>2d", "order #1002: status: unfulfilled; placed 14 Nov 08:30 (8d ago)"),
        ("tag:late OR priority:high", "priority: high"),
        ("last_reply:customer", "last reply: customer"),
    ],
)
def test_a_condition_is_told_with_what_the_record_has(desk: Engine, query: str, value: str) -> None:
    (found,) = reasons(desk, query)
    assert found.value == value
    assert found.met


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("status:pending", "status: open"),
        ("assignee:none", "assigned to ana"),
        ("-tag:refund", "tags: refund, vip"),
        ("parcel", "nothing holds it"),
        ("answered:any", "never answered"),
        ("order.status:restocked", "none of 2 orders"),
        ("tag:late OR priority:low", "tags: refund, vip; priority: high"),
    ],
)
def test_what_is_not_met_is_told_as_well(desk: Engine, query: str, value: str) -> None:
    (found,) = reasons(desk, query)
    assert found.value == value
    assert not found.met


def test_a_ticket_without_a_customer_says_so(desk: Engine) -> None:
    found = reasons(desk, "customer:none -customer.tag:vip is:snoozed tag:none hello", 1002)
    assert [(one.value, one.met) for one in found] == [
        ("no customer", True),
        ("no customer", True),
        ("status: snoozed, asleep until tomorrow 08:30 (1d)", True),
        ("no tags", True),
        ("nothing holds it", False),
    ]


def test_spam_has_its_reasons_too(desk: Engine) -> None:
    with transaction():
        Ticket.update(status="spam").where(Ticket.id == 1001).execute()
    (found,) = reasons(desk, "tag:vip")
    assert found.met
    assert reasons(desk, "") == []


def test_customers_and_orders_have_reasons(desk: Engine) -> None:
    assert reasons(desk, "LIN-SH-L", 1, "order")[0].value == "article: LIN-SH-L Linen shirt"
    found = reasons(desk, "is:repeat okafor ticket.is:open order.item:linen has:open", 1, "customer")
    assert [(one.value, one.met) for one in found] == [
        ("orders: 2", True),
        ("name: Jide Okafor, address: jide@okafor.example", True),
        ("ticket #1001: status: open", True),
        ("order #1002: article: LIN-SH-L Linen shirt", True),
        ("1 of 1 ticket open or pending", True),
    ]
    found = reasons(desk, "is:unfulfilled item:linen total:>5 customer.name:jide", 2, "order")
    assert [one.met for one in found] == [True] * 4
    assert [one.value for one in found[:3]] == [
        "status: unfulfilled", "article: LIN-SH-L Linen shirt", "total: 310.00 EUR"
    ]  # fmt: skip


TABLE = {"ticket": "ticket", "customer": "customer", "order": "shop_order"}


@settings(deadline=None)
@given(
    st.sampled_from(RECORDS).flatmap(lambda records: st.tuples(st.just(records), queries(records, sorted_too=False))),
    st.integers(0, 7),
    st.data(),
)
def test_a_record_is_picked_when_every_reason_is_met(drawn: tuple[str, Query], seed: int, data: st.DataObject) -> None:
    records, query = drawn
    made_desk = made(seed)
    rows = [row for row in made_desk.rows(TABLE[records]) if row.get("merged_into_id") is None or records != "customer"]
    if not rows:
        return
    record_id = data.draw(st.sampled_from([row["id"] for row in rows]))
    connection = made_desk.open()
    try:
        picked = pick(connection, query, records, Asker(1, NOW, ZONE))
        found = why(connection, picked, record_id)
        hidden = records == "ticket" and made_desk.one("ticket", record_id)["status"] in ("spam", "trash")  # type: ignore[index]
        member = picked.members(connection, [record_id]) == [record_id]
        if not hidden:
            assert all(one.met for one in found) == member
        assert all(one.term and one.value for one in found)
    except QueryError:
        return
    finally:
        connection.close()
