"""Why a query picks one record: each of its conditions, and what the record has there.

The one rule: whether a condition is met is asked of the compiled condition itself; what is told beside it is read from
the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crmtui.db import why_sql
from crmtui.db.connect import Reader
from crmtui.highlight import Finder
from crmtui.query.asker import Asker
from crmtui.query.explain import is_text, parts, together
from crmtui.query.fields import find_field, path_of
from crmtui.query.pick import Pick, pick
from crmtui.query.syntax import And, Compare, Node, Not, Op, Or, Query, Term, Words, joined, walk
from crmtui.query.telling import Teller, telling_words
from crmtui.query.values import Text

_ANY_STATUS = Term("is", (Compare(Op.IS, Text("any")),))
_MANY = {"order": "orders", "ticket": "tickets"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a query on a record.

    Attributes:
        term: the condition as it is written.
        value: what the record has there. A text from outside: clean it at the door to the screen.
        met: whether the record meets the condition.
    """

    term: str
    value: str
    met: bool


def why(connection: Reader, picked: Pick, record_id: int) -> list[Reason]:
    """The conditions of a query, in the order they are written; none for a query that picks everything.

    Args:
        connection: the desk.
        picked: the query, as it was asked.
        record_id: a record of the kind it picks, whether it picks it or not.
    """
    asked = _Asked(connection, picked.asker)
    return [
        Reason(
            str(part.node),
            asked.told(part.node, picked.records, record_id),
            asked.meets(part.node, picked.records, record_id),
        )
        for part in parts(picked.query, picked.records)
    ]


class _Asked:
    def __init__(self, connection: Reader, asker: Asker) -> None:
        self.connection, self.asker = connection, asker
        self.tell = Teller(connection, asker.now, asker.zone)

    def meets(self, node: Node, records: str, record_id: int) -> bool:
        return bool(self.those(node, records, [record_id]))

    def those(self, node: Node, records: str, ids: list[int]) -> list[int]:
        """Those of some records that meet a condition, in their order."""
        whole = joined(And, [node, _ANY_STATUS]) if records == "ticket" else node
        found = set(pick(self.connection, Query(whole), records, self.asker).members(self.connection, ids))
        return [one for one in ids if one in found]

    def told(self, node: Node, records: str, record_id: int) -> str:
        """What a record has where a condition looks."""
        if is_text(node):
            return self._text(node, records, record_id)
        match node:
            case Term():
                return self._terms([node], records, record_id)
            case Not(item):
                return self.told(item, records, record_id)
            case Or(items):
                met = [item for item in items if self.meets(item, records, record_id)]
                return _listed(self.told(item, records, record_id) for item in met or items)
            case And(items):
                terms = [item for item in items if isinstance(item, Term) and path_of(item.field)]
                if len(terms) == len(items) and len({path_of(term.field) for term in terms}) == 1:
                    return self._terms(terms, records, record_id)
                return _listed(self.told(item, records, record_id) for item in together(node))
        return ""

    def _terms(self, terms: list[Term], records: str, record_id: int) -> str:
        """What terms about one and the same record find there."""
        path = path_of(terms[0].field)
        if not path:
            return self._own(terms, records, record_id)
        bare = [replace(term, field=term.field.partition(".")[2]) for term in terms]
        owner = why_sql.owner(self.connection, records, record_id)
        if owner is None:
            return "no customer"
        if path == "customer":
            return f"{why_sql.customer(self.connection, owner)}: {self._own(bare, path, owner)}"
        every = why_sql.relatives(self.connection, path, owner)
        met = self.those(joined(And, list(bare)), path, every)
        if not met and len(every) != 1:
            return f"none of {len(every)} {_MANY[path]}" if every else f"no {path}"
        one = (met or every)[0]
        return f"{self.tell.name(path, one)}: {self._own(bare, path, one)}"

    def _own(self, terms: Iterable[Term], records: str, record_id: int) -> str:
        said = []
        for term in terms:
            found = find_field(term.field, records)
            if found is not None:
                said += [self.tell.field(found[1], test, record_id) for test in term.tests]
        return _listed(said)

    def _text(self, node: Node, records: str, record_id: int) -> str:
        words = [one for one in walk(node) if isinstance(one, Words)]
        finders = [Finder([telling_words(one.text, one.prefix)]) for one in words]
        found = self.tell.hits(records, record_id, finders)
        if found:
            return found
        named = len(words) == 1 or isinstance(node, Or)
        if records == "ticket" and named and str(record_id) in (one.text.removeprefix("#") for one in words):
            return f"its number: {record_id}"
        owner = why_sql.owner(self.connection, records, record_id)
        if owner is not None and records == "ticket":
            found = _of("customer", self.tell.hits("customer", owner, finders))
        if not found and owner is not None and records != "order":
            orders = self.those(node, "order", why_sql.relatives(self.connection, "order", owner))
            found = _of("order", self.tell.hits("order", orders[0], finders)) if orders else ""
        return found or "nothing holds it"


def _of(whose: str, said: str) -> str:
    return f"{whose} {said}" if said else ""


def _listed(said: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, said)))
