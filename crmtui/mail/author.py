"""Whose words a mail holds: its sender's, a market place's buyer's, or those of somebody who filled in a form.

The one rule: Reply-To is believed only where From speaks for others: our own address, a form's, a program's. What
somebody is said to have written in a form is never proven.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from crmtui.mail.auth_results import is_aligned
from crmtui.mail.automatic import answers_somebody
from crmtui.mail.automatic_words import is_filled_in
from crmtui.mail.message import Address, Automatic, Kind, ParsedMail
from crmtui.mail.senders import is_form_service, is_no_reply, is_one_way_in, is_platform, is_program, is_relay

_LOOKED_AT = 4000
"""Characters of a form's text in which its author's address stands."""
_SHORT = 2
"""A domain of so few letters may stand in anybody's name."""
_FIELD = re.compile(
    r"^[ \t>*_|\u2022-]{0,6}(?:[a-z]{2,12} ){0,2}(?:e-?mails?|e-?mail-?adress[ae]?|e-?post(?:adress[ea]?)?|courriel"
    r"|correo(?: electr[oó]nico)?|posta elettronica|sähköposti|adres e-?mail|メールアドレス|邮箱|почта)"
    r"[^\n:\uff1a@]{0,30}[:\uff1a\n]\s{0,8}<?([\w.+%&'*/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(
    r"^[ \t>*_|\u2022-]{0,6}(?:your |full |ihr |vor- und nach|votre |uw |ditt )?(?:name|nom|nombre|nome|naam|namn|navn"
    r"|nimi|imię(?: i nazwisko)?|jméno|お名前|氏名|姓名|имя)[ \t*_]{0,3}[:\uff1a]"
    r"[ \t*_]{0,3}\n?[ \t]{0,8}([^\n:\uff1a@<>]{2,60})$",
    re.IGNORECASE | re.MULTILINE,
)
_REPORTS = frozenset({Kind.BOUNCE, Kind.DELAY, Kind.DELIVERED, Kind.RECEIPT, Kind.COMPLAINT, Kind.CALENDAR})


class Way(StrEnum):
    """How the words of a mail's author came."""

    ITSELF = "itself"
    FORM = "form"
    """In a form, so that anybody may have written any address into it."""
    RELAY = "relay"
    """Through a market place, which gave its buyer an address."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a mail, None when nobody is named by an address, and how it came."""

    address: Address | None
    way: Way = Way.ITSELF


class Ours(Protocol):
    """What has to be known of the house."""

    def is_own(self, email: str) -> bool:
        """Whether an address is the house's own."""
        ...

    def is_own_domain(self, email: str) -> bool:
        """Whether an address stands in a domain of the house's."""
        ...


def who_wrote(mail: ParsedMail, ours: Ours, form_services: Collection[str] = ()) -> Writer:
    """The author of a mail.

    Args:
        mail: as it was read.
        ours: who we are.
        form_services: addresses or domains ("mailer@forms.example", "forms.example") from which forms are sent, besides
            those that everybody uses.
    """
    sender = mail.sender
    if mail.kind in _REPORTS or answers_somebody(mail):
        return Writer(sender)
    if sender and is_relay(sender.email):
        return Writer(sender, Way.RELAY)
    named = next((one for one in mail.reply_to if not ours.is_own(one.email) and not is_no_reply(one.email)), None)
    market = sender is not None and is_platform(sender.email) and not mail.to_many
    if market and sender and named and _is_of(named, sender) and is_one_way_in(named.email):
        return Writer(Address(named.name or sender.name, named.email), Way.RELAY)
    if named and _speaks_for(mail, sender, named, ours, form_services):
        return Writer(Address(named.name or _name_in(mail) or _persons_name(sender), named.email), Way.FORM)
    if sender and not mail.reply_to and _is_form(mail, sender, ours, form_services):
        written = {found.casefold(): found for found in _FIELD.findall(mail.text[:_LOOKED_AT])}
        if len(written) == 1 and not any(ours.is_own(one) or is_no_reply(one) for one in written):
            return Writer(Address(_name_in(mail), *written.values()), Way.FORM)
    if sender and not named and not mail.to_many and _is_filled_in(mail, sender, ours, form_services):
        return Writer(None, Way.FORM)
    return Writer(sender)


def _name_in(mail: ParsedMail) -> str:
    """The name that a form's text gives, "" when it gives none or several."""
    written = {found.strip() for found in _NAME.findall(mail.text[:_LOOKED_AT])}
    return written.pop() if len(written) == 1 else ""


def _persons_name(sender: Address | None) -> str:
    """What From calls somebody, "" when that is the program or the shop that sends the form."""
    if sender is None:
        return ""
    local, _, domain = sender.key.rpartition("@")
    name, program, house = (_letters(one) for one in (sender.name, local, domain.partition(".")[0]))
    return "" if name == program or (len(house) > _SHORT and house in name) else sender.name


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_of(one: Address, other: Address) -> bool:
    return is_aligned(_domain(one), _domain(other))


def _speaks_for(
    mail: ParsedMail, sender: Address | None, named: Address, ours: Ours, form_services: Collection[str]
) -> bool:
    """Whether a sender passes on what the person in Reply-To wrote."""
    if sender is None:
        return True
    if named.key == sender.key:
        return False
    if ours.is_own(sender.email) or is_form_service(sender.email, form_services):
        return ours.is_own(sender.email) or not _is_of(named, sender)
    if _is_of(named, sender) or mail.kind is Kind.LIST:
        return False
    if is_program(sender.email) and not mail.to_many:
        return True
    # Nobody knows this sender. A form prints what was filled in; a newsletter has no use for its readers' addresses.
    return mail.automatic is not Automatic.NO and named.key in mail.text.casefold()


def _is_form(mail: ParsedMail, sender: Address, ours: Ours, form_services: Collection[str]) -> bool:
    """Whether a mail without Reply-To comes from a form: of ours, by a program or to itself; or of a service."""
    if is_form_service(sender.email, form_services):
        return True
    to_itself = any(one.key == sender.key for one in mail.to)
    return (ours.is_own(sender.email) and to_itself) or (ours.is_own_domain(sender.email) and is_program(sender.email))


def _is_filled_in(mail: ParsedMail, sender: Address, ours: Ours, form_services: Collection[str]) -> bool:
    """Whether a form was filled in without an address of whoever did: with a phone number, or with ours.

    What stands in our own name may as well be a colleague's, and opens a ticket anyway.
    """
    return not ours.is_own(sender.email) and _is_form(mail, sender, ours, form_services) and is_filled_in(mail.text)


def _domain(one: Address) -> str:
    return one.key.rpartition("@")[2]
