"""Whether a field takes a value, and what the value is.

The one rule: a value that does not fit is refused with the words that would; while it is still being typed it is left
out as long as it may become one that fits.
"""

import re
from collections.abc import Callable, Iterable

from crmtui.errors import QueryError
from crmtui.query.fields import COMPARED, Field, Kind, sorts_of
from crmtui.query.scan import begun
from crmtui.query.syntax import Compare, Op, Range, Sort
from crmtui.query.values import DATE_WORDS, UNITS, Text, Value, read_money, read_number, read_time

_SAME = {
    "closed": "resolved",
    "done": "resolved",
    "nobody": "none",
    "everybody": "any",
    "fulfilment": "fulfillment",
    "unshipped": "unfulfilled",
    "shipped": "fulfilled",
}
ELSEWHERE = {
    "after": "created:2026-11-01.. or newer:7d", "before": "created:..2026-11-01 or older:30d",
    "newer_than": "newer:7d", "older_than": "older:30d", "in": 'is:open, tag:refund or view:"a name"',
    "folder": 'view:"a name"', "to": "mailbox:hello, or customer: for who is written to", "state": "status:open",
    "sender": "from:okafor", "category": "tag:refund", "date": "created:2026-11-01",
}  # fmt: skip
"""What people write who come from other mail programs, and how it is said here of tickets."""

_BEGUN_TIME = re.compile(r"[\dtT:-]*\d*(m|mo)?", re.ASCII)
_SPELLED = re.compile(r"\d{1,5}-?([a-z]+)", re.ASCII)
_LARGEST = 10**15


_CITED = 40


def cited(text: str) -> str:
    """What somebody wrote, as a message cites it."""
    return f'"{text}"' if len(text) <= _CITED else f'"{text[:_CITED]}..."'


class _UnfinishedError(Exception):
    """The value may still become one that fits."""


def compare(one: Field, op: Op, written: Text, at: int, *, typing: bool) -> Compare | None:
    """One value and how it is compared; None while it is being typed.

    Raises:
        QueryError: the field does not take it.
    """
    special = _special(one, written.text)
    if special and op is Op.IS:
        return Compare(op, Text(special))
    if op is Op.MORE and one.name == "older":
        # "Older than three days" is how it is said aloud.
        op = Op.IS
    if op is not Op.IS and one.kind not in COMPARED:
        raise QueryError(
            f"{one.name}: knows no {op}", f"It takes a value as it is, for example {one.example}.", at
        )  # fmt: skip
    try:
        return Compare(op, _READERS[one.kind](one, written, at, typing))
    except _UnfinishedError:
        return None


def span(one: Field, low: str, high: str, at: int, *, typing: bool) -> Range | None:
    """A range; None while it is being typed.

    Raises:
        QueryError: the field takes none, or not these.
    """
    if one.kind not in COMPARED:
        raise QueryError(f"{one.name}: knows no range", f"It takes a value as it is, for example {one.example}.", at)
    if not low and not high:
        if typing:
            return None
        raise QueryError("a range needs a value on one side", f"For example {_ranged(one)}.", at)
    read = _READERS[one.kind]
    try:
        first = read(one, Text(low), at, False) if low else None
        last = read(one, Text(high), at + len(low) + 2, typing) if high else None
    except _UnfinishedError:
        return None
    if first is not None and last is not None and type(first) is not type(last):
        raise QueryError("the two sides of the range are of different kinds", f"For example {_ranged(one)}.", at)
    return Range(first, last)


def check_sort(word: str, records: str, at: int) -> Sort:
    """What `sort:` names; times, amounts and the rest begin with the largest unless it says -asc.

    Raises:
        QueryError: lists are not ordered by it.
    """
    known = sorts_of(records)
    name, dash, way = word.rpartition("-")
    if not dash or way not in ("asc", "desc"):
        name, way = word, ""
    if name not in known:
        near = _near(name, known)
        hint = f"Did you mean sort:{near}?" if near else f"Lists are ordered by {', '.join(known)}."
        raise QueryError(f"nothing is ordered by {cited(name)}", hint, at)
    return Sort(name, way == "desc" or (not way and name != "name"), at)


def _special(one: Field, text: str) -> str:
    folded = _SAME.get(text.casefold(), text.casefold())
    words = ("none", "any") if one.empty else ()
    if one.kind is Kind.AGENT:
        words = ("me", *words)
    return folded if folded in words else ""


def _choice(one: Field, written: Text, at: int, typing: bool) -> Text:
    word = "_".join(written.text.casefold().replace("-", " ").split())
    known = [name for name, _ in one.choices]
    word = word if word in known else _SAME.get(word, word)
    if one.kind is Kind.FLAG and word == "closed":
        word = "resolved"
    if word in known and not written.prefix:
        return Text(word)
    if typing and any(name.startswith(word) for name in known):
        raise _UnfinishedError
    near = _near(word, known)
    hint = f"Did you mean {one.name}:{near}?" if near else f"It takes {', '.join(known)}."
    raise QueryError(f"{cited(written.text)} is no value of {one.name}:", hint, at)


def _text(one: Field, written: Text, at: int, typing: bool) -> Text:
    words = " ".join(written.text.split())
    if any(sign.isalnum() for sign in words):
        if one.kind in (Kind.WORDS, Kind.PERSON) and typing and words[-1].isalnum():
            known, prefix = begun(words)
            known = known.strip()
            if not any(sign.isalnum() for sign in known):
                raise _UnfinishedError
            return Text(known, prefix and known[-1].isalnum())
        return Text(words, written.prefix and (words[-1].isalnum() or one.kind in (Kind.EXACT, Kind.TAG)))
    if typing:
        raise _UnfinishedError
    raise QueryError(f"{one.name}: needs a letter or a digit", f"For example {one.example}.", at)


def _agent(one: Field, written: Text, at: int, typing: bool) -> Text:
    found = _text(one, written, at, typing)
    if typing and any(word.startswith(found.text.casefold()) for word in ("me", "none", "nobody", "any")):
        raise _UnfinishedError
    return Text(found.text, prefix=True) if typing else found


def _view(one: Field, written: Text, at: int, typing: bool) -> Text:  # noqa: ARG001
    if typing:
        # Half a name is no view yet.
        raise _UnfinishedError
    return Text(" ".join(written.text.split()))


def _tag(one: Field, written: Text, at: int, typing: bool) -> Text:
    found = _text(one, Text("-".join(written.text.casefold().lstrip("#").split()), written.prefix), at, typing)
    # A tag that is being typed is not yet the tag that it will be.
    return Text(found.text, prefix=True) if typing else found


def _number(one: Field, written: Text, at: int, typing: bool) -> Value:
    found = read_number(written.text.lstrip("#"))
    if found is None or written.prefix or abs(found.value) > _LARGEST:
        return _refuse(one, written, at, "a number", typing and written.text in ("-", "#"))
    return found


def _money(one: Field, written: Text, at: int, typing: bool) -> Value:
    found = read_money(written.text)
    if found is None or written.prefix or abs(found.amount) > _LARGEST:
        begun = re.fullmatch(r"[A-Za-z]{0,3}\s?-?[\d.]*\s?[A-Za-z]{0,2}", written.text, re.ASCII)
        return _refuse(one, written, at, "an amount", typing and begun is not None)
    return found


def _time(one: Field, written: Text, at: int, typing: bool) -> Value:
    found = read_time(written.text)
    if found is None or written.prefix:
        word = "-".join(written.text.casefold().split())
        begun = _BEGUN_TIME.fullmatch(word) is not None or any(name.startswith(word) for name in DATE_WORDS)
        spelled = _SPELLED.fullmatch(word)
        begun = begun or (spelled is not None and any(name.startswith(spelled[1]) for _, name in UNITS.values()))
        return _refuse(one, written, at, "a date or an age", typing and begun)
    return found


def _refuse(one: Field, written: Text, at: int, what: str, begun: bool) -> Value:
    if begun:
        raise _UnfinishedError
    more = " Dates: 2026-11-01, today, last-monday; ages: 30m, 2h, 7d, 3w." if what.endswith("age") else ""
    raise QueryError(f"{cited(written.text)} is not {what}", f"For example {one.example}.{more}", at)


def _ranged(one: Field) -> str:
    samples = {Kind.TIME: "2026-11-01..2026-11-07", Kind.MONEY: "10..50EUR", Kind.LEVEL: "normal..high"}
    return f"{one.name}:{samples.get(one.kind, '3..10')}"


def _near(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only mistakes pay for it

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.5)), "")


_READERS: dict[Kind, Callable[[Field, Text, int, bool], Value]] = {
    Kind.FLAG: _choice, Kind.CHOICE: _choice, Kind.LEVEL: _choice, Kind.EXACT: _text, Kind.WORDS: _text,
    Kind.VIEW: _view, Kind.AGENT: _agent, Kind.PERSON: _text, Kind.TAG: _tag, Kind.NUMBER: _number, Kind.MONEY: _money,
    Kind.TIME: _time, Kind.AGE: _time,
}  # fmt: skip
