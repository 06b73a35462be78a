"""Makes tickets of mail that was set aside: ignored because nobody seemed to have written it, or quarantined.

The one rule: the ledger's row stays the same one, so that every mail is still accounted for once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cysqlite

from crmtui.db import intake_sql
from crmtui.db.orm import raw, transaction
from crmtui.desk.house import House
from crmtui.errors import NotFoundError
from crmtui.mail.parse import parse
from crmtui.settings import MAIL_KINDS
from crmtui.sync.mail_import import MailReport, take

STATES = ("ignored", "quarantined")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mail that is on no ticket. Texts are as they came: clean them at the door to the screen.

    Attributes:
        id: of its row in the ledger.
        at: when it was decided, UTC epoch seconds.
        reason: why it is on no ticket.
        sender: address or name, "" when it has none.
    """

    id: int
    state: str
    at: int
    reason: str
    sender: str
    subject: str


def set_aside(connection: cysqlite.Connection, limit: int) -> list[SetAside]:
    """The newest mails that are on no ticket, but for duplicates."""
    found: list[SetAside] = []
    for row_id, state, reason, at, data in intake_sql.in_states(connection, STATES, limit):
        mail = parse(bytes(data)) if state == "ignored" else None
        sender = mail.sender.email or mail.sender.name if mail and mail.sender else ""
        found.append(SetAside(row_id, state, at or 0, reason, sender, mail.subject if mail else ""))
    return found


def rescue(ids: Sequence[int], house: House, at: int) -> MailReport:
    """Take mails that were set aside like a person's.

    Args:
        ids: rows of the ledger.
        house: who we are.
        at: now, UTC epoch seconds.

    Raises:
        NotFoundError: one of them is not there, or not set aside; nothing was changed.
    """
    report = MailReport()
    with transaction():
        # In one transaction: between reopening and taking, another import would set them aside again.
        rows = intake_sql.reopen(raw(), ids, STATES)
        missing = [one for one in ids if one not in {row.ledger_id for row in rows}]
        if missing:
            raise NotFoundError(f"no mail {missing[0]} is set aside", "`crmtui mail ignored` lists those that are.")
        take(rows, replace(house, tickets_from=frozenset(MAIL_KINDS)), report, at)
    return report
