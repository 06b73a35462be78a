"""The programs that crmtui is measured beside, and the data that they are measured on.

The one rule: made once into a folder, the same for every benchmark; a peer that is not installed is left out, and said.
"""

import compileall
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import crmtui as crmtui_package

BARE = """
from textual.app import App, RenderResult
from textual.widget import Widget
class Line(Widget):
    def render(self) -> RenderResult:
        return "bare app ready"
class Bare(App[None]):
    def compose(self):
        yield Line()
Bare().run()
"""


def compiled() -> None:
    """Byte-compile crmtui, as an installation does: a start must not be charged for it."""
    compileall.compile_dir(str(Path(crmtui_package.__file__).parent), quiet=2)


def folder() -> Path:
    """Where the made data lives between runs (`CRMTUI_BENCH_DATA`, else the temporary directory)."""
    place = Path(os.environ.get("CRMTUI_BENCH_DATA") or "/tmp/crmtui-bench")
    place.mkdir(parents=True, exist_ok=True)
    return place


def bare_app() -> list[str]:
    """A Textual app that paints one line: the floor of any other."""
    script = folder() / "bare.py"
    script.write_text(BARE)
    return [sys.executable, str(script)]


def crmtui(*words: str) -> list[str]:
    """Our own command."""
    return [str(Path(sys.executable).parent / "crmtui"), *words]


def desk(tickets: int) -> Path:
    """A demo desk of that many tickets."""
    path = folder() / f"desk-{tickets}.db"
    if not path.exists():
        print(f"making {path} ...", file=sys.stderr)
        command = crmtui("demo", "--no-open", "--tickets", str(tickets), "--db", str(path))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def maildir(mails: int) -> Path:
    """A Maildir of short plain mails."""
    path = folder() / f"mail-{mails}" / "INBOX"
    if path.exists():
        return path
    print(f"making {path} ...", file=sys.stderr)
    rng, part = random.Random(mails), path.with_name(path.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (part / name).mkdir(parents=True)
    start = int(time.time()) - mails * 60
    for number in range(mails):
        at = start + number * 60
        words = " ".join(rng.choice(("parcel", "order", "late", "size", "refund", "linen", "shirt")) for _ in range(40))
        (part / "cur" / f"{at}.M{number}.bench:2,S").write_text(
            f"From: Customer {number} <c{number}@mail.example>\nTo: shop@shop.example\n"
            f"Subject: Where is my parcel {number}?\nDate: {format_datetime(datetime.fromtimestamp(at, UTC))}\n"
            f"Message-ID: <{number}.bench@mail.example>\n\n{words}\n"
        )
    part.rename(path)
    return path


def neomutt(mails: int) -> list[str] | None:
    """neomutt on a Maildir with its header cache filled; None where it is not installed."""
    if shutil.which("neomutt") is None:
        return None
    box, cache = maildir(mails), folder() / f"neomutt-cache-{mails}"
    cache.mkdir(exist_ok=True)
    rc = folder() / f"neomuttrc-{mails}"
    rc.write_text(
        f'set folder="{box.parent}"\nset spoolfile="{box}"\nset header_cache="{cache}"\nset sort=reverse-date\n'
        "set mark_old=no\nset sleep_time=0\nset confirmappend=no\nset move=no\nset quit=yes\n"
    )
    return ["neomutt", "-n", "-F", str(rc), "-f", str(box)]


def aerc(mails: int) -> list[str] | None:
    """aerc on a Maildir; None where it is not installed."""
    if shutil.which("aerc") is None:
        return None
    home = folder() / f"aerc-{mails}"
    store = maildir(mails).parent
    config = home / "config" / "aerc"
    config.mkdir(parents=True, exist_ok=True)
    accounts = config / "accounts.conf"
    accounts.write_text(f"[bench]\nsource = maildir://{store}\ndefault = INBOX\nfrom = me <me@shop.example>\n")
    accounts.chmod(0o600)
    return ["env", f"XDG_CONFIG_HOME={home / 'config'}", f"XDG_DATA_HOME={home}", f"XDG_CACHE_HOME={home}", "aerc"]
