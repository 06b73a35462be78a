"""Rows of tickets with the words around what a search found in them.

The one rule: read-only; a row's snippet is replaced only where the words stand elsewhere: in a message, or in what else
the ticket is found by.
"""

from collections.abc import Sequence
from dataclasses import replace

import cysqlite

from crmtui.db.hit_texts import beside, texts_of
from crmtui.desk.views import TicketRow
from crmtui.highlight import Finder
from crmtui.text import one_line

MESSAGES = 20
"""Messages of a ticket that are looked through, newest first."""

# What a snippet keeps in front of the hit and after it: the widest column shows no more.
_BEFORE, _AFTER = 120, 240


def with_hits(connection: cysqlite.Connection, rows: Sequence[TicketRow], finder: Finder) -> list[TicketRow]:
    """The rows, each with the words around the newest hit as its snippet."""
    if not finder:
        return list(rows)
    return [_with_hit(connection, row, finder) for row in rows]


def _with_hit(connection: cysqlite.Connection, row: TicketRow, finder: Finder) -> TicketRow:
    for text, name, address in texts_of(connection, row.id, MESSAGES):
        if finder.holds(text):
            return replace(row, snippet=_around(text, finder))
        if finder.holds(name) or finder.holds(address):
            return replace(row, snippet=f"{name} <{address}>: {row.snippet}" if name else f"{address}: {row.snippet}")
    if finder.holds(row.subject):
        return row
    for what, text in beside(connection, row.id, row.customer_id, MESSAGES):
        if finder.holds(text):
            return replace(row, snippet=f"[{what}] {_around(text, finder)}")
    return row


def _around(text: str, finder: Finder) -> str:
    line = one_line(text)
    hit = finder.first(line)
    if hit is None or hit[0] <= _BEFORE:
        return line[: _BEFORE + _AFTER]
    begin = line.find(" ", hit[0] - _BEFORE, hit[0]) + 1 or hit[0] - _BEFORE
    return "…" + line[begin : hit[1] + _AFTER]
