"""Acts on very many records: in slices, one gesture, one step back, whatever happens on the way."""

import subprocess
import sys

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Change, Gesture, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.errors import DatabaseError, NotFoundError, RefusedError, UsageError
from crmtui.journal import SLICE, Actor, Performing, Redoing, Undoing

MANY = 2 * SLICE + 500


@pytest.fixture
def ids(engine: Engine) -> list[int]:
    """More tickets than two slices hold."""
    with transaction():
        raw().executemany(
            "INSERT INTO ticket (subject, created_at, updated_at, activity_at, tags) VALUES (?, 1, 1, ?, ?)",
            [(f"t{n}", n, '["vip"]' if n % 3 else "[]") for n in range(MANY)],
        )
    return [row_id for (row_id,) in raw().execute("SELECT id FROM ticket ORDER BY id")]


def state() -> list[tuple]:
    rows = (
        raw().execute("SELECT id, status, tags, resolved_at, assignee_id, priority FROM ticket ORDER BY id").fetchall()
    )
    return [*rows, *raw().execute("SELECT * FROM ticket_tag ORDER BY 1, 2").fetchall()]


def having(status: str) -> int:
    return Ticket.select().where(Ticket.status == status).count()


def do(action: str, ids: list[int], actor: Actor, progress=None, **params) -> journal.Outcome:
    return journal.perform(table()[action], ids, params, actor, progress=progress)


def after(slices: int):
    """Progress that stops after some slices; what it was told."""
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < slices

    return progress, told


def test_a_large_act_is_one_gesture_and_one_step_back_and_forth(ids, ana):
    before = state()
    progress, told = after(99)
    outcome = do("ticket.tag", ids, ana, progress, tags="cleanup")
    assert (outcome.message, outcome.changed, outcome.cancelled) == (f"{MANY:,} tagged +cleanup", MANY, False)
    assert told == [(MANY // 3, MANY), (2 * MANY // 3, MANY)]
    assert [g.label for g in Gesture.select()] == [f"{MANY:,} tagged +cleanup"]
    tagged = state()
    progress, told = after(99)
    outcome = journal.undo(ana, progress=progress)
    assert (outcome.message, outcome.changed) == (f"Undid: {MANY:,} tagged +cleanup", MANY)
    assert told
    assert state() == before
    assert journal.redo(ana).changed == MANY
    assert state() == tagged
    assert Gesture.select().count() == 3


def test_what_was_so_already_is_not_counted(ids, ana):
    do("ticket.resolve", ids[:600], ana)
    outcome = do("ticket.resolve", ids, ana)
    assert (outcome.message, outcome.changed) == (f"{MANY - 600:,} resolved", MANY - 600)
    assert do("ticket.resolve", ids, ana).message == "already resolved"


def test_a_cancelled_act_is_one_gesture_that_says_how_far_it_came(ids, ana):
    before = state()
    progress, _ = after(1)
    outcome = do("ticket.resolve", ids, ana, progress)
    first = MANY // 3
    assert (outcome.cancelled, outcome.changed, having("resolved")) == (True, first, first)
    assert outcome.message == f"Stopped: {first:,} of {MANY:,} resolved"
    assert Gesture.get().label == f"{first:,} of {MANY:,} resolved"
    assert journal.undo(ana).changed == first
    assert state() == before


def test_a_handler_without_words_that_add_up_is_counted_by_what_it_changed(ids, ana, monkeypatch):
    work = Performing(table()["ticket.resolve"], ids, {}, ana)

    def handler(act: journal.Recording, some: list[int]) -> str:
        act.update(Ticket, some, subject="other")
        act.label = f"{len(some)} renamed"
        return "renamed some"

    monkeypatch.setattr(work, "_handler", handler)
    assert work.step()
    assert Gesture.get().label == f"{MANY // 3:,} of {MANY:,} tickets: Resolve"
    assert journal.run(work).message == f"{MANY:,} tickets: Resolve"
    assert Gesture.get().label == f"{MANY:,} tickets: Resolve"


def test_an_error_on_the_way_keeps_what_was_done_and_says_so(ids, ana, monkeypatch):
    before = state()
    work = Performing(table()["ticket.resolve"], ids, {}, ana)
    assert work.step()

    def broken(*_: object, **__: object) -> str:
        raise RefusedError("no more today", "Come back tomorrow.")

    monkeypatch.setattr(work, "_handler", broken)
    with pytest.raises(RefusedError) as caught:
        work.step()
    assert caught.value.hint == f"Come back tomorrow. {MANY // 3:,} of {MANY:,} were done before; undo takes them back."
    assert journal.undo(ana).message == f"Undid: {MANY // 3:,} of {MANY:,} resolved"
    assert state() == before


_CRASHING = """
import os, sys
from pathlib import Path
from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import opened
from crmtui.db.orm import raw
with opened(Path(sys.argv[1])):
    ids = [row_id for (row_id,) in raw().execute("SELECT id FROM ticket")]
    work = journal.Performing(table()["ticket.resolve"], ids, {}, journal.sitting_here("ana"))
    work.step()
    # Dies with a slice half written.
    work._handler = lambda act, some, **_: (journal.Recording.update(act, __import__(
        "crmtui.db.models").db.models.Ticket, some, status="spam"), os._exit(9))
    work.step()
"""


def test_a_crash_on_the_way_leaves_whole_slices_and_one_step_back(ids, ana, engine):
    before = state()
    died = subprocess.run([sys.executable, "-c", _CRASHING, str(engine.path)], check=False)
    assert died.returncode == 9
    assert (having("resolved"), having("spam")) == (MANY // 3, 0)
    assert Gesture.get().label == f"{MANY // 3:,} of {MANY:,} resolved"
    journal.undo(ana)
    assert state() == before


def test_what_others_write_between_slices_is_kept(ids, ana):
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    work = Performing(table()["ticket.tag"], ids, {"tags": "cleanup"}, ana)
    assert work.step()
    # One that is done, and one that comes yet.
    do("ticket.tag", [ids[0], ids[-1]], ben, tags="by-ben")
    journal.run(work)
    for ticket in (ids[0], ids[-1]):
        assert {"by-ben", "cleanup"} <= _tags(ticket)
    assert journal.undo(ana).skipped == ()
    assert _tags(ids[0]) == {"by-ben"}
    assert _tags(ids[-1]) == {"by-ben"} | ({"vip"} if (len(ids) - 1) % 3 else set())


def test_a_full_disk_says_how_far_it_came_and_one_undo_takes_that_back(ids, ana):
    before = state()
    pages = raw().execute_scalar("PRAGMA page_count")
    most = raw().execute_scalar(f"PRAGMA max_page_count = {pages + 120}")
    assert most < pages + 200
    with pytest.raises(DatabaseError, match="disk is full") as caught:
        do("ticket.tag", ids, ana, tags="late")
    assert "Nothing more was changed" in caught.value.hint
    assert f"of {MANY:,} were done before; undo takes them back" in caught.value.hint
    assert 0 < len(raw().execute("SELECT 1 FROM ticket_tag WHERE tag = 'late'").fetchall()) < MANY
    raw().execute_scalar("PRAGMA max_page_count = 1000000")
    journal.undo(ana)
    assert state() == before


def test_tags_that_others_put_on_or_took_off_meanwhile_stay_so(ids, ana):
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    before = state()
    do("ticket.tag", ids, ana, tags="late", remove="vip")
    do("ticket.tag", ids, ben, tags="by-ben")
    do("ticket.untag", ids[:10], ben, tags="late")
    assert journal.undo(ana).skipped == ()
    assert all(_tags(ticket) - {"vip"} == {"by-ben"} for ticket in ids[::50])
    journal.redo(ana)
    assert _tags(ids[-1]) == {"by-ben", "late"}
    for actor in (ben, ben, ana):
        journal.undo(actor)
    assert state() == before


def _tags(ticket: int) -> set[str]:
    return {tag for (tag,) in raw().execute("SELECT tag FROM ticket_tag WHERE ticket_id = ?", (ticket,))}


def test_an_act_that_is_undone_while_it_goes_on_stops(ids, ana):
    before = state()
    work = Performing(table()["ticket.resolve"], ids, {}, ana)
    assert work.step()
    journal.undo(ana)
    assert not work.step()
    assert work.outcome is not None
    assert work.outcome.cancelled
    assert state() == before


def test_a_cancelled_undo_is_gone_on_with_by_the_next(ids, ana):
    before = state()
    do("ticket.resolve", ids, ana)
    resolved = state()
    progress, told = after(1)
    outcome = journal.undo(ana, progress=progress)
    done = told[0][0]
    assert outcome.cancelled
    assert outcome.message == f"Stopped: {done:,} of {MANY:,}: Undid: {MANY:,} resolved"
    assert having("open") == done
    rest = journal.undo(ana)
    assert (rest.changed, rest.skipped) == (MANY - done, ())
    assert state() == before
    with pytest.raises(NotFoundError):
        journal.undo(ana)
    # Two undos, so two redos.
    assert journal.redo(ana).changed == MANY - done
    assert journal.redo(ana).changed == done
    assert state() == resolved
    journal.undo(ana)
    assert state() == before


def test_a_cancelled_undo_can_be_taken_back(ids, ana):
    do("ticket.resolve", ids, ana)
    resolved = state()
    progress, told = after(1)
    journal.undo(ana, progress=progress)
    assert journal.redo(ana).changed == told[0][0]
    assert state() == resolved


def test_a_cancelled_redo_is_gone_on_with_by_the_next(ids, ana):
    do("ticket.resolve", ids, ana)
    resolved = state()
    journal.undo(ana)
    progress, told = after(1)
    assert journal.redo(ana, progress=progress).cancelled
    assert having("resolved") == told[0][0]
    assert journal.redo(ana).changed == MANY - told[0][0]
    assert state() == resolved


def test_a_cancelled_redo_can_be_undone_and_all_of_it_done_again(ids, ana):
    before = state()
    do("ticket.resolve", ids, ana)
    resolved = state()
    journal.undo(ana)
    progress, told = after(1)
    journal.redo(ana, progress=progress)
    assert journal.undo(ana).changed == told[0][0]
    assert state() == before
    assert journal.redo(ana).changed == told[0][0]
    assert journal.redo(ana).changed == MANY - told[0][0]
    assert state() == resolved
    journal.undo(ana)
    assert state() == before


def test_a_failing_undo_says_how_far_it_came_and_goes_on_later(ids, ana, monkeypatch):
    before = state()
    do("ticket.resolve", ids, ana)
    work = Undoing(ana)
    assert work.step()
    monkeypatch.setattr(work, "_next_lines", lambda: (_ for _ in ()).throw(RefusedError("the disk is full", "")))
    with pytest.raises(RefusedError) as caught:
        work.step()
    assert "were done before" in caught.value.hint
    journal.undo(ana)
    assert state() == before


def test_notes_on_many_tickets_are_taken_back_in_slices(ids, ana):
    do("ticket.note", ids, ana, text="hello there")
    assert Gesture.get().label == f"{MANY:,} tickets noted"
    work = Undoing(ana)
    assert work.step(), "more than one slice"
    journal.run(work)
    assert raw().execute_scalar("SELECT count(*) FROM message") == 0
    assert journal.run(Redoing(ana)).changed == MANY
    assert raw().execute_scalar("SELECT count(*) FROM message") == MANY


def test_an_act_that_others_took_back_by_hand_is_said_once_and_passed_over(ids, ana):
    ben = Actor("agent", Agent.create(name="ben").id, "ben")
    do("ticket.priority", ids[:2], ana, priority="low")
    do("ticket.priority", ids[2:4], ana, priority="high")
    do("ticket.priority", ids[2:4], ben, priority="normal")
    with pytest.raises(RefusedError, match="nothing of it is left"):
        journal.undo(ana)
    assert journal.undo(ana).message == "Undid: 2 low"


def test_no_line_of_the_journal_goes_away(ids, ana):
    do("ticket.tag", ids, ana, tags="a")
    lines = Change.select().count()
    journal.undo(ana)
    assert Change.select().count() == 2 * lines


def test_a_rehearsal_tells_what_an_act_would_do_and_changes_nothing(ids, ana):
    do("ticket.resolve", ids[:700], ana)
    before, gestures = state(), Gesture.select().count()
    told = journal.rehearse(table()["ticket.resolve"], ids, {}, ana)
    assert (told.total, told.looked, told.message) == (MANY, MANY, f"{MANY - 700:,} resolved")
    assert state() == before
    assert Gesture.select().count() == gestures
    assert do("ticket.resolve", ids, ana).changed == told.message.number


def test_a_rehearsal_that_takes_too_long_looks_at_a_part(ids, ana):
    told = journal.rehearse(table()["ticket.resolve"], ids, {}, ana, seconds=0)
    assert told.total == MANY
    assert 0 < told.looked <= SLICE


def test_a_rehearsal_is_refused_as_the_act_would_be(ids, ana):
    with pytest.raises(NotFoundError, match="no agent"):
        journal.rehearse(table()["ticket.assign"], ids, {"agent": "zoe"}, ana)
    with pytest.raises(UsageError, match="needs"):
        journal.rehearse(table()["ticket.assign"], ids, {}, ana)
