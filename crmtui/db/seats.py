"""Who sits here and what is on its way, for the frame of the app.

The one rule: read-only, a few rows each; the first paint asks these.
"""

import getpass

import cysqlite


def seat(connection: cysqlite.Connection, name: str = "") -> tuple[int | None, str]:
    """The agent (id, name) of that name or address, else of this system user, else the first; (None, "") for none."""
    rows = connection.execute("SELECT id, name, email, os_user FROM agent WHERE active = 1 ORDER BY id").fetchall()
    if name:
        return next(((row[0], row[1]) for row in rows if name in (row[1], row[2])), (None, ""))
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
