"""Places in views by counting, orders in the full-text index, and the feed of what was touched."""

from collections.abc import Iterator
from typing import Any

from crmtui.db.fulltext import spaced

TABLES = (
    # How many tickets of each kind were last active in a span of time. `place` says whose, which level, which span:
    # ((0 for the whole desk, else 1 + agent, 1 for nobody) * 2 + level) << 40, plus the span's number. Spans of
    # level 0 are 2^20 s (12 days) long, those of level 1 2^13 s (2.3 hours). An agent's rows count what is open or
    # pending only. One row for all kinds: a ticket that moves costs a handful of writes and not a dozen.
    """CREATE TABLE ticket_rank (
    place INTEGER PRIMARY KEY, waiting INTEGER NOT NULL, working INTEGER NOT NULL, snoozed INTEGER NOT NULL,
    resolved INTEGER NOT NULL, spam INTEGER NOT NULL) STRICT""",
    """CREATE TABLE touched (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, record_id INTEGER NOT NULL) STRICT""",
    """CREATE TABLE view_cache (
    view_id INTEGER NOT NULL, agent_id INTEGER NOT NULL, query TEXT NOT NULL, seq INTEGER NOT NULL,
    counted_at INTEGER NOT NULL, n INTEGER NOT NULL, members BLOB, PRIMARY KEY (view_id, agent_id)) STRICT""",
    """CREATE VIRTUAL TABLE order_fts USING fts5(number, people, items, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
)

_SHIFTS = (20, 13)
_WAITING = "({row}.status = 'open' AND {row}.waiting_since IS NOT NULL)"
_ACTIVE = "({row}.status IN ('open', 'pending'))"
_KINDS = {
    "waiting": _WAITING,
    "working": f"({_ACTIVE} AND NOT {_WAITING})",
    "snoozed": "({row}.status = 'snoozed')",
    "resolved": "({row}.status = 'resolved')",
    "spam": "({row}.status = 'spam')",
}
_WHOSE = (("0", "true"), ("(coalesce({row}.assignee_id, 0) + 1)", _ACTIVE))


def _places(row: str) -> Iterator[tuple[str, str]]:
    """(where a row is counted, whether it is) for each place that may count it."""
    for whose, where in _WHOSE:
        for level, shift in enumerate(_SHIFTS):
            place = f"(({whose} * 2 + {level}) << 40) + ({row}.activity_at >> {shift})"
            yield place.format(row=row), where.format(row=row)


def _ranked(row: str, sign: str) -> str:
    """Count a row in ("+") or out ("-")."""
    kinds = ", ".join(f"{sign}{kind.format(row=row)}" for kind in _KINDS.values())
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in _KINDS)
    return " ".join(
        f"INSERT INTO ticket_rank SELECT {place}, {kinds} WHERE {where} ON CONFLICT DO UPDATE SET {added};"
        for place, where in _places(row)
    )


RANKS = (
    f"CREATE TRIGGER ticket_ranked AFTER INSERT ON ticket BEGIN {_ranked('new', '+')} END",
    f"CREATE TRIGGER ticket_unranked AFTER DELETE ON ticket BEGIN {_ranked('old', '-')} END",
    f"""CREATE TRIGGER ticket_reranked AFTER UPDATE OF status, assignee_id, waiting_since, activity_at ON ticket
    WHEN old.activity_at >> {_SHIFTS[-1]} <> new.activity_at >> {_SHIFTS[-1]}
      OR old.status <> new.status OR old.assignee_id IS NOT new.assignee_id
      OR (old.waiting_since IS NULL) <> (new.waiting_since IS NULL)
    BEGIN {_ranked("old", "-")} {_ranked("new", "+")} END""",
)


def _touch(kind: str, column: str, where: str = "") -> str:
    return f"INSERT INTO touched (kind, record_id) SELECT '{kind}', {column} {where and f'WHERE {where}'};"


def _feed(name: str, kind: str, table: str, column: str) -> tuple[str, ...]:
    """Triggers that name the owner of each row of `table` that comes, changes or goes; and both when it moves."""
    there = "" if column == "id" else "{row}.{column} IS NOT NULL"
    new, old = (_touch(kind, f"{row}.{column}", there.format(row=row, column=column)) for row in ("new", "old"))
    moved = "" if column == "id" else _touch(
        kind, f"old.{column}", f"old.{column} IS NOT NULL AND old.{column} IS NOT new.{column}"
    )  # fmt: skip
    return (
        f"CREATE TRIGGER {name}_came AFTER INSERT ON {table} BEGIN {new} END",
        f"CREATE TRIGGER {name}_moved AFTER UPDATE ON {table} BEGIN {moved} {new} END",
        f"CREATE TRIGGER {name}_went AFTER DELETE ON {table} BEGIN {old} END",
    )


_REWORDED = "old.subject <> new.subject OR old.customer_id IS NOT new.customer_id"
FEED = (
    # "text": also what words find may be another thing. Looking for words costs ten times as much as all the rest.
    f"CREATE TRIGGER touch_ticket_came AFTER INSERT ON ticket BEGIN {_touch('text', 'new.id')} END",
    f"CREATE TRIGGER touch_ticket_moved AFTER UPDATE ON ticket WHEN NOT ({_REWORDED}) BEGIN {_touch('ticket', 'new.id')} END",
    f"CREATE TRIGGER touch_ticket_reworded AFTER UPDATE ON ticket WHEN {_REWORDED} BEGIN {_touch('text', 'new.id')} END",
    f"CREATE TRIGGER touch_ticket_went AFTER DELETE ON ticket BEGIN {_touch('text', 'old.id')} END",
    *_feed("touch_message", "text", "message", "ticket_id"),
    f"CREATE TRIGGER touch_draft_came AFTER INSERT ON draft BEGIN {_touch('ticket', 'new.ticket_id')} END",
    f"CREATE TRIGGER touch_draft_went AFTER DELETE ON draft BEGIN {_touch('ticket', 'old.ticket_id')} END",
    f"CREATE TRIGGER touch_outbox_came AFTER INSERT ON outbox BEGIN {_touch('ticket', 'new.ticket_id')} END",
    f"CREATE TRIGGER touch_outbox_moved AFTER UPDATE OF state ON outbox BEGIN {_touch('ticket', 'new.ticket_id')} END",
    *_feed("touch_customer", "customer", "customer", "id"),
    *_feed("touch_identity", "customer", "identity", "customer_id"),
    *_feed("touch_order", "customer", "shop_order", "customer_id"),
)

_FILL_ORDERS = """INSERT INTO order_fts (rowid, number, people, items)
    SELECT o.id, spaced(concat_ws(' ', o.name, o.external_id, (SELECT group_concat(tracking_number, ' ')
            FROM fulfillment WHERE order_id = o.id))),
        spaced(o.customer_name || ' ' || o.email),
        spaced(concat_ws(' ', (SELECT group_concat(sku || ' ' || title, ' ') FROM order_line WHERE order_id = o.id),
            o.note, (SELECT group_concat(value, ' ') FROM json_each(o.tags))))
    FROM shop_order o ORDER BY o.id"""

_RENAMED = """SELECT first.id, first.subject || ' ' || t.subject, first.text,
        first.author_name || ' ' || first.author_email,
        coalesce((SELECT group_concat(filename, ' ') FROM attachment WHERE message_id = first.id), '')
    FROM ticket t CROSS JOIN message first
        ON first.id = (SELECT min(m.id) FROM message m INDEXED BY message_ticket WHERE m.ticket_id = t.id)
    WHERE t.subject <> '' AND first.subject <> t.subject"""


def up(migrator: Any, db: Any) -> None:
    """Add the tables, fill them from what is there, then let triggers keep them."""
    for statement in TABLES:
        db.execute_sql(statement)
    sums = ", ".join(f"sum{kind.format(row='t')}" for kind in _KINDS.values())
    for place, where in _places("t"):
        db.execute_sql(f"INSERT INTO ticket_rank SELECT {place}, {sums} FROM ticket t WHERE {where} GROUP BY 1")
    _index(db.connection())
    for statement in (*RANKS, *FEED):
        db.execute_sql(statement)


def _index(connection: Any) -> None:
    connection.create_function(spaced, "spaced", 1)
    connection.execute(_FILL_ORDERS)
    # A ticket whose subject is not that of its first message was found by the message's subject only.
    for row in connection.execute(_RENAMED).fetchall():
        connection.execute("DELETE FROM message_fts WHERE rowid = ?", (row[0],))
        connection.execute(
            "INSERT INTO message_fts (rowid, subject, body, people, extra) VALUES (?, ?, ?, ?, ?)",
            (row[0], *map(spaced, row[1:])),
        )
