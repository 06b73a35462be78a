"""Which machine wrote a mail: sets of labelled mails, kind by kind, with the addresses of bounces.

    python benchmarks/mail_machines.py SET.jsonl ... [--peers PYTHON]

The one rule: what is right was written down by others. A line is `{"file", "kind", "addresses", "unsure"}`, the mails
lie in `machines/` beside the set; unsure ones are left out. PYTHON is an interpreter that has `flufl.bounce`.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from mail_kinds import Case, peer

from crmtui.mail.message import Kind, ParsedMail
from crmtui.mail.parse import parse

_KINDS = {
    "bounce-hard": {Kind.BOUNCE},
    "bounce-soft": {Kind.BOUNCE, Kind.DELAY},
    "auto-reply": {Kind.AUTO_REPLY, Kind.OUT_OF_OFFICE},
    "receipt": {Kind.RECEIPT, Kind.DELIVERED},
    "calendar": {Kind.CALENDAR},
    "list": {Kind.LIST},
    "bulk": {Kind.BULK},
    "person": {Kind.PERSON},
}


def score(index: Path, python: str) -> None:
    cases: list[Case] = [case for line in index.open() if not (case := json.loads(line)).get("unsure")]
    paths = [index.parent / "machines" / case["file"] for case in cases]
    theirs = peer(python, "flufl.bounce", [str(path) for path in paths])
    mails = [parse(path.read_bytes()) for path in paths]
    print(f"\n| {index.stem} | mails | found | addresses | for good or not | called else | flufl.bounce |")
    print("|---|---|---|---|---|---|---|")
    for kind, right in _KINDS.items():
        ours = [(case, mail) for case, mail in zip(cases, mails, strict=True) if case["kind"] == kind]
        found = sum(mail.kind in right for _, mail in ours)
        else_called = Counter(mail.kind.value for _, mail in ours if mail.kind not in right)
        told = sum(_names(case, mail) for case, mail in ours)
        grave = sum(_is_hard(mail) is (kind == "bounce-hard") for _, mail in ours if mail.kind in right)
        cells = [str(told), str(grave)] if kind.startswith("bounce") else ["", ""]
        beside = [one == "bounce" for case, one in zip(cases, theirs or (), strict=False) if case["kind"] == kind]
        called = ", ".join(f"{count} {name}" for name, count in else_called.items())
        print(f"| {kind} | {len(ours)} | {found} | {' | '.join(cells)} | {called} | {sum(beside) if theirs else '-'} |")


def _names(case: Case, mail: ParsedMail) -> bool:
    told = {one.key for one in mail.bounce.recipients} if mail.bounce else set()
    return told == {one.casefold() for one in case.get("addresses", ())}


def _is_hard(mail: ParsedMail) -> bool:
    return mail.bounce is not None and mail.bounce.hard


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--peers", default="", help="an interpreter that has flufl.bounce")
    asked = parser.parse_args()
    for index in asked.sets:
        score(index, asked.peers)


if __name__ == "__main__":
    main()
