"""Saved views inside queries: `view:"Lost parcels"` stands for the query of that view.

The one rule: a view is put in its place before anything else looks at the query, so that whatever it asks for (a
status, an age) is seen; a saved query names no view itself, so nothing goes round in circles.
"""

from dataclasses import replace

from crmtui.db import view_sql
from crmtui.db.connect import Reader
from crmtui.errors import QueryError
from crmtui.query.checks import cited
from crmtui.query.fields import Kind, find_field, path_of
from crmtui.query.parse import parse
from crmtui.query.syntax import And, Compare, Node, Not, Op, Or, Query, Term, joined, walk
from crmtui.query.values import Text


def names_view(query: Query, records: str) -> Term | None:
    """The first term that stands for a saved view."""
    return next((node for node in walk(query.root) if isinstance(node, Term) and _is_view(node, records)), None)


def expanded(connection: Reader, query: Query, records: str, me: int | None) -> Query:
    """The query with the queries of the views that it names.

    Raises:
        QueryError: there is no such view for this agent, or it cannot be used here.
    """
    if names_view(query, records) is None:
        return query
    known = [
        (str(name).casefold(), str(text), str(kind)) for _, name, text, kind, *_ in view_sql.visible(connection, me)
    ]

    def put(node: Node) -> Node:
        if isinstance(node, Not):
            return Not(put(node.item))
        if isinstance(node, And | Or):
            return joined(type(node), [put(item) for item in node.items])
        return _of_view(node, records, known) if isinstance(node, Term) and _is_view(node, records) else node

    return Query(put(query.root) if query.root else None, query.sort)


def _is_view(term: Term, records: str) -> bool:
    found = find_field(term.field, records)
    return found is not None and found[1].kind is Kind.VIEW


def _of_view(term: Term, records: str, known: list[tuple[str, str, str]]) -> Node:
    """What the views of a term pick: one of them; kept apart from the words around it."""
    path = path_of(term.field)
    if path not in ("", "customer"):
        raise QueryError(f"{term.field}: cannot be asked from here", "Write the view's query out.", term.at)
    inner: list[Node] = []
    for test in term.tests:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        name = test.value.text
        own = path or records
        text = next((text for key, text, kind in known if key == name.casefold() and kind == own), None)
        if text is None:
            names = ", ".join(key for key, _, kind in known if kind == own)
            raise QueryError(f"there is no saved view {cited(name)}", f"Saved are: {names or 'none yet'}.", term.at)
        query = parse(text, own)
        if names_view(query, own) is not None:
            raise QueryError(f"the view {cited(name)} names a view itself", "Write its query out.", term.at)
        # NOT NOT: words of the view are looked for by themselves, not together with the words beside it.
        root = query.root or _everything(own)
        inner.append(Not(Not(_of_customer(root, term) if path else root)))
    return inner[0] if len(inner) == 1 else Or(tuple(inner))


def _of_customer(node: Node, term: Term) -> Node:
    """What a view of customers says, said of a ticket's or an order's customer."""

    def put(node: Node) -> Node:
        if isinstance(node, Not):
            return Not(put(node.item))
        if isinstance(node, And | Or):
            return type(node)(tuple(put(item) for item in node.items))
        if isinstance(node, Term) and not path_of(node.field):
            return replace(node, field=f"customer.{node.field}")
        hint = "It looks for words, orders or tickets: write its query out."
        raise QueryError(f"{term.field}: cannot ask this view from here", hint, term.at)

    somebody = Term("customer", (Compare(Op.IS, Text("any")),))
    return joined(And, [somebody, put(node)])


def _everything(records: str) -> Node:
    nothing = parse("number:<0", records).root
    assert nothing is not None
    return Not(nothing)
