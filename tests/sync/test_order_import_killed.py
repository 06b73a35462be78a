"""An import of orders that is killed anywhere leaves whole orders, and doing it again completes it."""

import random
import signal
import subprocess
import sys
from pathlib import Path

from crmtui.db.engine import Engine, opened
from tests.waiting import until

ORDERS, LINES = 4000, 3
ROUNDS = 6


def write(path: Path) -> int:
    rows = ["No,Mail,Qty,Price"]
    rows += [f"{n},c{n % 300}@x.example,{line + 1},1.25" for n in range(ORDERS) for line in range(LINES)]
    path.write_text("\n".join(rows) + "\n", encoding="ascii")
    return ORDERS * 125 * sum(range(1, LINES + 1))


def command(desk: Path, file: Path) -> list[str]:
    mapping = "order=No,email=Mail,quantity=Qty,price=Price,currency==EUR"
    return [sys.executable, "-m", "crmtui", "--db", str(desk), "import", "orders", str(file), "--map", mapping]


def taken(engine: Engine) -> int:
    return int(engine.reader.execute_scalar("SELECT count(*) FROM shop_order"))


def test_killed_import_is_whole_and_is_completed_by_another(tmp_path: Path) -> None:
    file, desk = tmp_path / "orders.csv", tmp_path / "desk.db"
    expected = write(file)
    with opened(desk):
        pass
    chance = random.Random(7)
    killed = 0
    for turn in range(ROUNDS):
        running = subprocess.Popen(command(desk, file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with opened(desk) as engine:
            # By what it has done, and not by the clock: no machine is too quick or too slow for that.
            enough = chance.randint(turn * ORDERS // ROUNDS, (turn + 1) * ORDERS // ROUNDS - 1)
            assert until(lambda: taken(engine) > enough or running.poll() is not None)  # noqa: B023
            running.send_signal(signal.SIGKILL)
            killed += running.wait() == -signal.SIGKILL
            halves = (
                "SELECT count(*) FROM shop_order o WHERE (SELECT count(*) FROM order_line WHERE order_id = o.id) <> ?"
            )
            assert engine.reader.execute_scalar(halves, (LINES,)) == 0
            spent = engine.reader.execute_scalar("SELECT coalesce(sum(spent), 0) FROM customer")
            assert spent == engine.reader.execute_scalar("SELECT coalesce(sum(total), 0) FROM shop_order")
    assert killed
    subprocess.run(command(desk, file), check=True, capture_output=True)
    with opened(desk) as engine:
        assert engine.reader.execute_one("SELECT count(*), sum(total) FROM shop_order") == (ORDERS, expected)
        assert engine.reader.execute_scalar("SELECT sum(spent) FROM customer") == expected
        assert engine.reader.execute_scalar("SELECT count(*) FROM customer") == 300
