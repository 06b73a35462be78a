"""What the first painted inbox shows, read in one go before Textual asks for it.

The one rule: a handful of indexed queries, whatever the size of the desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmtui.db.connect import Reader
from crmtui.db.seats import seat
from crmtui.desk.saved_views import SavedView, sidebar
from crmtui.desk.views import TicketPages, TicketRow
from crmtui.widgets.pages import PAGE

# Where work waits: what is mine, then what nobody has, then everything.
_FIRST_VIEWS = ("mine", "unassigned", "open")


@dataclass(frozen=True, slots=True)
class First:
    """Who sits here, how full the views are, and the first rows of the view to begin with."""

    me: int | None
    agent: str
    counts: Mapping[str, int | None]
    saved: Sequence[SavedView]
    view: str
    rows: Sequence[TicketRow]


def first_page(connection: Reader, agent: str = "", view: str = "") -> First:
    """Read it; `view` asks for another one than the first that holds something."""
    me, name = seat(connection, agent)
    beside = sidebar(connection, me)
    chosen = view or next((key for key in _FIRST_VIEWS if beside.numbers[key]), "open")
    rows = TicketPages(chosen, me).page(connection, 0, PAGE)
    return First(me, name or agent, beside.numbers, beside.saved, chosen, rows)
