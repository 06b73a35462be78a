"""Tells that a mail of ours came back: on that message, on the address it did not reach, on its ticket.

The one rule: a bounce speaks of nobody but those the mail went to, and it marks an address only when no other receiver
of that mail could have made it up.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import cysqlite

from crmtui import journal
from crmtui.db import arrival_sql
from crmtui.db.models import Identity, Message, Ticket
from crmtui.journal import Recording
from crmtui.mail.auth_results import is_aligned
from crmtui.mail.message import FailedRecipient, ParsedMail
from crmtui.mail.smtp_words import plainly_each
from crmtui.text import one_line

_WORDS = 300
_DOUBT = " (so says a mail that anybody who got this one could have written)"


@dataclass(frozen=True, slots=True)
class Returned:
    """A bounce, and the message of ours that it brings back.

    Attributes:
        row_id: of that message.
        at: when the bounce was written, UTC epoch seconds.
        denied: a mail server of ours says that it is not from whom it says.
        vouched: the domain of a mail system that a server of ours confirms, "" when it confirms none.
    """

    row_id: int
    ticket_id: int
    mail: ParsedMail
    at: int
    denied: bool = False
    vouched: str = ""


def failures(mail: ParsedMail, receivers: Iterable[str]) -> list[FailedRecipient]:
    """Those of a mail's receivers (casefolded) that a bounce says were not reached."""
    sent_to = list(receivers)
    told = mail.bounce.recipients if mail.bounce else ()
    if not told and len(sent_to) == 1:
        # It names nobody, and there is nobody else; whether for ever is not known.
        return [FailedRecipient(sent_to[0], hard=False)]
    return [one for one in told if one.key in sent_to]


def tell(failed: Sequence[FailedRecipient], *, sure: bool = True) -> str:
    """Whom a mail did not reach, and why, in one line; and whether another of its receivers may have said so."""
    doubt = "" if sure else _DOUBT
    parts = (f"{one.email}: {one_line(one.reason) or one.status or 'not delivered'}" for one in failed)
    return ("; ".join(parts)[: _WORDS - len(doubt)] or "not delivered") + doubt


def is_sure(report: Returned, one: FailedRecipient, others: Collection[str]) -> bool:
    """Whether nobody but a mail server can have reported that an address failed.

    Whoever got the mail knows its Message-ID. Alone, they speak of themselves; one of several may speak of another.

    Args:
        report: the bounce.
        one: of whom it speaks.
        others: casefolded addresses outside the house that got the mail too.
    """
    if report.denied:
        return False
    return not others or is_aligned(report.vouched, one.key.rpartition("@")[2])


def note(
    connection: cysqlite.Connection,
    returned: Sequence[Returned],
    moved: dict[int, dict[str, object]],
    is_own: Callable[[str], bool],
    *,
    at: int,
    cause: str,
) -> None:
    """Write what bounces tell, in a gesture for each ticket, with what it does to the ticket's state.

    Args:
        connection: inside the write transaction.
        returned: the bounces; the messages they bring back are written.
        moved: what changes on tickets by all that arrived, by id; those that are told here are taken out.
        is_own: whether an address is ours: nobody of us makes up bounces.
        at: now, UTC epoch seconds.
        cause: where the bounces came from.
    """
    for one in returned:
        receivers = _receivers(connection, one.row_id)
        failed = failures(one.mail, receivers)
        foreign = {each for each in receivers if not is_own(each)}
        sure = [each for each in failed if is_sure(one, each, foreign - {each.key})]
        words = tell(failed, sure=len(sure) == len(failed))
        act = Recording(journal.SYNC, "mail.bounced", f"Our mail came back: {plainly_each(words)}", cause, at)
        act.undoable = 0
        act.update(Message, [one.row_id], came_back=words)
        hard = {each.key: one_line(each.reason) or each.status for each in sure if each.hard}
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
