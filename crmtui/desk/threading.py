"""Which ticket an arriving mail belongs to, and whether its author has been there before.

The one rule: only evidence that its author could not make up at will joins a mail to a ticket: our signed token,
Message-IDs of mails that are there, a mail never seen that is named by somebody who takes part, or a number that is
named by somebody who is proven to. A subject alone never does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cysqlite

from crmtui.db import arrival_sql
from crmtui.db.arrival_sql import KnownMail, TicketState
from crmtui.db.merged import living_tickets
from crmtui.desk.detours import LOOKS_LIKE
from crmtui.mail.message import Automatic, ParsedMail
from crmtui.mail.reply_token import read_token

_NUMBER = re.compile(r"\[#([0-9]{1,12})\]")
_ADDRESS = re.compile(r"[^\s<>\",\[\]{}:\\]+@[^\s<>\",\[\]{}\\]+")
_ID_LINE = re.compile(rb"^[ \t>]*message-id:\s{0,8}<([^<>\s]{1,300})>", re.IGNORECASE | re.MULTILINE)
_BOUNCED_LOOK = 256_000
"""Bytes of a bounce in which the Message-ID of what bounced is looked for."""
_REACHED = '"reached": ['
"""From here on a message's receivers are addresses of ours, see `arrivals`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail belongs, and why.

    Attributes:
        ticket_id: the living ticket.
        why: the evidence, in words; `message 12` in them is a message's id.
        answers_at: when the mail it answers was written, None when that is not known.
        returns: the message of ours that it brings back, None when it is no bounce.
    """

    ticket_id: int
    why: str
    answers_at: int | None = None
    returns: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says to have written a mail.

    Attributes:
        author: casefolded address; "" when anybody may have typed it.
        own: it is one of us.
        forged: a mail server of ours says that it is not true.
        may_name: whether a ticket's number in the subject counts: who it was is proven, or it never left our hands.
    """

    author: str
    own: bool = False
    forged: bool = False
    may_name: bool = True


@dataclass(slots=True)
class Batch:
    """What a batch of mails may touch, read at once; kept up to date while its mails are taken in.

    Attributes:
        mails: Message-ID to the mails that have it.
        refs: Message-IDs that are named on tickets without being there.
        living: ticket to the one it lives on in.
        tickets: working copies.
        people: casefolded addresses that take part, by ticket.
        answered: when each ticket was answered last.
    """

    key: bytes
    mails: dict[str, list[KnownMail]] = field(default_factory=dict)
    refs: dict[str, set[int]] = field(default_factory=dict)
    living: dict[int, int] = field(default_factory=dict)
    tickets: dict[int, TicketState] = field(default_factory=dict)
    people: dict[int, set[str]] = field(default_factory=dict)
    answered: dict[int, int] = field(default_factory=dict)

    def learn(self, connection: cysqlite.Connection, mails: Sequence[tuple[ParsedMail, bytes]]) -> None:
        """Read what these mails (with their raw bytes) may need."""
        ids: dict[str, None] = {}
        numbers: set[int] = set()
        for mail, raw in mails:
            ids.update(dict.fromkeys((mail.message_id, *mail.in_reply_to, *mail.references)))
            numbers.update(self._named(mail))
            if _returns(mail):
                ids.update(dict.fromkeys(bounced_ids(mail, raw)))
        ids.pop("", None)
        self.mails = arrival_sql.mails_by_id(connection, ids)
        self.refs = arrival_sql.tickets_by_ref(connection, ids)
        numbers.update(one.ticket_id for some in self.mails.values() for one in some)
        numbers.update(*self.refs.values())
        self.living = living_tickets(connection, numbers)
        present = set(self.living.values())
        self.tickets = arrival_sql.ticket_states(connection, present)
        self.answered = arrival_sql.last_answers(connection, present)
        self.people = {ticket_id: set() for ticket_id in present}
        for ticket_id, author, recipients in arrival_sql.people_of(connection, present):
            self.people[ticket_id].add(author.casefold())
            named = recipients.partition(_REACHED)[0]
            self.people[ticket_id].update(address.casefold() for address in _ADDRESS.findall(named))
        for ticket_id, address in arrival_sql.customer_addresses(connection, present):
            self.people[ticket_id].add(address)

    def _named(self, mail: ParsedMail) -> Iterable[int]:
        """Tickets that a mail names by a signed address or by number."""
        tokens = [read_token(address, self.key) for address in _tagged(mail)]
        return [number for number in (*tokens, *_numbers(mail)) if number]

    def place(self, mail: ParsedMail, raw: bytes, claim: Claim) -> Place | None:
        """The ticket of a mail, None when it begins a new one.

        Args:
            mail: as it was read.
            raw: its bytes, for what bounced.
            claim: who wrote it, as far as that counts.
        """
        # Our address in a mail that came over the net is easily forged; our own folder of sent mail is not. And we
        # stand among the receivers of nearly every ticket.
        ours = claim.own and not mail.travelled
        author = "" if claim.own or claim.forged else claim.author
        return (
            self._by_bounce(mail, raw)
            or self._by_token(mail)
            or self._by_ids(mail)
            or self._by_ghost(mail, author, ours=ours)
            or self._by_number(mail, author if claim.may_name else "", ours=ours)
        )

    def _by_token(self, mail: ParsedMail) -> Place | None:
        for address in _tagged(mail):
            ticket_id = read_token(address, self.key)
            if ticket_id in self.living:
                living = self.living[ticket_id]
                moved = self._moved(mail)
                if moved is not None:
                    return moved
                why = f"it was sent to the reply address of #{ticket_id}"
                return Place(living, why, self._parent_at(mail) or self._impossible(mail, living))
        return None

    def _moved(self, mail: ParsedMail) -> Place | None:
        """Where the mail of ours stands now that this one answers; its reply address names where it was written."""
        for ref in mail.in_reply_to:
            for one in self.mails.get(ref, ()):
                if one.direction == "out" and one.ticket_id in self.living:
                    return Place(self.living[one.ticket_id], f"In-Reply-To names message {one.row_id}", one.at)
        return None

    def _impossible(self, mail: ParsedMail, ticket_id: int) -> int | None:
        """When we answered last, for a mail with a token of ours that says it is older than any of them."""
        ticket = self.tickets[ticket_id]
        first = ticket.first_response_at or ticket.created_at
        return self.answered.get(ticket_id) if mail.date is not None and mail.date < first else None

    def _parent_at(self, mail: ParsedMail) -> int | None:
        return max((one.at for ref in mail.in_reply_to for one in self.mails.get(ref, ())), default=None)

    def _by_ids(self, mail: ParsedMail) -> Place | None:
        # What the mail answers directly comes first, then the newest reference; ours before what others wrote.
        refs = tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
        known = [one for ref in refs for one in self.mails.get(ref, ()) if one.ticket_id in self.living]
        known.sort(key=lambda one: one.direction != "out")
        if known:
            first = known[0]
            header = "In-Reply-To" if first.message_id in mail.in_reply_to else "References"
            why = f"{header} names message {first.row_id}"
            return Place(self.living[first.ticket_id], why, max(one.at for one in known))
        return None

    def _by_ghost(self, mail: ParsedMail, author: str, *, ours: bool) -> Place | None:
        # A newsletter of ours that is not here has one Message-ID for everybody: who answers it is no stranger on
        # the ticket of whoever answered first, but somebody with a question of their own.
        for ref in dict.fromkeys((mail.message_id, *mail.in_reply_to, *reversed(mail.references))):
            tickets = self.refs.get(ref)
            for named in sorted(tickets, reverse=True)[: arrival_sql.TICKETS_OF_A_REF] if tickets else ():
                ticket_id = self.living.get(named)
                if ticket_id is not None and self._takes_part(author, ticket_id, ours=ours):
                    same = "it names the same earlier mail as this ticket, and its author takes part"
                    why = "a mail of this ticket answers it" if ref == mail.message_id else same
                    return Place(ticket_id, why)
        return None

    def _takes_part(self, author: str, ticket_id: int, *, ours: bool) -> bool:
        return ours or bool(author and author in self.people[ticket_id])

    def _by_bounce(self, mail: ParsedMail, raw: bytes) -> Place | None:
        if not _returns(mail):
            return None
        for ref in bounced_ids(mail, raw):
            for one in self.mails.get(ref, ()):
                # Only a mail of ours can come back to us.
                if one.direction == "out" and one.ticket_id in self.living:
                    why = f"it reports on message {one.row_id}"
                    return Place(self.living[one.ticket_id], why, one.at, one.row_id)
        return None

    def _by_number(self, mail: ParsedMail, author: str, *, ours: bool) -> Place | None:
        for number in _numbers(mail):
            ticket_id = self.living.get(number)
            if ticket_id is not None and self._takes_part(author, ticket_id, ours=ours):
                return Place(ticket_id, f"[#{number}] stands in its subject, and its author takes part")
        return None

    def resembles(self, mail: ParsedMail, beside: int) -> str:
        """The other ticket that a mail names by a number that did not count, in words, "" when it names none."""
        named = (self.living.get(number) for number in _numbers(mail))
        found = next((one for one in named if one not in (None, beside)), None)
        return f"{LOOKS_LIKE}#{found}: its subject names it" if found else ""

    def add(self, known: KnownMail, refs: Iterable[str], people: Iterable[str]) -> list[str]:
        """Take note of a mail that is on a ticket now; those of its references that are nowhere else."""
        if known.message_id:
            self.mails.setdefault(known.message_id, []).append(known)
        self.living.setdefault(known.ticket_id, known.ticket_id)
        self.people.setdefault(known.ticket_id, set()).update(people)
        ghosts = [ref for ref in refs if ref not in self.mails]
        for ref in ghosts:
            self.refs.setdefault(ref, set()).add(known.ticket_id)
        if known.direction == "out":
            self.answered[known.ticket_id] = max(known.at, self.answered.get(known.ticket_id, 0))
        return ghosts


def _tagged(mail: ParsedMail) -> list[str]:
    """Addresses it went to that may hold a token."""
    people = [one.email for some in (mail.to, mail.cc) for one in some if "+" in one.email]
    return [*(address for address in mail.delivered_to if "+" in address), *people]


def _numbers(mail: ParsedMail) -> list[int]:
    """Tickets that a subject names, or seems to."""
    return [int(number) for number in _NUMBER.findall(mail.subject)] if "[#" in mail.subject else []


def _returns(mail: ParsedMail) -> bool:
    return mail.automatic is Automatic.BOUNCE or mail.bounce is not None


def bounced_ids(mail: ParsedMail, raw: bytes) -> list[str]:
    """The Message-IDs of the mails that a bounce brings back."""
    told = [mail.bounce.original_id] if mail.bounce and mail.bounce.original_id else []
    look = [raw[:_BOUNCED_LOOK], *(one.data[:_BOUNCED_LOOK] for one in mail.attachments[:5])]
    found = dict.fromkeys(told)
    found.update({match.decode("ascii", "replace"): None for piece in look for match in _ID_LINE.findall(piece)})
    found.pop(mail.message_id, None)
    return list(found)[:20]
