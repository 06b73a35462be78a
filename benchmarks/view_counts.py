"""What right counts of ten saved views cost after a change, and how soon another process's change is on the screen.

    python benchmarks/view_counts.py [--tickets 1000000] [--changes 200] [--painted 40]

Marks at a million tickets: <= 0.5 ms of queries a refresh of the whole sidebar, whatever the size (beside 10,000
tickets in the same run); a painted count <= 50 ms after the commit of another process.
"""

import argparse
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import peers
from ptydriver import Program

from crmtui.db.connect import open_raw, raw_transaction
from crmtui.db.engine import opened
from crmtui.db.seats import seat
from crmtui.desk import view_members
from crmtui.desk.saved_views import saved_views, sidebar
from crmtui.desk.view_counts import ViewCounts

VIEWS = {
    "Bench": "is:any tag:bench",
    "Late parcels": "is:open tag:wismo older:3d",
    "Mine urgent": "assignee:me priority:>normal",
    "Refund words": "refund",
    "Two words": "parcel tracking",
    "Not wholesale": "is:open -tag:wholesale",
    "Resolved wismo": "is:resolved tag:wismo",
    "Good customers": "is:open customer.spent:>500",
    "Unfulfilled": "is:open order.status:unfulfilled",
    "Everything": "",
}
"""Ten of different kinds: a tag, ages, an agent, words, a negation, hundreds of thousands, customers, orders, all."""


def desk_copy(tickets: int) -> Path:
    """A copy to write into, with the views saved."""
    made = peers.desk(tickets)
    copy = made.with_name(f"views-{tickets}.db")
    subprocess.run(["cp", "--reflink=auto", str(made), str(copy)], check=True)
    with opened(copy) as engine:
        engine.peewee()
    writer = open_raw(copy)
    with raw_transaction(writer):
        writer.execute("DELETE FROM view")
        writer.executemany(
            "INSERT INTO view (name, query, position) VALUES (?, ?, ?)",
            [(name, query, place) for place, (name, query) in enumerate(VIEWS.items())],
        )
    writer.close()
    return copy


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def refreshes(path: Path, changes: int) -> list[float]:
    """CPU ms of each reading of the whole sidebar after a change of one ticket."""
    reader, writer = open_raw(path, readonly=True), open_raw(path)
    me, _ = seat(reader)
    views = saved_views(reader, me)
    for view in views:
        began, cpu = time.perf_counter(), time.process_time()
        bound = view_members.bind(reader, view, me, int(time.time()))
        n = view_members.counted(reader, view, bound, 0).n
        print(f"    counted once: {view.name:16}{n:>9,}  {(time.perf_counter() - began) * 1000:7.1f} ms,"
              f" {(time.process_time() - cpu) * 1000:7.1f} ms CPU")  # fmt: skip
    told = threading.Event()
    counts = ViewCounts(path, me, told.set)
    while None in counts.read(reader, views).values():
        told.wait(0.1)
    rng, newest = random.Random(1), int(writer.execute_scalar("SELECT max(id) FROM ticket"))
    times: list[float] = []
    for _ in range(changes + 20):
        status = rng.choice(["open", "pending", "resolved"])
        writer.execute("UPDATE ticket SET status = ? WHERE id = ?", (status, rng.randrange(1001, newest)))
        cpu = time.thread_time()
        beside = sidebar(reader, me, counts.read)
        times.append((time.thread_time() - cpu) * 1000)
        time.sleep(0.002)
    for view in views:
        anew = view_members.bind(reader, view, me, int(time.time())).count(reader)
        assert beside.numbers[view.view_key] == anew, (view, beside.numbers[view.view_key], anew)
    counts.close()
    reader.close()
    writer.close()
    return times[20:]


WRITER = """
import sys, time
from pathlib import Path
from crmtui.db.connect import open_raw
writer = open_raw(Path(sys.argv[1]))
for line in sys.stdin:
    writer.execute("UPDATE ticket SET tags = ? WHERE id = ?", tuple(line.split()))
    print(time.perf_counter(), flush=True)
"""


def painted(path: Path, changes: int) -> list[float]:
    """ms from the commit of another process to the count on the screen."""
    other = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    reader = open_raw(path, readonly=True)
    ids = [row[0] for row in reader.execute("SELECT id FROM ticket WHERE status = 'open' LIMIT ?", (changes,))]
    before = int(reader.execute_scalar("SELECT count(*) FROM ticket_tag WHERE tag = 'bench'"))
    reader.close()
    program = Program(peers.crmtui("--db", str(path), "--view", "open"), (200, 40))
    times: list[float] = []
    try:
        program.until(rf"Bench +{before}\b", 120)
        for number, ticket in enumerate(ids, before + 1):
            program.quiet(0.4)
            other.stdin.write(f'["bench"] {ticket}\n')
            other.stdin.flush()
            committed = float(other.stdout.readline())
            times.append((program.until(rf"Bench +{number}\b") - committed) * 1000)
    finally:
        program.close()
        other.stdin.close()
        other.wait()
    return times


def main() -> None:
    peers.compiled()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--painted", type=int, default=40)
    options = parser.parse_args()
    for tickets in (10_000, options.tickets):
        path = desk_copy(tickets)
        try:
            print(f"{tickets:,} tickets, {len(VIEWS)} saved views")
            times = refreshes(path, options.changes)
            print(f"  refresh of the sidebar after a change, CPU: p50 {statistics.median(times):.2f} ms,"
                  f" p95 {percentile(times, 0.95):.2f}, p99 {percentile(times, 0.99):.2f}")  # fmt: skip
            seen = painted(path, options.painted)
            print(f"  another process's commit to the painted count: p50 {statistics.median(seen):.0f} ms,"
                  f" p95 {percentile(seen, 0.95):.0f}, most {max(seen):.0f}")  # fmt: skip
        finally:
            for leftover in path.parent.glob(f"{path.name}*"):
                leftover.unlink()


if __name__ == "__main__":
    main()
