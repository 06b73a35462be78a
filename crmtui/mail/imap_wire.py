"""Connects to an IMAP server: TLS or STARTTLS, and the login.

The one rule: TLS is always verified, and never given up silently.
"""

import base64
import contextlib
import imaplib
import socket
import ssl

from imapclient import IMAPClient, exceptions

from crmtui.mail import tls
from crmtui.mail.deadline import Deadline
from crmtui.mail.imap_words import ImapError, Trouble, said, turned_away
from crmtui.secrets import register
from crmtui.settings import Imap, Security

PATIENCE = 3
"""Times the usual limit that the whole of an answer may take."""
ANSWER_BYTES = 48_000_000
"""Bytes of an answer at the most, beside the messages that were asked for: lists, and counts that were too low."""


class _Wire(imaplib.IMAP4):
    """The standard library's client, on a connection that ends when the time for making it is over."""

    def __init__(self, imap: Imap, context: ssl.SSLContext | None, deadline: Deadline) -> None:
        self._seconds, self._protection, self._deadline = float(imap.timeout), context, deadline
        super().__init__(imap.host, imap.port)

    def _create_socket(self, _timeout: float | None = None) -> socket.socket:
        sock = self._deadline.dial(self.host, self.port, self._seconds)
        return self._protection.wrap_socket(sock, server_hostname=self.host) if self._protection else sock


class _Client(IMAPClient):  # type: ignore[misc]
    def __init__(self, imap: Imap, context: ssl.SSLContext | None, deadline: Deadline) -> None:
        self._wire = lambda: _Wire(imap, context, deadline)
        super().__init__(imap.host, imap.port, ssl=context is not None, timeout=float(imap.timeout))

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the library's name
        return self._wire()  # type: ignore[no-untyped-call]


def connected(imap: Imap) -> IMAPClient:
    """A connection that is protected as the settings want it, and not logged in.

    Raises:
        TimeoutError: also for a server that says a byte now and then.
    """
    with Deadline(imap.timeout * PATIENCE) as deadline:
        return _connect(imap, deadline)


def _connect(imap: Imap, deadline: Deadline) -> IMAPClient:
    context = None if imap.security is Security.NONE else tls.context(imap.tls_ca, imap.tls_fingerprint)
    client = _Client(imap, context if imap.security is Security.TLS else None, deadline)
    # The library has every line and every message spelled out for a debug log: it costs more than fetching, and the
    # log would hold customers' mail.
    client._imap.debug = 0
    client.normalise_times = False
    if imap.security is Security.STARTTLS:
        try:
            client.starttls(context)
        except exceptions.CapabilityError:
            client.shutdown()
            what = f"{imap.host} port {imap.port} offers no STARTTLS, and nothing is said without it"
            raise ImapError(Trouble.PROTECTION, what, 'Try security = "tls" with port 993.') from None
        except BaseException:
            with contextlib.suppress(OSError):
                client.shutdown()
            raise
    return client


class Ear:
    """Bounds what one answer of a server may be in bytes, whatever it says itself of sizes."""

    def __init__(self, client: IMAPClient) -> None:
        self._left = ANSWER_BYTES
        wire = client._imap
        self._read, self._readline = wire.read, wire.readline
        wire.read, wire.readline = self._whole, self._line

    def expect(self, size: int) -> None:
        """The next answer brings messages of so many bytes, by the server's count."""
        self._left = ANSWER_BYTES + 2 * size

    def _whole(self, size: int) -> bytes:
        self._take(size)
        data: bytes = self._read(size)
        return data

    def _line(self) -> bytes:
        line: bytes = self._readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise imaplib.IMAP4.abort("it sends much more than it was asked for")


def log_in(client: IMAPClient, imap: Imap, secret: str) -> None:
    """Log in with the password, or by XOAUTH2 with the token."""
    _register(imap, secret)
    try:
        if imap.token:
            client.oauth2_login(imap.user, secret)
        elif secret.isascii() and imap.user.isascii():
            client.login(imap.user, secret)
        else:
            # LOGIN carries ASCII only.
            client.plain_login(imap.user, secret)
    except exceptions.IMAPClientAbortError:
        raise
    except exceptions.IMAPClientError as error:
        if (full := turned_away(imap, str(error))) is not None:
            raise full from error
        what = "token" if imap.token else "user name or password"
        raise ImapError(
            Trouble.LOGIN,
            f"{imap.host} refuses the {what} of {imap.user}: {said(error)}",
            "Try it at the provider's web mail; some providers want a password made for apps, or a token (token_cmd).",
        ) from error


def _register(imap: Imap, secret: str) -> None:
    """Let no error repeat the secret, in none of the spellings in which it goes out."""
    register(secret)
    user, word = imap.user.encode(), secret.encode("utf-8", "surrogateescape")
    for line in (b"\0%b\0%b" % (user, word), b"user=%b\x01auth=Bearer %b\x01\x01" % (user, word)):
        register(base64.b64encode(line).decode())


def ended(error: BaseException | None) -> bool:
    """Whether an error ended the connection; else the server only said no."""
    return isinstance(error, exceptions.IMAPClientAbortError | OSError | None)


def refused(error: ImapError) -> bool:
    """Whether the server only said no to a question: the connection is in order."""
    return isinstance(error.__cause__, exceptions.IMAPClientError) and not ended(error.__cause__)
