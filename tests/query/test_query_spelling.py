"""A query has one spelling, and every text gives a query or a clear refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.errors import QueryError
from crmtui.query.fields import FIELDS
from crmtui.query.guide import GRAMMAR, Line
from crmtui.query.parse import parse
from crmtui.query.syntax import Query
from tests.query.strategies import RECORDS, queries, texts


@given(st.sampled_from(RECORDS).flatmap(lambda records: st.tuples(st.just(records), queries(records))))
def test_a_printed_tree_parses_to_itself(drawn: tuple[str, Query]) -> None:
    records, query = drawn
    again = parse(str(query), records)
    assert again == query
    assert str(again) == str(query)


def read(text: str, records: str, *, typing: bool = False) -> Query | QueryError:
    try:
        return parse(text, records, typing=typing)
    except QueryError as error:
        return error


@given(texts(), st.sampled_from(RECORDS), st.booleans())
def test_any_text_is_a_query_or_a_refusal(text: str, records: str, typing: bool) -> None:
    found = read(text, records, typing=typing)
    if isinstance(found, Query):
        assert parse(str(found), records) == found
    else:
        assert found.message
        assert "\n" not in found.message
        assert found.column is None or 0 <= found.column <= len(text)


@pytest.mark.parametrize("line", [line for section in GRAMMAR for line in section.lines], ids=lambda line: line.example)
def test_every_example_of_the_guide_parses(line: Line) -> None:
    assert parse(str(parse(line.example))) == parse(line.example)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.records}.{field.name}")
def test_every_example_of_the_table_parses(field: object) -> None:
    assert str(parse(field.example, field.records))  # type: ignore[attr-defined]
