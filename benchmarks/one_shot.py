"""What one-shot reads cost, beside `python -c "import peewee, typer"` in the same run.

    python benchmarks/one_shot.py [--db FILE] [--runs 15]

Every round starts each command once, so that a busy moment of the machine meets all of them; figures are medians,
CPU is user + system of the child, and the ratio is that of the medians. Mark: <= 1.5 of the floor, in CPU and wall.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MARK = 1.5
FLOOR = "import peewee, typer"


def commands(db: str, ticket: int) -> dict[str, list[str]]:
    python = sys.executable
    ours = [python, "-m", "crmtui", "--db", db]
    return {
        "python -c pass": [python, "-c", "pass"],
        FLOOR: [python, "-c", FLOOR],
        "list --json": [*ours, "list", "--json"],
        "list words --json": [*ours, "list", "--json", "parcel"],
        "show --json": [*ours, "show", "--json", str(ticket)],
        "views --json": [*ours, "views", "--json"],
        "contacts --json": [*ours, "contacts", "--json"],
        "templates --json": [*ours, "templates", "--json"],
        "--help": [*ours, "--help"],
    }


def once(command: list[str]) -> tuple[float, float]:
    """(CPU ms, wall ms) of one start."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu * 1000, wall * 1000


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CRMTUI_")}


def make(folder: Path) -> str:
    db = str(folder / "desk.db")
    subprocess.run(
        [sys.executable, "-m", "crmtui", "demo", "--db", db, "--no-open"], check=True, stdout=subprocess.DEVNULL,
        env=environment(),
    )  # fmt: skip
    return db


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", help="a desk to read; else the demo company")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or make(Path(folder))
        listed = subprocess.run(
            [sys.executable, "-m", "crmtui", "--db", db, "list", "--view", "all", "--ids", "-n", "1"],
            check=True, capture_output=True, text=True, env=environment(),
        )  # fmt: skip
        measured = measure(commands(db, int(listed.stdout)), options.runs)
    floor = measured[FLOOR]
    rows = {
        name: {"cpu_ms": cpu, "wall_ms": wall, "cpu_ratio": cpu / floor[0], "wall_ratio": wall / floor[1]}
        for name, (cpu, wall) in measured.items()
    }
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'command':22} {'CPU ms':>8} {'wall ms':>8} {'x CPU':>7} {'x wall':>7}   mark <= {MARK}")
    for name, row in rows.items():
        read = name.endswith("--json")
        verdict = ("met" if max(row["cpu_ratio"], row["wall_ratio"]) <= MARK else "MISSED") if read else ""
        print(
            f"{name:22} {row['cpu_ms']:8.1f} {row['wall_ms']:8.1f} {row['cpu_ratio']:7.2f} {row['wall_ratio']:7.2f}"
            f"   {verdict}"
        )


def measure(named: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float]]:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in named}
    for turn in range(runs + 1):
        for name, command in named.items():
            figures = once(command)
            if turn:  # the first round fills the disk cache
                taken[name].append(figures)
    return {
        name: (statistics.median(cpu for cpu, _ in all_), statistics.median(wall for _, wall in all_))
        for name, all_ in taken.items()
    }


if __name__ == "__main__":
    main()
