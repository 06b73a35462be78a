"""Accounts for every mail that was ever fetched.

The one rule: the sums add up, or it is said where they do not; nothing here changes anything.
"""

from dataclasses import dataclass

import cysqlite

from crmtui.db import intake_sql, sync_sql


@dataclass(frozen=True, slots=True)
class SourceSums:
    """What became of the messages of one source."""

    source: str
    messages: int
    bytes: int
    states: dict[str, int]


@dataclass(frozen=True, slots=True)
class Audit:
    """The account of all mail.

    Attributes:
        messages: ledger rows; the sum of `states`.
        states: rows by what became of them.
        reasons: (state, reason without its particulars, rows).
        sources: the same per source.
        left_out: (source, messages, why) of what was never fetched on purpose; not among `messages`.
        tickets: tickets that hold the ticketed messages.
        faults: (what must not be, how often) where it is.
    """

    messages: int
    bytes: int
    states: dict[str, int]
    reasons: tuple[tuple[str, str, int], ...]
    sources: tuple[SourceSums, ...]
    left_out: tuple[tuple[str, int, str], ...]
    tickets: int
    faults: tuple[tuple[str, int], ...]

    @property
    def adds_up(self) -> bool:
        """Whether every message is accounted for."""
        return not self.faults and sum(self.states.values()) == self.messages


def audit(connection: cysqlite.Connection) -> Audit:
    """Count everything, and check what must hold."""
    states = dict.fromkeys(intake_sql.LEDGER_STATES, 0)
    reasons: dict[tuple[str, str], int] = {}
    sources: dict[str, SourceSums] = {}
    for source, state, reason, count, size in intake_sql.ledger_sums(connection):
        states[state] += count
        if reason:
            reasons[state, reason] = reasons.get((state, reason), 0) + count
        old = sources.get(source, SourceSums(source, 0, 0, {}))
        sums = old.states | {state: old.states.get(state, 0) + count}
        sources[source] = SourceSums(source, old.messages + count, old.bytes + size, sums)
    messages, size, tickets = intake_sql.ledger_totals(connection)
    left = tuple((name, count, f"older than since {day}") for name, count, day in sync_sql.left_out(connection))
    found = [(what, int(connection.execute_scalar(sql))) for what, sql in intake_sql.INVARIANTS]
    return Audit(
        messages, size, states, tuple((state, reason, count) for (state, reason), count in sorted(reasons.items())),
        tuple(sources.values()), left, tickets, tuple(one for one in found if one[1]),
    )  # fmt: skip
