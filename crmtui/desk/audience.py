"""Who an answer goes to: the customer, or everybody on their last mail, and never ourselves.

The one rule: what came from outside may be anything: addresses that no mail can be sent to are passed over.
"""

import json
from collections.abc import Iterable

from crmtui.db import outbox_sql, own_sql, profile_sql, records
from crmtui.db.models import Agent
from crmtui.db.orm import raw
from crmtui.errors import UsageError
from crmtui.mail.message import Address
from crmtui.mail.reply_token import without_plus
from crmtui.mail.senders import is_no_reply
from crmtui.mail.typed import read_addresses, write_address
from crmtui.settings import Settings


def own_addresses(house: Settings) -> set[str]:
    """Addresses of ours, which no answer goes to."""
    agents = {row.email.casefold() for row in Agent.select(Agent.email) if row.email}
    return agents | {box.address.casefold() for box in house.mailboxes}


def audience(
    ticket_id: int, customer_id: int | None, reply_all: bool, own: set[str]
) -> tuple[list[Address], list[Address]]:
    """(to, cc) of an answer on a ticket."""
    for name, email, others in outbox_sql.last_inbound(raw(), ticket_id):
        named = json.loads(others)
        wanted = _foreign(_sound(named.get("reply_to", ())), own)
        to = wanted or _foreign(_sound([write_address(Address(name, email))]), own)
        to = [one for one in to if not is_no_reply(one.email)]
        if not to:
            # An answer to our own address comes back as new mail, round and round; one to no-reply@ reaches nobody.
            continue
        if not reply_all:
            return to, []
        seen = {one.key for one in to}
        around = _foreign(_sound((*named.get("to", ()), *named.get("cc", ()))), own | learned(ticket_id))
        return to, [one for one in around if one.key not in seen]
    return _customer(customer_id), []


def learned(ticket_id: int) -> set[str]:
    """Addresses that look like ours by the mail there is, though no setting says so: no copy goes there.

    Where customers write to and where their mail arrives is ours; a copy to it would come back as new mail.
    """
    return own_sql.sent_as(raw(), ticket_id) | own_sql.reached(raw(), ticket_id) | own_sql.written_to(raw())


def _foreign(people: Iterable[Address], own: set[str]) -> list[Address]:
    return [one for one in people if one.key not in own and without_plus(one.key) not in own]


def _customer(customer_id: int | None) -> list[Address]:
    """The customer's own address, else the first of theirs that a mail can be sent to."""
    row = records.fetch("customer", [customer_id], ["name", "email"]).get(customer_id) if customer_id else None
    if row is None or customer_id is None:
        return []
    known = [value for kind, value in profile_sql.identities(raw(), customer_id) if kind == "email"]
    return _sound(write_address(Address(row["name"], one)) for one in (row["email"], *known) if one)[:1]


def _sound(typed: Iterable[str]) -> list[Address]:
    """Those that a mail can be sent to; what came from outside may be anything."""
    found: list[Address] = []
    for one in typed:
        try:
            found += read_addresses(one)
        except UsageError:
            continue
    return found
