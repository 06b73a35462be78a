"""Tickets that are found batch by batch, as far as somebody looks.

The one rule: a batch is read only where those before it do not reach.
"""

from collections.abc import Iterator

from crmtui.db.connect import Reader
from crmtui.query.pick import Pick


class FoundSoFar:
    """The tickets of one query, in order.

    Attributes:
        known: those found so far.
        done: there are no more.
        note: how the list is ordered.
    """

    def __init__(self, pick: Pick, note: str = "") -> None:
        self.pick, self.note = pick, note
        self.known: list[int] = []
        self.done = False
        self._batches: Iterator[list[int]] | None = None

    def reach(self, connection: Reader, n: int) -> None:
        """Find tickets until there are `n`, or no more."""
        if self._batches is None:
            self._batches = self._found(connection)
        while len(self.known) < n and not self.done:
            batch = next(self._batches, None)
            self.done = batch is None
            self.known += batch or ()

    def _found(self, connection: Reader) -> Iterator[list[int]]:
        """Batches of tickets, each ticket once, in order."""
        raise NotImplementedError
