"""Queries drawn at random: trees in their one spelling, and texts as people and enemies write them.

The one rule: every field, operator and kind of value that the table of fields knows can come up.
"""

from decimal import Decimal

from hypothesis import strategies as st

from crmtui.query.fields import COMPARED, Field, Kind, find_field, names_of, sorts_of
from crmtui.query.syntax import And, Compare, Node, Not, Op, Or, Query, Range, Sort, Term, Test, Words, joined
from crmtui.query.values import DATE_WORDS, UNITS, Age, Day, Money, Number, Text, Value
from tests.query.made_rows import CURRENCIES, DOMAINS, NAMES, TAGS, VIEWS, WORDS

RECORDS = ("ticket", "customer", "order")

_FINDABLE = tuple(word for word in (*WORDS, *NAMES, *DOMAINS, "lost parcel", "Re", "jpg", "1001", "jide") if any(
    sign.isalnum() for sign in word
))  # fmt: skip
_EXACT: dict[str, tuple[str, ...]] = {
    "mailbox": ("hello", "HELLO", "support", "hel"),
    "channel": ("email", "chat", "e"),
    "company": ("Möller", "parcel", "a"),
    "country": ("DE", "no", "U"),
    "language": ("de-DE", "de", "EN"),
    "timezone": ("Europe/Berlin", "europe/b", "America/New_York", "Asia"),
    "currency": ("EUR", "usd", "E"),
    "sku": ("LIN-SH-L", "lin-sh", "größe-1", "GRÖSSE-1"),
    "tracking": ("0034043412", "1Z-99-AA", "1z", "JJD0001"),
    "carrier": ("DHL", "dhl", "U"),
    "shop": ("hello", "two", "t"),
}
_AGENTS = ("me", "ana", "Ana Ruiz", "ben@shop.example", "Björn", "BJÖRN")
_PERSONS = ("ana", "okafor", "okafor.example", "ana0@okafor.example", "ANA1@mail.example", "jide2@mail.co.example",
            "山田", "o'brien", "second1@münchen.example", "4917012345", "Möller ApS")  # fmt: skip
_NUMBERS = ("0", "1", "2", "3", "5", "10", "1005", "1010", "-1", "0.5", "0.25", "2.5", "100000")
_AMOUNTS = ("0", "1", "0.5", "100", "100.01", "99.99", "500", "500.01", "50", "10", "-5", "50000")
_DAYS = (
    "2026",
    "2025",
    "2026-11",
    "2026-10",
    "2026-11-22",
    "2026-11-21",
    "2026-11-15",
    "2026-11-21T11:00",
    "2026-11-22T08:30",
    "2024-02-29",
    *DATE_WORDS,
)


def _ages() -> st.SearchStrategy[Value]:
    return st.builds(Age, st.sampled_from((0, 1, 2, 3, 7, 12, 30, 90, 500)), st.sampled_from(tuple(UNITS)))


def _times() -> st.SearchStrategy[Value]:
    return st.one_of(_ages(), st.builds(Day, st.sampled_from(_DAYS)))


def _plain(amount: str) -> Decimal:
    return Decimal(amount)


def _values(field: Field) -> st.SearchStrategy[Value]:  # noqa: C901 - one line a kind
    """Values that a field takes."""
    match field.kind:
        case Kind.TIME | Kind.AGE:
            return _times()
        case Kind.FLAG | Kind.CHOICE | Kind.LEVEL:
            words = sorted({"resolved" if name == "closed" else name for name, _ in field.choices})
            return st.builds(Text, st.sampled_from(words))
        case Kind.VIEW:
            names = [name for name, _, records in VIEWS if records == field.records]
            return st.builds(Text, st.sampled_from([*names, *(name.upper() for name in names)]))
        case Kind.EXACT:
            return st.builds(Text, st.sampled_from(_EXACT[field.name]), st.booleans())
        case Kind.WORDS:
            return st.builds(_word, st.sampled_from(_FINDABLE), st.booleans())
        case Kind.AGENT:
            return st.builds(Text, st.sampled_from(_AGENTS))
        case Kind.PERSON:
            return st.builds(_word, st.sampled_from(_PERSONS), st.booleans())
        case Kind.TAG:
            return st.builds(
                _tag,
                st.sampled_from([*(tag for tag in TAGS if tag != "none"), "VIP", "two words", "Gr"]),
                st.booleans(),
            )
        case Kind.NUMBER:
            return st.builds(Number, st.sampled_from(_NUMBERS).map(_plain))
        case Kind.MONEY:
            codes = st.sampled_from(("", "", *CURRENCIES, "CHF"))
            return st.builds(Money, st.sampled_from(_AMOUNTS).map(_plain), codes)


def _word(text: str, prefix: bool) -> Text:
    words = " ".join(text.split())
    return Text(words, prefix and words[-1].isalnum())


def _tag(text: str, prefix: bool) -> Text:
    return Text("-".join(text.casefold().lstrip("#").split()), prefix)


@st.composite
def _tests(draw: st.DrawFn, field: Field) -> Test:
    special = ("none", "any") if field.empty else ()
    if special and draw(st.integers(0, 4)) == 0:
        return Compare(Op.IS, Text(draw(st.sampled_from(special))))
    value = draw(_values(field))
    if field.kind not in COMPARED:
        return Compare(Op.IS, value)
    shape = draw(st.integers(0, 7))
    if shape < 5:
        return Compare(list(Op)[shape], value)
    other = draw(_values(field).filter(lambda found: type(found) is type(value)))
    return Range(value if shape != 5 else None, other if shape != 6 else None)


@st.composite
def terms(draw: st.DrawFn, records: str) -> Node:
    """`field:value,value`, or words."""
    if draw(st.integers(0, 3)) == 0:
        found = draw(st.builds(_word, st.sampled_from(_FINDABLE), st.booleans()))
        return Words(found.text, found.prefix)
    # Saved views are another's query, and looked at by themselves.
    name = draw(st.sampled_from([known for known, one in names_of(records) if one.kind is not Kind.VIEW]))
    found_field = find_field(name, records)
    assert found_field is not None
    tests = draw(st.lists(_tests(found_field[1]), min_size=1, max_size=3))
    return Term(name, tuple(dict.fromkeys(tests)))


def _negated(node: Node) -> Node:
    return node.item if isinstance(node, Not) else Not(node)


def nodes(records: str) -> st.SearchStrategy[Node]:
    """Trees as the parser makes them."""
    return st.recursive(
        terms(records),
        lambda inner: st.one_of(
            inner.map(_negated),
            st.lists(inner, min_size=2, max_size=3).map(lambda items: joined(And, items)),
            st.lists(inner, min_size=2, max_size=3).map(lambda items: joined(Or, items)),
        ),
        max_leaves=6,
    )


@st.composite
def queries(draw: st.DrawFn, records: str, *, sorted_too: bool = True) -> Query:
    """Whole queries."""
    root = draw(st.one_of(nodes(records), st.none()) if draw(st.booleans()) else nodes(records))
    sorts = st.builds(Sort, st.sampled_from(tuple(sorts_of(records))), st.booleans())
    return Query(root, tuple(draw(st.lists(sorts, max_size=2)))) if sorted_too else Query(root)


# -- texts ---------------------------------------------------------------------------------------------------------

_PIECES = (
    " ",
    "  ",
    "\t",
    "\n",
    "(",
    ")",
    "((",
    "))",
    '"',
    '""',
    "*",
    "**",
    ":",
    "::",
    ",",
    ",,",
    "..",
    "...",
    "-",
    "--",
    "- ",
    "NOT ",
    " OR ",
    " AND ",
    "OR",
    "<",
    ">",
    "<=",
    ">=",
    "=",
    "\\",
    "\\\\",
    '\\"',
    "|",
    "#",
    "@",
    "'",
    "''",
    ";",
    "--;",
    "/*",
    "is:",
    "is:open",
    "status:",
    "status:open,",
    "assignee:me",
    "tag:",
    'tag:"a b"',
    "customer.spent:>5",
    "order.",
    ".tag:x",
    "sort:",
    "sort:created-asc",
    "waiting:>4h",
    "created:last monday",
    "created:2026-13-45",
    "spent:>1e9",
    "older:7d",
    "https://shop.example/a?b=c",
    "\0",
    "\x1b[31m",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u200d",
    "e\u0301",
    "小包裹",
    "ไทย",
    "parcel",
    "refund",
    "Ω",
    "💥",
    "9" * 30,
    "-" * 30,
    "1..2",
    "..1",
    "1..",
    "me",
    "none",
    "any",
)


def texts() -> st.SearchStrategy[str]:
    """Anything: pieces of the language in any order, and any characters at all."""
    pieces = st.lists(st.one_of(st.sampled_from(_PIECES), st.sampled_from(WORDS)), max_size=14).map("".join)
    wild = st.text(st.characters(codec=None), max_size=40)
    return st.one_of(pieces, wild, st.tuples(pieces, wild, pieces).map("".join))
