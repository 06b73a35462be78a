"""`help query`: the language of queries, as the program knows it.

The one rule: drawn from the table of fields and its guide; nothing about a field is written here.
"""

from collections.abc import Iterable

from crmtui.cli import console
from crmtui.errors import UsageError
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
    sorts_for,
)

_PLURALS = {"tickets": "ticket", "customers": "customer", "contacts": "customer", "contact": "customer",
            "orders": "order"}  # fmt: skip
_LINES = (console.Column("write"), console.Column("means", flex=True))
_FIELDS = (console.Column("field"), console.Column("what", flex=True), console.Column("for example"))


def records_of(word: str) -> str:
    """The kind of records that a word means; "" for "".

    Raises:
        UsageError: there is no such kind.
    """
    folded = word.casefold()
    found = _PLURALS.get(folded, folded)
    if found and found not in RECORDS:
        raise UsageError(f'there are no "{word}" to find', f"Say {', '.join(RECORDS)}.")
    return found


def query_help(records: str, *, as_json: bool) -> None:
    """Explain the language, with the fields of all records or of some."""
    wanted = records_of(records)
    kinds = (wanted,) if wanted else RECORDS
    if as_json:
        console.emit_json([_as_json(one) for kind in kinds for one in fields_for(kind)])
        return
    if not wanted:
        for section in GRAMMAR:
            _print(section.title, section.lines)
        _print("Days and ages", (Line(days(), "a weekday alone is the latest one"), Line(ages(), "units of an age")))
    for kind in kinds:
        rows = [(" ".join((one.name, *one.aliases)), about(one), one.example) for one in fields_for(kind)]
        console.say()
        console.heading(TITLES[kind])
        if kind == "ticket":
            console.say(STATUS_NOTE.replace("`", ""))
        console.print_table(_FIELDS, rows)
        _print(f"{TITLES[kind]}: words", flags_for(kind))
        _print(f"{TITLES[kind]}: order", sorts_for(kind))


def _print(title: str, lines: Iterable[Line]) -> None:
    rows = [(line.example, line.means) for line in lines]
    if rows:
        console.say()
        console.heading(title)
        console.print_table(_LINES, rows)


def _as_json(one: Field) -> dict[str, object]:
    return {
        "name": one.name, "aliases": one.aliases, "records": one.records, "kind": one.kind, "help": one.help,
        "example": one.example, "words": dict(one.choices), "none": one.empty, "sort": one.sort,
    }  # fmt: skip
