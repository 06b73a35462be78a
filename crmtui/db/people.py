"""Finds the customers behind addresses, and makes those that are missing, in bulk.

The one rule: an address belongs to one customer at most (`identity` is unique), so whatever brings an address in
passes here. Call inside a write transaction.
"""

from collections.abc import Iterable, Sequence

import cysqlite

from crmtui.db.fulltext import spaced
from crmtui.db.in_lists import chunks, slots
from crmtui.db.merged import living_customer


def ensure_customers(
    connection: cysqlite.Connection, people: Sequence[tuple[str, str]], at: int
) -> tuple[dict[str, int], list[int]]:
    """The living customer of each address, made when there is none.

    Args:
        connection: inside a write transaction.
        people: (address, display name); the first name that is not empty counts.
        at: now, UTC epoch seconds.

    Returns:
        Casefolded address to customer id, and the ids that were made just now.
    """
    wanted: dict[str, tuple[str, str]] = {}
    for email, name in people:
        key = email.casefold()
        if key not in wanted or (name and not wanted[key][1]):
            wanted[key] = (wanted[key][0] if key in wanted else email, name)
    ids = find_customers(connection, wanted)
    missing = {key: person for key, person in wanted.items() if key not in ids}
    if not missing:
        return ids, []
    customers = next_id(connection, "customer")
    made = dict(zip(missing, range(customers, customers + len(missing)), strict=True))
    connection.executemany(
        "INSERT INTO customer (id, name, name_key, email, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(made[key], name, (name or email).casefold(), email, at, at) for key, (email, name) in missing.items()],
    )
    connection.executemany(
        "INSERT INTO identity (customer_id, kind, value, value_key, created_at) VALUES (?, 'email', ?, ?, ?)",
        [(made[key], email, key, at) for key, (email, _) in missing.items()],
    )
    connection.executemany(
        "INSERT INTO customer_fts (rowid, name, addresses, extra) VALUES (?, ?, ?, '')",
        [(made[key], spaced(name), spaced(email)) for key, (email, name) in missing.items()],
    )
    return ids | made, list(made.values())


def find_customers(connection: cysqlite.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The living customers of casefolded addresses; addresses that nobody has are left out."""
    found: dict[str, int] = {}
    merged: dict[str, int] = {}
    for chunk in chunks(keys):
        rows = connection.execute(
            f"""SELECT i.value_key, c.id, c.merged_into_id FROM identity AS i JOIN customer AS c ON c.id = i.customer_id
                WHERE i.kind = 'email' AND i.value_key IN ({slots(chunk)})""",
            chunk,
        )
        for key, customer_id, merged_into in rows:
            found[key] = customer_id
            if merged_into is not None:
                merged[key] = merged_into
    for key, customer_id in merged.items():
        found[key] = living_customer(connection, customer_id)
    return found


def next_id(connection: cysqlite.Connection, table: str) -> int:
    """The id that the table's next row gets; good until the end of this write transaction."""
    last = connection.execute_scalar("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    return int(last or 0) + 1
