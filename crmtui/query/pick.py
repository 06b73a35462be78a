"""A query that can be asked: compiled for one desk, one asker and one moment.

The one rule: what a query picks is decided here alone; lists, counts, bulk acts and views all ask a `Pick`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmtui.db import finding
from crmtui.db.conditions import Condition
from crmtui.db.connect import Reader
from crmtui.db.finding import Order, Statement
from crmtui.db.text_conditions import asks_messages
from crmtui.query.asker import Asker
from crmtui.query.compile import compiled
from crmtui.query.fields import fields_of, path_of
from crmtui.query.parse import parse
from crmtui.query.saved import expanded
from crmtui.query.syntax import And, Compare, Node, Not, Or, Query, Range, Term, Words, walk
from crmtui.query.values import Age, Day, Text

BY_FIT = ("best", "newest")
"""Sorts that are not by a field."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What a query picks.

    Attributes:
        query: as it was read.
        records: ticket, customer or order.
        statement: what the database is asked.
        words: texts that are looked for (not those that must be absent), for highlighting.
        relative: it picks other records as time passes.
        tables: records besides its own that it looks at: ticket, customer, order.
        asker: for whom and when it was compiled.
    """

    query: Query
    records: str
    statement: Statement
    words: tuple[str, ...]
    relative: bool
    tables: frozenset[str]
    asker: Asker

    @property
    def sorted_by_fit(self) -> str:
        """`best` or `newest` when that is asked for, "" otherwise."""
        first = self.query.sort[0].field if self.query.sort else ""
        return first if first in BY_FIT else ""

    def ids(self, connection: Reader, limit: int | None = None) -> list[int]:
        """Ids of all it picks, in the list's order (newest activity first where words are ranked)."""
        return finding.ids(connection, self.statement, limit)

    def count(self, connection: Reader, limit: int | None = None) -> int:
        """How many it picks; counts no further than `limit`."""
        return finding.count(connection, self.statement, limit)

    def members(self, connection: Reader, ids: Sequence[int]) -> list[int]:
        """Those of `ids` that it picks, in any order."""
        return finding.members(connection, self.statement, ids)

    def few(self, connection: Reader) -> Condition | None:
        """The condition of it, words at the top aside, that is met by so few that all are found at once."""
        return finding.few(connection, replace(self.statement, match="", numbers=()))

    def looks_into_messages(self, beside: Condition | None) -> bool:
        """Whether a condition, besides the one that is given, looks for words in messages."""
        return any(asks_messages(one.sql) for one in self.statement.everything if one != beside)

    def sql(self) -> tuple[str, tuple[object, ...]]:
        """The statement that gives the ids, and its values."""
        return finding.statement(self.statement, None)

    def along(self) -> tuple[str, str, tuple[object, ...]]:
        """The index that a list of tickets is read along, the whole condition, and its values."""
        return finding.along(self.statement)

    def plan(self, connection: Reader) -> list[str]:
        """How the database goes about it, a line a step."""
        return finding.plan(connection, self.statement)


def pick(connection: Reader, query: str | Query, records: str, asker: Asker, *, typing: bool = False) -> Pick:
    """Make a query ready to be asked.

    Args:
        connection: the desk, for the names of agents.
        query: a text or what was read of one.
        records: ticket, customer or order.
        asker: what me, today and 7d mean.
        typing: the text is being typed.

    Raises:
        QueryError: it cannot be read, or names an agent who is not there.
    """
    tree = parse(query, records, typing=typing) if isinstance(query, str) else query
    whole = expanded(connection, tree, records, asker.me)
    made = compiled(connection, whole, records, asker, at_once=typing)
    order = tuple(_order(one.field, records, descending=one.descending) for one in tree.sort if one.field not in BY_FIT)
    along = _along(whole, asker) if records == "ticket" and not order else ""
    return Pick(
        tree, records, Statement(records, made.conditions, made.match, made.messages, made.numbers, order, along),
        tuple(_looked_for(whole.root)), any(map(_moves, walk(whole.root))),
        frozenset(_tables(whole, records)), asker,
    )  # fmt: skip


def _order(name: str, records: str, *, descending: bool) -> Order:
    column = "name_key" if (records, name) == ("customer", "name") else fields_of(records)[name].column
    return Order(column, descending)


def _looked_for(node: Node | None) -> list[str]:
    if isinstance(node, Words):
        return [node.text + ("*" if node.prefix else "")]
    if isinstance(node, Not) and isinstance(node.item, Not):
        return _looked_for(node.item.item)
    if isinstance(node, And | Or):
        return [word for item in node.items for word in _looked_for(item)]
    if isinstance(node, Term) and node.field in ("subject", "text", "from", "file", "name", "item"):
        texts = [test.value for test in node.tests if isinstance(test, Compare) and isinstance(test.value, Text)]
        return [text.text + ("*" if text.prefix else "") for text in texts]
    return []


def _moves(node: Node) -> bool:
    if not isinstance(node, Term):
        return False
    values = [
        value for test in node.tests for value in ((test.low, test.high) if isinstance(test, Range) else (test.value,))
    ]
    return any(isinstance(value, Age) or (isinstance(value, Day) and value.text[0].isalpha()) for value in values)


def _tables(query: Query, records: str) -> set[str]:
    found: set[str] = set()
    for node in walk(query.root):
        if isinstance(node, Words) and records == "ticket":
            found |= {"customer", "order"}
        if isinstance(node, Term):
            found.add(path_of(node.field) or records)
            if node.field in ("customer", "order", "has"):
                found |= {"customer", "order"}
    return found - {records}


# -- which index a list of tickets can be read along ----------------------------------------------------------------


def _along(query: Query, asker: Asker) -> str:
    root = query.root
    terms = [node for node in (root.items if isinstance(root, And) else (root,)) if isinstance(node, Term)]
    said = [(term.field, _words_of(term)) for term in terms]
    states = [words for field, words in said if field in ("is", "status") and words]
    mine = any(field == "assignee" and words in (["me"], ["none"]) for field, words in said)
    active = any(set(words) <= {"open", "pending"} for words in states)
    if ["waiting"] in states:
        return "waiting"
    if active and mine and (asker.me is not None or ("assignee", ["none"]) in said):
        return "assignee"
    if active:
        return "active"
    single = next((words[0] for words in states if len(words) == 1 and words[0] in finding.SINGLE), "")
    if single:
        return single
    named = any(isinstance(node, Term) and node.field in ("is", "status") for node in walk(root))
    return "" if named else "all"


def _words_of(term: Term) -> list[str]:
    return [
        test.value.text for test in term.tests if isinstance(test, Compare) and isinstance(test.value, Text)
    ]  # fmt: skip
