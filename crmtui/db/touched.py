"""The feed of what was touched: tickets and customers, in the order in which they came, changed or went.

The one rule: triggers write it (migration 0002) and anybody may read on from where they were; old entries go at any
time, so a reader whose place is gone counts anew.
"""

import cysqlite

KEPT = 100_000
"""Entries that are kept: a reader who looks every second never meets the end of them."""


def is_long(connection: cysqlite.Connection, keep: int = KEPT) -> bool:
    """Whether there is so much to drop that it is worth a transaction; costs two looks."""
    row = connection.execute_one("SELECT (SELECT max(seq) FROM touched), (SELECT min(seq) FROM touched)")
    return bool(row and row[0] is not None and row[0] - row[1] > keep + keep // 10)


def prune(connection: cysqlite.Connection, keep: int = KEPT) -> None:
    """Drop all entries but the newest `keep`, in the caller's transaction; whoever writes calls it."""
    connection.execute("DELETE FROM touched WHERE seq <= (SELECT max(seq) FROM touched) - ?", (keep,))
