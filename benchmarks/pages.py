"""What a page of a built-in view costs at the database, anywhere in it, at 10,000 and at 1,000,000 tickets.

    python benchmarks/pages.py [--tickets 10000 1000000] [--pages 400] [--desk PATH ...]

A page is 50 rows with their customers and agents, at a random place, by a pager that has been nowhere yet; a place is
that of a random ticket of the view. CPU of this process; before each page SQLite's own cache is emptied (it would hold
the whole small desk), the system's is warm. The demo's desks are made once. Marks: pages p50 <= 0.6 ms and p99 <= 3 ms,
and the large desk's p50 <= 1.3 of the small one's over the views that fill a page there.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peers

from crmtui.db import lists
from crmtui.db.engine import Engine

SIZE = 50
ME = 1


def cpu_ms(work: Callable[[], Any]) -> float:
    """The CPU time of one call, in ms."""
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1e6


def percentile(times: list[float], part: float) -> float:
    """The value below which that part of the times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def measure(path: Path, pages: int) -> dict[str, tuple[int, list[float], list[float], float]]:
    """(rows, ms of each page, ms of each place, worst 1 % included) and the counts, by view."""
    engine = Engine(path)
    reader, found = engine.reader, {}
    rng = random.Random(SIZE)
    counts = [cpu_ms(lambda: lists.ticket_counts(reader, ME)) for _ in range(200)]
    for view, rows in lists.ticket_counts(reader, ME).items():
        starts = [rng.randrange(max(1, rows - SIZE + 1)) for _ in range(pages)]
        timed: list[float] = []
        places: list[float] = []
        for number, start in enumerate((*starts, *starts)):
            pager = lists.Pager(lists.ticket_listing(view, ME))
            reader.execute("PRAGMA shrink_memory")
            spent = cpu_ms(lambda pager=pager, start=start, rows=rows: pager.page(reader, start, SIZE, rows))
            got = pager.page(reader, start, 1, rows)
            if got and number >= len(starts):  # the first round warms the caches
                timed.append(spent)
                places.append(cpu_ms(lambda pager=pager, key=got[0][:2]: pager.keys_above(reader, key)))
        found[view] = (rows, timed, places, statistics.median(counts))
    engine.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--desk", type=Path, nargs="+", help="desks that are there, small one first")
    asked = parser.parse_args()
    desks = asked.desk or [peers.desk(tickets) for tickets in asked.tickets]
    medians: list[dict[str, float]] = []
    print("| desk | view | rows | page p50 | p99 | worst | place p50 | p99 |")
    print("|---|---|---|---|---|---|---|---|")
    for path in desks:
        found, every = measure(path, asked.pages), []
        for view, (rows, pages, places, _) in found.items():
            every += pages
            told = [f"{value:.2f}" for value in (percentile(pages, 0.5), percentile(pages, 0.99), max(pages))]
            told += [f"{percentile(places, part):.3f}" for part in (0.5, 0.99)]
            print(f"| {path.stem} | {view} | {rows:,} | {' | '.join(told)} |")
        counts = next(iter(found.values()))[3]
        print(f"| {path.stem} | every page | | {percentile(every, 0.5):.2f} | {percentile(every, 0.99):.2f} | "
              f"{max(every):.2f} | counts {counts:.3f} | |")  # fmt: skip
        medians.append({view: statistics.median(one[1]) for view, one in found.items() if one[0] >= SIZE * 4})
    if len(medians) > 1:
        both = medians[0].keys() & medians[-1].keys()
        ratios = {view: medians[-1][view] / medians[0][view] for view in both}
        print(f"\nlargest to smallest desk, p50: {statistics.median(ratios.values()):.2f} "
              f"({', '.join(f'{view} {ratio:.2f}' for view, ratio in sorted(ratios.items()))})")  # fmt: skip


if __name__ == "__main__":
    main()
