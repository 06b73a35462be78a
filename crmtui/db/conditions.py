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
