"""Reads which values there are that a query may name: agents, tags, mailboxes, countries, ...

The one rule: a few milliseconds at any size: tags of tickets are stepped through along their index, the rest is looked
up among the newest and the largest records.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import cysqlite

MOST_TAGS = 2_000
"""Tags of tickets that are known."""
_NEWEST = 500

# From one tag to the next greater one: a step each, however many tickets have it.
_TAGS = """WITH RECURSIVE step(tag) AS (
        SELECT min(tag) FROM ticket_tag
        UNION ALL SELECT (SELECT min(x.tag) FROM ticket_tag x WHERE x.tag > step.tag) FROM step
            WHERE step.tag IS NOT NULL)
    SELECT tag FROM step WHERE tag IS NOT NULL LIMIT ?"""
_TICKETS = "SELECT mailbox, channel, tags FROM ticket ORDER BY id DESC LIMIT ?"
_CUSTOMERS = """SELECT tags, country, currency, locale, timezone FROM (
        SELECT * FROM customer WHERE merged_into_id IS NULL AND last_contact_at IS NOT NULL
        ORDER BY last_contact_at DESC, id DESC LIMIT ?1)
    UNION ALL SELECT tags, country, currency, locale, timezone FROM (
        SELECT * FROM customer WHERE merged_into_id IS NULL ORDER BY spent DESC, id DESC LIMIT ?1)"""
_ORDERS = "SELECT shop, country, currency, tags FROM shop_order ORDER BY id DESC LIMIT ?"
_PARCELS = "SELECT carrier FROM fulfillment ORDER BY id DESC LIMIT ?"


def known_values(connection: cysqlite.Connection) -> Mapping[str, list[tuple[str, str]]]:
    """The values that exist, each with a word about it, by the `source` of the fields that take them.

    Those in use lately come first. Private views are left out: who asks is not known here.
    """
    tickets = connection.execute(_TICKETS, (_NEWEST,)).fetchall()
    customers = connection.execute(_CUSTOMERS, (_NEWEST,)).fetchall()
    orders = connection.execute(_ORDERS, (_NEWEST,)).fetchall()
    every = (tag for (tag,) in connection.execute(_TAGS, (MOST_TAGS,)))
    views = connection.execute("SELECT name, query, records FROM view WHERE owner_id IS NULL ORDER BY position, id")
    by_records: dict[str, list[tuple[str, str]]] = {"ticket": [], "customer": []}
    for name, query, records in views:
        by_records.setdefault(records, []).append((name, query))
    agents = connection.execute("SELECT name, email FROM agent WHERE active = 1 ORDER BY name")
    return {
        "agent": [(name, email) for name, email in agents],
        "tag": _plain((*_used(_tags(row[2] for row in tickets)), *every)),
        "customer_tag": _plain(_used(_tags(row[0] for row in customers))),
        "order_tag": _plain(_used(_tags(row[3] for row in orders))),
        "mailbox": _plain(_used(row[0] for row in tickets)),
        "channel": _plain(_used(row[1] for row in tickets)),
        "country": _plain(_used((*(row[1] for row in customers), *(row[1] for row in orders)))),
        "currency": _plain(_used((*(row[2] for row in orders), *(row[2] for row in customers)))),
        "language": _plain(_used(row[3] for row in customers)),
        "timezone": _plain(_used(row[4] for row in customers)),
        "shop": _plain(_used(row[0] for row in orders)),
        "carrier": _plain(_used(row[0] for row in connection.execute(_PARCELS, (_NEWEST,)))),
        "view": by_records["ticket"],
        "segment": by_records["customer"],
    }


def _tags(lists: Iterable[str]) -> Iterable[str]:
    for text in lists:
        if text != "[]":
            yield from map(str, json.loads(text))


def _used(values: Iterable[Any]) -> list[str]:
    """Each value once, the most used first."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[str(value)] = counts.get(str(value), 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))


def _plain(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, "") for value in dict.fromkeys(values)]
