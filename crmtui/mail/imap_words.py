"""What can go wrong with an IMAP server, told in words.

The one rule: every error of the network or of the library leaves here as an `ImapError` that says which server, what
happened and what to do; the server's own words are bounded and cleaned.
"""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from enum import StrEnum

from crmtui.errors import MailError
from crmtui.mail import tls
from crmtui.secrets import redact_said
from crmtui.settings import Imap, Security
from crmtui.text import one_line

_SAID = 200
"""Characters of the server's words that are kept."""
_LOOK = 70_000
"""Of these it is made sure that no secret is in them: more than the longest one."""


_ODD = (
    OSError, imaplib.IMAP4.error, ValueError, AssertionError, EOFError, LookupError, TypeError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip
"""What the network raises, and what the library makes of answers that make no sense."""


class Trouble(StrEnum):
    """What kind of thing went wrong; it decides how soon another try makes sense."""

    UNREACHABLE = "unreachable"
    PROTECTION = "protection"
    """The certificate, or TLS itself."""
    LOGIN = "login"
    CROWDED = "crowded"
    """The account has all the connections that the server allows it."""
    BUSY = "busy"
    """The server cannot let anybody in at the moment."""
    FOLDER = "folder"
    BROKEN = "broken"
    """The connection ended, or the server said what makes no sense."""


class ImapError(MailError):
    """An IMAP server refused, could not be reached, or went away."""

    def __init__(self, trouble: Trouble, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.trouble = trouble


def said(text: object) -> str:
    """What a server said, in one clean line."""
    found = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    # The library hands over some of them as the spelling of a bytes object.
    if re.fullmatch(r"b'.*'|b\".*\"", found, re.DOTALL):
        found = found[2:-1]
    # Some servers repeat the line that they do not like, and the password stood in it.
    return one_line(redact_said(found[:_LOOK], _SAID * 2))[:_SAID]


_FULL = re.compile(r"too many|maximum|limit|exceeded|simultaneous", re.IGNORECASE)
_LINES = re.compile(r"connections?\b|sessions?\b", re.IGNORECASE)
_BUSY = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG)\]|temporar", re.IGNORECASE)
_SECRET_IS_WRONG = re.compile(r"\[AUTH|invalid|incorrect|password|credential", re.IGNORECASE)
"""RFC 5530, and what servers say that do not know it."""


def turned_away(imap: Imap, answer: str) -> ImapError | None:
    """The error when a refused login says nothing of the password: the server is full, or out of order."""
    words = answer[:_LOOK]
    if _SECRET_IS_WRONG.search(words):
        # Who asks such a server soon again is locked out.
        return None
    if _FULL.search(words) and _LINES.search(words):
        what = f"{imap.host} allows this account no more connections: {said(answer)}"
        return ImapError(Trouble.CROWDED, what, "Other programs hold the rest; it is tried again.")
    if _BUSY.search(words):
        return ImapError(Trouble.BUSY, f"{imap.host} lets nobody in at the moment: {said(answer)}")
    return None


@contextlib.contextmanager
def in_words(imap: Imap, doing: str) -> Iterator[None]:
    """Turn whatever the network and the library raise into an `ImapError`; `doing` is what was tried."""
    try:
        yield
    except _ODD as error:
        raise told(imap, doing, error) from error


def told(imap: Imap, doing: str, error: BaseException) -> ImapError:
    """The words for an error."""
    place = f"{imap.host} port {imap.port}"
    if isinstance(error, imaplib.IMAP4.error) and doing in ("connecting", "logging in"):
        turned = turned_away(imap, str(error))
        if turned is not None:
            return turned
    if isinstance(error, ssl.SSLCertVerificationError):
        why = tls.reason(error)
        return ImapError(Trouble.PROTECTION, f"{imap.host}: {said(why.words)}", why.hint)
    if isinstance(error, ssl.SSLError):
        return _without_tls(imap, error)
    if isinstance(error, socket.gaierror):
        return ImapError(
            Trouble.UNREACHABLE, f"{imap.host}: there is no such server, or no network", "Check the server's name."
        )
    if isinstance(error, ConnectionRefusedError):
        return ImapError(
            Trouble.UNREACHABLE, f"{place}: nobody answers there", "Check the port: 993 for tls, 143 for starttls."
        )
    if isinstance(error, TimeoutError):
        return ImapError(Trouble.UNREACHABLE, f"{place}: no answer within {imap.timeout} s ({doing})")
    if isinstance(error, imaplib.IMAP4.abort | EOFError | ConnectionError):
        return ImapError(Trouble.BROKEN, f"{place}: the connection ended ({doing}): {said(error)}")
    if isinstance(error, OSError):
        return ImapError(Trouble.UNREACHABLE, f"{place}: {said(error.strerror or error)} ({doing})")
    return ImapError(Trouble.BROKEN, f"{place}: {doing} failed: {said(error)}")


def _without_tls(imap: Imap, error: ssl.SSLError) -> ImapError:
    why = said(error.reason or str(error)).replace("_", " ").lower()
    hint = ""
    if imap.security is Security.TLS and "wrong version number" in why:
        hint = 'That port does not begin with TLS: try security = "starttls" with port 143, or port 993.'
    return ImapError(Trouble.PROTECTION, f"{imap.host} port {imap.port}: TLS failed: {why}", hint)
