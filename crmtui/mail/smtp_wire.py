"""Talks to a mail server with a bounded ear: connecting, TLS, login and single replies.

The one rule: whatever a server says is bounded in size and time, and cleaned before anybody sees it; TLS is always
verified and never given up silently.
"""

import base64
import re
import smtplib
import socket
import ssl
import time

from crmtui.errors import ConfigError
from crmtui.mail import tls
from crmtui.mail.smtp_outcome import Phase, State
from crmtui.secrets import redact, register
from crmtui.settings import Security, Smtp
from crmtui.text import one_line

_LINE_LIMIT = 8_192
_REPLY_LIMIT = 65_536
_TEXT_LIMIT = 300
"""Characters of the server's words that are kept."""


class FailedError(Exception):
    """An answer that ends the attempt."""

    def __init__(self, phase: Phase, code: int, text: str, state: State | None = None) -> None:
        super().__init__(text)
        self.phase = phase
        self.code = code
        self.text = text
        self.state = state


def words(reply: bytes | str) -> str:
    """What a server said, in one clean line of at most 300 characters."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    # Some servers repeat the line that they do not like, and the password stood in it.
    return one_line(redact(text[:_REPLY_LIMIT])[: _TEXT_LIMIT * 2])[:_TEXT_LIMIT]


class Wire(smtplib.SMTP):
    """The standard library's client with a bounded ear: lines, replies and the time for each have an end."""

    patience: float = 30.0
    _heard = b""

    def getreply(self) -> tuple[int, bytes]:
        """One whole reply.

        Raises:
            OSError: the connection ended, went silent, or says what no mail server says.
        """
        deadline = time.monotonic() + self.patience
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line(deadline)
            size += len(line)
            if not re.match(rb"[2-5][0-9][0-9]([ -]|\r?\n?$)", line) or size > _REPLY_LIMIT:
                self.close()
                raise smtplib.SMTPServerDisconnected(f"the server does not speak SMTP: {words(line[:80])}")
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                if self.sock is not None:
                    self.sock.settimeout(self.patience)
                return int(line[:3]), b"\n".join(lines)

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._heard:
            if len(self._heard) > _LINE_LIMIT:
                self.close()
                raise smtplib.SMTPServerDisconnected("the server's line has no end")
            left = deadline - time.monotonic()
            if self.sock is None or left <= 0:
                self.close()
                raise TimeoutError("no answer within the time limit")
            self.sock.settimeout(left)
            more = self.sock.recv(4096)
            if not more:
                self.close()
                raise smtplib.SMTPServerDisconnected("the server closed the connection")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return line + b"\n"

    def push(self, data: bytes, seconds: float) -> None:
        """Send bytes; `seconds` bounds the whole of it."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        self.sock.settimeout(seconds)
        self.sock.sendall(data)

    def protect(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS on a connection that said STARTTLS; what was said before it counts for nothing."""
        assert self.sock is not None
        if self._heard:
            raise smtplib.SMTPServerDisconnected("the server spoke out of turn before TLS began")
        self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self.ehlo_resp = None
        self.helo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def close(self) -> None:
        """Drop the connection without a word."""
        self._heard = b""
        super().close()


def connect(smtp: Smtp, password: str, hello: str) -> Wire:
    """A connection that is greeted, protected and logged in.

    Raises:
        FailedError: with the phase in which it ended.
    """
    client = Wire(local_hostname=hello)
    client.patience = float(smtp.timeout)
    phase = Phase.CONNECT
    try:
        client.sock = socket.create_connection((smtp.host, smtp.port), smtp.timeout)
        # The end of a text goes out alone: held back until the text is acknowledged, it would cost 40 ms a mail, and
        # keep every mail that much longer where a crash makes it uncertain.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if smtp.security is Security.TLS:
            phase = Phase.TLS
            client.protect(_context(smtp), smtp.host)
        phase = Phase.GREETING
        expect(client.getreply(), phase, 220)
        _greet(client)
        if smtp.security is Security.STARTTLS:
            phase = Phase.TLS
            _start_tls(client, smtp)
            _greet(client)
        phase = Phase.AUTH
        if smtp.user:
            _log_in(client, smtp.user, password)
    except FailedError:
        client.close()
        raise
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise FailedError(phase, 0, f"{smtp.host} port {smtp.port}: {reason(error)}", State.RETRY) from error
    return client


def _greet(client: Wire) -> None:
    answer = client.ehlo()
    expect(answer if answer[0] == 250 else client.helo(), Phase.GREETING, 250)


def _start_tls(client: Wire, smtp: Smtp) -> None:
    # Never without: whoever sits between could strip the offer and read everything.
    if not client.has_extn("starttls"):
        raise FailedError(Phase.TLS, 0, f"{smtp.host} offers no STARTTLS, and nothing is sent without it")
    expect(client.docmd("STARTTLS"), Phase.TLS, 220)
    client.protect(_context(smtp), smtp.host)


def _context(smtp: Smtp) -> ssl.SSLContext:
    try:
        return tls.context(smtp.tls_ca, smtp.tls_fingerprint)
    except ConfigError as error:
        raise FailedError(Phase.TLS, 0, error.message) from error


def _log_in(client: Wire, user: str, password: str) -> None:
    """Log in with PLAIN or LOGIN, whatever letters the password has."""
    ways = client.esmtp_features.get("auth", "").upper().split()
    name, secret = user.encode(), password.encode("utf-8", "surrogateescape")
    if "PLAIN" in ways or not ways:
        both = base64.b64encode(b"\0" + name + b"\0" + secret).decode()
        register(both)
        answer = client.docmd("AUTH", f"PLAIN {both}")
    elif "LOGIN" in ways:
        answer = client.docmd("AUTH", "LOGIN " + base64.b64encode(name).decode())
        if answer[0] == 334:
            answer = client.docmd(base64.b64encode(secret).decode())
    else:
        raise FailedError(Phase.AUTH, 0, f"the server only knows logins that we do not: {words(' '.join(ways))}")
    expect(answer, Phase.AUTH, 235)


def expect(answer: tuple[int, bytes], phase: Phase, *right: int) -> None:
    """Go on only with one of the right codes.

    Raises:
        FailedError: with the server's code and words.
    """
    code, said = answer
    if code not in right:
        raise FailedError(phase, code, words(said))


def reason(error: Exception) -> str:
    """What went wrong with a connection, in one clean line."""
    if isinstance(error, ssl.SSLCertVerificationError):
        found = tls.reason(error)
        return words(f"{found.words}. {found.hint}")
    if isinstance(error, TimeoutError):
        return "no answer within the time limit"
    if isinstance(error, socket.gaierror):
        return "no such host, or no network"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {words(error.reason or str(error))}"
    if isinstance(error, OSError) and error.strerror:
        return words(error.strerror)
    return words(str(error)) or type(error).__name__
