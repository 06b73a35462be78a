"""Several processes work on one desk at once: no edit is lost, nobody is locked out."""

import subprocess
import sys
from pathlib import Path

from crmtui.db.engine import opened
from crmtui.db.models import Agent, Change, Gesture, Ticket

WRITERS, EDITS = 4, 60

WRITER = """
import sys
from pathlib import Path
from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import opened
with opened(Path(sys.argv[1])):
    me = journal.sitting_here(sys.argv[2])
    for number in range(int(sys.argv[3])):
        journal.perform(table()["ticket.tag"], [1001], {"tags": f"{me.name}-{number}"}, me)
        journal.perform(table()["ticket.note"], [1001], {"text": f"{me.name} {number}"}, me)
"""


def test_no_edit_of_several_processes_is_lost(tmp_path: Path):
    path = tmp_path / "desk.db"
    with opened(path):
        for number in range(WRITERS):
            Agent.create(name=f"agent{number}")
        Ticket.create(subject="one", created_at=1, updated_at=1, activity_at=1)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"agent{number}", str(EDITS)])
        for number in range(WRITERS)
    ]
    assert [writer.wait(120) for writer in writers] == [0] * WRITERS
    with opened(path) as engine:
        tags = {tag for (tag,) in engine.reader.execute("SELECT tag FROM ticket_tag WHERE ticket_id = 1001")}
        assert tags == {f"agent{who}-{number}" for who in range(WRITERS) for number in range(EDITS)}
        assert Ticket.get_by_id(1001).version == 1 + WRITERS * EDITS
        assert Gesture.select().count() == 2 * WRITERS * EDITS
        assert Change.select().where(Change.record == "message").count() == WRITERS * EDITS
        assert engine.reader.execute_scalar("PRAGMA integrity_check") == "ok"
