"""Turns a message of ours into the bytes that leave, for the mailbox it leaves from.

The one rule: the same message and mailbox always give the same bytes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.desk.quoting import as_quoted
from crmtui.desk.reply_key import reply_key
from crmtui.mail.message import Address, Attachment
from crmtui.mail.typed import read_addresses
from crmtui.settings import Mailbox, Settings

_NOWHERE = "desk@crmtui.invalid"
"""Stands in From while no mailbox is set up; such a mail is frozen anew before it leaves."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A mail as it will leave; `envelope_from` is "" as long as no mailbox is set up."""

    raw: bytes
    envelope_from: str
    recipients: tuple[str, ...]


def message_domain(house: Settings, mailbox: Mailbox | None, agent_email: str) -> str:
    """The domain of a new Message-ID: ours, as far as it is known."""
    if mailbox is not None:
        return mailbox.address.rpartition("@")[2]
    if house.shop.url:
        from urllib.parse import urlsplit

        return urlsplit(house.shop.url).hostname or "crmtui.invalid"
    return agent_email.rpartition("@")[2] or "crmtui.invalid"


def freeze(message: dict[str, Any], files: Sequence[Attachment], mailbox: Mailbox | None, house: Settings) -> Frozen:
    """The bytes of a message, given as the columns of its row.

    Raises:
        UsageError: an address cannot be one.
    """
    from crmtui.mail.build import OutgoingMail, build, recipients, reply_address  # late: only a send builds mail

    people = {name: read_addresses(", ".join(some)) for name, some in json.loads(message["recipients"]).items()}
    address = mailbox.address if mailbox else _NOWHERE
    name = (mailbox.display_name if mailbox else "") or house.shop.name
    back = (Address(name, reply_address(address, message["ticket_id"], reply_key())),)
    signature = f"\n\n-- \n{message['signature']}" if message["signature"] else ""
    mail = OutgoingMail(
        sender=Address(name, address),
        to=people.get("to", ()),
        cc=people.get("cc", ()),
        bcc=people.get("bcc", ()),
        reply_to=back if mailbox and mailbox.plus_addressing else (),
        subject=message["subject"],
        text=message["text"] + signature,
        quoted=as_quoted(message["quoted"], message["html"]),
        message_id=message["message_id"],
        date=message["at"],
        in_reply_to=message["in_reply_to"],
        references=tuple(message["refs"].split()),
        attachments=tuple(files),
    )
    return Frozen(build(mail), mailbox.address if mailbox else "", recipients(mail))
