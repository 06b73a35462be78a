"""Makes tickets and messages of mails that were fetched and read.

The one rule: a batch is taken in as a whole or not at all, every mail of it gets its verdict in the ledger in the same
transaction, and doing it again changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crmtui import journal
from crmtui.db import arrival_sql, fulltext, intake_sql
from crmtui.db.arrival_sql import KnownMail, TicketState
from crmtui.db.models import Customer, Ticket
from crmtui.db.orm import raw as connection_here
from crmtui.db.people import ensure_customers, find_customers, next_id
from crmtui.desk.threading import Batch, Place
from crmtui.desk.tickets import SNIPPET
from crmtui.journal import Recording
from crmtui.mail.message import Address, Automatic, ParsedMail

_DAY = 86_400
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_REOPENS = frozenset({"pending", "snoozed", "resolved", "trash"})
_MACHINES = frozenset({Automatic.BOUNCE, Automatic.AUTO_REPLY})
_BULK = 300
"""Messages of one batch from which on the index is told to gather more before it writes."""
_SAME_TEXT = 20_000
"""Characters of two texts that are compared to tell whether a mail came by two routes."""


@dataclass(frozen=True, slots=True)
class House:
    """Who we are, as far as mail is concerned.

    Attributes:
        key: signs reply addresses.
        own: casefolded addresses of ours: mailboxes and agents.
        mailboxes: casefolded address to mailbox name.
        mailbox: name for mail that reached none of them.
    """

    key: bytes
    own: frozenset[str] = frozenset()
    mailboxes: dict[str, str] = field(default_factory=dict)
    mailbox: str = ""

    def is_own(self, email: str) -> bool:
        """Whether an address is ours, with a ticket's token in it or without."""
        key = email.casefold()
        if key in self.own:
            return True
        local, _, domain = key.rpartition("@")
        return "+" in local and f"{local.partition('+')[0]}@{domain}" in self.own


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail whose bytes are in the ledger, read."""

    ledger_id: int
    blob_id: int
    raw: bytes = field(repr=False)
    mail: ParsedMail


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    ticketed: int = 0
    duplicate: int = 0
    ignored: int = 0
    new_tickets: int = 0
    customers: int = 0


@dataclass(slots=True)
class _Mail:
    """A mail on its way onto a ticket."""

    arrived: Arrived
    author: Address
    out: bool
    at: int
    customer_id: int | None = None
    own: bool = False


def take_in(batch: Sequence[Arrived], house: House, *, at: int, cause: str = "") -> Taken:
    """Take a batch in, in one transaction and one gesture.

    Args:
        batch: mails in the order they came; those that somebody decided meanwhile are passed over.
        house: who we are.
        at: now, UTC epoch seconds.
        cause: where they came from, for the journal.
    """
    with journal.recording(journal.SYNC, "mail.import", "Mail arrived", cause=cause, at=at, undoable=False) as act:
        open_rows = intake_sql.still_undecided(connection_here(), [one.ledger_id for one in batch])
        return _Intake(act, house).run([one for one in batch if one.ledger_id in open_rows])


class _Intake:
    """One batch being taken in: looks up at once, decides mail by mail, writes at once."""

    def __init__(self, act: Recording, house: House) -> None:
        self.act, self.house = act, house
        self.connection = connection_here()
        self.batch = Batch(house.key)
        self.taken = Taken()
        self.verdicts: list[tuple[str, str, int | None, int, int]] = []
        self.new_tickets: dict[int, TicketState] = {}
        self.before: dict[int, TicketState] = {}
        self.messages: list[tuple[object, ...]] = []
        self.indexed: list[fulltext.MessageRow] = []
        self.refs: list[tuple[str, int]] = []
        self.files: list[tuple[int, int, int, str, str, int, int, str]] = []
        self.blobs: dict[bytes, int] = {}
        self.contacts: dict[int, int] = {}
        self.contents: dict[int, tuple[str, str, tuple[int, ...]]] = {}

    def run(self, arrived: Sequence[Arrived]) -> Taken:
        self.batch.learn(self.connection, [(one.mail, one.raw) for one in arrived])
        self.next_ticket = next_id(self.connection, "ticket")
        self.next_message = next_id(self.connection, "message")
        self.blobs = intake_sql.store_blobs(
            self.connection,
            {_digest(file.data): file.data for one in arrived for file in one.mail.attachments}.items(),
        )
        mails = [self._who(one) for one in arrived]
        self._find_customers(mails)
        for one in mails:
            self._decide(one)
        self._write()
        return self.taken

    # -- who wrote it -----------------------------------------------------------------------------------------------

    def _who(self, arrived: Arrived) -> _Mail:
        mail = arrived.mail
        sender = mail.sender or Address("", "")
        at = self.act.at if mail.date is None or mail.date > self.act.at + _DAY else mail.date
        own = bool(sender.email) and self.house.is_own(sender.email)
        if (own or not sender.email) and mail.reply_to and not self.house.is_own(mail.reply_to[0].email):
            # A contact form writes in our name and says whom to answer.
            return _Mail(arrived, Address(mail.reply_to[0].name or sender.name, mail.reply_to[0].email), False, at)
        # Our own address in From is easily forged: what reaches nobody but us did not go out.
        out = own and any(not self.house.is_own(to.email) for to in (*mail.to, *mail.cc))
        return _Mail(arrived, sender, out, at, own=own)

    def _find_customers(self, mails: Iterable[_Mail]) -> None:
        """The customer of each mail: its author, or whom we wrote to; machines and we ourselves become none."""
        people: dict[int, Address] = {}
        machines: dict[int, str] = {}
        for number, one in enumerate(mails):
            mail = one.arrived.mail
            if mail.automatic in _MACHINES:
                machines[number] = one.author.key
            elif one.out:
                foreign = [to for to in (*mail.to, *mail.cc) if not self.house.is_own(to.email)]
                if foreign:
                    people[number] = foreign[0]
            elif one.author.email and not one.own:
                people[number] = one.author
        ids, made = ensure_customers(self.connection, [(who.email, who.name) for who in people.values()], self.act.at)
        known = find_customers(self.connection, set(machines.values())) if machines else {}
        for number, one in enumerate(mails):
            if number in people:
                one.customer_id = ids[people[number].key]
            elif number in machines:
                one.customer_id = known.get(machines[number])
        self.taken.customers = len(made)
        self.act.note_created(Customer, made)

    # -- what becomes of it -----------------------------------------------------------------------------------------

    def _decide(self, one: _Mail) -> None:
        mail = one.arrived.mail
        twin = self._twin(one)
        if twin is not None:
            self.taken.duplicate += 1
            reason = f"same Message-ID, author and content: message {twin.row_id} of #{twin.ticket_id}"
            self._verdict("duplicate", reason, twin.row_id, one)
            return
        place = self.batch.place(mail, one.arrived.raw, one.author.key, own=one.own)
        if place is None and mail.automatic in _MACHINES:
            self.taken.ignored += 1
            kind = "a bounce" if mail.automatic is Automatic.BOUNCE else "an automatic reply"
            self._verdict("ignored", f"{kind} to no mail that is known: {mail.automatic_reason}", None, one)
            return
        self.taken.ticketed += 1
        ticket = self._open(one) if place is None else self._join(one, place)
        self._verdict("ticketed", "", self.next_message, one)
        self._add(one, ticket, place)

    def _verdict(self, state: str, reason: str, message_id: int | None, one: _Mail) -> None:
        self.verdicts.append((state, reason[:300], message_id, self.act.at, one.arrived.ledger_id))

    def _twin(self, one: _Mail) -> KnownMail | None:
        """The same mail that came by another route: Message-IDs alone are reused by some senders."""
        mail = one.arrived.mail
        for known in self.batch.mails.get(mail.message_id, ()):
            same = known.author_email.casefold() == one.author.key or (known.direction == "out" and one.out)
            if same and self._says_the_same(mail, known.row_id):
                return known
        return None

    def _says_the_same(self, mail: ParsedMail, row_id: int) -> bool:
        content = self.contents.get(row_id) or arrival_sql.content_of(self.connection, row_id)
        subject, text, files = content
        return subject == mail.subject and files == self._files(mail) and _words(text) == _words(mail.text)

    def _files(self, mail: ParsedMail) -> tuple[int, ...]:
        return tuple(self.blobs[_digest(file.data)] for file in mail.attachments)

    def _open(self, one: _Mail) -> TicketState:
        mail = one.arrived.mail
        ticket = TicketState(
            id=self.next_ticket, subject=mail.subject, snippet="", status="pending" if one.out else "open",
            customer_id=one.customer_id, mailbox=self._mailbox(mail), snoozed_until=None, created_at=one.at,
            activity_at=one.at, waiting_since=None if one.out else one.at,
            first_response_at=None, resolved_at=None,
        )  # fmt: skip
        self.next_ticket += 1
        self.taken.new_tickets += 1
        self.new_tickets[ticket.id] = self.batch.tickets[ticket.id] = ticket
        ticket.snippet = _snippet(mail)
        return ticket

    def _mailbox(self, mail: ParsedMail) -> str:
        reached = (*mail.delivered_to, *(one.email for one in mail.to), *(one.email for one in mail.cc))
        for email in reached:
            local, _, domain = email.casefold().rpartition("@")
            for key in (f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"):
                if key in self.house.mailboxes:
                    return self.house.mailboxes[key]
        return self.house.mailbox

    def _join(self, one: _Mail, place: Place) -> TicketState:
        ticket = self.batch.tickets[place.ticket_id]
        if ticket.id not in self.new_tickets and ticket.id not in self.before:
            self.before[ticket.id] = replace(ticket)
        if place.answers_at is not None and one.at <= place.answers_at:
            # Clocks differ: an answer never stands before what it answers.
            one.at = place.answers_at + 1
        if one.at >= ticket.activity_at:
            ticket.activity_at = one.at
            ticket.snippet = _snippet(one.arrived.mail) or ticket.snippet
        ticket.created_at = min(ticket.created_at, one.at)
        if one.out:
            _answered(ticket, one.at)
        elif not self._is_stranger(one, ticket) and one.arrived.mail.automatic not in _MACHINES:
            _asked(ticket, one.at, self.batch.answered.get(ticket.id))
        if ticket.customer_id is None and not self._is_stranger(one, ticket):
            ticket.customer_id = one.customer_id
        return ticket

    def _is_stranger(self, one: _Mail, ticket: TicketState) -> bool:
        return not one.own and one.author.key not in self.batch.people.get(ticket.id, ())

    # -- how it is kept ---------------------------------------------------------------------------------------------

    def _add(self, one: _Mail, ticket: TicketState, place: Place | None) -> None:
        mail, author = one.arrived.mail, one.author
        row_id, self.next_message = self.next_message, self.next_message + 1
        machine = mail.automatic in _MACHINES
        stranger = place is not None and not machine and self._is_stranger(one, ticket)
        automatic = "" if mail.automatic is Automatic.NO else mail.automatic.value
        self.messages.append(
            (
                row_id, ticket.id, "mail", "out" if one.out else "in", one.at, None, one.customer_id, author.name,
                author.email, _recipients(mail), mail.subject, mail.message_id, " ".join(mail.in_reply_to),
                " ".join(mail.references), automatic, int(stranger), place.why if place else "",
                "\n".join(mail.problems), one.arrived.blob_id, self.act.at, mail.text, mail.signature, mail.quoted,
                mail.html,
            )
        )  # fmt: skip
        names = " ".join(file.filename for file in mail.attachments)
        self.indexed.append((row_id, mail.subject, mail.text, f"{author.name} {author.email}", names))
        blobs = self._files(mail)
        self.files += [
            (
                row_id,
                blob,
                position,
                file.filename,
                file.content_type,
                len(file.data),
                int(file.inline),
                file.content_id,
            )
            for position, (file, blob) in enumerate(zip(mail.attachments, blobs, strict=True))
        ]
        self.contents[row_id] = (mail.subject, mail.text, blobs)
        known = KnownMail(mail.message_id, row_id, ticket.id, "out" if one.out else "in", one.at, author.email)
        people = () if stranger or machine else _people(mail, author)
        ghosts = self.batch.add(known, (*mail.in_reply_to, *mail.references), people)
        self.refs += [(ref, ticket.id) for ref in ghosts]
        if one.customer_id is not None and not machine and not one.out:
            self.contacts[one.customer_id] = max(one.at, self.contacts.get(one.customer_id, 0))

    def _write(self) -> None:
        arrival_sql.add_tickets(self.connection, self.new_tickets.values(), self.act.at)
        self.act.note_created(Ticket, self.new_tickets)
        self._move(self.before)
        arrival_sql.add_messages(self.connection, self.messages)
        arrival_sql.add_refs(self.connection, self.refs)
        arrival_sql.add_attachments(self.connection, self.files)
        arrival_sql.touch_customers(self.connection, [(at, who) for who, at in self.contacts.items()])
        if len(self.indexed) > _BULK:
            fulltext.gather(self.connection)
        fulltext.add_messages(self.connection, self.indexed)
        intake_sql.decide(self.connection, self.verdicts)

    def _move(self, before: dict[int, TicketState]) -> None:
        """Write what joined mails did to their tickets; what a person would call a change is journaled."""
        arrival_sql.move_tickets(self.connection, [self.batch.tickets[ticket_id] for ticket_id in before], self.act.at)
        journaled = ("status", "waiting_since", "snoozed_until", "resolved_at", "first_response_at", "customer_id")
        moved = {}
        for ticket_id, old in before.items():
            new = self.batch.tickets[ticket_id]
            changed = {name: getattr(new, name) for name in journaled if getattr(new, name) != getattr(old, name)}
            if changed:
                moved[ticket_id] = changed
        if moved:
            self.act.update_each(Ticket, moved)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _words(text: str) -> list[str]:
    return text[:_SAME_TEXT].split()


def _snippet(mail: ParsedMail) -> str:
    return " ".join(mail.text[: SNIPPET * 4].split())[:SNIPPET]


def _written(one: Address) -> str:
    return f"{one.name} <{one.email}>" if one.name.replace(" ", "").isalnum() else _quoted(one)


def _quoted(one: Address) -> str:
    if not one.name:
        return one.email
    name = one.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{one.email}>'


def _recipients(mail: ParsedMail) -> str:
    people = {"to": mail.to, "cc": mail.cc, "reply_to": mail.reply_to}
    return _as_json({name: [_written(one) for one in some] for name, some in people.items() if some})


def _people(mail: ParsedMail, author: Address) -> set[str]:
    return {author.key, *(one.key for some in (mail.to, mail.cc, mail.reply_to) for one in some)}


def _answered(ticket: TicketState, at: int) -> None:
    """We wrote: nobody waits, unless they wrote again later."""
    if ticket.first_response_at is None or at < ticket.first_response_at:
        ticket.first_response_at = at
    if ticket.waiting_since is not None and at >= ticket.activity_at:
        ticket.waiting_since = None
        if ticket.status == "open":
            ticket.status = "pending"


def _asked(ticket: TicketState, at: int, answered_at: int | None) -> None:
    """A participant wrote: they wait, unless it is old news that was answered or settled."""
    if answered_at is not None and answered_at > at:
        return
    if ticket.resolved_at is not None and at < ticket.resolved_at - _DAY:
        return
    if ticket.status in _REOPENS:
        ticket.status, ticket.resolved_at, ticket.snoozed_until = "open", None, None
    if ticket.status == "open":
        ticket.waiting_since = at if ticket.waiting_since is None else min(ticket.waiting_since, at)
