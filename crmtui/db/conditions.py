"""Conditions over tickets, customers and orders, as SQL with its values: what a query's terms become.

The one rule: every condition is true or false and never NULL, so that NOT means exactly the others; texts from outside
are values, never SQL. Aliases are fixed: `t` ticket, `c` customer, `o` order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

ALIAS = {"ticket": "t", "customer": "c", "order": "o"}
TABLE = {"ticket": "ticket", "customer": "customer", "order": "shop_order"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one record.

    Attributes:
        sql: the condition, with `?` for its values.
        params: the values.
        source: (SQL that gives the ids of all that meet it, values), where that is quicker than looking at every record
            as long as they are few.
        singly: the condition for a handful of records, where `sql` gathers all hits of a word first.
    """

    sql: str
    params: tuple[Any, ...] = ()
    source: tuple[str, tuple[Any, ...]] | None = None
    singly: "Condition | None" = None

    @property
    def of_few(self) -> "Condition":
        """How to ask it of a handful of records."""
        return self.singly or self


TRUE = Condition("1")
# As a value: a constant lets SQLite leave the table out, and then complain that its index was not used.
FALSE = Condition("?", (0,))


def all_of(conditions: Iterable[Condition]) -> Condition:
    """What meets all of them."""
    return _joined(" AND ", list(conditions), TRUE)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """What meets one of them."""
    parts = list(conditions)
    one = _joined(" OR ", parts, FALSE)
    if len(parts) > 1 and all(part.source for part in parts):
        sources = [part.source for part in parts if part.source]
        source = (" UNION ALL ".join(sql for sql, _ in sources), tuple(p for _, params in sources for p in params))
        return Condition(one.sql, one.params, source, one.singly)
    return one


def _joined(word: str, parts: list[Condition], empty: Condition) -> Condition:
    if len(parts) < 2:
        return parts[0] if parts else empty
    whole = Condition(f"({word.join(part.sql for part in parts)})", _params(parts))
    if not any(part.singly for part in parts):
        return whole
    few = [part.of_few for part in parts]
    singly = Condition(f"({word.join(part.sql for part in few)})", _params(few))
    return Condition(whole.sql, whole.params, None, singly)


def _params(parts: Iterable[Condition]) -> tuple[Any, ...]:
    return tuple(value for part in parts for value in part.params)


def negated(one: Condition) -> Condition:
    """What does not meet it."""
    return Condition(f"NOT ({one.sql})", one.params, None, negated(one.singly) if one.singly else None)


# -- plain columns ---------------------------------------------------------------------------------------------------

_EXPRESSIONS: dict[tuple[str, str], str] = {
    ("ticket", "messages"): "(SELECT count(*) FROM message x WHERE x.ticket_id = t.id)",
    ("ticket", "last_reply"): """coalesce((SELECT CASE x.direction WHEN 'in' THEN 'customer' ELSE 'us' END
        FROM message x WHERE x.ticket_id = t.id AND x.kind = 'mail' ORDER BY x.at DESC, x.id DESC LIMIT 1), 'none')""",
    ("customer", "tickets"): """(SELECT count(*) FROM ticket x WHERE x.customer_id = c.id
        AND x.status NOT IN ('spam', 'trash'))""",
    ("customer", "refund_rate"): "(SELECT avg(x.refunded > 0) FROM shop_order x WHERE x.customer_id = c.id)",
    ("order", "pieces"): "(SELECT coalesce(sum(x.quantity), 0) FROM order_line x WHERE x.order_id = o.id)",
    ("order", "shipped_at"): "(SELECT max(x.shipped_at) FROM fulfillment x WHERE x.order_id = o.id)",
    ("order", "delivered_at"): "(SELECT max(x.delivered_at) FROM fulfillment x WHERE x.order_id = o.id)",
}
_PARTS: dict[tuple[str, str], tuple[str, str]] = {
    ("order", "sku"): ("order_line", "sku"),
    ("order", "tracking"): ("fulfillment", "tracking_number"),
    ("order", "carrier"): ("fulfillment", "carrier"),
}
"""Columns of the lines and parcels of an order."""


def expression(records: str, column: str) -> str:
    """The SQL of a column, or of what is counted in its place."""
    if not column.isidentifier():
        raise ValueError(column)
    return _EXPRESSIONS.get((records, column)) or f"{ALIAS[records]}.{column}"


def bounded(records: str, column: str, bounds: Sequence[tuple[str, Any]]) -> Condition:
    """The column within all of some bounds; a missing one is within none."""
    one = expression(records, column)
    tests = "".join(f" AND {one} {op} ?" for op, _ in bounds)
    return Condition(f"({one} IS NOT NULL{tests})", tuple(value for _, value in bounds))


def missing(records: str, column: str, *, text: bool = False) -> Condition:
    """Nothing is there: NULL, or an empty text."""
    test = "= ''" if text else "IS NULL"
    return Condition(f"{expression(records, column)} {test}")


def one_of(records: str, column: str, values: Sequence[Any]) -> Condition:
    """The column is one of some values."""
    one = expression(records, column)
    marks = ",".join("?" * len(values))
    return Condition(f"({one} IS NOT NULL AND {one} IN ({marks}))", tuple(values))


def exact(records: str, column: str, text: str, *, prefix: bool) -> Condition:
    """A text as a whole or its beginning, ASCII letters in any case."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    test, value = ("LIKE ? ESCAPE '\\'", f"{escaped}%") if prefix else ("= ? COLLATE NOCASE", text)
    part = _PARTS.get((records, column))
    if part is None:
        return Condition(f"{expression(records, column)} {test}", (value,))
    table, name = part
    among = f"SELECT x.order_id FROM {table} x WHERE x.{name} {test}"
    return Condition(f"EXISTS ({among} AND x.order_id = o.id)", (value,), (among, (value,)))


def money(records: str, column: str, bounds: Sequence[tuple[str, Decimal]], currency: str) -> Condition:
    """An amount within bounds in major units, of the record's own currency or only of the named one."""
    own = f"{ALIAS[records]}.currency"
    tests, values = [], list[Any]()
    for op, amount in bounds:
        cases = " ".join(f"WHEN upper({own}) IN ({codes}) THEN ?" for _, codes in _unusual())
        tests.append(f"{expression(records, column)} {op} (CASE {cases} ELSE ? END)")
        values += [_minor(amount, places) for places in (*(places for places, _ in _unusual()), 2)]
    if currency:
        tests.append(f"{own} = ? COLLATE NOCASE")
        values.append(currency)
    return Condition(f"({' AND '.join(tests)})", tuple(values))


def _minor(amount: Decimal, places: int) -> int | float:
    # A part of a minor unit equals no stored amount: as a float it still compares rightly.
    scaled = amount.scaleb(places)
    return int(scaled) if scaled == scaled.to_integral_value() else float(scaled)


@cache
def _unusual() -> tuple[tuple[int, str], ...]:
    """(decimal places, currencies as an SQL list) of those that have not two."""
    from crmtui.text import EXPONENTS  # late: only queries for money need it

    by_places: dict[int, list[str]] = {}
    for code, places in EXPONENTS.items():
        by_places.setdefault(places, []).append(f"'{code}'")
    return tuple((places, ", ".join(codes)) for places, codes in by_places.items())


def numbered(records: str, number: int) -> Condition:
    """The one record of a number."""
    table = TABLE[records]
    return Condition(f"{ALIAS[records]}.id = ?", (number,), (f"SELECT id FROM {table} WHERE id = ?", (number,)))


# -- tags ------------------------------------------------------------------------------------------------------------


def tagged(records: str, text: str, *, prefix: bool) -> Condition:
    """Has a tag, or one that begins so."""
    bounds = ("{0} >= ? AND {0} < ?", (text, text + "\U0010ffff")) if prefix else ("{0} = ?", (text,))
    if records == "ticket":
        test, values = bounds[0].format("x.tag"), bounds[1]
        among = f"SELECT x.ticket_id FROM ticket_tag x WHERE {test}"
        return Condition(f"EXISTS ({among} AND x.ticket_id = t.id)", values, (among, values))
    # Shops put blanks into tags; a query has dashes there.
    test = bounds[0].format("replace(x.value, ' ', '-')" if records == "order" else "x.value")
    return Condition(f"EXISTS (SELECT 1 FROM json_each({ALIAS[records]}.tags) x WHERE {test})", bounds[1])


def untagged(records: str) -> Condition:
    """Has no tag."""
    return Condition(f"{ALIAS[records]}.tags = '[]'")


# -- full text -------------------------------------------------------------------------------------------------------

_TEXT_SOURCES: dict[str, tuple[tuple[str, str], ...]] = {
    "ticket": (
        ("message_fts", """SELECT x.ticket_id FROM message_fts CROSS JOIN message x INDEXED BY message_to_ticket
            ON x.id = message_fts.rowid WHERE message_fts MATCH ?"""),
        ("customer_fts", """SELECT x.id FROM customer_fts CROSS JOIN ticket x INDEXED BY ticket_customer
            ON x.customer_id = customer_fts.rowid WHERE customer_fts MATCH ?"""),
        ("order_fts.number", """SELECT x.id FROM order_fts CROSS JOIN shop_order y ON y.id = order_fts.rowid
            CROSS JOIN ticket x INDEXED BY ticket_customer ON x.customer_id = y.customer_id
            WHERE order_fts MATCH ?"""),
    ),
    "customer": (
        ("customer_fts", "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ?"),
        ("order_fts.number", """SELECT y.customer_id FROM order_fts CROSS JOIN shop_order y ON y.id = order_fts.rowid
            WHERE order_fts MATCH ? AND y.customer_id IS NOT NULL"""),
    ),
    "order": (("order_fts", "SELECT rowid FROM order_fts WHERE order_fts MATCH ?"),),
}  # fmt: skip
_HOLDING = "SELECT rowid FROM message_fts WHERE message_fts MATCH ?"
_TEXT_TESTS: dict[tuple[str, str], str] = {
    ("ticket", "message_fts"): f"""EXISTS (SELECT 1 FROM message x INDEXED BY message_ticket WHERE x.ticket_id = t.id
        AND x.id IN ({_HOLDING}))""",
    ("ticket", "customer_fts"): """(t.customer_id IS NOT NULL
        AND t.customer_id IN (SELECT rowid FROM customer_fts WHERE customer_fts MATCH ?))""",
    ("ticket", "order_fts"): """(t.customer_id IS NOT NULL AND t.customer_id IN (SELECT y.customer_id FROM order_fts
        CROSS JOIN shop_order y ON y.id = order_fts.rowid WHERE order_fts MATCH ? AND y.customer_id IS NOT NULL))""",
}
_MESSAGE_BY_MESSAGE = """EXISTS (SELECT 1 FROM message x INDEXED BY message_ticket
    CROSS JOIN message_fts ON message_fts.rowid = x.id WHERE x.ticket_id = t.id AND message_fts MATCH ?)"""
"""Quick for a handful of tickets, as long as no column is asked for: then the index would be read far past each."""


def asks_messages(sql: str) -> bool:
    """Whether a condition on tickets looks for words in their messages."""
    return _HOLDING in sql


def among_messages(sql: str, oldest: int, newest: int) -> str:
    """The same condition on tickets, when all their messages have numbers from `oldest` to `newest`.

    A common word is on a tenth of all messages: only those near the tickets need be gathered.
    """
    return sql.replace(_HOLDING, f"{_HOLDING} AND rowid BETWEEN {oldest:d} AND {newest:d}")


def phrase(text: str, *, prefix: bool) -> str:
    """The full-text expression of words side by side; only the index's own tokenizer reads what is in the quotes."""
    from crmtui.db.fulltext import spaced

    inside = spaced(text.replace('"', " ").replace("\0", " "))
    return f'"{inside}"{" *" if prefix else ""}'


def text(records: str, match: str, messages: str) -> Condition:
    """One of the record's documents meets a full-text expression, spelled for messages in its own way."""
    return any_of(
        [_indexed(records, place, messages if place == "message_fts" else match) for place, _ in _TEXT_SOURCES[records]]
    )


def words(records: str, place: str, match: str) -> Condition:
    """One document meets a full-text expression in one column of it (`message_fts.subject`)."""
    return _indexed(records, place, match)


def _indexed(records: str, place: str, match: str) -> Condition:
    table, _, column = place.partition(".")
    source = next(sql for where, sql in _TEXT_SOURCES[records] if where.partition(".")[0] == table)
    value = f"{{{column}}} : ({match})" if column else match
    test = _TEXT_TESTS.get((records, table)) or f"{ALIAS[records]}.id IN ({source})"
    alone = table == "message_fts" and records == "ticket" and not column
    singly = Condition(_MESSAGE_BY_MESSAGE, (value,)) if alone else None
    return Condition(test, (value,), (source, (value,)), singly)


# -- people and agents -----------------------------------------------------------------------------------------------


def of_customers(records: str, customers: Condition) -> Condition:
    """Its customer meets a condition; `source` of the condition gives customers."""
    alias = ALIAS[records]
    one = f"""EXISTS (SELECT 1 FROM customer c WHERE c.id = {alias}.customer_id AND c.merged_into_id IS NULL
        AND {customers.sql})"""
    if customers.source is None:
        return Condition(one, customers.params)
    sql, params = customers.source
    among = f"""SELECT x.id FROM customer c CROSS JOIN {TABLE[records]} x ON x.customer_id = c.id
        WHERE c.id IN ({sql}) AND c.merged_into_id IS NULL AND {customers.sql}"""
    return Condition(one, customers.params, (among, (*params, *customers.params)))


def customer_of_address(key: str) -> Condition:
    """The customer who has an e-mail address."""
    among = "SELECT x.customer_id FROM identity x WHERE x.kind = 'email' AND x.value_key = ?"
    return Condition(f"c.id IN ({among})", (key,), (among, (key,)))


def of_relatives(records: str, path: str, inner: Condition) -> Condition:
    """One order or ticket of the same customer meets a condition."""
    own = f"{ALIAS[records]}.{'id' if records == 'customer' else 'customer_id'}"
    table, alias = TABLE[path], ALIAS[path]
    one = f"EXISTS (SELECT 1 FROM {table} {alias} WHERE {alias}.customer_id = {own} AND {inner.sql})"
    if inner.source is None:
        return Condition(one, inner.params)
    sql, params = inner.source
    customers = f"""SELECT {alias}.customer_id FROM {table} {alias} WHERE {alias}.id IN ({sql})
        AND {alias}.customer_id IS NOT NULL AND {inner.sql}"""
    values = (*params, *inner.params)
    if records == "customer":
        return Condition(one, inner.params, (customers, values))
    among = f"SELECT x.id FROM {TABLE[records]} x WHERE x.customer_id IN ({customers})"
    return Condition(one, inner.params, (among, values))
