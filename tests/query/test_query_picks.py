"""Whatever is asked, the database picks what the slow judge picks; and no text of a query becomes SQL."""

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from crmtui.desk.search import TicketSearch
from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.fields import names_of
from crmtui.query.pick import pick
from crmtui.query.syntax import Query
from tests.query.made_desk import made
from tests.query.made_rows import NOW, ZONE
from tests.query.slow import Judge
from tests.query.strategies import RECORDS, queries

SEEDS = st.integers(0, 39)
ASKED = st.sampled_from(RECORDS).flatmap(lambda records: st.tuples(st.just(records), queries(records)))
TABLES = {"ticket": "ticket", "customer": "customer", "order": "shop_order"}
MARKER = "zqx'); DROP TABLE ticket; --"


@given(SEEDS, ASKED, st.sampled_from((None, 1, 2)))
def test_a_query_picks_what_the_judge_picks(seed: int, asked: tuple[str, Query], me: int | None) -> None:
    (records, query), desk = asked, made(seed)
    ordered = Judge(desk, me, NOW, ZONE).in_order(query, records)
    expected = set(ordered)
    connection = desk.open()
    try:
        picked = pick(connection, query, records, Asker(me, NOW, ZONE))
        note(f"{records}: {query}\n{picked.sql()}")
        found = picked.ids(connection)
        everything = [row["id"] for row in desk.tables[TABLES[records]]]
        assert set(found) == expected
        assert found == ordered
        assert picked.count(connection) == len(expected)
        assert picked.count(connection, 2) == min(2, len(expected))
        assert picked.ids(connection, 3) == found[:3]
        at_once = pick(connection, query, records, Asker(me, NOW, ZONE), typing=True)
        assert at_once.ids(connection) == found
        assert sorted(picked.members(connection, everything)) == sorted(expected)
        assert sorted(picked.members(connection, everything[::2])) == sorted(expected & set(everything[::2]))
    finally:
        connection.close()


@given(SEEDS, queries("ticket"))
def test_the_pages_of_a_search_hold_what_the_judge_picks(seed: int, query: Query) -> None:
    desk = made(seed)
    ordered = Judge(desk, 1, NOW, ZONE).in_order(query, "ticket")
    connection = desk.open()
    try:
        picked = pick(connection, query, "ticket", Asker(1, NOW, ZONE))
        search = TicketSearch(picked)
        rows = [row.id for start in range(0, 30, 3) for row in search.page(connection, start, 3)]
        note(f"{query}\n{picked.sql()}")
        assert sorted(rows) == sorted(ordered)
        assert search.complete(connection) == len(ordered)
        if picked.statement.order or not picked.statement.match:
            assert rows == ordered
        for place, ticket in enumerate(rows):
            assert search.position(connection, ticket) == place
    finally:
        connection.close()


@pytest.mark.parametrize("records", RECORDS)
def test_no_text_of_a_query_reaches_the_statement(records: str) -> None:
    desk = made(3)
    connection = desk.open()
    quoted = f'"{MARKER}"'
    texts = [quoted, f"-{quoted}", f"{quoted}*", *(f"{name}:{quoted}" for name, _ in names_of(records))]
    texts += [f"{name}:{MARKER.replace(' ', '')}*" for name, _ in names_of(records)]
    asked = 0
    try:
        for text in texts:
            try:
                picked = pick(connection, text, records, Asker(1, NOW, ZONE))
            except QueryError:
                continue  # a number, a day, a choice: refused
            asked += 1
            assert "zqx" not in picked.sql()[0]
            assert "DROP" not in picked.sql()[0].upper()
            picked.ids(connection)
            picked.members(connection, [1, 1001])
    finally:
        connection.close()
    assert asked > 10
