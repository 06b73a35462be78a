"""Makes tickets and messages of mails that were fetched and read.

The one rule: a batch is taken in as a whole or not at all, every mail of it gets its verdict in the ledger in the same
transaction, and doing it again changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crmtui import journal
from crmtui.db import arrival_sql, intake_sql
from crmtui.db.arrival_sql import KnownMail, TicketState
from crmtui.db.models import Attachment, Customer, Message, Ticket
from crmtui.db.orm import raw as connection_here
from crmtui.db.people import ensure_customers, find_customers, next_id
from crmtui.desk import bounced, ticket_moves
from crmtui.desk.arrivals import Arrivals
from crmtui.desk.authors import Arrived as Arrived
from crmtui.desk.authors import Coming, look_at
from crmtui.desk.bounced import Returned
from crmtui.desk.house import House as House
from crmtui.desk.threading import Batch, Claim, Place
from crmtui.desk.tickets import snippet
from crmtui.journal import Recording
from crmtui.mail.automatic import may_answer
from crmtui.mail.message import Address, Kind, ParsedMail

_JOURNALED = ("status", "waiting_since", "snoozed_until", "resolved_at", "first_response_at", "customer_id")
"""What a person would call a change of a ticket."""
_ALIKE = 20
"""Mails with one Message-ID that a mail is compared with."""


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    ticketed: int = 0
    duplicate: int = 0
    ignored: int = 0
    new_tickets: int = 0
    customers: int = 0


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


def take_by_hand(act: Recording, batch: Sequence[Arrived], house: House) -> Taken:
    """Take in what somebody picked out, as a person's, in their gesture; journaled whole, so that it can be undone.

    Args:
        act: theirs; the rows of the ledger are the caller's to journal.
        batch: mails whose ledger rows are undecided.
        house: who we are.
    """
    return _Intake(act, house, by_hand=True).run(batch)


class _Intake:
    """One batch being taken in: looks up at once, decides mail by mail, writes at once."""

    def __init__(self, act: Recording, house: House, *, by_hand: bool = False) -> None:
        self.act, self.house, self.by_hand = act, house, by_hand
        self.connection = connection_here()
        self.batch = Batch(house.key)
        self.taken = Taken()
        self.verdicts: list[tuple[str, str, int | None, int, int]] = []
        self.new_tickets: dict[int, TicketState] = {}
        self.before: dict[int, TicketState] = {}
        self.contacts: dict[int, int] = {}
        self.wrote: dict[str, int] = {}
        self.returned: list[Returned] = []

    def run(self, arrived: Sequence[Arrived]) -> Taken:
        self.batch.learn(self.connection, [(one.mail, one.raw) for one in arrived])
        self.next_ticket = next_id(self.connection, "ticket")
        self.arrivals = Arrivals(self.connection, [one.mail for one in arrived])
        mails = [look_at(one, self.house, self.act.at) for one in arrived]
        if self.by_hand:
            for one in mails:
                one.kind, one.quiet, one.machine = Kind.PERSON, False, False
        self._find_customers(mails)
        for one in mails:
            self._decide(one)
        self._write()
        return self.taken

    def _find_customers(self, mails: Iterable[Coming]) -> None:
        """The customer of each mail: its author, or whom we wrote to; machines and we ourselves become none.

        Nor does anybody whose mail is not from who it says: it gets no customer's history beside it.
        """
        people: dict[int, Address] = {}
        known_only: dict[int, str] = {}
        for number, one in enumerate(mails):
            if one.out:
                foreign = [to for to in (*one.mail.to, *one.mail.cc) if not self.house.is_own(to.email)]
                if foreign:
                    people[number] = foreign[0]
            elif not one.author.email or one.forged or self.house.is_own(one.author.email):
                continue
            elif one.nobody:
                known_only[number] = one.author.key
            else:
                people[number] = one.author
        ids, made = ensure_customers(self.connection, [(who.email, who.name) for who in people.values()], self.act.at)
        known = find_customers(self.connection, set(known_only.values())) if known_only else {}
        for number, one in enumerate(mails):
            if number in people:
                one.customer_id = ids[people[number].key]
            elif number in known_only:
                one.customer_id = known.get(known_only[number])
        self.taken.customers = len(made)
        self._for_good().note_created(Customer, made)

    def _for_good(self) -> Recording:
        """Where customers are journaled: in the gesture, and of what is taken by hand in one that nobody takes back.

        By the time of an undo orders and other tickets may be theirs.
        """
        if not self.by_hand:
            return self.act
        apart = Recording(self.act.actor, self.act.action, "Customers made", self.act.cause, self.act.at)
        apart.undoable = 0
        return apart

    # -- what becomes of it -----------------------------------------------------------------------------------------

    def _decide(self, one: Coming) -> None:
        if self._had_before(one):
            return
        if one.quiet and may_answer(one.mail) and self._answers_us(one.mail):
            one.quiet, one.kind = False, Kind.PERSON
        claim = Claim("" if one.typed else one.author.key, one.own, one.forged, self._may_name(one))
        place = self.batch.place(one.mail, one.arrived.raw, claim)
        reason = self._nobody_wrote(one) if place is None else ""
        if reason:
            self.taken.ignored += 1
            self._verdict("ignored", reason, None, one)
            return
        self.taken.ticketed += 1
        ticket = self._open(one) if place is None else self._join(one, place)
        self._verdict("ticketed", "", self.arrivals.next_id, one)
        self._add(one, ticket, place)

    def _verdict(self, state: str, reason: str, message_id: int | None, one: Coming) -> None:
        self.verdicts.append((state, reason[:300], message_id, self.act.at, one.arrived.ledger_id))

    def _may_name(self, one: Coming) -> bool:
        """Anybody can write a number and a name: what came over the net has to be proven by a server of ours."""
        return one.proven or not one.mail.travelled

    def _answers_us(self, mail: ParsedMail) -> bool:
        return any(known.direction == "out" for ref in mail.in_reply_to for known in self.batch.mails.get(ref, ()))

    def _had_before(self, one: Coming) -> bool:
        """Whether a mail is here already; Message-IDs alone are reused by some senders."""
        for known in self._alike(one.mail.message_id):
            where = f"message {known.row_id} of #{known.ticket_id}"
            ours = known.direction == "out"
            same = known.author_email.casefold() == one.author.key or (ours and one.own)
            if same and self.arrivals.says_the_same(one.mail, known.row_id):
                self.taken.duplicate += 1
                self._verdict("duplicate", f"same Message-ID, author and content: {where}", known.row_id, one)
                return True
            if ours and one.own and one.mail.travelled:
                # A list or a loop wrote something into it.
                self.taken.ignored += 1
                self._verdict("ignored", f"our own mail came back: {where}", known.row_id, one)
                return True
        return False

    def _alike(self, message_id: str) -> list[KnownMail]:
        """The mails with a Message-ID: ours, and the newest of others; some senders give each of theirs the same."""
        known = self.batch.mails.get(message_id, [])
        return [one for one in known[:-_ALIKE] if one.direction == "out"] + known[-_ALIKE:]

    def _nobody_wrote(self, one: Coming) -> str:
        """Why a mail that belongs to no ticket makes none, "" when it does."""
        if not one.quiet:
            return ""
        why = f": {one.reason}" if one.reason else ""
        return f"{one.kind.value}, to no mail that is known{why}"

    def _open(self, one: Coming) -> TicketState:
        mail = one.mail
        reached = (*mail.delivered_to, *(to.email for to in mail.to), *(to.email for to in mail.cc))
        ticket = TicketState(
            id=self.next_ticket, subject=mail.subject, snippet="", status="pending" if one.out else "open",
            customer_id=one.customer_id, mailbox=self.house.mailbox_of(reached), snoozed_until=None, created_at=one.at,
            activity_at=one.at, waiting_since=None if one.out else one.at,
            first_response_at=None, resolved_at=None,
        )  # fmt: skip
        self.next_ticket += 1
        self.taken.new_tickets += 1
        self.new_tickets[ticket.id] = self.batch.tickets[ticket.id] = ticket
        ticket.snippet = snippet(mail.text)
        return ticket

    def _join(self, one: Coming, place: Place) -> TicketState:
        ticket = self.batch.tickets[place.ticket_id]
        if ticket.id not in self.new_tickets and ticket.id not in self.before:
            self.before[ticket.id] = replace(ticket)
        if place.answers_at is not None and one.at <= place.answers_at:
            # Clocks differ: an answer never stands before what it answers.
            one.at = place.answers_at + 1
        stranger = self._is_stranger(one, ticket)
        if one.kind is Kind.BOUNCE and place.returns is not None:
            self.returned.append(Returned(place.returns, ticket.id, one.mail, one.at, one.forged, one.vouched))
            ticket_moves.came_back(ticket, one.at)
        elif one.out:
            ticket_moves.answered(ticket, one.at)
        elif not stranger and not one.quiet:
            ticket_moves.asked(ticket, one.at, self.batch.answered.get(ticket.id))
        if one.at >= ticket.activity_at:
            ticket.activity_at = one.at
            ticket.snippet = snippet(one.mail.text) or ticket.snippet
        ticket.created_at = min(ticket.created_at, one.at)
        if ticket.customer_id is None and not stranger:
            ticket.customer_id = one.customer_id
        return ticket

    def _is_stranger(self, one: Coming, ticket: TicketState) -> bool:
        return one.forged or (not one.own and one.author.key not in self.batch.people.get(ticket.id, ()))

    # -- how it is kept ---------------------------------------------------------------------------------------------

    def _add(self, one: Coming, ticket: TicketState, place: Place | None) -> None:
        mail, author = one.mail, one.author
        stranger = place is not None and not one.machine and self._is_stranger(one, ticket)
        why = "; ".join(filter(None, (place.why if place else self.batch.resembles(mail, ticket.id), one.through)))
        row_id = self.arrivals.add(one, ticket.id, why, stranger=stranger, at=self.act.at)
        known = KnownMail(mail.message_id, row_id, ticket.id, "out" if one.out else "in", one.at, author.email)
        people = () if stranger or one.machine else _people(mail, author)
        self.arrivals.name(self.batch.add(known, (*mail.in_reply_to, *mail.references), people), ticket.id)
        if one.customer_id is not None and not one.quiet and not one.machine and not one.out:
            self.contacts[one.customer_id] = max(one.at, self.contacts.get(one.customer_id, 0))
            if not one.through:
                self.wrote[author.key] = max(one.at, self.wrote.get(author.key, 0))

    def _write(self) -> None:
        arrival_sql.add_tickets(self.connection, self.new_tickets.values(), self.act.at)
        self.act.note_created(Ticket, self.new_tickets, whole=self.by_hand)
        arrival_sql.move_tickets(self.connection, [self.batch.tickets[one] for one in self.before], self.act.at)
        self.arrivals.write()
        if self.by_hand:
            messages = [row[2] for row in self.verdicts if row[0] == "ticketed" and row[2]]
            self.act.note_created(Message, messages, whole=True)
            self.act.note_created(Attachment, arrival_sql.files_of(self.connection, messages), whole=True)
        arrival_sql.touch_customers(self.connection, [(at, who) for who, at in self.contacts.items()])
        moved = self._moved()
        bounced.forgive(self.act, self.connection, self.wrote)
        bounced.note(self.connection, self.returned, moved, self.house.is_own, at=self.act.at, cause=self.act.cause)
        if moved:
            self.act.update_each(Ticket, moved)
        intake_sql.decide(self.connection, self.verdicts)

    def _moved(self) -> dict[int, dict[str, object]]:
        """What joined mails changed of their tickets, for the journal."""
        moved: dict[int, dict[str, object]] = {}
        for ticket_id, old in self.before.items():
            new = self.batch.tickets[ticket_id]
            changed = {name: getattr(new, name) for name in _JOURNALED if getattr(new, name) != getattr(old, name)}
            if changed:
                moved[ticket_id] = changed
        return moved


def _people(mail: ParsedMail, author: Address) -> set[str]:
    return {author.key, *(one.key for some in (mail.to, mail.cc, mail.reply_to) for one in some)}
