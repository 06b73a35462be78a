"""Completion offers what may follow, and nothing that would be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.errors import QueryError
from crmtui.query.complete import offers
from crmtui.query.parse import parse
from crmtui.query.suggest import ENOUGH
from tests.query.strategies import RECORDS, texts

KNOWN = {
    "agent": [("Ana Ruiz", "ana@shop.example"), ("Ben", "ben@shop.example"), ("Björn", "")],
    "tag": [("refund", ""), ("two words", ""), ("vip", ""), ("return", "")],
    "customer_tag": [("vip", ""), ("wholesale", "")],
    "mailbox": [("hello", "")],
    "currency": [("EUR", ""), ("USD", "")],
}


def offered(text: str, records: str = "ticket") -> list[str]:
    """What is offered where the bar stands in the text."""
    cursor = text.index("|")
    return [item.text for item in offers(text.replace("|", ""), cursor, records, KNOWN).items]


def taken(text: str, records: str = "ticket") -> str:
    """The text with the first offer put in."""
    cursor, text = text.index("|"), text.replace("|", "")
    found = offers(text, cursor, records, KNOWN)
    return text[: found.start] + found.items[0].text + text[found.stop :]


def test_an_empty_query_is_offered_its_own_fields() -> None:
    assert offered("|")[:4] == ["is:", "has:", "status:", "assignee:"]
    assert offered("|", "customer")[2:4] == ["name:", "email:"]
    assert offered("is:open |") == offered("|")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("sta|", "status:"),
        ("label|", "tag:"),
        ("spent|", "customer.spent:"),
        ("customer.sp|", "customer.spent:"),
        ("last|", "last_reply:"),
        ("reply|", "has:reply "),
        ("is:open -t|", "is:open -tag:"),
        ("(t|", "(tag:"),
        ("st|tus:open", "status:open"),
        ("status:open,pe|", "status:open,pending "),
        ("status:pe|n tag:x", "status:pending tag:x"),
        ("assignee:an|", 'assignee:"Ana Ruiz" '),
        ('assignee:"An|" tag:x', 'assignee:"Ana Ruiz" tag:x'),
        ('assignee:"An| tag:x', 'assignee:"Ana Ruiz" tag:x'),
        ("tag:tw|", 'tag:"two words" '),
        ("-tag:re|", "-tag:refund "),
        ("tag:#re|", "tag:refund "),
        ("created:yes|", "created:yesterday "),
        ("created:last mo|", "created:last-month "),
        ("waiting:>4|", "waiting:>4d "),
        ("customer.spent:>500|", "customer.spent:>500EUR "),
        ("sort:cr|", "sort:created "),
        ("is:open sor|", "is:open sort:"),
        ("is:open o|", "is:open order:"),
        ("vip|", "tag:vip "),
        ("resol|", "resolved:"),
        ("refund|", "tag:refund "),
    ],
)
def test_the_likeliest_offer_is_put_in_its_place(text: str, result: str) -> None:
    assert taken(text) == result


def test_or_is_offered_only_behind_something() -> None:
    assert "OR " in offered("is:open o|")
    assert "OR " not in offered("o|")
    assert "OR " not in offered("is:open OR o|")
    assert "OR " not in offered("is:open (o|")
    assert "OR " not in offered("is:open -o|")


def test_sort_is_offered_only_where_it_may_stand() -> None:
    assert "sort:" in offered("is:open s|")
    assert "sort:" not in offered("(s|")
    assert "sort:" not in offered("-s|")
    assert offered("sort:created-|") == ["created-asc ", "created-desc "]


def test_a_value_of_the_list_is_not_offered_again() -> None:
    assert "open " not in offered("status:open,|")
    assert "pending " in offered("status:open,|")
    assert "refund " not in offered("tag:refund,r|")


def test_nothing_is_offered_inside_quoted_words_and_behind_what_is_whole() -> None:
    for text in ('"wrong s|', '"wrong size"|', "is:open|", "foo:b|", "https://shop.example/a|"):
        assert offered(text) == []


def test_values_have_a_word_of_help() -> None:
    help_of = {item.text.strip(): item.help for item in offers("created:>", 9, "ticket", KNOWN).items}
    assert help_of["today"] == "after today"
    assert help_of["7d"] == "more than 7 days ago"
    assert offers("waiting:>4", 10, "ticket", {}).items[0].help == "for more than 4 days"
    assert offers("status:", 7, "ticket", {}).items[0].help


def test_only_a_few_are_offered_and_what_begins_so_comes_first() -> None:
    tags = [(f"tag{number}", "") for number in range(500)] + [("retag", "")]
    items = offers("tag:tag", 7, "ticket", {"tag": tags}).items
    assert len(items) == ENOUGH
    assert all(item.text.startswith("tag") for item in items)


def read(text: str, records: str, *, typing: bool) -> bool:
    try:
        parse(text, records, typing=typing)
    except QueryError:
        return False
    return True


@given(texts(), st.sampled_from(RECORDS), st.integers(0, 60))
def test_completion_takes_any_text_and_spoils_none(text: str, records: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    found = offers(text, cursor, records, KNOWN)
    assert 0 <= found.start <= cursor <= found.stop <= len(text)
    assert len(found.items) <= ENOUGH
    before = text[:cursor]
    if not read(before, records, typing=True):
        return
    for item in found.items:
        assert read(before[: found.start] + item.text, records, typing=True), item


@pytest.mark.parametrize("records", RECORDS)
def test_every_offered_value_is_a_whole_condition(records: str) -> None:
    from crmtui.query.fields import names_of

    for name, _ in names_of(records):
        for begun in (f"{name}:", f"{name}:>", f"{name}:2"):
            for item in offers(begun, len(begun), records, KNOWN).items:
                start = offers(begun, len(begun), records, KNOWN).start
                assert read(begun[:start] + item.text, records, typing=False), (begun, item)


@pytest.mark.parametrize("piece", ['"', "(", "-", "a:", "tag:a,", "\\\\", 'tag:"', "last "])
def test_a_huge_text_is_completed_in_bounded_time(piece: str) -> None:
    text = f"created:{piece}" + piece * (100_000 // len(piece))
    for cursor in (0, len(text) // 2, len(text)):
        assert len(offers(text, cursor, "ticket", KNOWN).items) <= ENOUGH
