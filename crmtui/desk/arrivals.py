"""Keeps the messages that a batch of mail becomes: gathers their rows, and writes them at once.

The one rule: text is stored as it came; what is shown of it is cleaned at the door to the screen.
"""

import hashlib
from collections.abc import Iterable
from json.encoder import encode_basestring

import cysqlite

from crmtui.db import arrival_sql, fulltext, intake_sql
from crmtui.db.people import next_id
from crmtui.desk.authors import Coming
from crmtui.mail.message import Address, Automatic, Kind, ParsedMail

_BULK = 300
"""Messages of one batch from which on the index is told to gather more before it writes."""
_SAME_TEXT = 20_000
"""Characters of two texts that are compared to tell whether a mail came by two routes."""


class Arrivals:
    """The rows of one batch."""

    def __init__(self, connection: cysqlite.Connection, mails: Iterable[ParsedMail]) -> None:
        """Store the attachments of all mails; their bytes are compared by their ids from then on."""
        self._connection = connection
        self._next = next_id(connection, "message")
        self._messages: list[tuple[object, ...]] = []
        self._indexed: list[fulltext.MessageRow] = []
        self._refs: list[tuple[str, int]] = []
        self._files: list[tuple[int, int, int, str, str, int, int, str]] = []
        self._contents: dict[int, tuple[str, str, tuple[int, ...]]] = {}
        found = {_digest(file.data): file.data for mail in mails for file in mail.attachments}
        self._blobs = intake_sql.store_blobs(connection, found.items())

    @property
    def next_id(self) -> int:
        """The id that the next message gets."""
        return self._next

    def says_the_same(self, mail: ParsedMail, row_id: int) -> bool:
        """Whether a message holds what a mail does."""
        content = self._contents.get(row_id) or arrival_sql.content_of(self._connection, row_id)
        subject, text, files = content
        return subject == mail.subject and files == self._blobs_of(mail) and _words(text) == _words(mail.text)

    def _blobs_of(self, mail: ParsedMail) -> tuple[int, ...]:
        return tuple(self._blobs[_digest(file.data)] for file in mail.attachments)

    def add(self, one: Coming, ticket_id: int, why: str, *, stranger: bool, at: int) -> int:
        """Take note of a message; its id."""
        mail, author = one.mail, one.author
        row_id, self._next = self._next, self._next + 1
        automatic = "" if one.automatic is Automatic.NO else one.automatic.value
        nature = "" if one.kind is Kind.PERSON else one.kind.value
        self._messages.append(
            (
                row_id, ticket_id, "mail", "out" if one.out else "in", one.at, None, one.customer_id, author.name,
                author.email, _recipients(mail), mail.subject, mail.message_id, " ".join(mail.in_reply_to),
                " ".join(mail.references), automatic, int(stranger), why, "\n".join(mail.problems),
                one.arrived.blob_id, at, mail.text, mail.signature, mail.quoted, mail.html, one.auth, nature,
            )
        )  # fmt: skip
        names = " ".join(file.filename for file in mail.attachments)
        self._indexed.append((row_id, mail.subject, mail.text, f"{author.name} {author.email}", names))
        blobs = self._blobs_of(mail)
        self._files += [
            (
                row_id, blob, position, file.filename, file.content_type, len(file.data), int(file.inline),
                file.content_id,
            )
            for position, (file, blob) in enumerate(zip(mail.attachments, blobs, strict=True))
        ]  # fmt: skip
        self._contents[row_id] = (mail.subject, mail.text, blobs)
        return row_id

    def name(self, refs: Iterable[str], ticket_id: int) -> None:
        """Remember that a ticket names Message-IDs that are nowhere else."""
        self._refs += [(ref, ticket_id) for ref in refs]

    def write(self) -> None:
        """Write everything; the tickets must be there."""
        arrival_sql.add_messages(self._connection, self._messages)
        arrival_sql.add_refs(self._connection, self._refs)
        arrival_sql.add_attachments(self._connection, self._files)
        if len(self._indexed) > _BULK:
            fulltext.gather(self._connection)
        fulltext.add_messages(self._connection, self._indexed)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _words(text: str) -> list[str]:
    return text[:_SAME_TEXT].split()


def _written(one: Address) -> str:
    return f"{one.name} <{one.email}>" if one.name.replace(" ", "").isalnum() else _quoted(one)


def _quoted(one: Address) -> str:
    if not one.name:
        return one.email
    name = one.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{one.email}>'


def _recipients(mail: ParsedMail) -> str:
    people = {"to": mail.to, "cc": mail.cc, "reply_to": mail.reply_to}
    found: dict[str, list[str]] = {name: [_written(one) for one in some] for name, some in people.items() if some}
    if mail.delivered_to:
        found["reached"] = list(dict.fromkeys(mail.delivered_to))
    # Lists of texts by plain names, put together here: an encoder that asks what each value is takes twice as long.
    fields = [f'"{name}": [{", ".join(map(encode_basestring, texts))}]' for name, texts in found.items()]
    return f"{{{', '.join(fields)}}}"
