"""From the words of a command to what they pick: one language for `list`, `count`, `contacts`, `orders`, `do`.

The one rule: a mistake carries the query as it was written, so that the shell can show the place.
"""

import time

import cysqlite

from crmtui.errors import QueryError
from crmtui.query.asker import Asker
from crmtui.query.pick import Pick, pick
from crmtui.query.syntax import And, Query, joined
from crmtui.zones import LOCAL

COUNTED = 10_000
"""How far a list counts what it does not show."""


def asker(me: int | None) -> Asker:
    """Who asks: `me`, now, and the zone of this machine."""
    return Asker(me, int(time.time()), LOCAL)


def read(text: str, records: str) -> Query:
    """The tree of a query.

    Raises:
        QueryError: it cannot be read.
    """
    from crmtui.query.parse import parse

    try:
        return parse(text, records)
    except QueryError as error:
        error.text = text
        raise


def asked(connection: cysqlite.Connection, text: str, records: str, me: int | None, *, within: str = "") -> Pick:
    """What a query picks, for one who asks now.

    Args:
        connection: the raw reader.
        text: the query.
        records: ticket, customer or order.
        me: whom `me` means.
        within: the query of the view in which it is asked.

    Raises:
        QueryError: it cannot be read, or names an agent who is not there.
    """
    tree = read(text, records)
    if within:
        tree = _both(read(within, records), tree)
    try:
        return pick(connection, tree, records, asker(me))
    except QueryError as error:
        error.text = "" if within else text
        raise


def _both(view: Query, query: Query) -> Query:
    roots = [one.root for one in (view, query) if one.root is not None]
    return Query(joined(And, roots) if roots else None, query.sort or view.sort)
