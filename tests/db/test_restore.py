"""Putting a backup back, whatever state the present desk is in."""

import subprocess
import sys
from pathlib import Path

import pytest

from crmtui.db.backup import backup_to, restore_from
from crmtui.db.engine import opened
from crmtui.db.models import Agent
from crmtui.errors import DatabaseError

HOLD = """
import sys
from pathlib import Path
from crmtui.db.engine import Engine
engine = Engine(Path(sys.argv[1]))
engine.reader.execute_scalar("SELECT count(*) FROM agent")
sys.stdout.write("open\\n"); sys.stdout.flush()
sys.stdin.read()
"""


def make(path: Path, name: str) -> Path:
    with opened(path):
        Agent.create(name=name)
    return path


def name_in(path: Path) -> str:
    with opened(path):
        return str(Agent.select().get().name)


def test_a_desk_that_somebody_has_open_is_not_replaced(tmp_path: Path) -> None:
    desk = make(tmp_path / "desk.db", "new")
    copy = tmp_path / "copy.db"
    backup_to(make(tmp_path / "old.db", "old"), copy)
    command = [sys.executable, "-c", HOLD, str(desk)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(DatabaseError, match="in use"):
            restore_from(copy, desk)
        other.communicate("")
    assert name_in(desk) == "new"
    assert not list(tmp_path.glob(".*"))
    restore_from(copy, desk)
    assert name_in(desk) == "old"


def test_a_broken_desk_is_replaced_and_kept(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup_to(make(tmp_path / "old.db", "old"), copy)
    desk = tmp_path / "desk.db"
    desk.write_bytes(b"this is not a database, but somebody may still want it" * 100)
    kept = restore_from(copy, desk)
    assert kept is not None
    assert kept.read_bytes().startswith(b"this is not")
    assert name_in(desk) == "old"


def test_what_was_written_before_is_in_the_file_that_is_kept(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup_to(make(tmp_path / "old.db", "old"), copy)
    kept = restore_from(copy, make(tmp_path / "desk.db", "new"))
    assert kept is not None
    assert name_in(kept) == "new"
