"""What a search costs: the first 50, newest first, beside notmuch over the same mails; and each key while typing.

    python benchmarks/search.py [--mails 1000000] [--tickets 1250000] [--rounds 5] [--only peer|typing]

Twelve queries of each kind, drawn from the words of the mails with a fixed seed, in turns. Ours runs in this process,
as in the app: parse, compile, count, first page with its rows. notmuch runs as it is used (`notmuch search --limit=50`,
process start included) and, to be fair to it, also inside a process that has its database open (libnotmuch: threads
with subject, authors and tags). Marks: our p95 below `notmuch search`'s in the same run; at three million messages
20 ms of CPU a key at p95 from the second letter on, ranked search 250 ms.
"""

import argparse
import ctypes
import json
import os
import random
import re
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import cysqlite
import peers
import search_corpus

from crmtui.db.connect import open_raw
from crmtui.db.engine import opened
from crmtui.desk.search import TicketSearch
from crmtui.errors import QueryError
from crmtui.query.compile import Asker
from crmtui.query.pick import pick

SHOWN = 50
KINDS = ("rare word", "common word", "two words", "phrase", "prefix", "words + fields")
EACH = 12
TYPED = (
    "refund", "where is my parcel", '"lost parcel"', "invoice is:open", "order #10", "paket assignee:none",
    "tag:refund delivery", "müller", "is:waiting gift card", "customer.tag:vip size", "from:anna subject:order",
    "LIN-SH", "-refund damaged",
)  # fmt: skip

Asked = tuple[str, str]
"""The same question for notmuch and for us."""


# -- questions -----------------------------------------------------------------------------------------------------


def questions(desk: Path) -> dict[str, list[Asked]]:
    """Queries of each kind, from the words of the mails; kept beside the desk, so that every run asks the same."""
    kept = desk.with_suffix(".questions.json")
    if not kept.exists():
        kept.write_text(json.dumps(_drawn(desk), ensure_ascii=False, indent=1))
    return {kind: [(one[0], one[1]) for one in asked] for kind, asked in json.loads(kept.read_text()).items()}


def _drawn(desk: Path) -> dict[str, list[Asked]]:
    rng = random.Random(20261122)
    connection = cysqlite.connect(str(desk))
    last = connection.execute_scalar("SELECT max(id) FROM message")
    connection.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, message_fts, row)")
    words = [(term, n) for term, n in connection.execute("SELECT term, doc FROM word WHERE doc > 1") if _usable(term)]
    rare = [term for term, n in words if 2 <= n <= 20]
    common = [term for term, _ in sorted(words, key=lambda row: -row[1])[:40]]
    middle = [term for term, n in words if last / 2000 <= n <= last / 50]
    spoken: list[list[str]] = []
    people: list[tuple[str, str, str, int]] = []
    while len(spoken) < EACH * 6:
        row = connection.execute_one(
            "SELECT text, author_name, subject, at FROM message WHERE id = ? AND direction = 'in'",
            (rng.randint(1, last),),
        )
        said = re.findall(r"[a-z]{3,}", row[0].lower()) if row and row[0].isascii() else []
        said = [word for word in said if word not in ("and", "not", "xor", "near", "adj")]  # operators to notmuch
        name = re.findall(r"^[A-Za-z]{3,}", row[1]) if row else []
        about = re.findall(r"[a-z]{3,}", row[2].lower()) if row and row[2].isascii() else []
        if len(said) >= 6 and name and about:
            spoken.append(said)
            people.append((rng.choice(said), rng.choice(about), name[0].lower(), row[3]))
    connection.close()
    return {
        "rare word": [(one, one) for one in rng.sample(rare, EACH)],
        "common word": [(one, one) for one in common[:EACH]],
        "two words": [(f"{a} {b}", f"{a} {b}") for a, b in (rng.sample(said, 2) for said in spoken[:EACH])],
        "phrase": [(f'"{a} {b}"', f'"{a} {b}"') for a, b in _beside(rng, spoken[EACH : 2 * EACH])],
        "prefix": [(f"{one[:4]}*", f"{one[:4]}*") for one in rng.sample(middle, EACH)],
        "words + fields": [_filtered(place, *one) for place, one in enumerate(people[-EACH:])],
    }


def _usable(term: str) -> bool:
    # notmuch stems English words; names and words of three letters and more are alike to both.
    return term.isascii() and term.isalpha() and len(term) > 3


def _beside(rng: random.Random, spoken: list[list[str]]) -> list[tuple[str, str]]:
    places = [rng.randrange(len(said) - 1) for said in spoken]
    return [(said[at], said[at + 1]) for said, at in zip(spoken, places, strict=True)]


def _filtered(place: int, word: str, other: str, name: str, at: int) -> Asked:
    """A word, with a name, a word of the subject or a year."""
    year = time.gmtime(at).tm_year
    if place % 3 == 0:
        return f"{word} from:{name}", f"{word} from:{name}"
    if place % 3 == 1:
        return f"{word} subject:{other}", f"{word} subject:{other}"
    return f"{word} date:{year}-01-01..{year}-12-31", f"{word} updated:{year}"


# -- the programs --------------------------------------------------------------------------------------------------


class Ours:
    """crmtui's own search, as the app asks it."""

    def __init__(self, desk: Path) -> None:
        with opened(desk):
            pass  # brought to the present schema
        self.connection = open_raw(desk, readonly=True)
        self.asker = Asker(1, int(time.time()), UTC)

    def __call__(self, query: str) -> int:
        return self.page(f"{query} sort:newest")

    def page(self, query: str, *, typing: bool = False) -> int:
        """The first page; how many rows it has."""
        try:
            search = TicketSearch(pick(self.connection, query, "ticket", self.asker, typing=typing))
        except QueryError:  # what is being typed may be wrong for a moment: the bar says so
            return 0
        return len(search.page(self.connection, 0, SHOWN))


class Command:
    """`notmuch search`, a process a question."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def __call__(self, query: str) -> int:
        command = ["notmuch", "search", f"--limit={SHOWN}", "--sort=newest-first", query]
        done = subprocess.run(command, check=True, capture_output=True, env=self.env)
        return len(done.stdout.splitlines())


class Library:
    """libnotmuch in this process, its database open."""

    NEWEST_FIRST = 1

    def __init__(self, env: dict[str, str]) -> None:
        self.nm = ctypes.CDLL("libnotmuch.so.5")
        for name in ("query_create", "threads_get", "thread_get_tags"):
            getattr(self.nm, f"notmuch_{name}").restype = ctypes.c_void_p
        for name in ("subject", "authors"):
            getattr(self.nm, f"notmuch_thread_get_{name}").restype = ctypes.c_char_p
        self.database = ctypes.c_void_p()
        error = ctypes.c_char_p()
        status = self.nm.notmuch_database_open_with_config(
            None, 0, env["NOTMUCH_CONFIG"].encode(), None, ctypes.byref(self.database), ctypes.byref(error)
        )
        if status:
            raise SystemExit(f"libnotmuch: {status} {error.value!r}")

    def __call__(self, query: str) -> int:
        nm, shown = self.nm, 0
        asked = ctypes.c_void_p(nm.notmuch_query_create(self.database, query.encode()))
        nm.notmuch_query_set_sort(asked, self.NEWEST_FIRST)
        threads = ctypes.c_void_p()
        if nm.notmuch_query_search_threads(asked, ctypes.byref(threads)):
            raise SystemExit(f"libnotmuch refused {query}")
        while shown < SHOWN and nm.notmuch_threads_valid(threads):
            thread = ctypes.c_void_p(nm.notmuch_threads_get(threads))
            nm.notmuch_thread_get_subject(thread)
            nm.notmuch_thread_get_authors(thread)
            nm.notmuch_thread_get_tags(thread)
            nm.notmuch_thread_destroy(thread)
            nm.notmuch_threads_move_to_next(threads)
            shown += 1
        nm.notmuch_query_destroy(asked)
        return shown


# -- measuring -----------------------------------------------------------------------------------------------------


def taken(work: Callable[[str], int], query: str) -> tuple[float, float, int]:
    """(wall ms, CPU ms with children, rows) of one question."""
    before = _cpu()
    began = time.perf_counter()
    rows = work(query)
    wall = time.perf_counter() - began
    return wall * 1000, (_cpu() - before) * 1000, rows


def _cpu() -> float:
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def p(values: list[float], percent: int) -> float:
    """A percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def beside_notmuch(mails: int, source: Path, rounds: int) -> None:
    maildir = search_corpus.mails(source, mails)
    env = search_corpus.notmuch(maildir)
    desk = search_corpus.imported(maildir)
    ours, command, library = Ours(desk), Command(env), Library(env)
    programs: dict[str, tuple[Callable[[str], int], int]] = {
        "crmtui": (ours, 1), "notmuch search": (command, 0), "libnotmuch": (library, 0)
    }  # fmt: skip
    found: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for turn in range(rounds + 1):
        for kind, asked in questions(desk).items():
            for pair in asked:
                for name, (work, side) in programs.items():
                    figures = taken(work, pair[side])
                    if turn:  # the first round fills caches
                        found.setdefault((kind, name), []).append(figures)
    print(f"\n{mails:,} mails, the first {SHOWN}, newest first; ms; load {os.getloadavg()[0]:.1f}\n")
    print("| | " + " | ".join(f"{name} p50 | p95 | CPU p95" for name in programs) + " | p95 to notmuch search | CPU |")
    print("|---" * (3 * len(programs) + 3) + "|")
    for kind in KINDS:
        cells, walls, cpus = [kind], [], []
        for name in programs:
            rows = found[kind, name]
            walls.append(p([row[0] for row in rows], 95))
            cpus.append(p([row[1] for row in rows], 95))
            cells += [f"{p([row[0] for row in rows], 50):.1f}", f"{walls[-1]:.1f}", f"{cpus[-1]:.1f}"]
        print(f"| {' | '.join(cells)} | {walls[0] / walls[1]:.2f} | {cpus[0] / cpus[1]:.2f} |")


def while_typing(desk: Path, rounds: int) -> None:
    ours = Ours(desk)
    count = ours.connection.execute_scalar("SELECT count(*) FROM ticket")
    messages = ours.connection.execute_scalar("SELECT max(id) FROM message")
    keys: list[tuple[float, str]] = []
    for turn in range(rounds + 1):
        for query in TYPED:
            for end in range(2, len(query) + 1):
                _, cpu, _ = taken(lambda text: ours.page(text, typing=True), query[:end])
                if turn:
                    keys.append((cpu, query[:end]))
    cpus = [cpu for cpu, _ in keys]
    print(f"\n{count:,} tickets, {messages:,} messages: CPU ms of the query of a key, from the second letter on\n")
    print(f"p50 {p(cpus, 50):.1f}, p95 {p(cpus, 95):.1f}, p99 {p(cpus, 99):.1f} of {len(keys)} keys; mark p95 <= 20")
    slowest = sorted({text: cpu for cpu, text in sorted(keys)}.items(), key=lambda row: -row[1])[:12]
    print("slowest: " + ", ".join(f"{text!r} {cpu:.0f}" for text, cpu in slowest))
    print("\n| the first 50, CPU ms | newest p50 | p95 | ranked p50 | p95 | wider p50 | p95 |")
    print("|---" * 7 + "|")
    for kind, asked in questions(desk).items():
        cells = []
        for sort in (" sort:newest", "", " sort:best"):
            cpus = [taken(ours.page, query + sort)[1] for _ in range(rounds) for _, query in asked]
            cells += [f"{p(cpus, 50):.1f}", f"{p(cpus, 95):.1f}"]
        print(f"| {kind} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=1_000_000)
    parser.add_argument("--tickets", type=int, default=1_250_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("peer", "typing"))
    asked = parser.parse_args()
    if asked.only != "typing":
        beside_notmuch(asked.mails, peers.desk(1_000_000), asked.rounds)
    if asked.only != "peer":
        while_typing(peers.desk(asked.tickets), asked.rounds)


if __name__ == "__main__":
    main()
