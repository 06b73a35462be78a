"""What acting on 10,000 tickets costs, journaled and undone, beside bare SQL that changes the same tickets.

    python benchmarks/bulk.py [--db FILE] [--many 10000] [--rounds 7]

The floor is one UPDATE in one transaction with the table's own triggers and no journal, back and forth. Every round
does floor and act on the same tickets in turn; figures are medians of CPU and of wall time, the ratio is that of the
CPU medians. Mark: <= 5 each way. The desk is a copy of a demo of 100,000 tickets: FILE itself is never written.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import opened
from crmtui.db.orm import raw, transaction

MARK = 5.0
STAMP = "version = ticket.version + 1, updated_at = 1"
KINDS: tuple[tuple[str, str, dict[str, Any], str, str], ...] = (
    ("tag", "ticket.tag", {"tags": "cleanup"}, "tags = json_insert(tags, '$[#]', 'cleanup')", "tags = s.tags"),
    (
        "resolve", "ticket.resolve", {},
        "status = 'resolved', resolved_at = 1, waiting_since = NULL, snoozed_until = NULL",
        "status = s.status, resolved_at = s.resolved_at, waiting_since = s.waiting_since,"
        " snoozed_until = s.snoozed_until",
    ),
    ("assign", "ticket.assign", {"agent": "me"}, "assignee_id = 1", "assignee_id = s.assignee_id"),
)  # fmt: skip
Cost = tuple[float, float]


def cost(work: Callable[[], object]) -> Cost:
    """(CPU ms, wall ms) of some work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def bare(sql: str) -> Callable[[], None]:
    def run() -> None:
        with transaction():
            raw().execute(sql)

    return run


def measure(kind: tuple[str, str, dict[str, Any], str, str], ids: list[int], rounds: int) -> dict[str, list[Cost]]:
    """The costs of every round, by what was done."""
    _, action, params, forth, back = kind
    actor = journal.sitting_here()
    raw().execute("DROP TABLE IF EXISTS temp.s")
    raw().execute(
        "CREATE TEMP TABLE s AS SELECT * FROM ticket WHERE id IN (SELECT value FROM json_each(?))", (str(ids),)
    )
    raw().execute("CREATE UNIQUE INDEX temp.s_id ON s (id)")
    steps: dict[str, Callable[[], object]] = {
        "bare": bare(f"UPDATE ticket SET {forth}, {STAMP} WHERE id IN (SELECT id FROM temp.s)"),
        "bare back": bare(f"UPDATE ticket SET {back}, {STAMP} FROM temp.s AS s WHERE s.id = ticket.id"),
        "act": lambda: journal.perform(table()[action], ids, params, actor),
        "undo": lambda: journal.undo(actor),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            costs[name].append(cost(step))
    return costs


def tell(name: str, costs: dict[str, list[Cost]], many: int) -> bool:
    medians = {what: [statistics.median(one[side] for one in rows) for side in (0, 1)] for what, rows in costs.items()}
    good = True
    for what, floor in (("act", "bare"), ("undo", "bare back")):
        ratio = medians[what][0] / medians[floor][0]
        good &= ratio <= MARK
        print(
            f"{name:8} {many:6,} {what:5} {medians[what][0]:7.0f} ms CPU {medians[what][1]:7.0f} ms wall   "
            f"{floor:9} {medians[floor][0]:6.0f} ms CPU {medians[floor][1]:6.0f} ms wall   ratio {ratio:4.1f}"
            f"  {'ok' if ratio <= MARK else 'MISSED'}"
        )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", type=Path, help="a desk to copy; a demo of 100,000 tickets is made without it")
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crmtui-bulk-") as folder:
        path = Path(folder) / "desk.db"
        if options.db:
            shutil.copyfile(options.db, path)
        else:
            subprocess.run(
                [sys.executable, "-m", "crmtui", "demo", "--tickets", "100000", "--no-open", "--db", str(path)],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        with opened(path):
            sql = "SELECT id FROM ticket WHERE status <> 'resolved' AND assignee_id IS NOT 1 ORDER BY id DESC LIMIT ?"
            rows = raw().execute(sql, (options.many,))
            ids = [row_id for (row_id,) in rows]
            good = [tell(kind[0], measure(kind, ids, options.rounds), len(ids)) for kind in KINDS]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
