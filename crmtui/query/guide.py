"""What the help page of the language says besides its fields: how words, tests, times and orders are written.

The one rule: everything that the table of fields knows comes from there; here is only what no field can say. Every
example is tested to be a query.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crmtui.query.fields import FIELDS, PATHS, Field, Kind, sorts_of
from crmtui.query.values import DATE_WORDS, UNITS

TITLES = {"ticket": "Tickets", "customer": "Customers", "order": "Orders"}
"""What people call the records."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of help: an example as it is typed, and what it means."""

    example: str
    means: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of help under a title."""

    title: str
    lines: tuple[Line, ...]


GRAMMAR: tuple[Section, ...] = (
    Section("Words", (
        Line("parcel", "holds the word; capitals and accents do not count, and Möller is moller"),
        Line("lost parcel", "holds both, in one message"),
        Line('"lost parcel"', "holds the words side by side"),
        Line("parc*", "holds a word that begins so"),
        Line("LIN-SH-L", "numbers, article numbers and addresses are found whole, and by their parts"),
        Line("1042", "the ticket of this number, and whatever holds it"),
    )),
    Section("Together", (
        Line("parcel tag:vip", "both: what stands side by side must all hold"),
        Line("tag:lost OR tag:late", "one of them"),
        Line("-tag:wholesale", "not that; NOT tag:wholesale is the same"),
        Line("(tag:lost OR tag:late) is:open", "parentheses keep together what belongs together"),
        Line("status:open,pending", "one of the values"),
        Line("assignee:none", "has none; any is the opposite"),
    )),
    Section("More, less, between", (
        Line("messages:>10", "more than; >=, < and <= likewise"),
        Line("number:1042..1050", "from, to, both included"),
        Line("created:2026-11-01..", "from then on; ..2026-11-07 is up to the end of that day"),
        Line("priority:>=high", "words with an order are compared too"),
        Line("customer.spent:>500", "an amount in whatever the customer pays in"),
        Line("customer.spent:>500EUR", "the same, and only who pays in euros"),
    )),
    Section("Times", (
        Line("created:2026-11-01", "on that day, where you are; 2026-11 is a month, 2026 a year"),
        Line("updated:today", "days by name, see below"),
        Line("updated:7d", "within the last seven days"),
        Line("waiting:>4h", "for more than four hours; < is for less"),
        Line("older:30d", "nothing happened for thirty days"),
        Line("snoozed:<2h", "what is still to come counts ahead: within two hours from now"),
    )),
    Section("Across records", (
        Line("customer.tag:vip", "a ticket whose customer has the tag"),
        Line("order.status:unfulfilled order.placed:>7d", "whose customer has an order that is both"),
    )),
    Section("Order", (
        Line("parcel sort:newest", "the newest first; words alone show what fits best first"),
        Line("is:open sort:waiting-asc", "by a field; -asc begins with the smallest, the oldest"),
    )),
)  # fmt: skip
"""How a query is written; all examples ask for tickets."""

STATUS_NOTE = (
    "A query for tickets that names no status leaves spam and trash out; `is:any` takes them in, `is:spam` finds them."
)


def days() -> str:
    """The days by name, in a line."""
    return ", ".join(DATE_WORDS)


def ages() -> str:
    """The units of an age, in a line."""
    return ", ".join(f"{unit} {name}" for unit, (_, name) in UNITS.items())


def fields_for(records: str) -> tuple[Field, ...]:
    """The fields that these records have themselves, as the table has them."""
    return tuple(one for one in FIELDS if one.records == records)


def flags_for(records: str) -> Iterator[Line]:
    """Each word of a field that takes only some words, with its meaning."""
    for one in fields_for(records):
        if one.kind in (Kind.FLAG, Kind.CHOICE, Kind.LEVEL):
            for word, means in one.choices:
                if means:
                    yield Line(f"{one.name}:{word}", means)


def words_of(one: Field) -> str:
    """The values of a field whose words need no explanation, and whether it may be none."""
    words = [word for word, means in one.choices if not means]
    if one.empty and "none" not in one.help:
        words += ["none", "any"]
    return ", ".join(words)


def about(one: Field) -> str:
    """What a field is, with the values that need no explanation."""
    values = words_of(one)
    return one.help + (f" ({values})" if values and not one.help.startswith(values[:6]) else "")


def sorts_for(records: str) -> Iterator[Line]:
    """What a list of these records can be ordered by."""
    for name, means in sorts_of(records).items():
        yield Line(f"sort:{name}", means)


def paths_note(records: str) -> str:
    """Which other records' fields a query may name."""
    others = " and ".join(f"`{path}.`" for path in PATHS[records])
    return f"Fields of others: {others} before their names."
