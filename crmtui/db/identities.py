"""Finds a customer by an address, for those who name people that way.

The one rule: read-only, through the raw reader.
"""

import cysqlite


def owner_of(connection: cysqlite.Connection, value: str) -> int | None:
    """The customer who has this address, number or shop account, None when nobody does."""
    sql = "SELECT customer_id FROM identity WHERE kind = ? AND value_key = ?"
    for kind in ("email", "phone", "shop"):
        found = connection.execute_scalar(sql, (kind, value.strip().casefold()))
        if found is not None:
            return int(found)
    return None
