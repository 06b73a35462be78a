"""Builds the bytes of an outgoing mail.

The one rule: the result is a whole RFC 5322 message that any server takes as it is: CRLF, seven bits (but for
addresses that have more), no line over 998 bytes, no Bcc; the same mail always gives the same bytes, so that they can
be frozen and sent again.
"""

import base64
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from crmtui.errors import UsageError
from crmtui.mail import headers
from crmtui.mail.html_write import Quoted, html_from_text, plain_from_text
from crmtui.mail.message import Address, Attachment
from crmtui.mail.reply_token import read_token, reply_address, reply_token
from crmtui.text import repair

__all__ = [
    "OutgoingMail", "build", "make_message_id", "read_token", "recipients", "reply_address", "reply_token",
]  # fmt: skip

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Pasted out of terminals: no mail may carry them, and some programs end the text there."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail as it was written, before it is bytes.

    Attributes:
        bcc: receive it, and stand in no header.
        text: as it was typed, with light marks (see `marks`).
        html: None makes both halves from the text.
        quoted: the mail that is answered, to stand below.
        message_id: without angle brackets, as are `in_reply_to` and `references` (oldest first).
        date: UTC epoch seconds.
        attachments: inline ones with a content id go beside the HTML.
        automatic: nobody typed it; says so, that no other machine answers.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: int
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    html: str | None = None
    quoted: Quoted | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=())
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    headers: tuple[str, ...]
    body: bytes

    def bytes(self) -> "bytes":
        return "\r\n".join(self.headers).encode() + b"\r\n\r\n" + self.body


def build(mail: OutgoingMail) -> bytes:
    """The mail as bytes.

    Raises:
        UsageError: an address or the Message-ID cannot be one, or nobody is to receive it.
    """
    recipients(mail)
    content = _content(mail)
    return _Part((*_head(mail), "MIME-Version: 1.0", *content.headers), content.body).bytes()


def recipients(mail: OutgoingMail) -> tuple[str, ...]:
    """Everybody's address for the envelope, each once, domains in ASCII.

    Raises:
        UsageError: there is nobody, or an address cannot be one.
    """
    found = {
        headers.wire_address(one.email).casefold(): one for one in (*mail.bcc[::-1], *mail.cc[::-1], *mail.to[::-1])
    }
    if not found:
        raise UsageError("the mail has no recipient")
    return tuple(headers.wire_address(one.email) for one in reversed(found.values()))


def make_message_id(domain: str, random: Callable[[int], bytes]) -> str:
    """A new Message-ID without angle brackets.

    Args:
        domain: Ours, behind the @.
        random: Gives that many random bytes, such as `os.urandom`.
    """
    name = base64.b32encode(random(15)).decode().lower()
    host = headers.wire_address(f"x@{domain}").partition("@")[2]
    return f"{name}@{host}"


def _head(mail: OutgoingMail) -> list[str]:
    if not headers.is_message_id(mail.message_id):
        raise UsageError(f"{mail.message_id!r} cannot be a Message-ID")
    lines = [headers.addresses("From", [mail.sender])]
    lines.append(headers.addresses("To", mail.to) if mail.to else "To: undisclosed-recipients:;")
    if mail.cc:
        lines.append(headers.addresses("Cc", mail.cc))
    if mail.reply_to:
        lines.append(headers.addresses("Reply-To", mail.reply_to))
    lines.append(headers.free_text("Subject", mail.subject))
    lines.append(f"Date: {_date(mail.date)}")
    lines.append(headers.message_ids("Message-ID", [mail.message_id]))
    lines.append(headers.message_ids("In-Reply-To", [mail.in_reply_to]))
    lines.append(headers.message_ids("References", mail.references))
    if mail.automatic:
        lines += ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "Precedence: bulk"]
    return [line for line in lines if line]


def _date(epoch: int) -> str:
    """A date by RFC 5322; not by strftime, whose words follow the machine's locale."""
    t = time.gmtime(epoch)
    clock = f"{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02}"
    return f"{_DAYS[t.tm_wday]}, {t.tm_mday:02} {_MONTHS[t.tm_mon - 1]} {t.tm_year:04} {clock} +0000"


# -- bodies ------------------------------------------------------------------------------------------------------


def _content(mail: OutgoingMail) -> _Part:
    """mixed[ alternative[ text, related[ html, inline files ] ], files ]; layers that hold one thing fall away."""
    seed = mail.message_id
    beside = [one for one in mail.attachments if _in_page(one)]
    below = [one for one in mail.attachments if not _in_page(one)]
    source = mail.html if mail.html is not None else html_from_text(mail.text, mail.quoted)
    plain = mail.text if mail.html is not None else plain_from_text(mail.text, mail.quoted)
    page = _join("related", [_text("html", source), *(_file(one, "inline") for one in beside)], seed)
    both = _join("alternative", [_text("plain", plain), page], seed)
    return _join("mixed", [both, *(_file(one, "attachment") for one in below)], seed)


def _in_page(attachment: Attachment) -> bool:
    return attachment.inline and headers.is_message_id(attachment.content_id)


def _join(kind: str, parts: list[_Part], seed: str) -> _Part:
    if len(parts) == 1:
        return parts[0]
    pieces = [part.bytes() for part in parts]
    number = 0
    while True:
        digest = hashlib.sha256(f"{kind}:{number}:{seed}".encode()).hexdigest()[:24]
        boundary = f"=_{kind}_{digest}"
        fence = b"--" + boundary.encode()
        if not any(fence in piece for piece in pieces):
            break
        number += 1
    body = b"".join(fence + b"\r\n" + piece + b"\r\n" for piece in pieces) + fence + b"--\r\n"
    return _Part((f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"',), body)


def _text(subtype: str, text: str) -> _Part:
    """A text in the plainest encoding that carries it unharmed."""
    text = _CONTROLS.sub("", repair(text).replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")
    raw = text.encode()
    lines = raw.split(b"\n")
    # Longer lines get wrapped, "From " gets a ">" and trailing blanks get cut on some ways of travelling.
    plain = raw.isascii() and all(
        len(line) <= 78 and not line.startswith(b"From ") and not line.endswith((b" ", b"\t")) for line in lines
    )
    charset = "us-ascii" if raw.isascii() else "utf-8"
    if plain:
        return _Part(_about(subtype, charset, "7bit"), b"\r\n".join(lines) + b"\r\n")
    quoted = b"".join(_quoted_line(line) for line in lines)
    whole = _base64(b"\r\n".join(lines) + b"\r\n")
    if len(quoted) <= len(whole):
        return _Part(_about(subtype, charset, "quoted-printable"), quoted)
    return _Part(_about(subtype, charset, "base64"), whole)


def _about(subtype: str, charset: str, encoding: str) -> tuple[str, ...]:
    return (f"Content-Type: text/{subtype}; charset={charset}", f"Content-Transfer-Encoding: {encoding}")


_QUOTED = tuple(
    bytes([byte]) if (33 <= byte <= 126 and byte != 61) or byte in (9, 32) else b"=%02X" % byte for byte in range(256)
)


def _quoted_line(line: bytes) -> bytes:
    """One line as quoted-printable, in pieces of at most 76 bytes."""
    tokens = [_QUOTED[byte] for byte in line]
    if tokens and line[-1] in b" \t":
        tokens[-1] = b"=%02X" % line[-1]
    pieces: list[bytes] = []
    start = size = 0
    for index, token in enumerate(tokens):
        if size + len(token) > 73:  # two less than there is room: "From" may grow
            pieces.append(b"".join(tokens[start:index]))
            start, size = index, 0
        size += len(token)
    pieces.append(b"".join(tokens[start:]))
    return b"=\r\n".join(b"=46" + piece[1:] if piece.startswith(b"From ") else piece for piece in pieces) + b"\r\n"


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _file(attachment: Attachment, kind: str) -> _Part:
    about = [
        f"Content-Type: {headers.media_type(attachment.content_type)}",
        "Content-Transfer-Encoding: base64",
        headers.disposition(kind, attachment.filename),
    ]
    if kind == "inline":
        about.append(headers.message_ids("Content-ID", [attachment.content_id]))
    return _Part(tuple(about), _base64(attachment.data))
