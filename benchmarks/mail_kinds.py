"""How well and how fast mail is understood: new words from old, bounces from letters, and mails crafted to cost much.

    python benchmarks/mail_kinds.py [--data ../shared/data] [--more CASES.jsonl ...] [--peers PYTHON] [--no-crafted]

The one rule: what is right was written down by others. PYTHON is an interpreter that has `mail-parser-reply`,
`email-reply-parser` and `flufl.bounce` for the figures beside ours; libraries that it lacks are left out.
"""

import argparse
import json
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mail_crafted

from crmtui.mail.message import Automatic
from crmtui.mail.parse import parse
from crmtui.mail.quotes import cut
from crmtui.mail.sources import MailSources

Case = dict[str, Any]

_PEER = r"""
import importlib, json, signal, sys
from email import message_from_bytes
def stop(*_): raise TimeoutError
signal.signal(signal.SIGALRM, stop)
which = sys.argv[1]
try:
    if which == "mail-parser-reply":
        from mailparser_reply import EmailReplyParser
        reader = EmailReplyParser(languages=["en", "de", "fr", "it", "nl", "pl", "sv", "da", "ja", "es", "cs"])
        act = lambda text: reader.parse_reply(text)
    elif which == "email-reply-parser":
        from email_reply_parser import EmailReplyParser
        act = EmailReplyParser.parse_reply
    else:
        from flufl.bounce import all_failures
        def act(path):
            temporary, permanent = all_failures(message_from_bytes(open(path, "rb").read()))
            return "bounce" if temporary or permanent else ""
except ImportError:
    sys.exit(3)
for line in sys.stdin:
    signal.setitimer(signal.ITIMER_REAL, 5)
    try:
        print(json.dumps(act(json.loads(line)) or ""), flush=True)
    except Exception:
        print("null", flush=True)
    signal.setitimer(signal.ITIMER_REAL, 0)
"""


def normal(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def lines(text: str) -> Counter[str]:
    return Counter(
        " ".join(line.replace("*", "").replace("_", "").split()) for line in normal(text).split("\n") if line
    )


def judged(case: Case, out: str | None) -> tuple[bool, bool]:
    """Whether a case is right, and whether it lost a word that was wanted."""
    if out is None:
        return False, True
    right, lost = True, False
    if "equals" in case:
        wanted, got = lines(case["equals"]), lines(out)
        right, lost = wanted == got, bool(wanted - got)
    flat = " ".join(normal(out).split())
    for piece in [case["starts"]] if "starts" in case else []:
        there = flat.startswith(" ".join(normal(piece).split()))
        right, lost = right and there, lost or not there
    for piece in case.get("contains", ()):
        there = " ".join(normal(piece).split()) in flat
        right, lost = right and there, lost or not there
    return right and not any(" ".join(normal(piece).split()) in flat for piece in case.get("absent", ())), lost


def peer(python: str, which: str, inputs: list[str]) -> list[str | None] | None:
    """What a library makes of each input, None when it is not there."""
    if not python:
        return None
    given = "".join(json.dumps(one) + "\n" for one in inputs)
    done = subprocess.run([python, "-c", _PEER, which], input=given, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else None


def replies(data: Path, more: list[Path], python: str) -> None:
    print("\n| right / lost a word | cases | crmtui | mail-parser-reply | email-reply-parser |\n|---|---|---|---|---|")
    sets = {
        path.stem: [json.loads(line) for line in path.open()] for path in sorted((data / "replies").glob("*.jsonl"))
    }
    sets["all"] = [case for some in sets.values() for case in some]
    sets |= {path.stem: [json.loads(line) for line in path.open()] for path in more}
    readers: list[Callable[[list[str]], list[str | None] | None]] = [
        lambda texts: [cut(text).text for text in texts],
        lambda texts: peer(python, "mail-parser-reply", texts),
        lambda texts: peer(python, "email-reply-parser", texts),
    ]
    for name, cases in sets.items():
        cells = []
        for read in readers:
            out = read([case["text"] for case in cases])
            found = [judged(case, one) for case, one in zip(cases, out, strict=True)] if out else []
            right, lost = sum(one for one, _ in found), sum(one for _, one in found)
            cells.append(f"{100 * right / len(cases):.1f} % / {lost}" if found else "-")
        print(f"| {name} | {len(cases)} | {' | '.join(cells)} |")


def kinds(data: Path, python: str) -> None:
    print("\n| machines | mails | crmtui | flufl.bounce |\n|---|---|---|---|")
    paths = sorted((data / "auto" / "bounces").glob("*.txt"))
    mails = [parse(path.read_bytes()) for path in paths]
    bounces = [mail for mail in mails if mail.automatic is Automatic.BOUNCE]
    theirs = peer(python, "flufl.bounce", [str(path) for path in paths])
    beside = f"{sum(one == 'bounce' for one in theirs)} (raised {theirs.count(None)})" if theirs else "-"
    print(f"| bounces found | {len(paths)} | {len(bounces)} | {beside} |")
    told = sum(bool(mail.bounce and mail.bounce.recipients) for mail in bounces)
    print(f"| of them with their addresses | {len(bounces)} | {told} | {beside} |")
    for name in ("lists-2002.mbox", "newsletters-and-html.mbox", "junk.mbox"):
        found = [parse(mail.raw) for mail in MailSources([data / "mail" / name])]
        wrong = Counter(mail.kind.value for mail in found if mail.automatic in (Automatic.BOUNCE, Automatic.AUTO_REPLY))
        print(f"| called a bounce or an automatic reply in {name} | {len(found)} | {dict(wrong) or 0} | |")


def crafted() -> None:
    print("\n| 300 kB of | ms of CPU to cut | of half of it |\n|---|---|---|")
    half, whole = mail_crafted.texts(150_000), mail_crafted.texts(300_000)
    rows = sorted(((_cpu(cut, whole[name]), _cpu(cut, half[name]), name) for name in whole), reverse=True)
    for full, half_of_it, name in rows[:6]:
        print(f"| {name} | {full:.1f} | {half_of_it:.1f} |")
    print("\n| crafted mail (of all) | s of CPU to read | peak MB |\n|---|---|---|")
    script = str(Path(mail_crafted.__file__))
    found = []
    for name in mail_crafted.names():
        done = subprocess.run([sys.executable, script, name], capture_output=True, text=True, check=True)
        spent, peak = (float(word) for word in done.stdout.split())
        found.append((spent, peak, name))
    for spent, peak, name in sorted(found, reverse=True)[:6]:
        print(f"| {name} | {spent:.2f} | {peak:.0f} |")
    most = max(found, key=lambda one: one[1])
    print(f"| most memory: {most[2]} | {most[0]:.2f} | {most[1]:.0f} |")
    print(f"\n{len(found)} crafted mails read.")


def _cpu(act: Callable[[str], object], text: str) -> float:
    best = 1e9
    for _ in range(3):
        begin = time.process_time()
        act(text)
        best = min(best, time.process_time() - begin)
    return best * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="files of further replies, in the same form")
    parser.add_argument("--peers", default="", help="an interpreter that has the libraries")
    parser.add_argument("--no-crafted", action="store_true")
    asked = parser.parse_args()
    replies(asked.data, asked.more, asked.peers)
    kinds(asked.data, asked.peers)
    if not asked.no_crafted:
        crafted()


if __name__ == "__main__":
    main()
