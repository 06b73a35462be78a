"""Tells that a mail of ours came back: on that message, on the address it did not reach, on its ticket.

The one rule: a bounce speaks of nobody but those the mail went to; whoever makes one up marks no other address.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cysqlite

from crmtui import journal
from crmtui.db import arrival_sql
from crmtui.db.models import Identity, Message, Ticket
from crmtui.journal import Recording
from crmtui.mail.message import FailedRecipient, ParsedMail
from crmtui.text import one_line

_WORDS = 300


@dataclass(frozen=True, slots=True)
class Returned:
    """A bounce, and the message of ours that it brings back."""

    row_id: int
    ticket_id: int
    mail: ParsedMail
    at: int


def failures(mail: ParsedMail, receivers: Iterable[str]) -> list[FailedRecipient]:
    """Those of a mail's receivers (casefolded) that a bounce says were not reached."""
    sent_to = list(receivers)
    told = mail.bounce.recipients if mail.bounce else ()
    if not told and len(sent_to) == 1:
        # It names nobody, and there is nobody else; whether for ever is not known.
        return [FailedRecipient(sent_to[0], hard=False)]
    return [one for one in told if one.key in sent_to]


def tell(failed: Sequence[FailedRecipient]) -> str:
    """Whom a mail did not reach, and why, in one line."""
    parts = (f"{one.email}: {one_line(one.reason) or one.status or 'not delivered'}" for one in failed)
    return "; ".join(parts)[:_WORDS] or "not delivered"


def note(
    connection: cysqlite.Connection,
    returned: Sequence[Returned],
    moved: dict[int, dict[str, object]],
    *,
    at: int,
    cause: str,
) -> None:
    """Write what bounces tell, in a gesture for each ticket, with what it does to the ticket's state.

    Args:
        connection: inside the write transaction.
        returned: the bounces; the messages they bring back are written.
        moved: what changes on tickets by all that arrived, by id; those that are told here are taken out.
        at: now, UTC epoch seconds.
        cause: where the bounces came from.
    """
    for one in returned:
        failed = failures(one.mail, _receivers(connection, one.row_id))
        words = tell(failed)
        act = Recording(journal.SYNC, "mail.bounced", f"Our mail came back: {words}", cause, at)
        act.undoable = 0
        act.update(Message, [one.row_id], came_back=words)
        hard = {each.key: one_line(each.reason) or each.status for each in failed if each.hard}
        marks = arrival_sql.identities_of(connection, hard)
        act.update_each(
            Identity,
            {row_id: {"bounced_at": one.at, "bounce_reason": hard[key][:_WORDS]}
             for key, (row_id, bounced_at) in marks.items() if bounced_at is None or bounced_at < one.at},
        )  # fmt: skip
        if one.ticket_id in moved:
            act.update_each(Ticket, {one.ticket_id: moved.pop(one.ticket_id)})


def forgive(act: Recording, connection: cysqlite.Connection, wrote: dict[str, int]) -> None:
    """Addresses that somebody wrote from are there again: (casefolded address to when)."""
    marks = arrival_sql.identities_of(connection, wrote)
    again = [row_id for key, (row_id, since) in marks.items() if since is not None and since < wrote[key]]
    act.update(Identity, again, bounced_at=None, bounce_reason="")


def _receivers(connection: cysqlite.Connection, row_id: int) -> set[str]:
    people = json.loads(arrival_sql.recipients_of(connection, row_id))
    written = [one for kind in ("to", "cc", "bcc") for one in people.get(kind, ())]
    # As they are stored: `Name <address>`, or the address alone.
    return {one.rpartition("<")[2].rstrip(">").strip().casefold() for one in written}
