"""The words of a query as a full-text expression, and the tickets that they name by number.

The one rule: how a single word is spelled is the caller's to say: tickets and messages spell it differently.
"""

from collections.abc import Sequence
from typing import Protocol

from crmtui.query.syntax import And, Node, Or, Words


class Phrase(Protocol):
    """How words are spelled in an expression."""

    def __call__(self, text: str, *, prefix: bool) -> str:
        """The expression of words side by side; with `prefix` the last may go on."""
        ...


def is_text(node: Node) -> bool:
    """Whether it is made of words alone."""
    if isinstance(node, And | Or):
        return all(is_text(item) for item in node.items)
    return isinstance(node, Words)


def match_of(items: Sequence[Node], written: Phrase) -> str:
    """The full-text expression of what is made of words alone; all items must hold."""
    return " AND ".join(_match(item, written) for item in items)


def _match(node: Node, written: Phrase) -> str:
    if isinstance(node, Words):
        return written(node.text, prefix=node.prefix)
    if isinstance(node, And | Or):
        word = " AND " if isinstance(node, And) else " OR "
        return f"({word.join(_match(item, written) for item in node.items)})"
    raise TypeError(node)


def ticket_numbers(items: Sequence[Node]) -> tuple[int, ...]:
    """The numbers that a text is, or that its alternatives are, when it is nothing else."""
    if len(items) != 1:
        return ()
    words = items[0].items if isinstance(items[0], Or) else items
    digits = [word.text.removeprefix("#") for word in words if isinstance(word, Words)]
    return tuple(int(d) for d in digits if d.isascii() and d.isdecimal() and len(d) < 12)
