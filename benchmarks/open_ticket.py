"""Opening a ticket of 500 messages to its first text, beside opening one of 5 in the same run.

    python benchmarks/open_ticket.py [--rounds 15]

Mark: <= 1.3x.
"""

import argparse
import statistics
import time
from pathlib import Path

import peers
from ptydriver import Program

from crmtui.db.engine import opened
from crmtui.db.models import Customer, Message, Ticket
from crmtui.journal import SYSTEM, recording

TEXT = ("The parcel was due on Monday and is still not here. Could you please look where it is? " * 3 + "\n") * 8


def desk() -> Path:
    """A desk with one long ticket (newest) and one short."""
    path = peers.folder() / "conversations.db"
    if path.exists():
        return path
    now = int(time.time())
    with opened(path), recording(SYSTEM, "bench", "bench", at=now, undoable=False) as act:
        customer = act.insert(Customer, name="Ana Long", email="a@x.example", created_at=now, updated_at=now)
        for subject, count, at in (("long one", 500, now), ("short one", 5, now - 60)):
            ticket = act.insert(
                Ticket, subject=subject, customer_id=customer, created_at=at, updated_at=at, activity_at=at
            )  # fmt: skip
            for number in range(count):
                last = "LASTWORD " if number == count - 1 else ""
                act.insert(
                    Message, ticket_id=ticket, kind="mail", direction=("in", "out")[number % 2], at=at - count + number,
                    created_at=at, author_name="Ana Long", author_email="a@x.example", text=f"{last}{number} {TEXT}",
                )  # fmt: skip
    return path


def once(path: Path, moves: bytes) -> float:
    """ms from enter to the newest message's text."""
    program = Program(peers.crmtui("--db", str(path), "--view", "all"), (120, 40))
    try:
        program.until("1 of 2")
        program.quiet(1.0)
        if moves:
            program.write(moves)
            program.quiet(0.5)
        pressed = program.write(b"\r")
        return (program.until("LASTWORD") - pressed) * 1000
    finally:
        program.close()


def main() -> None:
    peers.compiled()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    path = desk()
    pairs = [(once(path, b""), once(path, b"j")) for _ in range(rounds)]
    long, short = (statistics.median(one) for one in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"500 messages {long:.0f} ms, 5 messages {short:.0f} ms, ratio {ratio:.2f} (median of {rounds} pairs)")


if __name__ == "__main__":
    main()
