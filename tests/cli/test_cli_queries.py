"""The language in a shell: finding, counting, explaining; a mistake shows its place."""

import json
from typing import Any

import pytest


def test_list_takes_a_query_everywhere_or_in_a_view(shell: Any) -> None:
    assert shell("list", "--ids", "assignee:ana").out.split() == ["1001", "1002"]
    assert shell("list", "--ids", "is:open -assignee:ana").out.split() == ["1003", "1004", "1005"]
    assert shell("list", "--ids", "where", "is:open", "sort:number-desc").out.split()[0] == "1005"
    assert shell("list", "--ids", "number:>1002", "--view", "mine").out == ""
    shell("resolve", "1004")
    assert shell("list", "--ids", "is:resolved").out.split() == ["1004"]
    assert "1004" in shell("list", "--ids", "where").out.split()
    assert "1004" not in shell("list", "--ids", "where", "--view", "open").out.split()


def test_list_tells_programs_the_rows_and_people_what_is_left(shell: Any) -> None:
    rows = json.loads(shell("list", "is:open sort:number-asc", "--json", "--limit", "2").out)
    assert [row["id"] for row in rows] == [1001, 1002]
    assert "3 more tickets" in shell("list", "is:open", "-n", "2").err
    assert "nowher*" in shell("list", "nowher").err


def test_count_says_a_number(shell: Any) -> None:
    assert shell("count").out == "5\n"
    assert shell("count", "customer.tag:vip").out == "5\n"
    assert shell("count", "tag:vip", "--records", "customers").out == "1\n"
    told = json.loads(shell("count", "total:12.34EUR", "--records", "order", "--json").out)
    assert told == {"records": "order", "query": "total:12.34EUR", "count": 1}


def test_contacts_and_orders_take_queries(shell: Any) -> None:
    assert shell("contacts", "tag:vip", "--ids").out == "1\n"
    assert shell("contacts", "tag:wholesale", "--ids").out == ""
    assert shell("orders", "--ids").out == "1\n"
    assert shell("orders", "total:>12", "--ids").out == "1\n"
    (row,) = json.loads(shell("orders", "customer.tag:vip", "--json").out)
    assert (row["total"], row["currency"], row["customer_id"]) == (1234, "EUR", 1)
    assert "12.34" in shell("orders").out


def test_explain_says_it_in_words_and_with_the_plan(shell: Any) -> None:
    answer = shell("explain", "is:open   -tag:vip")
    assert "without the tag vip" in answer.out
    assert "is:open -tag:vip" in answer.out
    assert "SELECT" not in answer.out
    assert "SELECT" in shell("explain", "is:open", "--sql").out
    told = json.loads(shell("explain", "where is", "--json").out)
    assert set(told) == {"records", "query", "means", "sql", "values", "plan"}
    assert "where" not in told["sql"]


def test_help_query_lists_every_field_and_only_those_asked_for(shell: Any) -> None:
    whole = shell("help", "query")
    assert whole.code == 0
    for line in ("waiting:>4h", "refund_rate", "has:tracking", "sort:newest", "last-monday"):
        assert line in whole.out
    assert "refund_rate" not in shell("help", "query", "tickets").out
    assert {one["records"] for one in json.loads(shell("help", "query", "orders", "--json").out)} == {"order"}
    assert shell("help", "query", "horses").code == 2


@pytest.mark.parametrize(
    ("query", "column", "hint"),
    [
        ("is:open statsu:spam", 8, "status"), ("created:2026-13-45", 8, "2026-11-01"), ('"lost parcel', 0, '"'),
        ("assignee:nobody-here is:open", 0, "ana"), ("(is:open", 0, ")"), ("山田 tga:x", 5, "tag"),
    ],
)  # fmt: skip
def test_a_mistake_shows_the_query_and_a_caret_below_its_place(shell: Any, query: str, column: int, hint: str) -> None:
    for words in (("list", query), ("count", query), ("explain", query), ("list", query, "--ids")):
        answer = shell(*words)
        assert answer.code == 2
        assert answer.out == ""
        first, shown, caret, *rest = answer.err.splitlines()
        assert first.startswith("crmtui: ")
        assert shown == f"  {query}"
        assert caret.rstrip() == " " * (2 + column) + "^"
        assert hint in " ".join(rest)


def test_a_mistake_far_to_the_right_is_still_shown(shell: Any) -> None:
    answer = shell("count", "parcel " * 40 + "statsu:open")
    _, shown, caret, _ = answer.err.splitlines()
    assert shown[caret.index("^") :].startswith("statsu:open")
    assert len(shown) <= 80
