"""The same messages twice: indexed by notmuch, and in a desk of ours that imported them as mail.

The one rule: made once into the folder of `peers.folder()`; both sides hold every message, byte for byte the same.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import cysqlite
import peers

_FLAT = {ord("\r"): " ", ord("\n"): " "}


def mails(desk: Path, count: int) -> Path:
    """The oldest mails of a desk's conversations as a Maildir, one file each."""
    place = peers.folder() / f"search-{count}"
    if place.exists():
        return place
    part = place.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (part / name).mkdir(parents=True)
    print(f"writing {count} mails to {place} ...", file=sys.stderr)
    reader = cysqlite.connect(str(desk))
    rows = reader.execute(
        """SELECT id, at, author_name, author_email, recipients, subject, message_id, in_reply_to, refs, text
           FROM message WHERE kind = 'mail' ORDER BY id LIMIT ?""",
        (count,),
    )
    for row in rows:
        (part / "cur" / f"{row[1]}.M{row[0]:09}.bench:2,S").write_bytes(_mail(row))
    reader.close()
    part.rename(place)
    return place


def _mail(row: tuple[int, int, str, str, str, str, str, str, str, str]) -> bytes:
    _, at, name, address, recipients, subject, message_id, parent, refs, text = row
    to = ", ".join(json.loads(recipients).get("to", []))
    lines = [
        f'From: "{name.translate(_FLAT)}" <{address}>',
        f"To: {to}",
        f"Subject: {subject.translate(_FLAT)}",
        f"Date: {format_datetime(datetime.fromtimestamp(at, UTC))}",
        f"Message-ID: <{message_id}>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if parent:
        lines += [f"In-Reply-To: <{parent}>", "References: " + " ".join(f"<{ref}>" for ref in refs.split())]
    return ("\n".join(lines) + "\n\n" + text + "\n").encode()


def notmuch(maildir: Path) -> dict[str, str]:
    """The environment in which notmuch finds the Maildir indexed."""
    index = maildir.with_name(maildir.name + ".notmuch")  # outside: the Maildir is also what we import
    index.mkdir(exist_ok=True)
    config = index / "config"
    config.write_text(
        f"[database]\npath={index}\nmail_root={maildir}\n[user]\nname=x\nprimary_email=x@x.example\n[new]\ntags=inbox\n"
    )
    env = os.environ | {"NOTMUCH_CONFIG": str(config)}
    done = index / "done"
    if not done.exists():
        print("notmuch new ... (1,000 to 2,500 mails a second)", file=sys.stderr)
        began = time.perf_counter()
        subprocess.run(["notmuch", "new", "--quiet"], check=True, env=env)
        done.write_text(f"{time.perf_counter() - began:.0f} s\n")
    return env


def imported(maildir: Path) -> Path:
    """A desk that took the Maildir in."""
    desk = peers.folder() / f"{maildir.name}.db"
    if not desk.exists():
        part = desk.with_suffix(".part.db")
        for left in part.parent.glob(part.name + "*"):
            left.unlink()
        print(f"importing into {desk} ...", file=sys.stderr)
        command = peers.crmtui("--db", str(part), "import", "mail", str(maildir))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        part.rename(desk)
    return desk
