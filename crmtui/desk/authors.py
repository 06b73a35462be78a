"""Who wrote a mail, whether that can be believed, and whether a person wrote it to us.

The one rule: what a mail says of itself is a claim. Our own address in From makes it ours only where it went out, and a
sender that a mail server of ours does not confirm gets nothing of what the address they name may have.
"""

import re
from dataclasses import dataclass, field

from crmtui.desk.detours import FORWARDED_BY, IN_A_FORM, REPLY_TO_SAYS, THROUGH
from crmtui.desk.house import House
from crmtui.mail.author import Way, who_wrote
from crmtui.mail.message import Address, Automatic, Kind, ParsedMail
from crmtui.mail.senders import is_mail_system, is_platform, is_program
from crmtui.mail.shop_notice import is_order_notice

_DAY = 86_400
_MACHINES = frozenset({Automatic.BOUNCE, Automatic.AUTO_REPLY})
_REPORTS = frozenset({Kind.BOUNCE, Kind.DELAY, Kind.DELIVERED, Kind.RECEIPT, Kind.COMPLAINT})
_LIST = re.compile(rb"^list-(?:id|post):((?:[^\n]|\n[ \t]){0,500})", re.IGNORECASE | re.MULTILINE)
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail whose bytes are in the ledger, read."""

    ledger_id: int
    blob_id: int
    raw: bytes = field(repr=False)
    mail: ParsedMail


@dataclass(slots=True)
class Coming:
    """A mail on its way onto a ticket.

    Attributes:
        mail: what was read of it.
        author: who wrote it, as far as it is told.
        out: we wrote it to somebody.
        at: when, UTC epoch seconds.
        own: our address stands in From.
        kind: what it is, for people.
        quiet: no person wrote it to us: it opens and reopens nothing.
        machine: nobody wrote it: its author is no customer.
        auth: what a mail server of ours said of the sender: "pass ...", "fail ..." or "none ..."; "" unasked.
        through: how it came when its author did not send it: forwarded, by a form, through a market place.
        reason: what tells that no person wrote it, "" when one did.
        customer_id: the customer whose mail it is.
        typed: its author was typed into a form: by anybody, and proves nothing.
    """

    arrived: Arrived
    mail: ParsedMail
    author: Address
    out: bool
    at: int
    own: bool
    kind: Kind
    quiet: bool
    machine: bool
    auth: str = ""
    through: str = ""
    reason: str = ""
    customer_id: int | None = None
    typed: bool = False

    @property
    def forged(self) -> bool:
        """A mail server of ours says that the sender is not who From says."""
        return self.auth.startswith("fail")

    @property
    def proven(self) -> bool:
        """A mail server of ours says that the sender is who From says."""
        return self.auth.startswith("pass")

    @property
    def vouched(self) -> str:
        """The domain of the mail system that a mail server of ours says this is from, "" when it says so of none."""
        return self.author.key.rpartition("@")[2] if self.proven and is_mail_system(self.author.email) else ""

    @property
    def nobody(self) -> bool:
        """Its author is a program or a platform: known at the most, never a new customer."""
        return self.machine or self.quiet or is_program(self.author.email) or is_platform(self.author.email)

    @property
    def automatic(self) -> Automatic:
        """What is kept of the machine that sent it: what a person wrote through one is a person's, never answered."""
        personal = self.kind is Kind.PERSON and self.mail.automatic is not Automatic.NO
        return Automatic.BULK if personal else self.mail.automatic


def look_at(arrived: Arrived, house: House, now: int) -> Coming:
    """Tell who wrote a mail and what it is.

    Args:
        arrived: the mail.
        house: who we are.
        now: UTC epoch seconds: a mail of tomorrow was written now.
    """
    mail = arrived.mail
    sender = mail.sender or Address("", "")
    at = now if mail.date is None or mail.date > now + _DAY else mail.date
    own = bool(sender.email) and house.is_own(sender.email)
    auth = _judged(mail, house)
    machine = mail.automatic in _MACHINES or mail.kind in _REPORTS
    quiet = _is_quiet(mail.kind, arrived, house)
    one = Coming(arrived, mail, sender, False, at, own, mail.kind, quiet, machine, auth, reason=mail.automatic_reason)
    if Kind.BULK.value not in house.tickets_from and _is_notice(mail, house):
        one.kind, one.quiet, one.reason = Kind.BULK, True, "a shop's notice of an order"
        return one
    writer = who_wrote(mail, house, house.form_services)
    if writer.way is not Way.ITSELF:
        _written_by(one, writer.address or sender, writer.way)
        return one
    one.out = own and not one.forged and _went_out(mail, house)
    if own and not one.out and not one.forged and not machine:
        _passed_on(one, house)
    return one


def _written_by(one: Coming, author: Address, way: Way) -> None:
    """A person wrote it, whatever the headers of what carries it say."""
    sender = one.author.email
    one.author, one.own, one.quiet, one.machine, one.kind, one.reason = author, False, False, False, Kind.PERSON, ""
    one.typed = way is Way.FORM
    if one.typed:
        one.through = f"{IN_A_FORM} of {sender}" if sender else f"{REPLY_TO_SAYS} who wrote it"
        _confirmed_for_another(one)
    elif author.email != sender:
        one.through = f"{THROUGH}{sender}"


def _confirmed_for_another(one: Coming) -> None:
    """A server may have confirmed who sent it: that says nothing of whom the mail names as its author."""
    if one.auth and not one.forged:
        one.auth = "none"


def _is_notice(mail: ParsedMail, house: House) -> bool:
    """Whether our shop tells of an order: it is in the shop, and whoever ordered has written nothing."""
    if mail.sender is None or mail.in_reply_to or mail.references or not is_order_notice(mail.subject):
        return False
    sender = mail.sender.email
    ours = sender.casefold() in house.mailboxes and not _went_out(mail, house)
    return ours or is_platform(sender) or (house.is_own_domain(sender) and is_program(sender))


def _judged(mail: ParsedMail, house: House) -> str:
    if not house.trusted or not mail.travelled:
        return ""
    from crmtui.mail.auth_results import AuthState, verdict  # late: only where a server is trusted

    sender = mail.sender.email if mail.sender else ""
    found = verdict(mail.auth_headers, house.trusted, sender)
    if found.another and (house.is_own(sender) or house.is_own_domain(sender)):
        # A group of ours may write its own address into From after a server has looked at the customer's.
        return AuthState.NONE
    return f"{found.state} {found.words}".strip()


def _is_quiet(kind: Kind, arrived: Arrived, house: House) -> bool:
    if kind is Kind.PERSON or kind.value in house.tickets_from:
        return False
    # A group of ours hands every customer's mail on as a list; without mailboxes nobody knows which lists are ours.
    return not (kind is Kind.LIST and (not house.mailboxes or _is_own_list(arrived.raw, house)))


def _is_own_list(raw: bytes, house: House) -> bool:
    # Plain searches: a pattern would stop at every line of the body too.
    ends = (raw.find(blank, 0, _HEAD) for blank in (b"\n\n", b"\n\r\n"))
    head = raw[: min((end for end in ends if end >= 0), default=_HEAD)]
    return any(house.is_own_list(name.decode("ascii", "replace")) for name in _LIST.findall(head))


def _went_out(mail: ParsedMail, house: House) -> bool:
    """Whether a mail in our name was written to somebody else.

    Our own address in From is easily forged, and forms write in it: what reaches nobody but us did not go out, nor did
    what came over the net to us with somebody else in Cc.
    """
    outside = [*mail.to] if mail.travelled else [*mail.to, *mail.cc]
    return any(not house.is_own(one.email) for one in outside)


def _passed_on(one: Coming, house: House) -> None:
    """One of us sent the mail of somebody else to the desk: it is theirs."""
    forwarded = one.mail.forwarded
    if forwarded is None or forwarded.sender is None or house.is_own(forwarded.sender.email):
        return
    who = one.author.name or one.author.email
    one.author = Address(forwarded.sender.name or forwarded.name, forwarded.sender.email)
    one.through = f"{FORWARDED_BY}{who}"
    _confirmed_for_another(one)
