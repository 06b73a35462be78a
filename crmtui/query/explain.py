"""What a query picks, in a sentence that a shop owner understands.

The one rule: it says what the query means and not how it is written; spam and trash, which are left out unless a
query names them, are not mentioned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.query.fields import Kind, find_field, path_of
from crmtui.query.phrases import either, opposite, phrase, quote, singular
from crmtui.query.syntax import And, Node, Not, Or, Query, Sort, Term, Words, joined

_MANY = {"ticket": "tickets", "customer": "customers", "order": "orders"}
# Whose records a dot means, behind the picked ones; "whose customer" where there can be one only.
_OWNER = {
    ("ticket", "order"): "whose customer has an order", ("order", "ticket"): "whose customer has a ticket",
    ("customer", "order"): "with an order", ("customer", "ticket"): "with a ticket",
}  # fmt: skip
_FIRST = {
    Kind.TIME: ("the earliest", "the latest"), Kind.LEVEL: ("the lowest", "the highest"),
    Kind.NUMBER: ("the smallest", "the largest"), Kind.MONEY: ("the smallest", "the largest"),
}  # fmt: skip
_ORDERS = {"best": ("the worst first", "best first"), "newest": ("oldest first", "newest first"),
           "name": ("by name", "by name, from Z to A")}  # fmt: skip


def _who(found: re.Match[str]) -> str:
    return "who " if found[1].startswith("whose") else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions that all have to be met.

    Attributes:
        node: it alone.
        words: what it says, to stand behind "tickets".
    """

    node: Node
    words: str


def in_words(query: Query, records: str = "ticket") -> str:
    """The whole query as one sentence without its full stop."""
    said = [part.words for part in parts(query, records)]
    noun = _MANY[records]
    text = f"{noun} {', '.join(said)}" if said else f"all {noun}"
    orders = [order_words(one, records) for one in query.sort]
    return "; ".join((text, ", then ".join(orders))) if orders else text


def parts(query: Query, records: str = "ticket") -> tuple[Part, ...]:
    """The conditions of a query, in the order they are written.

    Words that one message has to hold together, and what one order or ticket has to meet together, are one part.
    """
    return tuple(Part(node, _said(node, records)) for node in together(query.root))


def together(root: Node | None) -> list[Node]:
    """The conditions under an And, those that are judged together put together."""
    if root is None:
        return []
    if not isinstance(root, And):
        return [root]
    groups: dict[object, list[Node]] = {}
    for number, item in enumerate(root.items):
        key: object = number
        if is_text(item):
            key = "text"
        elif isinstance(item, Term) and path_of(item.field):
            key = path_of(item.field)
        groups.setdefault(key, []).append(item)
    return [joined(And, items) for items in groups.values()]


def is_text(node: Node) -> bool:
    """Whether it is made of words alone."""
    if isinstance(node, Words):
        return True
    return isinstance(node, And | Or) and all(map(is_text, node.items))


def order_words(sort: Sort, records: str) -> str:
    """How a list is ordered: `created, the latest first`."""
    if sort.field in _ORDERS:
        return _ORDERS[sort.field][sort.descending]
    found = find_field(sort.field, records)
    kind = found[1].kind if found else Kind.NUMBER
    return f"by {sort.field.replace('_', ' ')}, {_FIRST[kind][sort.descending]} first"


def _said(node: Node, records: str) -> str:
    """One condition, to stand behind the records."""
    if is_text(node):
        numbers = _numbers(node, records)
        return f"holding {_text(node)}" + (f", or numbered {numbers}" if numbers else "")
    match node:
        case Term():
            return _terms([node], records)
        case Not(item):
            return _denied(item, records)
        case And(items):
            terms = [item for item in items if isinstance(item, Term)]
            if (
                len(terms) == len(items)
                and len({path_of(term.field) for term in terms}) == 1
                and path_of(terms[0].field)
            ):
                return _terms(terms, records)
            return " and ".join(_closed(item, records) for item in together(node))
        case Or(items):
            texts = [item for item in items if is_text(item)]
            others = [item for item in items if not is_text(item)]
            alternatives = [joined(Or, texts)] if texts else []
            return either(_closed(item, records) for item in (*alternatives, *others))
    return ""


def _closed(node: Node, records: str) -> str:
    """A condition inside a longer one, in parentheses where it would run into it."""
    words = _said(node, records)
    bare = isinstance(node, Words | Term | Not) or is_text(node)
    return words if bare else f"({words})"


def _denied(node: Node, records: str) -> str:
    if is_text(node):
        numbers = _numbers(node, records)
        return f"not holding {_text(node, inside=True)}" + (f", nor numbered {numbers}" if numbers else "")
    if isinstance(node, And | Or):
        return f"other than those ({_said(node, records)})"
    words = _said(node, records)
    if isinstance(node, Term) and path_of(node.field) == "customer":
        return f"not of a customer {re.sub('^(of a customer |whose customer )', _who, words)}"
    return opposite(words)


def _text(node: Node, *, inside: bool = False) -> str:
    """Words that have to stand in one text."""
    match node:
        case Words(text, prefix):
            return quote(text, begun=prefix)
        case And(items) | Or(items):
            joint = " and " if isinstance(node, And) else " or "
            words = joint.join(_text(item, inside=True) for item in items)
            return f"({words})" if inside else words
    return ""


def _numbers(node: Node, records: str) -> str:
    """The tickets that words alone name by their numbers, behind the words."""
    words = node.items if isinstance(node, Or) else (node,)
    digits = [one.text.removeprefix("#") for one in words if isinstance(one, Words)]
    numbers = [one for one in digits if one.isascii() and one.isdecimal() and len(one) < 12]
    return " or ".join(numbers) if records == "ticket" else ""


def _terms(terms: Sequence[Term], records: str) -> str:
    """Terms about the same record: the picked one itself, or one that it has."""
    said: list[str] = []
    for term in terms:
        found = find_field(term.field, records)
        said.append(phrase(found[1], term.tests) if found else str(term))
    path = path_of(terms[0].field)
    if not path:
        return said[0]
    one = " and ".join(map(singular, said))
    if path == "customer":
        return f"of a customer {one}" if len(said) > 1 or not one.startswith("who ") else f"whose customer {one[4:]}"
    return f"{_OWNER[records, path]} {one}"
