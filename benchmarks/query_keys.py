"""What typing a query costs: key to settled screen in a real terminal, and the CPU of what each key asks.

    python benchmarks/query_keys.py [--tickets 1000000] [--view all] [--size 120x40]

Marks at a million tickets, from the second letter on: key to settled screen p95 <= 100 ms, CPU of a key's question
p95 <= 20 ms. Settled is the last byte that a key caused before the program rests for a quarter of a second (the count
of a long list goes on later, when nobody types). Also told: the last key of a query that is typed without a rest.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path

import peers
from ptydriver import Program

from crmtui.db.connect import Reader, open_raw
from crmtui.desk.hits import with_hits
from crmtui.desk.search import TicketSearch
from crmtui.errors import QueryError
from crmtui.highlight import Finder
from crmtui.query.compile import Asker
from crmtui.query.pick import pick
from crmtui.screens.ticket_search import combined
from crmtui.widgets.pages import PAGE

QUERIES = (
    "where is my parcel", "lost parcel", "refund not there yet", "invoice vat number", "tag:refund waiting:>2d",
    "is:open assignee:me damaged", "from:okafor", "\"lost parcel\" -tag:wholesale", "okafor", "order:1001",
    "status:resolved newer:30d sort:created-asc", "customer.spent:>500 broken",
)  # fmt: skip
_REST = 0.25
_FAST = 0.07
_CLEAR = b"\x15"  # ctrl+u


def settled(program: Program, key: bytes) -> float:
    """Milliseconds from a key to the last byte before it rests."""
    while program.read(0):
        pass
    pressed = end = program.write(key)
    while (chunk := program.read(_REST)) is not None:
        end = chunk[0]
    return (end - pressed) * 1000


def on_screen(argv: list[str], size: tuple[int, int], queries: Sequence[str]) -> tuple[list[float], list[float]]:
    """(ms of each key from the second letter on, ms of the last key of a query typed fast)."""
    program, keys, last = Program(argv, size), list[float](), list[float]()
    try:
        program.until("1 of ")
        program.quiet(2.0)
        program.write(b"/")
        program.quiet(1.0)
        for query in queries:
            for number, char in enumerate(query):
                took = settled(program, char.encode())
                if number:
                    keys.append(took)
            settled(program, _CLEAR)
            for char in query[:-1]:
                program.write(char.encode())
                ends = time.perf_counter() + _FAST
                while (left := ends - time.perf_counter()) > 0:
                    program.read(left)
            last.append(settled(program, query[-1].encode()))
            settled(program, _CLEAR)
            program.quiet(0.6)
    finally:
        program.close()
    return keys, last


def questions(queries: Sequence[str]) -> Iterator[str]:
    """What is asked at each key, from the second letter on."""
    for query in queries:
        yield from (query[:end] for end in range(2, len(query) + 1))


def asked(connection: Reader, view: str, queries: Sequence[str]) -> list[tuple[float, str]]:
    """(CPU milliseconds, text) of each key's question, as the screen asks it."""
    asker, found = Asker(1, int(time.time()), UTC), list[tuple[float, str]]()
    for text in questions(queries):
        began = time.process_time()
        try:
            picked = pick(connection, combined(view, text), "ticket", asker, typing=True)
        except QueryError:
            continue
        pages = TicketSearch(picked)
        rows = pages.page(connection, 0, PAGE)
        pages.count(connection)
        with_hits(connection, rows, Finder(picked.words))
        found.append(((time.process_time() - began) * 1000, text))
    return found


def told(name: str, values: Sequence[float], unit: str) -> str:
    """Median, 95 of 100 and the worst."""
    ranked = sorted(values)
    p95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
    middle, worst = statistics.median(ranked), ranked[-1]
    return f"  {name:34} p50 {middle:6.1f} {unit}  p95 {p95:6.1f}  worst {worst:6.1f}  ({len(ranked)})"


def main() -> None:
    peers.compiled()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--db", default="")
    parser.add_argument("--view", default="all")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--queries", type=int, default=len(QUERIES))
    parser.add_argument("--no-screen", action="store_true")
    options = parser.parse_args()
    desk = options.db or str(peers.desk(options.tickets))
    queries = QUERIES[: options.queries]
    connection = open_raw(Path(desk), readonly=True)
    asked(connection, "", queries)  # the second time counts: the desk has been used before
    costs = asked(connection, "" if options.view == "all" else f"is:{options.view}", queries)
    connection.close()
    print(f"{options.tickets:,} tickets, view {options.view}")
    print(told("CPU of a key's question", [cost for cost, _ in costs], "ms"))
    print("  dearest: " + ", ".join(f"{text!r} {cost:.0f}" for cost, text in sorted(costs, reverse=True)[:6]))
    if not options.no_screen:
        columns, lines = map(int, options.size.split("x"))
        argv = peers.crmtui("--db", desk, "--view", options.view)
        keys, last = on_screen(argv, (columns, lines), queries)
        print(told(f"key to settled screen, {options.size}", keys, "ms"))
        print(told("last key, typed without a rest", last, "ms"))


if __name__ == "__main__":
    main()
