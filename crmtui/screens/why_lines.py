"""Why a ticket is in what is listed, in lines: each term of the query, and the value that met it.

The one rule: it shows what `query.why` says.
"""

from crmtui.db.connect import Reader
from crmtui.db.engine import Engine
from crmtui.errors import CrmtuiError
from crmtui.query.asker import Asker
from crmtui.query.why import Reason, why
from crmtui.screens.ticket_search import Wanted, pick_of
from crmtui.text import cells, clean, pad
from crmtui.widgets.lines import Line, Span, Tone

_TERM = 28


def _ask(connection: Reader, wanted: Wanted, asker: Asker, ticket: int) -> tuple[str, list[Reason]]:
    picked = pick_of(connection, wanted, asker)
    return str(picked.query), why(connection, picked, ticket)


async def why_lines(engine: Engine, wanted: Wanted, asker: Asker, ticket: int, title: str) -> list[Line]:
    """The lines, with a blank one last.

    Args:
        engine: The open database.
        wanted: What is listed.
        asker: Who asks.
        ticket: The ticket.
        title: The view's title, "" where it is looked everywhere.
    """
    try:
        query, reasons = await engine.read(_ask, wanted, asker, ticket)
    except CrmtuiError:
        return []
    where = f"in {title}" if title else "found"
    head: list[Line] = [(), (Span(f" Why #{ticket} is {where}", Tone.STRONG), Span(f"   {query}", Tone.DIM))]
    width = min(_TERM, max((cells(clean(reason.term)) for reason in reasons), default=0))
    lines: list[Line] = [
        (
            Span("   " if reason.met else " no "),
            Span(pad(clean(reason.term), width), Tone.ACCENT),
            Span(f"  {clean(reason.value)}", Tone.NORMAL if reason.met else Tone.DIM),
        )
        for reason in reasons
    ]
    return [*head, *(lines or [(Span("   everything but spam and trash is here", Tone.DIM),)])]
