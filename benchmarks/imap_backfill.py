"""What a back-fill over IMAP costs, beside the same library that fetches the same messages into nothing.

    python benchmarks/imap_backfill.py [--mbox ../shared/data/mail/lists-2002.mbox] [--copies 10] [--runs 3]

A Dovecot of our own on loopback holds the mail of the mbox so many times, with Message-IDs of its own for each copy.
Each run is a process: the library alone (IMAPClient, batches of 200, bytes thrown away), then what `crmtui sync` does,
into a new desk: until every message, its ledger row and the folder's state are committed ("fetched"), and until every
message is on a ticket ("taken in"). Medians, in turns. Mark: fetched at >= 60 % of the library's messages a second;
memory that does not grow with the folder.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crmtui.mail.sources import MailSources
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot

MBOX = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail" / "lists-2002.mbox"
_ID = re.compile(rb"<([^<>\s]+@[^<>\s]+)>")

_LIBRARY = """
import json, resource, sys, time
from imapclient import IMAPClient
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
client = IMAPClient("127.0.0.1", port, ssl=False)
client.login(user, password)
client.select_folder("INBOX", readonly=True)
began, cpu = time.perf_counter(), time.process_time()
uids = client.search("ALL")
size = 0
for start in range(0, len(uids), 200):
    for one in client.fetch(uids[start:start + 200], ["BODY.PEEK[]"]).values():
        size += len(one[b"BODY[]"])
spent = time.perf_counter() - began
print(json.dumps({"mails": len(uids), "bytes": size, "fetched": spent, "all": spent, "cpu": time.process_time() - cpu,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""

_OURS = """
import json, os, resource, sys, time
from pathlib import Path
from crmtui.db.engine import opened
from crmtui.desk.ledger import audit
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings
from crmtui.sync.runner import Runner
port, user, desk = int(sys.argv[1]), sys.argv[2], Path(sys.argv[4])
os.environ["SECRET"] = sys.argv[3]
imap = Imap("127.0.0.1", port, Security.NONE, user, SecretSource("x", env=("SECRET",)))
house = Settings(desk.with_name("c.toml"), mailboxes=(Mailbox("support", "support@linen.example", imap=imap),))
with opened(desk) as engine:
    marks = {}
    def progress(account, state):
        if not state.left:
            marks.setdefault("fetched", time.perf_counter())
    began, cpu = time.perf_counter(), time.process_time()
    report = Runner(house, engine.peewee, progress=progress).once()
    ended = time.perf_counter()
    mail = report.fetched["support"]
    assert audit(engine.reader).adds_up
    print(json.dumps({"mails": mail.read, "fetched": marks["fetched"] - began, "all": ended - began,
                      "cpu": time.process_time() - cpu,
                      "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""


def fill(server: Dovecot, source: Path, copies: int, user: str) -> None:
    """Put the mbox's mail into an account so many times."""
    raws = [mail.raw for mail in MailSources([source])]
    for number in range(copies):
        tag = b"<c%d." % number
        server.deliver([_ID.sub(lambda found, tag=tag: tag + found[1] + b">", raw) for raw in raws], user=user)


def child(code: str, *words: str) -> dict[str, float]:
    """What a program of ours printed."""
    done = subprocess.run([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mbox", type=Path, default=MBOX)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rows: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="crmtui-bench-") as name, running_dovecot() as server:
        big, small = "big@linen.example", "small@linen.example"
        fill(server, asked.mbox, asked.copies, big)
        fill(server, asked.mbox, max(1, asked.copies // 10), small)
        for user in (big, small):
            # Dovecot writes its index at the first look.
            child(_LIBRARY, str(server.port), user, PASSWORD)
        for turn in range(asked.runs):
            for what, code, user in (
                ("IMAPClient into nothing", _LIBRARY, big), ("crmtui sync", _OURS, big),
                ("crmtui sync, a tenth of it", _OURS, small),
            ):  # fmt: skip
                desk = Path(name) / f"{turn}-{len(what)}.db"
                rows.setdefault(what, []).append(child(code, str(server.port), user, PASSWORD, str(desk)))
                for left in Path(name).glob(f"{desk.name}*"):
                    left.unlink()
    report(rows)


def report(rows: dict[str, list[dict[str, float]]]) -> None:
    def median(what: str, key: str) -> float:
        return statistics.median(row[key] for row in rows[what])

    floor = median("IMAPClient into nothing", "mails") / median("IMAPClient into nothing", "fetched")
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    print("| what | mails | fetched, mails/s | of the library | taken in, mails/s | of the library | CPU s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for what in rows:
        mails = median(what, "mails")
        fetched, everything = mails / median(what, "fetched"), mails / median(what, "all")
        print(
            f"| {what} | {mails:.0f} | {fetched:.0f} | {fetched / floor:.2f} | {everything:.0f} | "
            f"{everything / floor:.2f} | {median(what, 'cpu'):.2f} | {median(what, 'mb'):.0f} |"
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
