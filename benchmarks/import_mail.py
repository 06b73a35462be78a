"""What an import costs, beside compat32 parsing alone and `notmuch new`, on the same mail in the same run.

    python benchmarks/import_mail.py MBOX [--copies 10] [--runs 3] [--best]

The mbox is multiplied with Message-IDs of its own for each copy, once as an mbox and once as a Maildir. CPU is user +
system of the whole child process (start included) for ours and for notmuch; compat32 is the time inside
`email.message_from_bytes` alone. Medians of the runs, which take turns; with --best the least of each, for a machine
that others work on. Marks: <= 3.0 of compat32, notmuch >= 6 of
ours, memory that does not grow with the file.
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from crmtui.mail.sources import MailSources

_ID = re.compile(rb"<([^<>\s]+@[^<>\s]+)>")
_COMPAT32 = """
import email, sys, time
from crmtui.mail.sources import MailSources
raws = [mail.raw for mail in MailSources([sys.argv[1]])]
start = time.process_time()
for raw in raws:
    email.message_from_bytes(raw)
print(time.process_time() - start)
"""


def multiply(source: Path, copies: int, box: Path, maildir: Path) -> int:
    """Write the mail of `source` so many times as an mbox and as a Maildir; the messages of each."""
    raw = source.read_bytes()
    with box.open("wb") as file:
        for number in range(copies):
            tag = b"<c%d." % number
            file.write(_ID.sub(lambda found, tag=tag: tag + found[1] + b">", raw) if number else raw)
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    count = 0
    for count, mail in enumerate(MailSources([box]), 1):
        (maildir / "cur" / f"{1_000_000_000 + count}.{count}.bench:2,").write_bytes(mail.raw)
    return count


def child(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float, int, str]:
    """(CPU s, wall s, peak memory MB, output) of a command."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        out.seek(0)
        text = out.read()
    if process.returncode:
        raise SystemExit(f"{command} failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss // 1024, text


def ours(box: Path, folder: Path) -> tuple[float, float, int]:
    desk = folder / "desk.db"
    for left in folder.glob("desk.db*"):
        left.unlink()
    env = {name: value for name, value in os.environ.items() if not name.startswith("CRMTUI_")}
    cpu, wall, memory, _ = child([sys.executable, "-m", "crmtui", "--db", str(desk), "import", "mail", str(box)], env)
    return cpu, wall, memory


def notmuch(maildir: Path, folder: Path) -> tuple[float, float, int]:
    shutil.rmtree(maildir / ".notmuch", ignore_errors=True)
    config = folder / "notmuch-config"
    config.write_text(f"[database]\npath={maildir}\n[user]\nname=x\nprimary_email=x@x.example\n[new]\ntags=new\n")
    env = os.environ | {"NOTMUCH_CONFIG": str(config)}
    cpu, wall, memory, _ = child(["notmuch", "new", "--quiet"], env)
    return cpu, wall, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mbox", type=Path)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--best", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crmtui-bench-") as name:
        folder = Path(name)
        box, maildir = folder / "box", folder / "maildir"
        mails = multiply(asked.mbox, asked.copies, box, maildir)
        rows: dict[str, list[tuple[float, float, int]]] = {}
        for _ in range(asked.runs):
            parsing = float(child([sys.executable, "-c", _COMPAT32, str(box)])[3])
            rows.setdefault("compat32 parsing alone", []).append((parsing, parsing, 0))
            rows.setdefault("crmtui import mail (mbox)", []).append(ours(box, folder))
            rows.setdefault("crmtui import mail, a tenth of it", []).append(ours(asked.mbox, folder))
            if shutil.which("notmuch"):
                rows.setdefault("notmuch new (Maildir)", []).append(notmuch(maildir, folder))
        report(rows, mails, box.stat().st_size, min if asked.best else statistics.median)


def report(
    rows: dict[str, list[tuple[float, float, int]]],
    mails: int,
    size: int,
    typical: Callable[[Iterable[float]], float],
) -> None:
    floor = typical(row[0] for row in rows["compat32 parsing alone"])
    print(f"{mails} mails, {size / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    print("| what | CPU s | wall s | mails/s of CPU | of compat32 | peak MB |")
    print("|---|---|---|---|---|---|")
    for what, runs in rows.items():
        cpu, wall, memory = (typical(row[at] for row in runs) for at in range(3))
        speed, ratio = ("", "") if "tenth" in what else (f"{mails / cpu:.0f}", f"{cpu / floor:.2f}")
        print(f"| {what} | {cpu:.2f} | {wall:.2f} | {speed} | {ratio} | {memory or ''} |")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
