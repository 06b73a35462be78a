"""What an arriving mail does to the state of its ticket.

The one rule: only news moves a ticket: what was answered, settled or overtaken before it came leaves it as it is.
"""

from crmtui.db.arrival_sql import TicketState

_DAY = 86_400
_REOPENS = frozenset({"pending", "snoozed", "resolved", "trash"})
_CALLS_BACK = frozenset({"open", "pending", "snoozed", "resolved"})


def answered(ticket: TicketState, at: int) -> None:
    """We wrote: nobody waits, unless they wrote again later."""
    if ticket.first_response_at is None or at < ticket.first_response_at:
        ticket.first_response_at = at
    if ticket.waiting_since is not None and at >= ticket.activity_at:
        ticket.waiting_since = None
        if ticket.status == "open":
            ticket.status = "pending"


def asked(ticket: TicketState, at: int, answered_at: int | None) -> None:
    """A participant wrote: they wait, unless it is old news that was answered or settled."""
    if answered_at is not None and answered_at > at:
        return
    if ticket.resolved_at is not None and at < ticket.resolved_at - _DAY:
        return
    if ticket.status in _REOPENS:
        _reopen(ticket)
    if ticket.status == "open":
        ticket.waiting_since = at if ticket.waiting_since is None else min(ticket.waiting_since, at)


def came_back(ticket: TicketState, at: int) -> None:
    """A mail of ours did not arrive: the customer still waits, and somebody has to see it.

    The ticket's own activity tells whether somebody wrote since; a mail from years ago moves nothing.
    """
    if at < ticket.activity_at or ticket.status not in _CALLS_BACK:
        return
    if ticket.resolved_at is not None and at < ticket.resolved_at - _DAY:
        return
    _reopen(ticket)
    ticket.waiting_since = at if ticket.waiting_since is None else min(ticket.waiting_since, at)


def _reopen(ticket: TicketState) -> None:
    ticket.status, ticket.resolved_at, ticket.snoozed_until = "open", None, None
