"""A machine that fails: the words for it, and that nothing is half done."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import cysqlite
import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db import faults
from crmtui.db.connect import open_raw
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Message, Ticket
from crmtui.errors import DatabaseError
from crmtui.journal import Actor

CRMTUI = [sys.executable, "-m", "crmtui"]


def ticket() -> int:
    return int(Ticket.create(subject="x", created_at=1, updated_at=1, activity_at=1).id)


async def test_a_lock_of_another_program_is_told_and_passes(
    engine: Engine, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ticket()
    engine.peewee().connection().set_busy_handler(0.05)
    other = cysqlite.Connection(str(engine.path))
    other.execute_simple("BEGIN IMMEDIATE")

    def note() -> None:
        journal.perform(table()["ticket.note"], [number], {"text": "x"}, ana)

    with pytest.raises(DatabaseError) as told, faults.faults_told():
        note()
    assert (told.value.message, told.value.exit_code) == ("the desk is locked by another program", 74)
    other.execute_simple("ROLLBACK")
    note()
    assert Message.select().count() == 1


def limited(path: Path, *words: str, extra: int = 100_000, given: str = "") -> subprocess.CompletedProcess[str]:
    """A command that may make no file longer than the database is, and a little: a disk that is full."""
    room = path.stat().st_size + extra
    return subprocess.run(
        [*CRMTUI, "--db", str(path), *words], input=given, text=True, capture_output=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        env={"HOME": str(path.parent), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_a_full_disk_is_told_and_leaves_the_desk_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with opened(path):
        number = ticket()
    done = limited(path, "note", str(number), given="x" * 900_000)
    assert (done.returncode, "Traceback" in done.stderr) == (74, False)
    assert "disk" in done.stderr
    mail = "From: a@x.example\n\n" + "word " * 200_000
    done = limited(path, "import", "mail", "-", given=mail)
    assert done.returncode == 75
    with opened(path):
        assert Message.select().count() == 0
    assert limited(path, "import", "mail", "-", extra=90_000_000, given=mail).returncode == 0


@pytest.mark.parametrize("start", [0, 4096])
def test_a_damaged_file_is_told(tmp_path: Path, start: int) -> None:
    path = tmp_path / "desk.db"
    with opened(path):
        number = ticket()
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * 60_000)
    for command in (["list", "--view", "all"], ["show", str(number)], ["note", str(number), "x"]):
        done = subprocess.run(
            [*CRMTUI, "--db", str(path), *command], text=True, capture_output=True, timeout=120, check=False,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        assert done.returncode == 74, done.stderr
        assert "doctor" in done.stderr


def test_a_mistake_of_ours_is_none_of_the_machine(engine: Engine) -> None:
    with pytest.raises(cysqlite.OperationalError) as raised:
        engine.reader.execute("SELECT * FROM nothing")
    assert faults.fault(raised.value) is None


@pytest.mark.parametrize("put_back", [False, True])
async def test_nothing_is_written_into_a_file_that_is_not_there_any_more(engine: Engine, put_back: bool) -> None:
    ticket()
    copy = engine.path.read_bytes()
    engine.path.unlink()
    if put_back:
        engine.path.write_bytes(copy)
    for ask in (engine.work(ticket), engine.read(lambda _: engine.data_version())):
        with pytest.raises(DatabaseError, match="removed or replaced"):
            await ask
    assert Ticket.select().count() == 1


def test_a_desk_that_cannot_be_opened_for_want_of_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = tmp_path / "desk.db"
    desk.touch()
    open_raw(desk).close()
    # No file can be made beside it.
    (tmp_path / "desk.db-wal").mkdir()
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_raw(desk)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    with pytest.raises(DatabaseError, match="the disk is full"):
        open_raw(desk)
    (tmp_path / "text").write_text("no database, however full the disk is" * 100)
    with pytest.raises(DatabaseError, match="is no database"):
        open_raw(tmp_path / "text")
