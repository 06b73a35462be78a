"""Reads which tags there are.

The one rule: read-only, through the raw reader: completion and pickers ask it.
"""

import cysqlite


def ticket_tags(connection: cysqlite.Connection, limit: int = 500) -> list[tuple[str, int]]:
    """The tags of tickets with how many have each, the most used first."""
    sql = "SELECT tag, count(*) FROM ticket_tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT ?"
    return [(tag, count) for tag, count in connection.execute(sql, (limit,))]
