"""Measures every figure of README.md in turn, each beside its floor or peer.

python benchmarks/run_all.py            (over an hour, most of it making desks and the peers' indexes)
"""

import subprocess
import sys
from pathlib import Path

SCRIPTS = ("first_paint.py", "keys.py", "open_ticket.py", "one_shot.py", "bulk.py", "pages.py",
           "query_keys.py", "view_counts.py", "search.py", "mail_kinds.py",
           "imap_backfill.py")  # fmt: skip
MAIL = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail" / "lists-2002.mbox"


def main() -> int:
    worst = 0
    for script in SCRIPTS:
        print(f"\n== {script}", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, str(Path(__file__).parent / script)], check=False).returncode
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
