"""Whatever is asked, the database picks what the slow judge picks."""

from hypothesis import given, note
from hypothesis import strategies as st

from crmtui.query.asker import Asker
from crmtui.query.pick import pick
from crmtui.query.syntax import Query
from tests.query.made_desk import NOW, ZONE, made
from tests.query.slow import Judge
from tests.query.strategies import RECORDS, queries

SEEDS = st.integers(0, 39)
ASKED = st.sampled_from(RECORDS).flatmap(lambda records: st.tuples(st.just(records), queries(records)))
TABLES = {"ticket": "ticket", "customer": "customer", "order": "shop_order"}


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
        assert sorted(picked.members(connection, everything)) == sorted(expected)
        assert sorted(picked.members(connection, everything[::2])) == sorted(expected & set(everything[::2]))
    finally:
        connection.close()
