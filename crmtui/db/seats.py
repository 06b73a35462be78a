"""Who sits here and what is on its way, for the frame of the app.

The one rule: read-only, a few rows each; the first paint asks these.
"""

import getpass

import cysqlite


def seat(connection: cysqlite.Connection, name: str = "") -> tuple[int | None, str]:
    """The agent (id, name) who sits here; (None, "") for none.

    A name or address is met whatever its case, a first name where only one agent has it. Without a name it is who
    this system user is, else the first agent.
    """
    rows = connection.execute("SELECT id, name, email, os_user FROM agent WHERE active = 1 ORDER BY id").fetchall()
    if name:
        key = name.casefold()
        whole = [row for row in rows if key in (row[1].casefold(), row[2].casefold())]
        first = [row for row in rows if row[1].casefold().split(" ")[0] == key]
        met = whole[:1] or (first if len(first) == 1 else [])
        return (met[0][0], met[0][1]) if met else (None, "")
    user = getpass.getuser()
    fitting = next((row for row in rows if row[3] == user), rows[0] if rows else None)
    return (fitting[0], fitting[1]) if fitting else (None, "")


def outbox_counts(connection: cysqlite.Connection) -> dict[str, int]:
    """How many mails stand in each state that is not the end of the matter."""
    rows = connection.execute(
        "SELECT state, count(*) FROM outbox"
        " WHERE state IN ('held', 'queued', 'sending', 'failed', 'uncertain') GROUP BY state"
    ).fetchall()
    return dict(rows)


def everybody(connection: cysqlite.Connection) -> tuple[tuple[object, ...], ...]:
    """All that names of agents are met by: while it stays the same, a name means who it meant."""
    return tuple(connection.execute("SELECT id, name, email, os_user, active FROM agent ORDER BY id").fetchall())


def agents(connection: cysqlite.Connection, *, active: bool = True) -> list[tuple[int, str, str]]:
    """The agents who work here, or also those who once did: id, name, address."""
    query = "SELECT id, name, email FROM agent WHERE active >= ? ORDER BY name"
    return connection.execute(query, (int(active),)).fetchall()


def tags(connection: cysqlite.Connection, limit: int = 500) -> list[tuple[str, int]]:
    """The tags in use on tickets and on how many, the most used first."""
    return connection.execute(
        "SELECT tag, count(*) AS n FROM ticket_tag GROUP BY tag ORDER BY n DESC, tag LIMIT ?", (limit,)
    ).fetchall()


def tags_of_all(connection: cysqlite.Connection, tickets: list[int]) -> list[str]:
    """The tags that every one of these tickets has."""
    common: set[str] | None = None
    for start in range(0, len(tickets), 500):
        some = tickets[start : start + 500]
        marks = ",".join("?" * len(some))
        query = f"SELECT tag FROM ticket_tag WHERE ticket_id IN ({marks}) GROUP BY tag HAVING count(*) = ?"
        found = {row[0] for row in connection.execute(query, (*some, len(some))).fetchall()}
        common = found if common is None else common & found
        if not common:
            return []
    return sorted(common or ())
