"""Hears a mail server with a bounded ear: single replies, the beginning of TLS, and errors in words.

The one rule: whatever a server says is bounded in size and time, and cleaned before anybody sees it.
"""

import re
import smtplib
import socket
import ssl
import time

from crmtui.mail import tls
from crmtui.mail.smtp_outcome import Phase, State
from crmtui.secrets import redact_said
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
    return one_line(redact_said(text[:_REPLY_LIMIT], _TEXT_LIMIT * 2))[:_TEXT_LIMIT]


class Wire(smtplib.SMTP):
    """The standard library's client with a bounded ear: lines, replies and the time for each have an end."""

    patience: float = 30.0
    phase = Phase.CONNECT
    """How far connecting came."""
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
