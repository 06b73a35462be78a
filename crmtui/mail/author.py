"""Whose words a mail holds: its sender's, or those of somebody who filled in a form.

The one rule: Reply-To is believed only when From is ours or a form service's that the caller names.
"""

from collections.abc import Callable, Collection

from crmtui.mail.message import Address, ParsedMail


def who_wrote(mail: ParsedMail, is_own: Callable[[str], bool], form_services: Collection[str] = ()) -> Address | None:
    """The author of a mail.

    Args:
        mail: as it was read.
        is_own: whether an address is the house's own.
        form_services: addresses or domains ("mailer@forms.example", "forms.example") from which forms are sent.

    Returns:
        The sender, or whom to answer when a form wrote in our name or a service's; None when nobody is named.
    """
    sender = mail.sender
    named = next((one for one in mail.reply_to if one.email and not is_own(one.email)), None)
    if named is None or (sender and not is_own(sender.email) and not is_form(sender, form_services)):
        return sender
    if sender and named.key == sender.key:
        return sender
    return Address(named.name or (sender.name if sender else ""), named.email)


def is_form(sender: Address, form_services: Collection[str]) -> bool:
    """Whether an address is one of a form service."""
    domain = sender.key.rpartition("@")[2]
    for one in form_services:
        service = one.casefold().lstrip("@")
        if sender.key == service or ("@" not in service and (domain == service or domain.endswith("." + service))):
            return True
    return False


def came_back(mail: ParsedMail, is_own: Callable[[str], bool], id_domains: Collection[str]) -> bool:
    """Whether a mail is one of ours that a list or a loop brought back: our own Message-ID, by our own address."""
    domain = mail.message_id.rpartition("@")[2].casefold()
    ours = {one.casefold() for one in id_domains}
    return bool(domain) and domain in ours and mail.sender is not None and is_own(mail.sender.email)
