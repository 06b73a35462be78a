"""What a held `j` costs: paints, lag, milliseconds and bytes a key, memory; beside a bare app and aerc in the same run.

    python benchmarks/keys.py [--tickets 1000000] [--mails 100000] [--seconds 4]

Marks at a million tickets: >= 28 paints/s at 30 keys/s, lag after release <= 100 ms, p50 of a key in the page <= 1.0x
aerc's, <= 600 bytes a key at 80x24, memory <= 1.5x the bare app's.
"""

import argparse
import statistics
import time

import peers
from ptydriver import Program

RATE = 30.0
PAINT_GAP = 0.004  # s; chunks closer together are one paint


def hold(program: Program, seconds: float) -> tuple[float, float]:
    """(paints a second while held, lag in ms after the last key) of `j` at `RATE`."""
    stamps: list[float] = []
    began = following = last = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if time.perf_counter() >= following:
            last = program.write(b"j")
            following += 1 / RATE
        chunk = program.read(min(0.01, max(0.0, following - time.perf_counter())))
        if chunk:
            stamps.append(chunk[0])
    held = [stamp for stamp in stamps if stamp <= last]
    paints = sum(1 for at, stamp in enumerate(held) if at == 0 or stamp - held[at - 1] > PAINT_GAP)
    end = last
    while (chunk := program.read(0.3)) is not None:
        end = chunk[0]
    return paints / seconds, (end - last) * 1000


def press(program: Program, count: int) -> tuple[list[float], list[float], float]:
    """(ms from each `j` to the first frame, ms to the last byte it caused, bytes a key)."""
    firsts: list[float] = []
    times: list[float] = []
    before = program.sent
    for _ in range(count):
        time.sleep(0.03)
        while program.read(0):
            pass
        pressed, first, end = program.write(b"j"), 0.0, 0.0
        while (chunk := program.read(0.2)) is not None:
            end = chunk[0]
            if not first or end - first < PAINT_GAP:
                first = end
        if end:
            firsts.append((first - pressed) * 1000)
            times.append((end - pressed) * 1000)
    return firsts, times, (program.sent - before) / count


def measure(argv: list[str], ready: str, size: tuple[int, int], seconds: float, keys: int) -> dict[str, float]:
    """All figures of one program at one size."""
    program = Program(argv, size)
    try:
        program.until(ready)
        program.quiet(1.0)
        memory = program.memory()
        moved, in_page, sent = press(program, keys)
        paints, lag = hold(program, seconds)
        return {
            "cursor p50 ms": statistics.median(moved) if moved else 0.0,
            "settled p50 ms": statistics.median(in_page) if in_page else 0.0,
            "settled p95 ms": sorted(in_page)[int(len(in_page) * 0.95)] if in_page else 0.0,
            "bytes/j": sent, "paints/s": paints, "lag ms": lag, "MB": memory, "MB after": program.memory(),
        }  # fmt: skip
    finally:
        program.close()


def main() -> None:
    peers.compiled()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours = peers.crmtui("--db", str(peers.desk(options.tickets)), "--view", "all")
    programs = {"bare Textual app": (peers.bare_app(), "bare app ready"), "crmtui": (ours, "1 of ")}
    if aerc := peers.aerc(options.mails):
        programs["aerc"] = (aerc, "Where is my pa")
    for size, keys in (((80, 24), 16), ((120, 40), 25)):
        figures: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
        for _ in range(options.rounds):
            for name, (argv, ready) in programs.items():
                figures[name].append(measure(argv, ready, size, options.seconds, keys))
        print(f"{size[0]}x{size[1]}, median of {options.rounds} rounds; `j` in the page {keys} times, then held")
        for name, rounds in figures.items():
            shown = {figure: statistics.median(one[figure] for one in rounds) for figure in rounds[0]}
            print(f"  {name:18}" + "  ".join(f"{figure} {value:.1f}" for figure, value in shown.items()))
    if not aerc:
        print("aerc is not installed: left out")


if __name__ == "__main__":
    main()
