"""A slow judge of queries: a plain evaluator over dictionaries, written from the language's help and nothing else.

The one rule: it shares the tree and the values of a query with the compiler, and no line of how records are found.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from crmtui.query.fields import Field, Kind, find_field
from crmtui.query.parse import parse
from crmtui.query.syntax import And, Compare, Node, Not, Op, Or, Query, Range, Sort, Term, Test, Words, walk
from crmtui.query.values import Age, Day, Money, Number, Text, Value
from tests.query.made_desk import Desk
from tests.query.made_rows import Row
from tests.query.slow_facts import FLAGS, HIDDEN, VALUES
from tests.query.slow_words import holds, same, tokens

_DIGITS = {"JPY": 0, "KWD": 3}


# -- comparing -----------------------------------------------------------------------------------------------------

_COMPARISONS: dict[Op, Callable[[Any, Any], bool]] = {
    Op.IS: lambda a, b: a == b,
    Op.LESS: lambda a, b: a < b,
    Op.AT_MOST: lambda a, b: a <= b,
    Op.MORE: lambda a, b: a > b,
    Op.AT_LEAST: lambda a, b: a >= b,
}


def _minor(amount: Decimal, currency: str) -> Decimal:
    return amount * 10 ** _DIGITS.get(currency, 2)


def _ordered(test: Test, meets: Callable[[Op, Value], bool]) -> bool:
    """Whether a test with an order holds, given how one comparison is judged."""
    if isinstance(test, Compare):
        return meets(test.op, test.value)
    return (test.low is None or meets(Op.AT_LEAST, test.low)) and (test.high is None or meets(Op.AT_MOST, test.high))


class Judge:
    """Says which records of a desk a query picks."""

    def __init__(self, desk: Desk, me: int | None, now: int, zone: tzinfo) -> None:
        self.desk, self.me, self.now, self.zone = desk, me, now, zone

    def picks(self, query: Query, records: str) -> set[int]:
        """The ids of the records that a query picks."""
        return {row["id"] for row in self._all(query, records) if self.meets(query.root, records, row)}

    def in_order(self, query: Query, records: str) -> list[int]:
        """The same in the list's order; what is missing comes last, and the ids decide at the end."""
        known = {row["id"]: row for row in self._all(query, records)}
        sorts = [sort for sort in query.sort if sort.field not in ("best", "newest")] or [_USUAL[records]]
        found = sorted(self.picks(query, records), reverse=sorts[0].descending)
        for sort in reversed(sorts):
            keys = {row_id: self._sort_key(sort, records, known[row_id]) for row_id in found}
            missing = [row_id for row_id in found if keys[row_id] is None]
            present = [row_id for row_id in found if keys[row_id] is not None]
            present.sort(key=keys.__getitem__, reverse=sort.descending)
            found = present + missing
        return found

    def _sort_key(self, sort: Sort, records: str, row: Row) -> Any:
        if (records, sort.field) == ("customer", "name"):
            return row["name_key"].encode()
        found = find_field(sort.field, records)
        assert found is not None
        return self.value(found[1], row)

    def _all(self, query: Query, records: str) -> Iterator[Row]:
        if records == "customer":
            yield from self.desk.rows("customer", merged_into_id=None)
        elif records == "order":
            yield from self.desk.rows("shop_order")
        else:
            nodes = list(walk(query.root))
            for node in [node for node in nodes if isinstance(node, Term) and node.field == "view"]:
                nodes += [inner for tree in self._views(node) for inner in walk(tree.root)]
            named = any(_names_status(node) for node in nodes)
            yield from (row for row in self.desk.rows("ticket") if named or row["status"] not in HIDDEN)

    def meets(self, node: Node | None, records: str, row: Row) -> bool:
        """Whether one record meets a part of a query."""
        match node:
            case None:
                return True
            case And(items):
                return self._together(items, records, row)
            case Or(items):
                return any(self.meets(item, records, row) for item in items)
            case Not(item):
                return not self.meets(item, records, row)
            case Words():
                return self._words([node], records, row)
            case Term():
                return self._terms([node], records, row)

    def _together(self, items: Iterable[Node], records: str, row: Row) -> bool:
        """All of it: words stand in one document, what is asked of a relative holds for one of them."""
        words = [item for item in items if _is_text(item)]
        groups: dict[str, list[Term]] = {}
        for item in items:
            if isinstance(item, Term):
                path, dot, _ = item.field.partition(".")
                groups.setdefault(path if dot else "", []).append(item)
            elif not _is_text(item) and not self.meets(item, records, row):
                return False
        own = groups.pop("", [])
        return (
            (not words or self._words(words, records, row))
            and all(self._terms([term], records, row) for term in own)
            and all(self._terms(terms, records, row) for terms in groups.values())
        )

    def _terms(self, terms: list[Term], records: str, row: Row) -> bool:
        """Whether the record, or one of its relatives, meets all the terms."""
        path, dot, _ = terms[0].field.partition(".")
        others = self._related(records, path, row) if dot else [row]
        return any(all(self._term(term, records, other) for term in terms) for other in others)

    def _term(self, term: Term, records: str, row: Row) -> bool:
        found = find_field(term.field, records)
        assert found is not None, term.field
        if found[1].kind is Kind.VIEW:
            return any(self.meets(tree.root, found[1].records, row) for tree in self._views(term))
        return any(self._field(found[1], test, row) for test in term.tests)

    def _views(self, term: Term) -> list[Query]:
        """The queries of the saved views that a term names."""
        names = [str(test).strip('"').casefold() for test in term.tests]
        return [
            parse(one["query"], one["records"]) for one in self.desk.tables["view"] if one["name"].casefold() in names
        ]

    def _related(self, records: str, path: str, row: Row) -> list[Row]:
        """The records of another kind that belong to one."""
        if records == "customer":
            table = {"ticket": "ticket", "order": "shop_order"}[path]
            found = self.desk.rows(table, customer_id=row["id"])
        elif row["customer_id"] is None:
            found = []
        elif path == "customer":
            found = self.desk.rows("customer", id=row["customer_id"])
        else:
            found = self.desk.rows({"ticket": "ticket", "order": "shop_order"}[path], customer_id=row["customer_id"])
        return found

    # -- words -----------------------------------------------------------------------------------------------------

    def _words(self, items: list[Node], records: str, row: Row) -> bool:
        """Whether one document of the record holds all these words; a number alone also means the ticket itself."""
        only = items[0]
        number = only.text.removeprefix("#") if len(items) == 1 and isinstance(only, Words) else ""
        if records == "ticket" and number == str(row["id"]):
            return True
        return any(all(_in_document(item, document) for item in items) for document in self._documents(records, row))

    def _documents(self, records: str, row: Row) -> list[list[str]]:
        """The texts of each document of a record: a message of a ticket, a whole customer or order."""
        if records == "order":
            return [self._texts("order", row, None)]
        numbers = [self._texts("order", order, "number") for order in self.orders(row, records)]
        if records == "customer":
            return [self._texts("customer", row, None), *numbers]
        who = self._related("ticket", "customer", row)
        return [*self._message_documents(row), *(self._texts("customer", one, None) for one in who), *numbers]

    def _message_documents(self, row: Row) -> list[list[str]]:
        documents: list[list[str]] = []
        for number, one in enumerate(self.messages(row)):
            own = [row["subject"]] if number == 0 else []
            files = " ".join(file["filename"] for file in self.desk.rows("attachment", message_id=one["id"]))
            people = f"{one['author_name']} {one['author_email']}"
            documents.append([*own, one["subject"], one["text"], people, files])
        return documents

    def _texts(self, records: str, row: Row, part: str | None) -> list[str]:
        """The texts that are searched for a record: all, or one part of them."""
        parts = {"ticket": self._ticket_texts, "customer": self._customer_texts, "order": self._order_texts}[records]
        return [text for name, text in parts(row) if part in (None, name)]

    def _ticket_texts(self, row: Row) -> Iterator[tuple[str, str]]:
        for *subjects, body, people, files in self._message_documents(row):
            yield from (("subject", subject) for subject in subjects)
            yield "body", body
            yield "people", people
            yield "extra", files

    def _customer_texts(self, row: Row) -> Iterator[tuple[str, str]]:
        yield "name", row["name"]
        yield "addresses", " ".join(one["value"] for one in self.desk.rows("identity", customer_id=row["id"]))
        yield "extra", " ".join((row["company"], row["note"], *json.loads(row["tags"])))

    def _order_texts(self, row: Row) -> Iterator[tuple[str, str]]:
        parcels = self.desk.rows("fulfillment", order_id=row["id"])
        lines = self.desk.rows("order_line", order_id=row["id"])
        yield "number", " ".join((row["name"], row["external_id"], *(one["tracking_number"] for one in parcels)))
        yield "people", f"{row['customer_name']} {row['email']}"
        articles = (text for one in lines for text in (one["sku"], one["title"]))
        yield "items", " ".join((*articles, row["note"], *json.loads(row["tags"])))

    # -- fields ----------------------------------------------------------------------------------------------------

    def _field(self, field: Field, test: Test, row: Row) -> bool:
        if isinstance(test, Compare) and isinstance(test.value, Text) and field.empty and not test.value.prefix:
            if test.value.text == "none":
                return not self._has_any(field, row)
            if test.value.text == "any":
                return self._has_any(field, row)
        return _KINDS[field.kind](self, field, test, row)

    def _has_any(self, field: Field, row: Row) -> bool:
        if field.kind is Kind.TAG:
            return row["tags"] != "[]"
        if field.column == "order_fts.number":
            return bool(self._related("ticket", "order", row))
        return self.value(field, row) not in (None, "")

    def flag(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        return FLAGS[field.records, field.name, test.value.text](self, row)

    def choice(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        return (field.name == "status" and test.value.text == "any") or self.value(field, row) == test.value.text

    def level(self, field: Field, test: Test, row: Row) -> bool:
        names = [name for name, _ in field.choices]

        def meets(op: Op, value: Value) -> bool:
            assert isinstance(value, Text)
            return _COMPARISONS[op](self.value(field, row), names.index(value.text))

        return _ordered(test, meets)

    def exact(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        wanted = test.value.text
        return any(
            same(text[: len(wanted)] if test.value.prefix else text, wanted) for text in self.several(field, row)
        )

    def several(self, field: Field, row: Row) -> list[str]:
        """The values of a field that a record can have more than one of."""
        tables = {"sku": ("order_line", "sku"), "tracking": ("fulfillment", "tracking_number"),
                  "carrier": ("fulfillment", "carrier")}  # fmt: skip
        if field.name not in tables:
            return [row[field.column]]
        table, column = tables[field.name]
        return [one[column] for one in self.desk.rows(table, order_id=row["id"])]

    def words(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        wanted = tokens(test.value.text)
        table, _, part = field.column.partition(".")
        records = {"message_fts": "ticket", "customer_fts": "customer", "order_fts": "order"}[table]
        others = self._related("ticket", "order", row) if field.records != records else [row]
        return any(
            holds(text, wanted, test.value.prefix) for other in others for text in self._texts(records, other, part)
        )

    def agent(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        wanted = self.me if test.value.text == "me" else self.agent_number(test.value.text)
        return wanted is not None and row["assignee_id"] == wanted

    def agent_number(self, name: str) -> int | None:
        """The agent that a name, an address or the only such first name means."""
        folded = name.casefold()
        agents = self.desk.rows("agent")
        for key in (lambda one: one["name"], lambda one: one["email"], lambda one: one["os_user"],
                    lambda one: one["name"].split()[0]):  # fmt: skip
            found = [one["id"] for one in agents if key(one).casefold() == folded]
            if len(found) == 1:
                return int(found[0])
        return None

    def tag(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        wanted = test.value.text
        tags = json.loads(row["tags"])
        known = ["-".join(tag.split()) for tag in tags]
        return any(tag.startswith(wanted) if test.value.prefix else tag == wanted for tag in known)

    def person(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        assert isinstance(test.value, Text)
        who = self.desk.one("customer", row["customer_id"])
        if who is None:
            return False
        wanted = test.value.text
        if "@" in wanted and not test.value.prefix:
            known = self.desk.rows("identity", customer_id=who["id"], kind="email")
            return any(one["value"].casefold() == wanted.casefold() for one in known)
        found = self._customer_texts(who)
        return any(
            holds(text, tokens(wanted), test.value.prefix) for part, text in found if part in ("name", "addresses")
        )

    def number(self, field: Field, test: Test, row: Row) -> bool:
        own = self.value(field, row)

        def meets(op: Op, value: Value) -> bool:
            assert isinstance(value, Number)
            return own is not None and _COMPARISONS[op](own, float(value.value))

        return _ordered(test, meets)

    def money(self, field: Field, test: Test, row: Row) -> bool:
        own, currency = row[field.column], row["currency"]

        def meets(op: Op, value: Value) -> bool:
            assert isinstance(value, Money)
            if value.currency and value.currency != currency:
                return False
            return _COMPARISONS[op](own, _minor(value.amount, currency))

        return _ordered(test, meets)

    def time(self, field: Field, test: Test, row: Row) -> bool:
        moment = self.value(field, row)
        if moment is None:
            return False
        if field.name == "snoozed":  # what is still to come: an age counts ahead
            moment = self._ahead(moment, test)
        if isinstance(test, Compare):
            return self._when(moment, test.op, test.value)
        if isinstance(test.low, Age) or isinstance(test.high, Age):
            return self._ages(moment, test)
        return _ordered(test, lambda op, value: self._when(moment, op, value))

    def _ahead(self, moment: int, test: Test) -> int:
        value = test.value if isinstance(test, Compare) else test.low or test.high
        return 2 * self.now - moment if isinstance(value, Age) else moment

    def _when(self, moment: int, op: Op, value: Value) -> bool:
        if isinstance(value, Age):  # `>4h`: longer ago than four hours; `4h` alone: within them
            old = self.now - moment
            if op in (Op.IS, Op.LESS, Op.AT_MOST) and old < 0:
                return False
            return old <= value.seconds if op is Op.IS else _COMPARISONS[op](old, value.seconds)
        assert isinstance(value, Day)
        first, after = value.span(self.now, self.zone)
        return {
            Op.IS: first <= moment < after,
            Op.LESS: moment < first,
            Op.AT_MOST: moment < after,
            Op.MORE: moment >= after,
            Op.AT_LEAST: moment >= first,
        }[op]

    def _ages(self, moment: int, test: Range) -> bool:
        old = self.now - moment
        ages = [value.seconds for value in (test.low, test.high) if isinstance(value, Age)]
        if len(ages) == 2:  # either way round: who writes 7d..2d means the same
            return min(ages) <= old <= max(ages)
        return old >= ages[0] if test.low is not None else 0 <= old <= ages[0]

    def age(self, field: Field, test: Test, row: Row) -> bool:
        assert isinstance(test, Compare)
        moment = row[field.column]
        if isinstance(test.value, Age):
            since = self.now - test.value.seconds
            return moment <= since if field.name == "older" else moment >= since
        assert isinstance(test.value, Day)
        first, _ = test.value.span(self.now, self.zone)
        return moment < first if field.name == "older" else moment >= first

    # -- values that no column holds -------------------------------------------------------------------------------

    def value(self, field: Field, row: Row) -> Any:
        """What a record has in a field."""
        special = VALUES.get((field.records, field.name))
        return special(self, row) if special else row[field.column]

    def messages(self, row: Row, **like: Any) -> list[Row]:
        """The messages of a ticket."""
        return self.desk.rows("message", ticket_id=row["id"], **like)

    def last_reply(self, row: Row) -> str:
        """Who wrote the latest mail."""
        mails = self.messages(row, kind="mail")
        if not mails:
            return "none"
        latest = max(mails, key=lambda one: (one["at"], one["id"]))
        return "customer" if latest["direction"] == "in" else "us"

    def refund_rate(self, row: Row) -> float | None:
        """Orders with a refund, of all orders."""
        orders = self.desk.rows("shop_order", customer_id=row["id"])
        if not orders:
            return None
        return sum(one["refunded"] > 0 for one in orders) / len(orders)

    def visible_tickets(self, row: Row) -> list[Row]:
        """The tickets of a customer, spam and trash aside."""
        return [one for one in self.desk.rows("ticket", customer_id=row["id"]) if one["status"] not in HIDDEN]

    def latest(self, row: Row, column: str) -> int | None:
        """The last moment in the parcels of an order."""
        return max((one[column] for one in self.parcels(row) if one[column] is not None), default=None)

    def parcels(self, row: Row) -> list[Row]:
        """The parcels of an order."""
        return self.desk.rows("fulfillment", order_id=row["id"])

    def orders(self, row: Row, records: str = "customer") -> list[Row]:
        """The orders of a ticket's customer, or of a customer."""
        who = row["id"] if records == "customer" else row["customer_id"]
        return [] if who is None else self.desk.rows("shop_order", customer_id=who)


_USUAL = {"ticket": Sort("updated"), "customer": Sort("name", descending=False), "order": Sort("placed")}


def _is_text(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(_is_text(item) for item in node.items)
    return isinstance(node, Words)


def _in_document(node: Node, document: list[str]) -> bool:
    match node:
        case And(items):
            return all(_in_document(item, document) for item in items)
        case Or(items):
            return any(_in_document(item, document) for item in items)
        case Words():
            return any(holds(text, tokens(node.text), node.prefix) for text in document)
    raise TypeError(node)


def _names_status(node: Node) -> bool:
    if not isinstance(node, Term) or node.field not in ("is", "status"):
        return False
    of_status = {"open", "pending", "snoozed", "resolved", "closed", "spam", "trash", "waiting", "any", "merged"}
    return node.field == "status" or any(str(test) in of_status for test in node.tests)


_KINDS: dict[Kind, Callable[[Judge, Field, Test, Row], bool]] = {
    Kind.FLAG: Judge.flag,
    Kind.CHOICE: Judge.choice,
    Kind.LEVEL: Judge.level,
    Kind.EXACT: Judge.exact,
    Kind.WORDS: Judge.words,
    Kind.AGENT: Judge.agent,
    Kind.TAG: Judge.tag,
    Kind.PERSON: Judge.person,
    Kind.NUMBER: Judge.number,
    Kind.MONEY: Judge.money,
    Kind.TIME: Judge.time,
    Kind.AGE: Judge.age,
}
