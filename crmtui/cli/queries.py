"""The reads that are the language itself: `count`, `explain`; and `orders`, which has no other face.

The one rule: the same pick as everywhere; nothing is found here.
"""

import time

from crmtui.cli import console
from crmtui.cli.naming import me
from crmtui.cli.query_help import records_of
from crmtui.cli.querying import COUNTED, asked
from crmtui.cli.session import session
from crmtui.desk.saved_views import key_named, query_of
from crmtui.errors import UsageError
from crmtui.text import money, plural, when

_ORDERS = (
    console.Column("id", right=True), console.Column("order"), console.Column("placed"),
    console.Column("customer", flex=True), console.Column("items", right=True), console.Column("total", right=True),
    console.Column("refunded", right=True), console.Column("payment"), console.Column("goods"),
    console.Column("tags", flex=True),
)  # fmt: skip


def count(words: list[str], view: str | None, records: str, *, as_json: bool) -> None:
    """Count what a query picks, everywhere or in a view.

    Raises:
        UsageError: views hold tickets, and something else is counted.
    """
    kind = records_of(records) or "ticket"
    if view and kind != "ticket":
        raise UsageError(f"views hold tickets, not {kind}s", "Leave out --view or --records.")
    with session().reader() as connection:
        who = me(connection)
        within = query_of(connection, key_named(connection, view, who), who) if view else ""
        found = asked(connection, " ".join(words), kind, who, within=within)
        number = found.count(connection)
    if as_json:
        console.emit_json({"records": kind, "query": str(found.query), "count": number})
        return
    console.say(str(number))


def explain(words: list[str], records: str, *, sql: bool, as_json: bool) -> None:
    """Say a query in plain words."""
    from crmtui.query.explain import in_words

    kind = records_of(records) or "ticket"
    with session().reader() as connection:
        found = asked(connection, " ".join(words), kind, me(connection))
        statement, values = found.sql()
        plan = found.plan(connection) if sql or as_json else []
    said = in_words(found.query, kind)
    if as_json:
        told = {
            "records": kind,
            "query": str(found.query),
            "means": said,
            "sql": statement,
            "values": values,
            "plan": plan,
        }
        console.emit_json(told)
        return
    console.say(said)
    if str(found.query):
        console.say(str(found.query))
    if sql:
        console.say()
        console.say("\n".join(line.strip() for line in statement.splitlines()))
        for number, value in enumerate(values, 1):
            console.say(f"  {number}: {value!r}")
        console.say()
        console.say("\n".join(plan))


def list_orders(words: list[str], limit: int, *, ids: bool, as_json: bool) -> None:
    """List the orders that a query picks, the newest first."""
    from crmtui.customers.order_rows import order_rows

    with session().reader() as connection:
        found = asked(connection, " ".join(words), "order", me(connection))
        numbers = found.ids(connection, limit)
        if ids:
            if numbers:
                console.say("\n".join(map(str, numbers)))
            return
        rows = order_rows(connection, numbers)
        total = found.count(connection, COUNTED) if len(rows) == limit else len(rows)
    if as_json:
        console.emit_json(rows)
        return
    now = int(time.time())
    console.print_table(
        _ORDERS,
        [
            (
                row.id, row.name, "" if row.placed_at is None else when(row.placed_at, now), row.customer, row.items,
                money(row.total, row.currency), money(row.refunded, row.currency) if row.refunded else "",
                "cancelled" if row.cancelled_at is not None else row.payment, row.status, " ".join(row.tags),
            )
            for row in rows
        ],
    )  # fmt: skip
    if total > len(rows):
        console.remark(f"{plural(total - len(rows), 'more order')}: --limit {total} shows all.")
    elif not rows:
        console.remark("No orders here.")
