"""Conditions on words: what the full-text index finds of records, as SQL and its values.

The one rule: as in `conditions`: never NULL, and gathered from the index where few records meet one.
"""

from crmtui.db.conditions import ALIAS, Condition, any_of

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
