"""Customers that a typed query picks, with what the screen needs to show them.

The one rule: everything is read in one question, so that the next key can overtake it as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crmtui.customers.book import CustomerRow
from crmtui.customers.search import CustomerSearch
from crmtui.db.connect import Reader
from crmtui.db.engine import Engine
from crmtui.highlight import Finder
from crmtui.query.asker import Asker
from crmtui.query.pick import pick
from crmtui.screens.contact_rows import BookSource
from crmtui.widgets.pages import PAGE
from crmtui.widgets.query_parts import Found


@dataclass(frozen=True, slots=True)
class Met:
    """Who was found: a source of rows, the first of them, and what to say about it."""

    source: BookSource
    rows: Sequence[CustomerRow]
    finder: Finder
    found: Found


async def search(engine: Engine, text: str, asker: Asker) -> Met:
    """Find customers; the next search overtakes this one.

    Raises:
        QueryError: the text cannot be read, or names somebody who is not there.
        Overtaken: something else is looked for by now.
    """
    return await engine.search(_search, engine, text, asker)


def _search(connection: Reader, engine: Engine, text: str, asker: Asker) -> Met:
    picked = pick(connection, text, "customer", asker, typing=True)
    pages = CustomerSearch(picked)
    rows = pages.page(connection, 0, PAGE)
    count = pages.count(connection)
    found = Found(f"{count:,}{'+' if pages.more else ''}", pages.millis, pages.note)
    return Met(BookSource(engine, pages, count), rows, Finder(picked.words), found)
