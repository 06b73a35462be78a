"""Who we are, as far as mail is concerned.

The one rule: what is not said to be ours is not ours; nothing that a mail claims changes that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crmtui.desk.audience import own_addresses
from crmtui.desk.reply_key import reply_key
from crmtui.mail.reply_token import without_plus
from crmtui.mail.senders import is_public
from crmtui.settings import Settings


@dataclass(frozen=True, slots=True)
class House:
    """Who we are, and how we take mail.

    Attributes:
        key: signs reply addresses.
        own: casefolded addresses of ours: mailboxes and agents.
        mailboxes: casefolded address to mailbox name.
        mailbox: name for mail that reached none of them.
        trusted: names of mail servers whose word on a sender counts, casefolded.
        tickets_from: kinds of automatic mail that are taken like a person's.
        form_services: casefolded addresses or domains that send what was written in a form.
    """

    key: bytes
    own: frozenset[str] = frozenset()
    mailboxes: dict[str, str] = field(default_factory=dict)
    mailbox: str = ""
    trusted: frozenset[str] = frozenset()
    tickets_from: frozenset[str] = frozenset()
    form_services: frozenset[str] = frozenset()

    def is_own(self, email: str) -> bool:
        """Whether an address is ours, with a ticket's token in it or without."""
        key = email.casefold()
        return key in self.own or without_plus(key) in self.own

    def is_own_domain(self, email: str) -> bool:
        """Whether an address stands in the domain of one of our mailboxes, when that is nobody else's as well."""
        domain = email.casefold().rpartition("@")[2]
        return bool(domain) and domain in self._domains and not is_public(domain)

    @property
    def _domains(self) -> set[str]:
        return {key.rpartition("@")[2] for key in self.mailboxes}

    def is_own_list(self, named: str) -> bool:
        """Whether a mailing list's name or address stands in the domain of one of our mailboxes."""
        low = named.casefold()
        return any(domain in low for domain in self._domains)

    def mailbox_of(self, reached: Iterable[str]) -> str:
        """The mailbox of the first of these addresses that is one's."""
        for email in reached:
            whole = email.casefold()
            for key in (whole, without_plus(whole)):
                if key in self.mailboxes:
                    return self.mailboxes[key]
        return self.mailbox


def house_of(settings: Settings, mailbox: str = "") -> House:
    """Who we are, by the settings and the agents; `mailbox` is for mail that reached none of ours."""
    boxes = {box.address.casefold(): box.name for box in settings.mailboxes}
    default = mailbox or (settings.mailboxes[0].name if len(settings.mailboxes) == 1 else "")
    return House(
        reply_key(), frozenset(own_addresses(settings)), boxes, default,
        trusted=frozenset(hop.casefold() for box in settings.mailboxes for hop in box.trusted_hops),
        tickets_from=frozenset(settings.mail.tickets_from),
        form_services=frozenset(one.casefold() for one in settings.mail.form_services),
    )  # fmt: skip
