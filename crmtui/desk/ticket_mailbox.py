"""Which mailbox the answers on a ticket leave from.

The one rule: the one that the customer wrote to, also when it has another name by now; only where that is in the
settings no more, the first.
"""

import json

from crmtui.db import outbox_sql, own_sql, records
from crmtui.db.orm import raw
from crmtui.mail.reply_token import without_plus
from crmtui.settings import Mailbox, Settings


def mailbox_of_ticket(house: Settings, ticket_id: int) -> Mailbox | None:
    """The mailbox of a ticket; None as long as none is set up."""
    name = records.fetch("ticket", [ticket_id], ["mailbox"])[ticket_id]["mailbox"]
    found = house.mailbox(name) if name else None
    if found is None and len(house.mailboxes) > 1:
        found = house.mailbox_of(own_sql.sent_as(raw(), ticket_id) | _written_to(ticket_id))
    return found or house.mailbox_or_first("")


def _written_to(ticket_id: int) -> set[str]:
    """Addresses, casefolded, that mails of a ticket were sent to; ours may be among them."""
    found: set[str] = set()
    for _, _, recipients in outbox_sql.last_inbound(raw(), ticket_id):
        named = json.loads(recipients)
        # As they are stored: `Name <address>`, or the address alone.
        written = [one for kind in ("reached", "to", "cc") for one in named.get(kind, ())]
        found.update(without_plus(one.rpartition("<")[2].rstrip(">").strip().casefold()) for one in written)
    return found
