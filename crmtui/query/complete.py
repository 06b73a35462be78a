"""What may be typed at a place of a query: fields, then values that exist.

The one rule: nothing is offered that the parser would refuse; what begins with what was typed comes before what
contains it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from crmtui.query.fields import PATHS, Field, fields_of, names_of, sorts_of
from crmtui.query.place import Place, What, place_of
from crmtui.query.suggest import ENOUGH, values_of
from crmtui.query.syntax import quoted

Known = Mapping[str, Sequence[tuple[str, str]]]
"""Values that exist, each with a word about it, by the `source` of fields."""

# From so many letters on a bare word may be a tag or a field of other records, and may stand in the middle of a name.
_TELLING, _INSIDE = 2, 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What may stand there, and a few words on it."""

    text: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What may stand instead of the text from `start` to `stop`."""

    start: int = 0
    stop: int = 0
    items: tuple[Offer, ...] = ()


_Ranked = tuple[int, str, str]
"""(rank, text, help); the lowest rank comes first."""


def offers(text: str, cursor: int, records: str, known: Known) -> Offered:
    """What may be typed at the cursor.

    Args:
        text: what stands there.
        cursor: where, in characters.
        records: what the query picks.
        known: values that exist.
    """
    place = place_of(text, cursor, records)
    last = place.stop == len(text)
    if place.what is What.WORD:
        found: Iterable[_Ranked] = _words(place, records, known, text)
    elif place.what is What.SORT:
        found = _sorts(place, records) if not place.inside and not place.negated else ()
    elif place.what is What.VALUE and place.field is not None:
        found = values_of(place, known)
    else:
        found = ()
    ranked = sorted(found, key=lambda one: one[0])
    unique = {one[1]: one[2] for one in reversed(ranked)}
    items = [Offer(one, unique.pop(one)) for _, one, _ in ranked if one in unique]
    if place.what is not What.WORD:
        items = [Offer(_ended(one.text, last), one.help) for one in items]
    present = text[place.start : place.stop]
    left = [one for one in items if one.text.rstrip() != present]
    return Offered(place.start, place.stop, tuple(left[:ENOUGH]))


def _ended(text: str, last: bool) -> str:
    """A blank behind the end of the query lets the next condition begin; not where a value has to follow."""
    return f"{text} " if last and not text.endswith("..") else text


def _words(place: Place, records: str, known: Known, text: str) -> Iterator[_Ranked]:
    """What a condition can begin with."""
    typed = place.typed.casefold()
    yield from _fields(typed, records)
    if text[place.stop - 1 : place.stop] == ":" and place.stop > place.start + len(place.typed):
        return  # the name of a field in front of its value: only another name may stand there
    end = " " if place.stop == len(text) else ""
    if typed:
        for name in ("is", "has"):
            choices = fields_of(records)[name].choices if name in fields_of(records) else ()
            yield from ((2, f"{name}:{one}{end}", about) for one, about in choices if one.startswith(typed))
    if len(typed) >= _TELLING:
        tags = known.get(fields_of(records)["tag"].source, ())
        begun = ((tag, about) for tag, about in tags if tag.startswith(typed))
        for tag, about in islice(begun, ENOUGH):
            yield 1 if tag == typed else 4, f"tag:{quoted(tag)}{end}", about or "with this tag"
    yield from _joints(place, typed)


def _joints(place: Place, typed: str) -> Iterator[_Ranked]:
    """Words of the language itself."""
    if not typed or place.negated:
        return
    if place.joins and "or".startswith(typed):
        yield 1, "OR ", "what is in front of it, or what follows"
    if "not".startswith(typed):
        yield 1, "NOT ", "what the next condition does not pick; also -"
    if not place.inside and "sort".startswith(typed):
        yield 1, "sort:", "what the list is ordered by"


def _fields(typed: str, records: str) -> Iterator[_Ranked]:
    """Fields: the records' own first, others' with a dot."""
    path, dot, rest = typed.rpartition(".")
    for name, one in names_of(records):
        if dot:
            rank = _rank(one, rest) if name.startswith(f"{path}.") else None
        elif "." not in name:
            rank = _rank(one, typed)
        else:
            rank = _dotted_rank(name, one, typed, records)
        if rank is not None:
            yield rank, f"{name}:", one.help


def _rank(one: Field, typed: str) -> int | None:
    if one.name.startswith(typed):
        return 0
    if any(alias.startswith(typed) for alias in one.aliases):
        return 1
    return 6 if len(typed) >= _INSIDE and typed in one.name else None


def _dotted_rank(name: str, one: Field, typed: str, records: str) -> int | None:
    if len(typed) < _TELLING:
        return None
    if one.name.startswith(typed):
        # What the records have themselves is meant first.
        return 5 if one.name in fields_of(records) else 3
    if any(alias.startswith(typed) for alias in one.aliases):
        return 5
    if name.startswith(typed) and name.partition(".")[0] in PATHS[records]:
        return 7
    return 8 if len(typed) >= _INSIDE and typed in one.name else None


def _sorts(place: Place, records: str) -> Iterator[_Ranked]:
    """What a list can be ordered by; the way too, once it is begun."""
    typed = place.typed.casefold()
    for name, about in sorts_of(records).items():
        if typed in name:
            yield (0 if name.startswith(typed) else 2), name, about
        if typed and (name.startswith(typed) or typed.startswith(f"{name}-")):
            ways = ((f"{name}-asc", "the smallest or earliest first"), (f"{name}-desc", "the largest or latest first"))
            yield from ((1, way, help_) for way, help_ in ways if way.startswith(typed))
