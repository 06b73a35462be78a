"""Which view the inbox begins with."""

from crmtui.db.engine import Engine
from crmtui.db.models import Ticket
from crmtui.screens.first import first_page
from tests.driver import make_tickets, seat_agents


def test_it_begins_where_somebody_waits_before_where_something_lies(engine: Engine) -> None:
    ana, _ = seat_agents()
    asked, mine = make_tickets(2)
    Ticket.update(assignee=ana, status="pending", waiting_since=None).where(Ticket.id == mine).execute()
    first = first_page(engine.reader, "ana")
    assert (first.view, [row.id for row in first.rows]) == ("unassigned", [asked])
    Ticket.update(waiting_since=10).where(Ticket.id == mine).execute()
    first = first_page(engine.reader, "ana")
    assert (first.view, [row.id for row in first.rows]) == ("mine", [mine])
    Ticket.update(waiting_since=None).execute()
    assert first_page(engine.reader, "ana").view == "mine"
