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
    """Read it; `view` asks for another one than the first in which somebody waits, or else that holds something."""
    me, name = seat(connection, agent)
    beside = sidebar(connection, me)
    full = [view] if view else [key for key in _FIRST_VIEWS if beside.numbers[key]] or ["open"]
    pages: dict[str, Sequence[TicketRow]] = {}
    for chosen in full:
        # What only waits for a customer keeps nobody's new mail from being seen.
        pages[chosen] = TicketPages(chosen, me).page(connection, 0, PAGE)
        if any(row.waiting_since is not None for row in pages[chosen]):
            break
    else:
        chosen = full[0]
    return First(me, name or agent, beside.numbers, beside.saved, chosen, pages[chosen])
