"""An import that is killed again and again loses nothing and takes nothing twice."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

from crmtui.db.connect import open_raw
from tests.waiting import until

ROUNDS = 8
MAILS = 12_000


def box(path: Path) -> None:
    with path.open("w") as file:
        for number in range(MAILS):
            parent = f"In-Reply-To: <{number - number % 3}@x.example>\n" if number % 3 else ""
            file.write(
                f"From a@b Wed Aug 21 19:30:01 2002\nFrom: p{number // 3}@x.example\nTo: shop@shop.example\n"
                f"Subject: Mail {number}\nMessage-ID: <{number}@x.example>\n{parent}"
                f"Date: Tue, 14 Nov 2023 22:13:{number % 60:02} +0000\n\n{'Words of a customer. ' * 20}{number}\n\n"
            )


def run(desk: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def taken(desk: Path) -> int:
    """How many mails the ledger knows."""
    connection = open_raw(desk, readonly=True)
    try:
        return int(connection.execute_scalar("SELECT count(*) FROM ledger"))
    finally:
        connection.close()


def test_an_import_killed_at_random_points_adds_up_in_the_end(tmp_path):
    box(tmp_path / "box")
    desk = tmp_path / "desk.db"
    dice = random.Random(7)
    first = run(desk, "import", "mail", str(tmp_path / "nothing"))
    first.communicate()
    killed = 0
    for turn in range(ROUNDS):
        importing = run(desk, "import", "mail", str(tmp_path / "box"))
        # By what it has done, not by the clock: a quick machine is killed in the middle too, and a slow one not before.
        enough = dice.randint(turn * MAILS // ROUNDS, (turn + 1) * MAILS // ROUNDS - 1)
        assert until(lambda: taken(desk) > enough or importing.poll() is not None)  # noqa: B023
        importing.send_signal(signal.SIGKILL)
        importing.communicate()
        killed += importing.returncode == -signal.SIGKILL
    last = run(desk, "import", "mail", str(tmp_path / "box"), "--json")
    out, err = last.communicate(timeout=120)
    assert last.returncode == 0, err
    assert json.loads(out)["quarantined"] == 0
    audit = run(desk, "mail", "audit", "--json")
    out, err = audit.communicate(timeout=60)
    found = json.loads(out)
    assert audit.returncode == 0, found
    assert (found["adds_up"], found["messages"], found["states"]["ticketed"]) == (True, MAILS, MAILS)
    assert found["tickets"] == MAILS // 3
    assert killed > 0
