"""Shows mail that was set aside, and makes tickets of it: nobody seemed to have written it, or it could not be read.

The one rule: the ledger's row stays the same one, so that every mail is still accounted for once; what is made of one
can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cysqlite

from crmtui.config import load
from crmtui.db import intake_sql, records
from crmtui.db.faults import fault
from crmtui.db.models import Ledger
from crmtui.db.orm import UNAVAILABLE, raw
from crmtui.desk.house import house_of
from crmtui.desk.intake import Arrived, take_by_hand
from crmtui.errors import NotFoundError, RefusedError
from crmtui.journal import Recording
from crmtui.mail.parse import parse
from crmtui.settings import MAIL_KINDS, Settings
from crmtui.text import plural

STATES = ("ignored", "quarantined")
_DECIDED = ["state", "reason", "message_id", "decided_at"]
_NAMED = 5
_WORDS = 2000
_LOOKED_AT = 64_000
"""Bytes of a mail that are read to list it: two hundred newsletters with all their pictures fill the memory."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mail that is on no ticket. Texts are as they came: clean them at the door to the screen.

    Attributes:
        id: of its row in the ledger.
        at: when it was decided, UTC epoch seconds.
        reason: why it is on no ticket.
        kind: what it is, "unreadable" when nobody knows.
        told_by: the header or the words that told so, or what went wrong.
        sender: address or name, "" when it has none.
        words: how its text begins.
    """

    id: int
    state: str
    at: int
    reason: str
    kind: str
    told_by: str
    sender: str
    subject: str
    words: str


def set_aside(connection: cysqlite.Connection, limit: int) -> list[SetAside]:
    """The newest mails that are on no ticket, but for duplicates."""
    found: list[SetAside] = []
    for row_id, state, reason, at, data in intake_sql.in_states(connection, STATES, limit, _LOOKED_AT):
        mail = parse(bytes(data)) if state == "ignored" else None
        sender = mail.sender.email or mail.sender.name if mail and mail.sender else ""
        what, _, told_by = reason.partition(": ")
        kind = what.partition(",")[0] if mail else "unreadable"
        subject, words = (mail.subject, mail.text[:_WORDS]) if mail else ("", "")
        found.append(SetAside(row_id, state, at or 0, reason, kind, told_by or what, sender, subject, words))
    return found


def take(act: Recording, ids: Sequence[int], *, settings: Settings | None = None) -> str:
    """Take mails that were set aside like a person's.

    Args:
        act: the gesture.
        ids: rows of the ledger.
        settings: who we are; read from their usual place when None.

    Raises:
        NotFoundError: one of them is not there, or not set aside; nothing was changed.
        RefusedError: one cannot be read, or none makes a ticket; nothing was changed.
    """
    before = records.fetch("ledger", ids, _DECIDED)
    rows = intake_sql.reopen(raw(), ids, STATES)
    missing = sorted(set(ids) - {row.ledger_id for row in rows})
    if missing:
        raise NotFoundError(f"no mail {missing[0]} is set aside", "`crmtui mail ignored` lists those that are.")
    house = replace(house_of(settings or load()), tickets_from=frozenset(MAIL_KINDS))
    try:
        arrived = [Arrived(one.ledger_id, one.blob_id, one.raw, parse(one.raw)) for one in rows]
        taken = take_by_hand(act, arrived, house)
    except Exception as error:  # as in `mail_import`: no mail may stop the app, whatever is in it
        if isinstance(error, UNAVAILABLE) or fault(error):
            raise
        raise RefusedError(f"it cannot be read ({type(error).__name__})", "Its bytes are kept.") from error
    if not taken.ticketed:
        raise RefusedError("it makes no ticket: it is our own mail that came back, or a duplicate", "")
    decided = records.fetch("ledger", ids, _DECIDED)
    act.move(Ledger._meta.table_name, before, decided)
    act.label = _told([row["message_id"] for row in decided.values() if row["state"] == "ticketed"])
    return act.label


def _told(messages: Sequence[int]) -> str:
    on = sorted({row["ticket_id"] for row in records.fetch("message", messages, ["ticket_id"]).values()})
    named = ", ".join(f"#{number}" for number in on[:_NAMED]) + (", ..." if len(on) > _NAMED else "")
    return f"{plural(len(messages), 'mail')} taken, on {named}"
