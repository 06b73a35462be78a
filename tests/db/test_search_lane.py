"""Questions that overtake each other: the newest is answered, older ones stop, and nobody else is disturbed."""

import asyncio
import threading
from typing import Any

import cysqlite
import pytest

from crmtui.db.engine import Engine
from crmtui.db.search_lane import Overtaken
from crmtui.errors import DatabaseError
from tests.waiting import LIMIT, no_hanging

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
SHORT = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 200000) SELECT count(*) FROM n"


def ask(connection: cysqlite.Connection, sql: str) -> Any:
    return connection.execute_scalar(sql)


async def begun(engine: Engine) -> None:
    async with asyncio.timeout(LIMIT):
        while not engine.searching._running:
            await asyncio.sleep(0.002)


async def test_a_newer_question_stops_the_one_that_runs(engine: Engine) -> None:
    old = asyncio.create_task(engine.search(ask, ENDLESS))
    await begun(engine)
    assert await asyncio.wait_for(engine.search(ask, "SELECT 7"), LIMIT) == 7
    with pytest.raises(Overtaken):
        await old


async def test_what_waits_never_begins(engine: Engine) -> None:
    seen: list[int] = []

    def note(_: cysqlite.Connection, number: int) -> int:
        seen.append(number)
        return number

    first = asyncio.create_task(engine.search(ask, ENDLESS))
    await begun(engine)
    tasks = [asyncio.create_task(engine.search(note, number)) for number in range(20)]
    answers = await asyncio.wait_for(asyncio.gather(first, *tasks, return_exceptions=True), LIMIT)
    assert answers[-1] == 19
    assert all(isinstance(answer, Overtaken) for answer in answers[:-1])
    assert seen == [19]


async def test_who_goes_away_stops_the_question(engine: Engine) -> None:
    task = asyncio.create_task(engine.search(ask, ENDLESS))
    await begun(engine)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(engine.search(ask, "SELECT 8"), LIMIT) == 8


async def test_a_question_between_two_statements_is_stopped_too(engine: Engine) -> None:
    between, on = threading.Event(), threading.Event()

    def two(connection: cysqlite.Connection) -> Any:
        connection.execute_scalar("SELECT 1")
        between.set()
        on.wait(LIMIT)
        return connection.execute_scalar(ENDLESS)

    old = asyncio.create_task(engine.search(two))
    await asyncio.to_thread(between.wait, LIMIT)
    new = asyncio.create_task(engine.search(ask, "SELECT 9"))
    await asyncio.sleep(0.02)
    on.set()
    assert await asyncio.wait_for(new, LIMIT) == 9
    with pytest.raises(Overtaken):
        await old


async def test_stopping_kills_no_later_question_and_no_other_reader(engine: Engine) -> None:
    async def reads() -> list[int]:
        return [await engine.read(ask, SHORT) for _ in range(20)]

    reading = asyncio.create_task(reads())
    for number in range(150):
        old = asyncio.create_task(engine.search(ask, SHORT))
        await asyncio.sleep(0.0005 * (number % 8))
        engine.searching.stop()
        assert await asyncio.wait_for(engine.search(ask, f"SELECT {number}"), LIMIT) == number
        (end,) = await asyncio.gather(old, return_exceptions=True)
        assert end == 200000 or isinstance(end, Overtaken)
    assert await reading == [200000] * 20


async def test_a_mistake_is_not_taken_for_a_stop(engine: Engine) -> None:
    with pytest.raises(cysqlite.OperationalError):
        await engine.search(ask, "SELECT nothing FROM nowhere")
    assert await engine.search(ask, "SELECT 1") == 1


async def test_it_cannot_write(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        await engine.search(ask, "DELETE FROM agent")


async def test_closing_ends_what_runs(engine: Engine) -> None:
    task = asyncio.create_task(engine.search(ask, ENDLESS))
    await begun(engine)
    with no_hanging():
        await asyncio.to_thread(engine.searching.close)
    engine._searching = None
    with pytest.raises(Overtaken):
        await task


async def test_more_of_an_answer_overtakes_no_question(engine: Engine) -> None:
    on = threading.Event()

    def waits(connection: cysqlite.Connection) -> Any:
        on.wait(LIMIT)
        return connection.execute_scalar(SHORT)

    question = asyncio.create_task(engine.search(waits))
    await begun(engine)
    more = asyncio.create_task(engine.searching.join(ask, "SELECT 3"))
    await asyncio.sleep(0.02)
    on.set()
    assert await asyncio.wait_for(more, LIMIT) == 3
    assert await question == 200000


async def test_more_of_an_answer_does_not_wait_for_a_count(engine: Engine) -> None:
    count = asyncio.create_task(engine.searching.count(ask, ENDLESS))
    await begun(engine)
    assert await asyncio.wait_for(engine.searching.join(ask, "SELECT 4"), LIMIT) == 4
    with pytest.raises(Overtaken):
        await count


async def test_more_of_an_answer_gives_way_to_a_question(engine: Engine) -> None:
    more = asyncio.create_task(engine.searching.join(ask, ENDLESS))
    await begun(engine)
    assert await asyncio.wait_for(engine.search(ask, "SELECT 5"), LIMIT) == 5
    with pytest.raises(Overtaken):
        await more
