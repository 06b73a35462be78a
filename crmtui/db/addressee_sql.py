"""Finds people of the customer book while an address is being typed.

The one rule: read-only, and every question is bounded: it looks at so many candidates and no further, whatever was
typed and however large the book is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import cysqlite

from crmtui.db.fulltext import match_of

_LAST = "\U0010ffff"


def candidates(connection: cysqlite.Connection, typed: str, limit: int) -> list[int]:
    """Ids of customers, `limit` of each kind: names and addresses that begin so, then the newest with its words."""
    key = typed.casefold()
    names = connection.execute(
        """SELECT id FROM customer WHERE name_key >= ? AND name_key < ? AND merged_into_id IS NULL
        ORDER BY name_key, id LIMIT ?""",
        (key, key + _LAST, limit),
    ).fetchall()
    addresses = connection.execute(
        """SELECT customer_id FROM identity WHERE kind = 'email' AND value_key >= ? AND value_key < ?
        ORDER BY value_key LIMIT ?""",
        (key, key + _LAST, limit),
    ).fetchall()
    match = match_of(typed, beginnings=True)
    words: Sequence[Any] = ()
    if match:
        words = connection.execute(
            "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? ORDER BY rowid DESC LIMIT ?", (match, limit)
        ).fetchall()
    return list(dict.fromkeys(row[0] for row in (*names, *addresses, *words)))


def addresses_of(connection: cysqlite.Connection, customers: Iterable[int]) -> list[tuple[Any, ...]]:
    """(customer, name, company, last contact, address, whether it is their first, whether mail to it came back)."""
    wanted = list(customers)
    # By customer, whatever the planner guesses: the other way is through every address there is.
    marks = ",".join("?" * len(wanted))
    return list(
        connection.execute(
            f"""SELECT c.id, c.name, c.company, coalesce(c.last_contact_at, 0), i.value, i.value = c.email,
            i.bounced_at IS NOT NULL FROM customer c CROSS JOIN identity i INDEXED BY identity_customer
            ON i.customer_id = c.id AND i.kind = 'email'
            WHERE c.id IN ({marks}) AND c.merged_into_id IS NULL ORDER BY c.id, i.id""",
            wanted,
        )
    )
