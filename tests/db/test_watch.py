"""The watch calls when anybody changed the database, and not otherwise."""

import threading
import time
from itertools import count

from crmtui.db.connect import open_raw
from crmtui.db.watch import Watch
from tests.waiting import LIMIT, until


def test_a_change_of_another_connection_is_noticed_and_quiet_is_quiet(engine) -> None:
    calls: list[float] = []
    told = threading.Event()

    def changed() -> None:
        calls.append(time.monotonic())
        told.set()

    watch = Watch(engine.path, changed, every=0.005)
    other = open_raw(engine.path)
    try:
        assert not told.wait(0.1)
        numbers = count()

        def change() -> None:
            other.execute("INSERT INTO meta (key, value) VALUES (?, '')", (f"k{next(numbers)}",))

        # What happens before its first look is what it begins with.
        assert until(lambda: change() or told.wait(0.1))
        for _ in range(3):
            told.clear()
            change()
            assert told.wait(LIMIT)
        noticed = len(calls)
        other.execute_scalar("SELECT count(*) FROM meta")
        told.clear()
        assert not told.wait(0.1)
        assert len(calls) == noticed
    finally:
        watch.stop()
        other.close()


def test_a_watch_that_was_stopped_calls_no_more(engine) -> None:
    calls: list[int] = []
    watch = Watch(engine.path, lambda: calls.append(1), every=0.005)
    watch.stop()
    other = open_raw(engine.path)
    other.execute("INSERT INTO meta (key, value) VALUES ('k', '')")
    other.close()
    time.sleep(0.05)
    assert not calls
