"""What a received mail is, once it has been read: plain frozen values.

The one rule: everything here is already decoded text that can be stored (no lone surrogates, no NUL), but
nothing is cleaned for a terminal; that happens at the door to the screen. The raw bytes stay with the caller.
"""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header.

    Attributes:
        name: the decoded display name, at most 120 characters, "" when none.
        email: the address as written, its domain casefolded; taken from the raw header, never from decoded words.
    """

    name: str
    email: str

    @property
    def key(self) -> str:
        """The address as it is compared and looked up."""
        return self.email.casefold()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of the mail that is kept as bytes.

    Attributes:
        filename: the decoded name the sender gave, "" when none; not safe as a path (see `names.safe_filename`).
        content_type: lower case, such as "image/png".
        data: the decoded bytes.
        inline: shown inside the text rather than beside it.
        content_id: without angle brackets, "" when none.
    """

    filename: str
    content_type: str
    data: bytes = field(repr=False)
    inline: bool
    content_id: str


class Automatic(StrEnum):
    """What kind of machine wrote the mail."""

    NO = "no"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    """A list or a newsletter: a person may have written it, but nothing automatic may answer it."""


class Kind(StrEnum):
    """What a mail is, more finely than `Automatic`: it says what to show, `Automatic` what to do."""

    PERSON = "person"
    OUT_OF_OFFICE = "out-of-office"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    DELAY = "delay"
    """A bounce that says the mail is still being tried."""
    DELIVERED = "delivery report"
    """A report that the mail arrived."""
    RECEIPT = "receipt"
    """It was read, or deleted unread."""
    COMPLAINT = "complaint"
    """A mail provider reports that somebody called our mail spam."""
    CALENDAR = "calendar"
    LIST = "list"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One address that a bounce speaks of.

    Attributes:
        email: as the report has it, its domain casefolded.
        hard: it will never arrive; False: it may later (a full mailbox, a server that was not reached).
        status: such as "5.1.1" (RFC 3463), "" when the report names none.
        reason: what the other server said, one line, "" when nothing.
    """

    email: str
    hard: bool
    status: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """The address as it is compared and looked up."""
        return self.email.casefold()


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce or delivery report tells.

    Attributes:
        recipients: whom it speaks of, each once; empty when it names nobody.
        original_id: Message-ID of the mail that came back, without angle brackets, "" when it is not told.
        original_subject: its subject, "" when it is not told.
    """

    recipients: tuple[FailedRecipient, ...]
    original_id: str = ""
    original_subject: str = ""

    @property
    def hard(self) -> bool:
        """Whether any address will never be reached."""
        return any(one.hard for one in self.recipients)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar mail (RFC 5546).

    Attributes:
        method: REQUEST, REPLY, CANCEL, ...; upper case.
        uid: of the event.
        summary: its title.
        start: UTC epoch seconds, None when it is a day, a local time or senseless.
        organizer: address, "" when none.
        answer: ACCEPTED, DECLINED or TENTATIVE of a REPLY, "" otherwise.
    """

    method: str
    uid: str = ""
    summary: str = ""
    start: int | None = None
    organizer: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail that a person passed on.

    Attributes:
        sender: who wrote it, None when only a name is told.
        name: the author as it is told, address or not.
        subject: "" when it is not told.
        date: UTC epoch seconds, None when it is not told or not understood.
        message_id: known only when the whole mail is attached.
        attached: whether it came as an attached mail rather than in the text.
    """

    sender: Address | None
    name: str = ""
    subject: str = ""
    date: int | None = None
    message_id: str = ""
    attached: bool = False


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as far as it could be read.

    Attributes:
        message_id: without angle brackets, "" when none.
        in_reply_to: Message-IDs without angle brackets.
        references: at most 20 Message-IDs without angle brackets, oldest first: the root and the newest.
        sender: the first address of From (or of Sender), None when there is none.
        delivered_to: addresses of Delivered-To, X-Original-To and Envelope-To: where it really arrived.
        date: UTC epoch seconds of the Date header, None when absent or senseless.
        text: the new words. text + signature + quoted together hold every line of the readable body.
        quoted: the folded rest of earlier mails.
        html: source of the HTML body, "" when the mail has none.
        automatic_reason: the header or phrase that decided `automatic`, "" for NO.
        problems: what could not be read or was cut, one line each.
        travelled: whether a mail server handed it on (it has Received headers), so that anybody may have written it.
        kind: what it is, for people.
        bounce: what a bounce or delivery report tells, None when the mail is none.
        invitation: what a calendar mail asks or answers, None when it is none.
        forwarded: the mail that is passed on in it, None when there is none.
        auth_headers: values of Authentication-Results, the newest first; whom to believe is said in `auth_results`.
        to_many: whether its headers are those of a list or a newsletter.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    date: int | None
    text: str
    quoted: str
    signature: str
    html: str
    attachments: tuple[Attachment, ...]
    automatic: Automatic
    automatic_reason: str
    problems: tuple[str, ...]
    travelled: bool = False
    kind: Kind = Kind.PERSON
    bounce: Bounce | None = None
    invitation: Invitation | None = None
    forwarded: Forwarded | None = None
    auth_headers: tuple[str, ...] = ()
    to_many: bool = False
