"""The tree of a query, and its one spelling.

The one rule: `str(query)` parses to the same query again; where something stood in the text is not part of what it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum

from crmtui.query.values import Value

NEEDS_QUOTES = re.compile(r"""[\s"(),|\\:*<>=]|\.\.|^-|^(?:AND|OR|NOT)\Z|^\Z""")
"""What a word may not hold unless it is quoted."""


class Op(StrEnum):
    """How a value is compared."""

    IS = ""
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


def quoted(text: str, *, when: re.Pattern[str] = NEEDS_QUOTES) -> str:
    """The text as it is, or in quotes where it would be read as something else."""
    if not when.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Compare:
    """A value and how it is compared."""

    op: Op
    value: Value

    def __str__(self) -> str:
        return f"{self.op}{self.value.written(quoted)}"


@dataclass(frozen=True, slots=True)
class Range:
    """From a value to a value, both included; one of them may be open."""

    low: Value | None
    high: Value | None

    def __str__(self) -> str:
        low = self.low.written(quoted) if self.low else ""
        high = self.high.written(quoted) if self.high else ""
        return f"{low}..{high}"


Test = Compare | Range


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be found side by side; with `prefix` the last may go on."""

    text: str
    prefix: bool = False
    at: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return quoted(self.text) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Term:
    """`field:test,test`: the field meets one of the tests.

    Attributes:
        field: the canonical name, with the record before it where it is another's (`customer.spent`).
        tests: at least one.
    """

    field: str
    tests: tuple[Test, ...]
    at: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.field}:{','.join(map(str, self.tests))}"


@dataclass(frozen=True, slots=True)
class Not:
    """What the item does not pick."""

    item: "Node"

    def __str__(self) -> str:
        return f"-{_inside(self.item)}"


@dataclass(frozen=True, slots=True)
class And:
    """What all items pick; at least two, none of them an And."""

    items: tuple["Node", ...]

    def __str__(self) -> str:
        return " ".join(f"({item})" if isinstance(item, Or) else str(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """What one of the items picks; at least two, none of them an Or."""

    items: tuple["Node", ...]

    def __str__(self) -> str:
        return " OR ".join(map(str, self.items))


Node = Words | Term | Not | And | Or


def _inside(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or | Not) else str(node)


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is ordered by."""

    field: str
    descending: bool = True
    at: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return f"sort:{self.field}-{'desc' if self.descending else 'asc'}"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; without a root it picks everything."""

    root: Node | None = None
    sort: tuple[Sort, ...] = ()

    def __str__(self) -> str:
        parts = [] if self.root is None else [str(self.root)]
        if self.sort and isinstance(self.root, Or):
            parts = [f"({self.root})"]
        return " ".join((*parts, *map(str, self.sort)))


def walk(node: Node | None) -> Iterator[Node]:
    """The node and all below it."""
    if node is None:
        return
    yield node
    below = node.items if isinstance(node, And | Or) else (node.item,) if isinstance(node, Not) else ()
    for item in below:
        yield from walk(item)


def joined(kind: type[And] | type[Or], items: list[Node]) -> Node:
    """Items under one And or Or, each once; one alone stays itself, those of the same kind become part of it."""
    every: list[Node] = []
    for item in items:
        every += item.items if isinstance(item, kind) else (item,)
    flat = list(dict.fromkeys(every))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
