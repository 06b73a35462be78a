"""Counts of saved views hold when something else than a ticket changes: agents, the zone, what is touched often."""

import threading
import time
from collections.abc import Iterator

import pytest

from crmtui import journal
from crmtui.db.connect import open_raw
from crmtui.db.models import Agent, Ticket, View
from crmtui.db.orm import raw
from crmtui.desk import drafts, view_counts
from crmtui.desk.saved_views import saved_views
from crmtui.desk.view_counts import ViewCounts
from crmtui.desk.view_members import bind, numbers
from tests.waiting import LIMIT


class Counting:
    """Counts of a desk, each compared with counting anew."""

    def __init__(self, engine, ana, *queries: str) -> None:
        self.engine, self.me = engine, ana.id
        now = journal.now()
        for number in range(200):
            Ticket.create(subject="t", created_at=now - number, updated_at=now, activity_at=now - number)
        for query in queries:
            View.create(name=query, query=query, position=1)
        self._told = threading.Event()
        self.counts = ViewCounts(engine.path, ana.id, self._told.set)

    def read(self) -> dict[str, int | None]:
        views = saved_views(self.engine.reader, self.me)
        read = self.counts.read(self.engine.reader, views)
        return {view.query: read[view.id] for view in views}

    def settled(self) -> dict[str, int | None]:
        deadline = time.monotonic() + LIMIT
        while None in (found := self.read()).values() or self.counts._wanted:
            assert time.monotonic() < deadline, found
            self._told.wait(0.2)
            self._told.clear()
        return found

    def anew(self) -> dict[str, int | None]:
        views = saved_views(self.engine.reader, self.me)
        now = journal.now()
        return {one.query: bind(self.engine.reader, one, self.me, now).count(self.engine.reader) for one in views}

    def told_once(self) -> dict[str, int | None]:
        views = saved_views(self.engine.reader, self.me)
        found = numbers(self.engine.reader, views, self.me, journal.now())
        return {view.query: found.get(view.id) for view in views}


@pytest.fixture
def count(engine, ana) -> Iterator:
    made: list[Counting] = []

    def begin(*queries: str) -> Counting:
        made.append(Counting(engine, ana, *queries))
        made[0].settled()
        return made[0]

    yield begin
    made[0].counts.close()


def test_what_is_touched_often_hides_nothing_that_came_after_it(count):
    counting = count("is:resolved", "tag:vip")
    other = open_raw(counting.engine.path)
    for _ in range(10):
        other.execute("UPDATE ticket SET updated_at = updated_at + 1 WHERE id <= 1100")
    other.execute("UPDATE ticket SET status = 'resolved' WHERE id > 1195")
    other.close()
    assert counting.settled() == counting.anew() == {"is:resolved": 5, "tag:vip": 0}


def test_a_name_that_means_somebody_else_now_is_counted_anew(engine, count):
    bo = Agent.create(name="bo").id
    zoe = Agent.create(name="zoe").id
    counting = count("assignee:b*", "assignee:bo")
    raw().execute("UPDATE ticket SET assignee_id = ? WHERE id % 10 = 0", (bo,))
    raw().execute("UPDATE ticket SET assignee_id = ? WHERE id % 10 = 1", (zoe,))
    assert counting.settled() == {"assignee:b*": 20, "assignee:bo": 20}
    Agent.update(name="ben").where(Agent.id == zoe).execute()
    assert counting.settled() == counting.anew() == {"assignee:b*": 40, "assignee:bo": 20}


def test_what_was_kept_holds_only_while_names_mean_the_same(engine, count):
    bo = Agent.create(name="bo").id
    counting = count("assignee:b*")
    raw().execute("UPDATE ticket SET assignee_id = ?", (bo,))
    counting.settled()
    counting.counts.close()
    assert counting.told_once() == {"assignee:b*": 200}
    Agent.update(name="zoe").where(Agent.id == bo).execute()
    Agent.create(name="ben")
    assert counting.told_once() == {"assignee:b*": 0}


def test_what_was_kept_holds_only_in_its_zone(count, monkeypatch):
    day = time.strftime("%Y-%m-%d", time.gmtime(journal.now()))
    counting = count(f"created:{day}")
    counting.counts.close()
    before = counting.told_once()
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert counting.told_once() == counting.anew()
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
    assert counting.told_once() == before


def test_an_agent_who_is_gone_leaves_others_their_counts_and_nobody_busy(engine, count, monkeypatch):
    monkeypatch.setattr(view_counts, "_AT_MOST_EVERY", 0.05)
    bo = Agent.create(name="bo").id
    counting = count("assignee:bo created:<2h", "is:open")
    tries: list[str] = []
    made = ViewCounts._made
    monkeypatch.setattr(ViewCounts, "_made", lambda self, *args: (tries.append(args[1].query), made(self, *args))[1])
    Agent.update(name="zoe").where(Agent.id == bo).execute()
    raw().execute("UPDATE ticket SET status = 'resolved' WHERE id % 10 = 1")
    assert counting.read() == {"assignee:bo created:<2h": None, "is:open": 180}
    time.sleep(0.3)
    assert len(tries) < 20
    Agent.update(name="bo").where(Agent.id == bo).execute()
    assert counting.settled()["assignee:bo created:<2h"] == 0


def test_a_draft_counts_from_its_first_file_on(engine, ana, count):
    counting = count("has:draft")
    file = drafts.add_file("a.txt", "text/plain", b"x")
    for text in ("", "hello", ""):
        drafts.save(1001, ana.id, "reply", drafts.DraftText(text, files=(file,)), 1)
        assert counting.settled() == counting.anew() == {"has:draft": 1}
    drafts.discard(1001, ana.id, "reply")
    assert counting.settled() == {"has:draft": 0}
