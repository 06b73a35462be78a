"""Lists of tickets whose conditions look into messages, read some tickets at a time.

The one rule: candidates come in the list's own order by what is cheap to ask; words are looked for only in the messages
near them. Gathering all messages that hold a common word would cost the same for a page as for the whole list.
"""

from collections.abc import Sequence
from dataclasses import replace

import cysqlite

from crmtui.db import finding
from crmtui.db.conditions import Condition
from crmtui.db.finding import Statement
from crmtui.db.text_conditions import asks_messages

Place = tuple[int, int]
"""(last activity, ticket): where a ticket stands in the usual order."""


def split(one: Statement, driver: Condition | None) -> tuple[Statement, Statement]:
    """What is cheap to ask of a ticket, and what looks into messages; without the driver itself."""
    rest = [condition for condition in one.everything if condition != driver]
    cheap = tuple(condition for condition in rest if not asks_messages(condition.sql))
    dear = tuple(condition for condition in rest if asks_messages(condition.sql))
    bare = replace(one, match="", numbers=())
    return replace(bare, conditions=cheap), replace(bare, conditions=dear)


def driven(connection: cysqlite.Connection, cheap: Statement, driver: Condition) -> list[int]:
    """The tickets of the driver that meet what is cheap, in the list's order."""
    sql, params = finding.statement(cheap, driver)
    return [row_id for (row_id,) in connection.execute(sql, params)]


def along(connection: cysqlite.Connection, one: Statement, below: Place | None, limit: int) -> list[Place]:
    """Where the next tickets stand that meet a statement, newest activity first."""
    index, where, params = finding.along(one)
    bound, values = ("", ()) if below is None else ("AND (t.activity_at, t.id) < (?, ?)", below)
    found: list[Place] = connection.execute(
        f"""SELECT t.activity_at, t.id FROM ticket t {f"INDEXED BY {index}" if index else ""}
        WHERE {where} {bound} ORDER BY t.activity_at DESC, t.id DESC LIMIT ?""",
        (*params, *values, limit),
    ).fetchall()
    return found


def kept(connection: cysqlite.Connection, dear: Statement, tickets: Sequence[int]) -> list[int]:
    """Those of some tickets, near each other in time, whose messages meet the rest; in the same order."""
    if not dear.conditions:
        return list(tickets)
    met = set(finding.members(connection, dear, tickets)) if tickets else set()
    return [ticket for ticket in tickets if ticket in met]
