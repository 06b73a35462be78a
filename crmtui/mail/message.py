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
