"""From exec to the first painted list, beside a bare Textual app and neomutt in the same run.

    python benchmarks/first_paint.py [--rounds 11] [--tickets 1000000] [--mails 100000]

Every round starts each program once, in turn; a ratio is the median over the rounds of two times of one round.
Marks: <= 1.25x the bare app at a million tickets, <= 1.1x our own at a thousand, <= 0.25x neomutt on 100,000 mails.
"""

import argparse
import statistics

import peers
from ptydriver import Program

SIZE = (120, 40)


def once(argv: list[str], wanted: str) -> tuple[float, float]:
    """(ms until the text is on the screen, CPU ms until then)."""
    program = Program(argv, SIZE)
    try:
        seen = program.until(wanted)
        return (seen - program.started) * 1000, program.cpu()
    finally:
        program.close()


def main() -> None:
    peers.compiled()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--mails", type=int, default=100_000)
    options = parser.parse_args()
    large, small = (peers.crmtui("--db", str(peers.desk(count)), "--view", "all") for count in (options.tickets, 1000))
    programs = {
        "bare Textual app": (peers.bare_app(), "bare app ready"),
        "crmtui, 1,000 tickets": (small, r"1 of "),
        f"crmtui, {options.tickets:,} tickets": (large, r"1 of "),
    }
    neomutt = peers.neomutt(options.mails)
    if neomutt:
        programs[f"neomutt, {options.mails:,} mails, header cache"] = (neomutt, "Where is my parcel")
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for number in range(options.rounds + 1):
        for name, (argv, wanted) in programs.items():
            measured = once(argv, wanted)
            if number:  # the first round warms the caches
                times[name].append(measured)
    names = list(programs)
    print(f"{'program':44} {'ms':>7} {'CPU ms':>7}   ratio of crmtui at {options.tickets:,} to it")
    for name in names:
        wall = statistics.median(one for one, _ in times[name])
        cpu = statistics.median(one for _, one in times[name])
        ratios = [ours[0] / theirs[0] for ours, theirs in zip(times[names[2]], times[name], strict=True)]
        print(f"{name:44} {wall:7.0f} {cpu:7.0f}   {statistics.median(ratios):.2f}")
    if not neomutt:
        print("neomutt is not installed: left out")


if __name__ == "__main__":
    main()
