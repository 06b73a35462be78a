"""The outbox as a list: what needs somebody first, then what waits, then what left or was taken back lately.

The one rule: read-only and light, on the raw reader; texts are as they came: clean them at the door to the screen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cysqlite

from crmtui.db import lists, outbox_sql
from crmtui.desk.outbox_fate import Fate, Standing, fate

OPEN_STATES = ("held", "queued", "sending", "failed", "uncertain")
"""What still wants something: time, a server, or a person."""
DONE_STATES = ("sent", "cancelled")
CHANGEABLE_STATES = ("held", "queued", "failed", "cancelled")
"""Those in which no server may have it."""
POSTPONABLE_STATES = ("held", "queued", "failed")
"""Those in which it is still to leave."""
RECENT = 200
"""How many mails that are done with the list ends with."""
_ORDER = ("failed", "uncertain", "sending", "queued", "held")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail of the outbox, as lists show it; times are UTC epoch seconds.

    `scheduled` is 1 when a person chose the time; `copy_error` says why the Sent folder has no copy.
    """

    id: int
    ticket_id: int
    mailbox: str
    recipients: tuple[str, ...]
    subject: str
    state: str
    attempts: int
    not_before: int
    next_try_at: int
    error: str
    created_at: int
    sent_at: int | None
    scheduled: int = 0
    copy_error: str = ""

    def fate(self, now: int) -> Fate:
        """What becomes of it."""
        mail = Standing(self.state, self.next_try_at, self.attempts, self.scheduled, self.error, self.sent_at)
        return fate(mail, now)


class OutboxPages:
    """The mails of the outbox, in each state the newest first."""

    def __init__(self) -> None:
        self._pagers = {state: lists.Pager(outbox_sql.listing(state)) for state in _ORDER}
        self._counts: dict[str, int] | None = None
        self._recent: list[int] = []

    def counts(self, connection: cysqlite.Connection) -> dict[str, int]:
        """How many mails stand in each state that is not the end of the matter."""
        if self._counts is None:
            self._counts = outbox_sql.counts(connection, _ORDER)
            self._recent = outbox_sql.newest(connection, DONE_STATES, RECENT)
        return self._counts

    def count(self, connection: cysqlite.Connection) -> int:
        """How many rows there are, with the recent ones."""
        return sum(self.counts(connection).values()) + len(self._recent)

    def page(self, connection: cysqlite.Connection, start: int, size: int) -> list[OutboxRow]:
        """Rows `start` to `start + size`."""
        counts, rows = self.counts(connection), list[tuple[Any, ...]]()
        skip, left = start, size
        for state in _ORDER:
            total = counts.get(state, 0)
            wanted = min(left, max(0, total - skip))
            if wanted:
                rows += self._pagers[state].page(connection, skip, wanted, total)
            skip, left = max(0, skip - total), left - wanted
        rows += lists.rows_of(connection, outbox_sql.listing(""), self._recent[skip : skip + left])
        return [_row(row) for row in rows]

    def position(self, connection: cysqlite.Connection, outbox_id: int) -> int | None:
        """The place of a mail in the list, None when it is not in it."""
        counts, found = self.counts(connection), outbox_sql.place(connection, outbox_id)
        if found is None:
            return None
        state, key = found
        if state not in _ORDER:
            done = outbox_id in self._recent
            return sum(counts.values()) + self._recent.index(outbox_id) if done else None
        above = sum(counts.get(earlier, 0) for earlier in _ORDER[: _ORDER.index(state)])
        return above + self._pagers[state].keys_above(connection, key)

    def ids(self, connection: cysqlite.Connection, limit: int = 1_000_000) -> list[int]:
        """The ids of what still wants something: what a bulk action on everything acts on."""
        return outbox_sql.newest(connection, _ORDER, limit)


def _row(row: Sequence[Any]) -> OutboxRow:
    _, outbox_id, ticket_id, mailbox, recipients, *rest = row
    return OutboxRow(outbox_id, ticket_id, mailbox, tuple(json.loads(recipients)), *rest)
