"""Whatever is stopped on the way, and however often: undone to the end, everything is as it was."""

from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import opened
from crmtui.db.models import Agent, Ticket
from crmtui.db.orm import raw
from crmtui.errors import NotFoundError
from crmtui.journal import Actor, performing, piecework, undoing

ACTS = st.one_of(
    st.sampled_from([("ticket.resolve", {}), ("ticket.reopen", {}), ("ticket.spam", {})]),
    st.sampled_from(["me", "nobody"]).map(lambda agent: ("ticket.assign", {"agent": agent})),
    st.lists(st.sampled_from(["vip", "a", "größe"]), min_size=1).map(lambda tags: ("ticket.tag", {"tags": tags})),
    st.just(("ticket.note", {"text": "hello"})),
    st.just(("ticket.snooze", {"until": "2h"})),
    st.just(("undo", {})),
    st.just(("redo", {})),
)
STOPS = st.one_of(st.none(), st.integers(1, 3))


def state() -> list[object]:
    columns = "id, status, tags, assignee_id, resolved_at, waiting_since, snoozed_until"
    return [
        raw().execute(f"SELECT {columns} FROM ticket ORDER BY id").fetchall(),
        raw().execute("SELECT ticket_id, text FROM message ORDER BY id").fetchall(),
        raw().execute("SELECT * FROM ticket_tag ORDER BY 1, 2").fetchall(),
    ]


def stopping(after: int | None):
    steps = iter(range(1, 1000))
    return None if after is None else lambda _done, _total: next(steps) < after


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(ACTS, st.sets(st.integers(0, 6), min_size=1), STOPS), max_size=10))
def test_stopped_acts_undos_and_redos_lose_nothing(tmp_path_factory, steps):
    before_slices, before_lines = performing.slices, undoing.LINES
    performing.slices, undoing.LINES = partial(piecework.slices, size=2), 3
    try:
        with opened(tmp_path_factory.mktemp("stops") / "desk.db"):
            ana = Actor("agent", Agent.create(name="ana").id, "ana")
            ids = [
                Ticket.create(subject=f"t{n}", created_at=1, updated_at=1, activity_at=n, waiting_since=n).id
                for n in range(7)
            ]
            start = state()
            for (action, params), chosen, stop in steps:
                try:
                    if action in ("undo", "redo"):
                        getattr(journal, action)(ana, progress=stopping(stop))
                    else:
                        picked = sorted(ids[n] for n in chosen)
                        journal.perform(table()[action], picked, params, ana, progress=stopping(stop))
                except NotFoundError:
                    continue
            for _ in range(200):
                try:
                    journal.undo(ana)
                except NotFoundError:
                    break
            assert state() == start
    finally:
        performing.slices, undoing.LINES = before_slices, before_lines
