"""Saved views inside queries: a view stands for its query, and nothing goes round in circles."""

from datetime import UTC

import pytest

from crmtui.db import records
from crmtui.db.engine import Engine
from crmtui.db.orm import transaction
from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.pick import pick

NOW = 1_795_336_245


@pytest.fixture
def desk(engine: Engine) -> Engine:
    """Two customers, one of whom spent much, with tickets; and some views."""
    engine.peewee()
    stamp = {"created_at": NOW, "updated_at": NOW}
    with transaction():
        for name, spent in (("Ana", 90_000), ("Jo", 100)):
            records.insert("customer", {"name": name, "spent": spent, "currency": "EUR", **stamp})
        for number in range(6):
            ticket = {"subject": f"ticket {number}", "customer_id": number % 2 + 1, "activity_at": NOW + number,
                      "priority": number % 3, "status": "spam" if number == 5 else "open", **stamp}  # fmt: skip
            records.insert("ticket", ticket)
        for name, query, kind, owner in (
            ("High", "priority:high", "ticket", None), ("Junk", "is:spam", "ticket", None),
            ("VIP", "spent:>500 OR -currency:EUR", "customer", None), ("Everybody", "", "customer", None),
            ("Loop", "view:Loop", "ticket", None), ("Wordy", "ana", "customer", None),
        ):  # fmt: skip
            records.insert("view", {"name": name, "query": query, "records": kind, "owner_id": owner})
    return engine


def picked(desk: Engine, text: str, kind: str = "ticket") -> list[int]:
    return sorted(pick(desk.reader, text, kind, Asker(None, NOW + 100, UTC)).ids(desk.reader))


@pytest.mark.parametrize(
    ("short", "written_out"),
    [
        ("view:high", "priority:high"),
        ("-view:high", "-priority:high"),
        ("view:High,Junk", "priority:high OR is:spam"),
        ("view:junk", "is:spam"),
        ("customer.segment:vip", "customer.spent:>500"),
        ("-customer.segment:vip", "-customer.spent:>500"),
        ("customer.segment:everybody", "customer:any"),
    ],
)
def test_a_view_stands_for_its_query(desk: Engine, short: str, written_out: str) -> None:
    found = picked(desk, short)
    assert found == picked(desk, written_out)
    assert found


def test_a_segment_picks_customers(desk: Engine) -> None:
    assert picked(desk, "segment:vip", "customer") == [1]
    assert picked(desk, "-view:vip", "customer") == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("view:nothing", "no saved view"),
        ("view:vip", "no saved view"),
        ("view:loop", "names a view itself"),
        ("customer.segment:wordy", "cannot ask this view"),
    ],
)
def test_a_view_that_cannot_be_used_is_told_at_its_place(desk: Engine, text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        picked(desk, f"is:open {text}")
    assert caught.value.column == len("is:open ")


def test_half_a_name_is_no_view_yet(desk: Engine) -> None:
    made = pick(desk.reader, "is:open view:hi", "ticket", Asker(None, NOW, UTC), typing=True)
    assert str(made.query) == "is:open"


def test_a_saved_query_names_no_view(desk: Engine) -> None:
    from crmtui.actions import table
    from crmtui.journal import SYSTEM, perform

    with pytest.raises(QueryError, match="names no view"):
        perform(table()["view.save"], [], {"name": "Round", "query": "is:open view:high"}, SYSTEM)
