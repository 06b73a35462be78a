"""The journal keeps what happened, and plays it backwards."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import opened
from crmtui.db.models import Agent, Change, Customer, Gesture, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.errors import ConflictError, NotFoundError, RefusedError, UsageError
from crmtui.journal import Actor

IGNORED = {"version", "updated_at"}


def make_tickets(count: int) -> list[int]:
    return [
        Ticket.create(subject=f"t{n}", created_at=1, updated_at=1, activity_at=n, waiting_since=n).id
        for n in range(count)
    ]


def snapshot() -> dict[str, list[dict[str, object]]]:
    """Everything an agent's act may touch, without the bookkeeping that every edit moves."""
    shown: dict[str, list[dict[str, object]]] = {}
    for model in (Ticket, Message, Customer):
        rows = model.select().order_by(model.id).dicts()
        shown[model.__name__] = [{k: v for k, v in row.items() if k not in IGNORED} for row in rows]
    shown["tags"] = raw().execute("SELECT * FROM ticket_tag ORDER BY 1, 2").fetchall()
    shown["counts"] = raw().execute("SELECT * FROM ticket_count WHERE n <> 0 ORDER BY 1, 2, 3").fetchall()
    words = "SELECT rowid FROM message_fts WHERE message_fts MATCH 'hello' ORDER BY rowid"
    shown["index"] = raw().execute(words).fetchall()
    return shown


def do(action: str, ids, actor: Actor, **params):
    return journal.perform(table()[action], ids, params, actor)


def test_a_bulk_act_is_one_step_back_and_forth(engine, ana):
    ids = make_tickets(50)
    before = snapshot()
    assert do("ticket.resolve", ids, ana).message == "50 resolved"
    after = snapshot()
    outcome = journal.undo(ana)
    assert (outcome.changed, outcome.message) == (50, "Undid: 50 resolved")
    assert snapshot() == before
    assert journal.redo(ana).changed == 50
    assert snapshot() == after


def test_what_changed_since_is_left_alone_and_said(engine, ana):
    ids = make_tickets(3)
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    do("ticket.priority", ids, ana, priority="high")
    do("ticket.priority", ids[:1], ben, priority="low")
    outcome = journal.undo(ana)
    assert outcome.changed == 2
    assert outcome.skipped == ((ids[0], "its priority changed since"),)
    assert [t.priority for t in Ticket.select().order_by(Ticket.id)] == [0, 1, 1]


def test_what_somebody_changed_since_keeps_undo_from_nothing_else(engine, ana):
    [ticket] = make_tickets(1)
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    do("ticket.tag", [ticket], ana, tags="vip")
    do("ticket.priority", [ticket], ana, priority="high")
    do("ticket.priority", [ticket], ben, priority="low")
    with pytest.raises(RefusedError, match="its priority changed since"):
        journal.undo(ana)
    assert "vip" in Ticket.get_by_id(ticket).tags
    journal.undo(ana)
    assert "vip" not in Ticket.get_by_id(ticket).tags


def test_undo_takes_back_only_ones_own_acts(engine, ana):
    ids = make_tickets(1)
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    do("ticket.spam", ids, ben)
    with pytest.raises(NotFoundError, match="nothing to undo"):
        journal.undo(ana)


def test_a_new_act_ends_redo(engine, ana):
    ids = make_tickets(1)
    do("ticket.spam", ids, ana)
    journal.undo(ana)
    do("ticket.trash", ids, ana)
    with pytest.raises(NotFoundError, match="nothing to redo"):
        journal.redo(ana)


def test_nothing_is_ever_removed_from_the_journal(engine, ana):
    ids = make_tickets(2)
    do("ticket.spam", ids, ana)
    lines = Change.select().count()
    journal.undo(ana)
    assert Change.select().count() == 2 * lines
    said = [(line.label, line.field, line.before, line.after) for line in journal.history("ticket", ids[0])]
    assert ("2 marked as spam", "status", "open", "spam") in said
    assert ("Undid: 2 marked as spam", "status", "spam", "open") in said


def test_an_edit_of_what_changed_under_you_is_refused_and_names_who(engine, ana):
    (ticket,) = make_tickets(1)
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    do("ticket.tag", [ticket], ben, tags="vip")
    with pytest.raises(ConflictError, match=r"changed while you looked at it \(ben: #\d+ tagged \+vip\)"):
        journal.perform(table()["ticket.resolve"], [ticket], {}, ana, seen={ticket: 1})
    assert Ticket.get_by_id(ticket).status == "open"
    assert journal.perform(table()["ticket.resolve"], [ticket], {}, ana, seen={ticket: 2}).changed == 1


def test_what_has_left_the_house_is_refused_once_then_passed_over(engine, ana):
    (ticket,) = make_tickets(1)
    do("ticket.priority", [ticket], ana, priority="high")
    with journal.recording(ana, "ticket.reply", "Reply to #1001") as act:
        message = act.insert(Message, ticket_id=ticket, kind="mail", direction="out", at=5, created_at=5)
        blob = raw().execute("INSERT INTO blob (sha256, size, data) VALUES (x'00', 1, x'00')").lastrowid
        row = act.insert(
            Outbox, message_id=message, ticket_id=ticket, mailbox="", envelope_from="a@b.example", recipients="[]",
            blob_id=blob, state="held", not_before=5, next_try_at=5, created_at=5,
        )  # fmt: skip
    Outbox.update(state="sending").where(Outbox.id == row).execute()
    with pytest.raises(RefusedError, match="cannot be taken back"):
        journal.undo(ana)
    journal.seal("outbox", row)
    with pytest.raises(RefusedError, match="cannot be taken back"):
        journal.undo(ana)
    assert journal.undo(ana).message == f"Undid: #{ticket} high"
    assert Message.select().count() == 1


def test_a_failing_act_leaves_nothing(engine, ana):
    ids = make_tickets(1)

    def half_an_act() -> None:
        with journal.recording(ana, "x.y", "X") as act:
            act.update(Ticket, ids, subject="half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_an_act()
    assert Ticket.get_by_id(ids[0]).subject == "t0"
    assert Gesture.select().count() == 0


def test_a_missing_parameter_is_named(engine, ana):
    with pytest.raises(UsageError, match="Assign needs an agent"):
        do("ticket.assign", make_tickets(1), ana)


ACTS = st.one_of(
    st.sampled_from([("ticket.resolve", {}), ("ticket.reopen", {}), ("ticket.spam", {}), ("ticket.trash", {})]),
    st.sampled_from(["open", "pending", "resolved"]).map(lambda s: ("ticket.status", {"status": s})),
    st.integers(0, 3).map(lambda p: ("ticket.priority", {"priority": p})),
    st.sampled_from(["me", "nobody", "ben"]).map(lambda a: ("ticket.assign", {"agent": a})),
    st.lists(st.sampled_from(["vip", "größe", "返品", "a"]), min_size=1).map(lambda t: ("ticket.tag", {"tags": t})),
    st.lists(st.sampled_from(["vip", "größe"]), min_size=1).map(lambda t: ("ticket.untag", {"tags": t})),
    st.just(("ticket.note", {"text": "hello there"})),
    st.just(("ticket.snooze", {"until": "2h"})),
    st.just(("ticket.subject", {"subject": "another"})),
    st.just(("ticket.new", {"customer": "kari@fjord.example", "subject": "Hei"})),
    st.just(("undo", {})),
    st.just(("redo", {})),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(ACTS, st.sets(st.integers(0, 3), min_size=1)), max_size=12))
def test_any_sequence_of_acts_undone_gives_back_the_same_state(tmp_path_factory, steps):
    with opened(tmp_path_factory.mktemp("journal") / "desk.db"):
        ana = Actor("agent", Agent.create(name="ana").id, "ana")
        Agent.create(name="ben")
        ids = make_tickets(4)
        states = [snapshot()]
        for (action, params), chosen in steps:
            try:
                if action in ("undo", "redo"):
                    getattr(journal, action)(ana)
                else:
                    do(action, sorted(ids[n] for n in chosen), ana, **params)
            except NotFoundError:
                continue
            states.append(snapshot())
        while True:
            try:
                journal.undo(ana)
            except NotFoundError:
                break
        assert snapshot() == states[0]
