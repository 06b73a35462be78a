"""What values a field takes, as they may be typed.

The one rule: words that exist before examples; an example is one that the field takes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from crmtui.query.fields import COMPARED, Field, Kind
from crmtui.query.moments import Way, amount_words, level_words, time_words
from crmtui.query.phrases import phrase, way_of
from crmtui.query.place import Place
from crmtui.query.syntax import Compare, Op, Test, quoted
from crmtui.query.values import DATE_WORDS, Age, Day, Text, Value, read_money, read_number, read_time

Ranked = tuple[int, str, str]
"""(rank, text, help)."""
Known = Mapping[str, Sequence[tuple[str, str]]]

ENOUGH = 8
"""Values that are offered at the most: more than this is not read."""

_DIGITS = re.compile(r"(\d{1,3})(mo|m|h|d|w|y)?", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)
_ORDERED = re.compile(r"<=|>=|<|>|=")
_PAST = ("today", "yesterday", "7d", "last-week", "this-month", "30d")
_AHEAD = ("today", "tomorrow", "2d", "7d", "next-week", "next-month")
_LONG = (">1d", ">3d")
_SPANS = ("7d", "30d", "90d", "1d", "1y", "last-monday", "this-month")
_UNITS_BY_USE = ("d", "h", "w", "mo", "m", "y")


def values_of(place: Place, known: Known) -> Iterator[Ranked]:
    """What may stand as the value at a place."""
    one = place.field
    assert one is not None
    if place.operator and one.kind not in COMPARED:
        return
    for rank, text, about in _KINDS[one.kind](one, place, known):
        if text not in place.given:
            yield rank, text, about


def _named(one: Field, place: Place, values: Sequence[tuple[str, str]]) -> Iterator[Ranked]:
    """Values by name: what begins with what was typed before what contains it."""
    typed = place.typed.casefold().lstrip("#" if one.kind is Kind.TAG else "")
    begun: list[tuple[str, str]] = []
    for text, about in values:
        if text.casefold().startswith(typed) and text not in place.given:
            begun.append((text, about))
            if len(begun) == ENOUGH:
                break
    yield from ((0, _written(text, place), about) for text, about in begun)
    if len(begun) == ENOUGH:
        return
    for text, about in values:
        inside = typed in text.casefold() or (one.kind is Kind.AGENT and about.casefold().startswith(typed))
        if inside and text not in place.given and (text, about) not in begun:
            yield 1, _written(text, place), about


def _written(text: str, place: Place) -> str:
    return _quoted(text) if place.quoted else quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _choices(one: Field, place: Place, _known: Known) -> Iterator[Ranked]:
    yield from _named(one, place, one.choices)


def _records(one: Field, place: Place, known: Known) -> Iterator[Ranked]:
    """Records of the desk: agents, tags, ..."""
    values = list(known.get(one.source, ())) if one.source else []
    if one.kind is Kind.AGENT:
        values.insert(0, ("me", "you"))
    if one.empty and not place.quoted:
        values += [("none", phrase(one, (_is("none"),))), ("any", phrase(one, (_is("any"),)))]
    yield from _named(one, place, values)


def _is(text: str) -> Compare:
    return Compare(Op.IS, Text(text))


def _levels(one: Field, place: Place, _known: Known) -> Iterator[Ranked]:
    op = Op(place.operator.replace("=", "") if place.operator == "=" else place.operator)
    for rank, text, _ in _named(one, place, one.choices):
        yield rank, text, level_words(Compare(op, Text(text)))
    if not (place.typed or place.operator or place.ranged):
        yield 1, _example(one), level_words(Compare(Op.AT_LEAST, Text(_ORDERED.sub("", _example(one)))))


def _example(one: Field) -> str:
    return one.example.partition(":")[2]


def _amounts(one: Field, place: Place, known: Known) -> Iterator[Ranked]:
    percent = one.name == "refund_rate"
    if one.kind is Kind.MONEY and _AMOUNT.fullmatch(place.typed):
        for code, _ in known.get("currency", ()):
            yield 0, f"{place.typed}{code}", f"in {code} only"
        return
    if place.typed:
        yield from _nones(one, place)
        return
    example = _example(one)
    value = _ORDERED.sub("", example)
    if place.operator or place.ranged:
        yield 0, value, "for example"
        return
    read = read_money if one.kind is Kind.MONEY else read_number
    found = read(value)
    if found is not None:
        for op in (Op.MORE, Op.LESS, Op.IS):
            words = amount_words(Compare(op, found), percent=percent)
            yield 0, f"{op}{value}", words
    yield 0, "10..50" if one.kind is Kind.MONEY else "10%..50%" if percent else "3..10", "from this to that"
    yield from _nones(one, place)


def _nones(one: Field, place: Place) -> Iterator[Ranked]:
    if one.empty and not place.operator and not place.ranged:
        for word in ("none", "any"):
            if word.startswith(place.typed.casefold()):
                yield 1, word, phrase(one, (_is(word),))


def _times(one: Field, place: Place, _known: Known) -> Iterator[Ranked]:
    way = way_of(one)
    typed = "-".join(place.typed.casefold().split())
    op = Op("" if place.operator == "=" else place.operator)
    digits = _DIGITS.fullmatch(typed)
    if digits:
        for unit in _UNITS_BY_USE:
            if unit.startswith(digits[2] or ""):
                yield 0, f"{digits[1]}{unit}", _told(one, Compare(op, Age(int(digits[1]), unit)), way)
        return
    if typed:
        yield from ((0, word, _told(one, Compare(op, Day(word)), way)) for word in _days(typed, way))
        yield from _nones(one, place)
        return
    words = _SPANS if one.kind is Kind.AGE else _AHEAD if way is Way.AHEAD else _PAST
    if not place.operator and not place.ranged:
        words = (_example(one), *_LONG, *words[:2]) if way is Way.LASTING else (_example(one), *words)
    for word in dict.fromkeys(words):
        test = _read(word, op)
        if test is not None:
            yield 0, word, _told(one, test, way)
    yield from _nones(one, place)


def _read(word: str, op: Op) -> Test | None:
    """A time as it is written, behind an operator that stands already or has its own."""
    sign = _ORDERED.match(word)
    value: Value | None = read_time(word[sign.end() :] if sign else word)
    return Compare(Op(sign[0]) if sign else op, value) if value is not None else None


def _days(typed: str, way: Way) -> list[str]:
    """Dates by name that begin so, then those that have it in them; those to come last for what is past."""
    coming = ("tomorrow", "next-")
    words = sorted(DATE_WORDS, key=lambda word: word.startswith(coming) == (way is not Way.AHEAD))
    begun = [word for word in words if word.startswith(typed)]
    return begun + [word for word in words if typed in word and word not in begun]


def _told(one: Field, test: Test, way: Way) -> str:
    return phrase(one, (test,)) if one.kind is Kind.AGE else time_words(test, way)


_KINDS: dict[Kind, Callable[[Field, Place, Known], Iterator[Ranked]]] = {
    Kind.FLAG: _choices, Kind.CHOICE: _choices, Kind.LEVEL: _levels, Kind.EXACT: _records, Kind.WORDS: _records,
    Kind.AGENT: _records, Kind.TAG: _records, Kind.PERSON: _records, Kind.NUMBER: _amounts, Kind.MONEY: _amounts,
    Kind.TIME: _times, Kind.AGE: _times, Kind.VIEW: _records,
}  # fmt: skip
