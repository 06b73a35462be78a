"""From the tree of a query to a condition of the database.

The one rule: the meaning of every kind of field is here, its SQL in `db.conditions`; names of agents are looked up
once, and a name that nobody has is a mistake of the query.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crmtui.db import conditions as sql
from crmtui.db import seats
from crmtui.db import text_conditions as text_sql
from crmtui.db.beginnings import spelled_out
from crmtui.db.conditions import Condition
from crmtui.db.connect import Reader
from crmtui.db.flags import flag
from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.checks import cited
from crmtui.query.fields import Field, Kind, find_field, path_of
from crmtui.query.syntax import And, Compare, Node, Not, Or, Query, Range, Term, Test, walk
from crmtui.query.time_bounds import bounds_of
from crmtui.query.values import Age, Day, Money, Number, Text
from crmtui.query.word_match import is_text, match_of, ticket_numbers

STATUS_FLAGS = frozenset({"open", "pending", "snoozed", "resolved", "spam", "trash", "waiting", "any", "merged"})
"""Words of `is:` that say a status: with one of them, spam and trash are no longer left out by themselves. What was
merged is in the trash."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query as conditions.

    Attributes:
        conditions: what all must hold, without the words at its top.
        match: the full-text expression of the words at its top, "" when there are none.
        messages: the same as it is asked of messages.
        numbers: tickets that these words name by their numbers.
    """

    conditions: tuple[Condition, ...]
    match: str = ""
    messages: str = ""
    numbers: tuple[int, ...] = ()


def compiled(connection: Reader, query: Query, records: str, asker: Asker, *, at_once: bool = False) -> Compiled:
    """What a query means for the database.

    Args:
        connection: the desk, for the names of agents.
        query: with no view in it.
        records: what it picks.
        asker: who asks.
        at_once: it is asked now and forgotten: a beginning may be written as the words that begin so today.

    Raises:
        QueryError: it names an agent who is not there, or a day that does not exist.
    """
    build = _Builder(connection, records, asker, at_once=at_once)
    root = query.root
    items = root.items if isinstance(root, And) else () if root is None else (root,)
    texts = [item for item in items if is_text(item)]
    others = build.conjuncts([item for item in items if not is_text(item)])
    if records == "ticket" and not _names_status(root):
        others.append(sql.negated(sql.one_of("ticket", "status", ("spam", "trash"))))
    if records == "customer":
        others.append(sql.missing("customer", "merged_into_id"))
    numbers = ticket_numbers(texts) if records == "ticket" else ()
    return Compiled(tuple(others), match_of(texts, text_sql.phrase), match_of(texts, build.of_messages), numbers)


def _names_status(root: Node | None) -> bool:
    for node in walk(root):
        if isinstance(node, Term) and node.field == "status":
            return True
        if isinstance(node, Term) and node.field == "is" and STATUS_FLAGS & {_word(test) for test in node.tests}:
            return True
    return False


# -- the tree --------------------------------------------------------------------------------------------------------


class _Builder:
    def __init__(self, connection: Reader, records: str, asker: Asker, *, at_once: bool) -> None:
        self.connection, self.records, self.asker, self.at_once = connection, records, asker, at_once

    def of_messages(self, text: str, *, prefix: bool) -> str:
        """Words as they are asked of messages; `text_sql.phrase` is for the smaller indexes, and for what is kept."""
        if not self.at_once:
            return text_sql.phrase(text, prefix=prefix)
        return spelled_out(self.connection, text, prefix=prefix)

    def node(self, node: Node) -> Condition:
        if is_text(node):
            return self._text([node])
        if isinstance(node, And):
            return sql.all_of(self.conjuncts(node.items))
        if isinstance(node, Or):
            texts = [item for item in node.items if is_text(item)]
            others = [self.node(item) for item in node.items if not is_text(item)]
            return sql.any_of([*(self._text([item]) for item in texts), *others])
        if isinstance(node, Not):
            return sql.negated(self.node(node.item))
        assert isinstance(node, Term)
        path = path_of(node.field)
        return self._of_path(path, [node]) if path else self._term(node, self.records)

    def conjuncts(self, items: Iterable[Node]) -> list[Condition]:
        """What must all hold: words together in one document, terms of one relative on one relative."""
        texts: list[Node] = []
        paths: dict[str, list[Term]] = {}
        found: list[Condition] = []
        for item in items:
            path = path_of(item.field) if isinstance(item, Term) else ""
            if is_text(item):
                texts.append(item)
            elif path:
                assert isinstance(item, Term)
                paths.setdefault(path, []).append(item)
            else:
                found.append(self.node(item))
        found += [self._of_path(path, terms) for path, terms in paths.items()]
        return [*found, self._text(texts)] if texts else found

    def _text(self, items: Sequence[Node]) -> Condition:
        found = text_sql.text(self.records, match_of(items, text_sql.phrase), match_of(items, self.of_messages))
        numbers = ticket_numbers(items) if self.records == "ticket" else ()
        return sql.any_of([found, *(sql.numbered("ticket", number) for number in numbers)])

    def _of_path(self, path: str, terms: Sequence[Term]) -> Condition:
        inner = _narrowest([self._term(term, path) for term in terms])
        if path == "customer":
            return sql.of_customers(self.records, inner)
        return sql.of_relatives(self.records, path, inner)

    # -- terms -----------------------------------------------------------------------------------------------------

    def _term(self, term: Term, records: str) -> Condition:
        found = find_field(term.field.rpartition(".")[2], records)
        assert found is not None
        one = found[1]
        try:
            return sql.any_of([self._test(one, test, term) for test in term.tests])
        except (ValueError, OverflowError) as error:
            raise QueryError(f"{term.field}: holds a day that does not exist", f"For example {one.example}.",
                             term.at) from error  # fmt: skip

    def _test(self, one: Field, test: Test, term: Term) -> Condition:
        word = _word(test)
        if one.empty and word in ("none", "any"):
            return self._emptiness(one, wanted=word == "any")
        return _KINDS[one.kind](self, one, test, term)

    def _emptiness(self, one: Field, *, wanted: bool) -> Condition:
        if one.kind is Kind.TAG:
            none = sql.untagged(one.records)
        elif one.kind is Kind.WORDS:
            none = sql.negated(flag(one.records, "has:order", None))
        else:
            none = sql.missing(one.records, one.column, text=one.kind is Kind.EXACT)
        return sql.negated(none) if wanted else none

    def flag(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        return flag(one.records, f"{one.name}:{_word(test)}", self.asker.me)

    def choice(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        word = _word(test)
        return sql.TRUE if word == "any" else sql.one_of(one.records, one.column, (word,))

    def level(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        names = [name for name, _ in one.choices]
        bounds = [(op, names.index(value.text)) for op, value in _bounds(test) if isinstance(value, Text)]
        return sql.bounded(one.records, one.column, bounds)

    def exact(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        value = _text(test)
        return sql.exact(one.records, one.column, value.text, prefix=value.prefix)

    def words(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        value = _text(test)
        written = self.of_messages if one.column.startswith("message_fts") else text_sql.phrase
        return text_sql.words(one.records, one.column, written(value.text, prefix=value.prefix))

    def tag(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        value = _text(test)
        return sql.tagged(one.records, value.text, prefix=value.prefix)

    def person(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        value = _text(test)
        if "@" in value.text and not value.prefix:
            return sql.of_customers(one.records, sql.customer_of_address(value.text.casefold()))
        match = f"{{name addresses}} : ({text_sql.phrase(value.text, prefix=value.prefix)})"
        return sql.of_customers(one.records, text_sql.words("customer", "customer_fts", match))

    def agent(self, one: Field, test: Test, term: Term) -> Condition:
        value = _text(test)
        if value.text.casefold() == "me":
            ids = [] if self.asker.me is None else [self.asker.me]
        else:
            ids = self._agents(value, term)
        return sql.one_of(one.records, one.column, ids) if ids else sql.FALSE

    def _agents(self, value: Text, term: Term) -> list[int]:
        known = seats.agents(self.connection, active=False)
        key = value.text.casefold()
        number, _ = seats.seat(self.connection, value.text)
        if value.prefix:
            ids = [number for number, name, _ in known if name.casefold().startswith(key)]
        else:
            ids = [number] if number is not None else [n for n, name, _ in known if name.casefold() == key]
        if not ids:
            names = ", ".join(name for _, name, _ in known[:8])
            raise QueryError(f"there is no agent {cited(value.text)}", f"Agents: {names or 'none yet'}.", term.at)
        return ids

    def number(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        bounds = [(op, _plain(value.value)) for op, value in _bounds(test) if isinstance(value, Number)]
        if one.column == "id" and [op for op, _ in bounds] == ["="]:
            number = bounds[0][1]
            return sql.numbered(one.records, number) if isinstance(number, int) else sql.FALSE
        return sql.bounded(one.records, one.column, bounds)

    def money(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        amounts = [(op, value) for op, value in _bounds(test) if isinstance(value, Money)]
        currencies = {value.currency for _, value in amounts if value.currency}
        if len(currencies) > 1:
            return sql.FALSE
        bounds = [(op, value.amount) for op, value in amounts]
        return sql.money(one.records, one.column, bounds, next(iter(currencies), ""))

    def time(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        ahead = one.column == "snoozed_until"
        return sql.bounded(one.records, one.column, bounds_of(test, self.asker, ahead=ahead))

    def age(self, one: Field, test: Test, term: Term) -> Condition:  # noqa: ARG002
        assert isinstance(test, Compare)
        value, older = test.value, one.name == "older"
        if isinstance(value, Age):
            bound = ("<=" if older else ">=", self.asker.now - value.seconds)
        else:
            assert isinstance(value, Day)
            bound = ("<" if older else ">=", value.span(self.asker.now, self.asker.zone)[0])
        return sql.bounded(one.records, one.column, [bound])


_KINDS: dict[Kind, Callable[[_Builder, Field, Test, Term], Condition]] = {
    Kind.FLAG: _Builder.flag, Kind.CHOICE: _Builder.choice, Kind.LEVEL: _Builder.level, Kind.EXACT: _Builder.exact,
    Kind.WORDS: _Builder.words, Kind.TAG: _Builder.tag, Kind.PERSON: _Builder.person, Kind.AGENT: _Builder.agent,
    Kind.NUMBER: _Builder.number, Kind.MONEY: _Builder.money, Kind.TIME: _Builder.time, Kind.AGE: _Builder.age,
}  # fmt: skip


def _narrowest(parts: list[Condition]) -> Condition:
    """All of them, with the source of the first that has one."""
    whole = sql.all_of(parts)
    source = next((part.source for part in parts if part.source), None)
    return Condition(whole.sql, whole.params, source, whole.singly)


def _word(test: Test) -> str:
    return test.value.text.casefold() if isinstance(test, Compare) and isinstance(test.value, Text) else ""


def _text(test: Test) -> Text:
    assert isinstance(test, Compare)
    assert isinstance(test.value, Text)
    return test.value


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _bounds(test: Test) -> list[tuple[str, Any]]:
    if isinstance(test, Range):
        return [(op, value) for op, value in ((">=", test.low), ("<=", test.high)) if value is not None]
    return [(str(test.op) or "=", test.value)]
