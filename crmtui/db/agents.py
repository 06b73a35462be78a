"""Reads who answers here.

The one rule: read-only, through the raw reader: completion and lists ask it.
"""

from dataclasses import dataclass

import cysqlite


@dataclass(frozen=True, slots=True)
class AgentRow:
    """A person who answers; `active` false for one who has left."""

    id: int
    name: str
    email: str
    os_user: str
    role: str
    active: bool


def agents(connection: cysqlite.Connection) -> list[AgentRow]:
    """Everybody who answers or did, in the order they came."""
    rows = connection.execute("SELECT id, name, email, os_user, role, active FROM agent ORDER BY id").fetchall()
    return [AgentRow(number, name, email, user, role, bool(active)) for number, name, email, user, role, active in rows]


def anybody(connection: cysqlite.Connection) -> bool:
    """Whether the desk has any agent yet."""
    return bool(connection.execute_scalar("SELECT EXISTS (SELECT 1 FROM agent)"))
