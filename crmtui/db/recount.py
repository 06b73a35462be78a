"""Counts tickets anew: what the triggers keep in `ticket_rank` and `ticket_count`, from the tickets themselves.

The one rule: this is the plain way, a scan of all tickets, for checking and repairing; no list waits for it.
"""

from collections.abc import Iterator

import cysqlite

from crmtui.db import ranks

_WAITING = "(t.status = 'open' AND t.waiting_since IS NOT NULL)"
_ACTIVE = "t.status IN ('open', 'pending')"
_SUMS = f"""sum({_WAITING}), sum({_ACTIVE} AND NOT {_WAITING}), sum(t.status = 'snoozed'), sum(t.status = 'resolved'),
    sum(t.status = 'spam')"""


def _ranks() -> Iterator[str]:
    whole, agents = f"{ranks.DESK}", "(coalesce(t.assignee_id, 0) + 1)"
    for whose, where in ((whole, "true"), (agents, _ACTIVE)):
        for level, shift in enumerate((ranks.LONG, ranks.SHORT)):
            place = f"(({whose} * 2 + {level}) << {ranks.LEVEL_BITS}) + (t.activity_at >> {shift})"
            yield f"SELECT {place}, {_SUMS} FROM ticket t WHERE {where} GROUP BY 1"


_TRUTH = {
    "ticket_rank": (
        " UNION ALL ".join(_ranks()),
        "waiting <> 0 OR working <> 0 OR snoozed <> 0 OR resolved <> 0 OR spam <> 0",
    ),
    "ticket_count": (
        "SELECT status, coalesce(assignee_id, 0), waiting_since IS NOT NULL, count(*) FROM ticket GROUP BY 1, 2, 3",
        "n <> 0",
    ),
}  # fmt: skip


def wrong(connection: cysqlite.Connection, table: str) -> int:
    """How many rows of `ticket_rank` or `ticket_count` differ from a recount."""
    truth, counts = _TRUTH[table]
    # A row that counts nothing says the same as none: spans that hold trashed tickets only, or that emptied.
    sql = f"""WITH truth AS MATERIALIZED (SELECT * FROM ({truth})),
        kept AS MATERIALIZED (SELECT * FROM {table} WHERE {counts})
        SELECT (SELECT count(*) FROM (SELECT * FROM truth EXCEPT SELECT * FROM {table}))
             + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM truth))"""
    return int(connection.execute_scalar(sql))


def again(connection: cysqlite.Connection) -> None:
    """Count everything anew, in the caller's transaction."""
    for table, (truth, _) in _TRUTH.items():
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} {truth}")
