"""Where tickets and customers that were merged live on.

The one rule: a chain of merges is followed to its end, and one without an end is broken data: it is left at some point.
"""

from collections.abc import Iterable

import cysqlite

from crmtui.db.in_lists import chunks, slots

_STEPS = 100


def living_ticket(connection: cysqlite.Connection, ticket_id: int) -> int | None:
    """The ticket that a merged one lives on in (itself when it was not merged), None when there is none."""
    return living_tickets(connection, [ticket_id]).get(ticket_id)


def living_tickets(connection: cysqlite.Connection, ids: Iterable[int]) -> dict[int, int]:
    """The ticket in which each of these lives on; those that do not exist are left out."""
    found: dict[int, int] = {}
    for chunk in chunks(ids):
        sql = f"SELECT id, merged_into_id FROM ticket WHERE id IN ({slots(chunk)})"
        for row_id, into in connection.execute(sql, chunk).fetchall():
            found[row_id] = row_id if into is None else _end(connection, "ticket", into)
    return found


def living_customer(connection: cysqlite.Connection, customer_id: int) -> int:
    """The customer that this one was merged into at last; itself when it was not."""
    return _end(connection, "customer", customer_id)


def _end(connection: cysqlite.Connection, table: str, row_id: int) -> int:
    for _ in range(_STEPS):
        into = connection.execute_scalar(f"SELECT merged_into_id FROM {table} WHERE id = ?", (row_id,))
        if into is None:
            break
        row_id = int(into)
    return row_id
