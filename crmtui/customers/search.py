"""The customers that a query picks, page by page.

The one rule: read-only; words are ranked by where they stand (name, address, the rest) unless another order is asked
for, everything else is in the book's order; what is listed has an end, what an action works on has none.
"""

import time
from collections.abc import Sequence

import cysqlite

from crmtui.customers.book import CustomerRow, rows_by_id
from crmtui.customers.mentions import name_key
from crmtui.db import customer_lists, finding
from crmtui.query.pick import Pick
from crmtui.query.syntax import Words

LISTED = 5_000
"""Customers that a list holds at the most; narrow words find the rest."""


class CustomerSearch:
    """Pages of a pick of customers.

    Attributes:
        more: the list ends before the customers do.
        note: in what order they stand.
        millis: how long finding took.
    """

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.more = False
        self.millis = 0
        ranked = pick.statement.match and not pick.statement.order
        self.note = "best first" if ranked else "" if pick.statement.order else "by name"
        self._ranked = bool(ranked)
        self._found: list[int] | None = None

    def count(self, connection: cysqlite.Connection) -> int:
        """How many rows the list has."""
        return len(self._ids(connection))

    def page(self, connection: cysqlite.Connection, start: int, size: int) -> list[CustomerRow]:
        """Rows `start` to `start + size`."""
        return rows_by_id(connection, self._ids(connection)[start : start + size])

    def position(self, connection: cysqlite.Connection, customer_id: int) -> int | None:
        """The place of a customer in the list, None when they are not in it."""
        found = self._ids(connection)
        return found.index(customer_id) if customer_id in found else None

    def ids(self, connection: cysqlite.Connection) -> Sequence[int]:
        """Everybody whom the query picks, beyond the list's end too."""
        return self.pick.ids(connection) if self.more else self._ids(connection)

    def _ids(self, connection: cysqlite.Connection) -> list[int]:
        if self._found is None:
            began = time.perf_counter()
            found = self.pick.ids(connection, LISTED + 1)
            self.more = len(found) > LISTED
            found = found[:LISTED]
            if self._ranked:
                known = set(found)
                best = finding.customers_by_fit(connection, self.pick.statement.match, LISTED)
                found = list(dict.fromkeys([*(one for one in best if one in known), *found]))
            self._found = list(dict.fromkeys([*self._of_order(connection), *found]))
            self.millis = max(1, round((time.perf_counter() - began) * 1000))
        return self._found

    def _of_order(self, connection: cysqlite.Connection) -> list[int]:
        """Who placed the order that the whole text is the number of."""
        root = self.pick.query.root
        if not isinstance(root, Words) or not any(char.isdigit() for char in root.text):
            return []
        return customer_lists.of_orders(connection, name_key(root.text))
