"""Writes docs/query.md from the table of fields.

The one rule: nothing on that page is written by hand; a test compares it. Run it with `make keys`.
"""

from collections.abc import Iterable
from pathlib import Path

from crmtui.query.fields import RECORDS, Field
from crmtui.query.guide import (
    GRAMMAR,
    STATUS_NOTE,
    TITLES,
    Line,
    about,
    ages,
    days,
    fields_for,
    flags_for,
    paths_note,
    sorts_for,
)

PAGE = Path(__file__).with_name("query.md")
HEAD = """\
# Queries

One language finds tickets, customers and orders: behind `/` in the app, in saved views, in bulk acts, and in the shell
(`crmtui list`, `count`, `contacts`, `orders`, `do`). This page is written by `make keys` from the table of fields that
the program itself reads; `crmtui help query` prints the same, and `crmtui explain QUERY` says any query in plain words.

A mistake is told with its place, and changes nothing.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(title: str, lines: Iterable[Line], level: int = 2) -> str:
    rows = [f"| `{_cell(one.example)}` | {_cell(one.means)} |" for one in lines]
    return "\n".join([f"\n{'#' * level} {title}\n", "| | |", "|---|---|", *rows]) + "\n"


def _field(one: Field) -> str:
    names = " ".join(f"`{name}`" for name in (one.name, *one.aliases))
    return f"| {names} | {_cell(about(one))} | `{_cell(one.example)}` |"


def _records(records: str) -> str:
    rows = [_field(one) for one in fields_for(records)]
    parts = [f"\n## {TITLES[records]}\n\n"]
    parts += [f"{STATUS_NOTE} "] if records == "ticket" else []
    parts += [paths_note(records), "\n\n| field | what | for example |\n|---|---|---|\n", "\n".join(rows), "\n"]
    words = list(flags_for(records))
    if words:
        parts.append(_table(f"{TITLES[records]}: words", words, 3))
    parts.append(_table(f"{TITLES[records]}: order", sorts_for(records), 3))
    return "".join(parts)


def current() -> str:
    """The page as it should be."""
    parts = [HEAD, *(_table(section.title, section.lines) for section in GRAMMAR)]
    parts.append(f"\nDays by name: {days()}. A weekday alone is the latest one. Units of an age: {ages()}.\n")
    parts += [_records(records) for records in RECORDS]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
    print(PAGE)
