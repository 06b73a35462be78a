"""A query is told in words that a shop owner understands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.query.explain import in_words, parts
from crmtui.query.fields import FIELDS
from crmtui.query.parse import parse
from crmtui.query.phrases import opposite, phrase
from crmtui.query.syntax import Query, Term
from tests.query.strategies import RECORDS, queries

SAID = {
    "is:open assignee:me": "tickets that are open or pending, assigned to you",
    "status:open,pending": "tickets that are open or pending",
    "status:open": "tickets that are open",
    "tag:refund,vip -tag:wholesale": "tickets with the tag refund or vip, without the tag wholesale",
    '"wrong size" sort:newest': 'tickets holding "wrong size"; newest first',
    "lost parcel": 'tickets holding "lost" and "parcel"',
    "(parcel OR package) lost": 'tickets holding ("parcel" or "package") and "lost"',
    "ref*": 'tickets holding "ref…"',
    "-lost": 'tickets not holding "lost"',
    "1042": 'tickets holding "1042", or numbered 1042',
    "1042 OR #1043": 'tickets holding "1042" or "#1043", or numbered 1042 or 1043',
    "-1042": 'tickets not holding "1042", nor numbered 1042',
    "": "all tickets",
    "is:any": "tickets of any status, spam and trash too",
    "waiting:>4h": "tickets waiting for more than 4 hours",
    "waiting:<2026-11-01": "tickets waiting since before 1 Nov 2026",
    "created:>2026-11-01": "tickets created after 1 Nov 2026",
    "created:>7d": "tickets created more than 7 days ago",
    "created:7d": "tickets created in the last 7 days",
    "created:today": "tickets created today",
    "created:2026-11": "tickets created in November 2026",
    "created:2026-11-01T14:30": "tickets created on 1 Nov 2026 at 14:30",
    "updated:2d..7d": "tickets last active 2 to 7 days ago",
    "updated:2026-11-01..2026-11-07": "tickets last active from 1 Nov 2026 to 7 Nov 2026",
    "updated:7d..": "tickets last active at least 7 days ago",
    "snoozed:<2d": "tickets waking in less than 2 days",
    "older:30d": "tickets with nothing new for at least 30 days",
    "newer:2026-11-01": "tickets active on 1 Nov 2026 or later",
    "priority:>=high -priority:low": "tickets of high or higher priority, not of low priority",
    "messages:3..10": "tickets with 3 to 10 messages",
    "customer.spent:>500EUR": "tickets whose customer spent more than 500 EUR",
    "-customer.spent:>500": "tickets not of a customer who spent more than 500",
    "customer.tag:vip customer.spent:>5": "tickets of a customer with the tag vip and who spent more than 5",
    "order.status:unfulfilled order.placed:>7d": (
        "tickets whose customer has an order that is unfulfilled and placed more than 7 days ago"
    ),
    "-order.status:unfulfilled": "tickets whose customer has no order that is unfulfilled",
    "tag:a OR tag:b lost": 'tickets with the tag a or (with the tag b and holding "lost")',
    "-(is:open OR tag:x)": "tickets other than those (that are open or pending or with the tag x)",
    "-(lost late)": 'tickets not holding ("lost" and "late")',
    "-older:30d": "tickets other than those with nothing new for at least 30 days",
    "answered:none": "tickets that we have never answered",
    "-answered:none": "tickets that we have answered",
    "assignee:none": "tickets assigned to nobody",
    "last_reply:customer": "tickets whose latest mail is the customer's",
    "tag:re*": "tickets with a tag that begins with re",
    "is:open sort:created-asc": "tickets that are open or pending; by created, the earliest first",
}


@pytest.mark.parametrize(("text", "words"), SAID.items(), ids=lambda text: text[:40])
def test_tickets_are_told(text: str, words: str) -> None:
    assert in_words(parse(text)) == words


CUSTOMERS = {
    "is:repeat -is:lead": "customers who have ordered at least twice, who have ordered",
    "-is:repeat": "customers who have not ordered at least twice",
    "refund_rate:>20%": "customers whose refund rate is more than 20 %",
    "last_order:>90d": "customers who last ordered more than 90 days ago",
    "order.total:>100 -ticket.is:open": (
        "customers with an order whose total is more than 100, without a ticket that is open or pending"
    ),
}


@pytest.mark.parametrize(("text", "words"), CUSTOMERS.items(), ids=lambda text: text[:40])
def test_customers_are_told(text: str, words: str) -> None:
    assert in_words(parse(text, "customer"), "customer") == words


def test_orders_are_told() -> None:
    query = parse("is:unfulfilled payment:paid,partially_refunded customer.tag:vip", "order")
    assert in_words(query, "order") == (
        "orders that are unfulfilled, whose payment is paid or partially refunded, of a customer with the tag vip"
    )


def test_what_is_judged_together_is_one_part() -> None:
    query = parse("lost tag:a parcel order.total:>5 -late order.is:paid")
    assert [str(part.node) for part in parts(query)] == [
        "lost parcel",
        "tag:a",
        "order.total:>5 order.is:paid",
        "-late",
    ]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.records}.{field.name}")
def test_every_field_has_its_words(field: object) -> None:
    records = field.records  # type: ignore[attr-defined]
    examples = [field.example, *(f"{field.name}:{word}" for word, _ in field.choices)]  # type: ignore[attr-defined]
    examples += [f"{field.name}:none", f"{field.name}:any"] if field.empty else []  # type: ignore[attr-defined]
    for example in examples:
        term = parse(example, records).root
        assert isinstance(term, Term)
        said = phrase(field, term.tests)  # type: ignore[arg-type]
        assert said
        assert ":" not in said
        assert opposite(said) != said


@given(st.sampled_from(RECORDS).flatmap(lambda records: st.tuples(st.just(records), queries(records))))
def test_every_query_has_words_and_a_denial_says_otherwise(drawn: tuple[str, Query]) -> None:
    records, query = drawn
    assert in_words(query, records)
    for part in parts(query, records):
        assert part.words
        assert opposite(part.words) != part.words
