"""Connects to a mail server: TLS or STARTTLS, greeting and login, in one bounded time.

The one rule: TLS is always verified, and never given up silently; nothing secret is said before.
"""

import smtplib
import socket
import ssl

from crmtui.errors import ConfigError
from crmtui.mail import tls
from crmtui.mail.deadline import Deadline
from crmtui.mail.smtp_login import log_in
from crmtui.mail.smtp_outcome import Phase, State
from crmtui.mail.smtp_wire import FailedError, Wire, expect, reason
from crmtui.settings import Security, Smtp

_PATIENCE = 3
"""Times the usual limit that the whole of connecting may take."""


def connect(smtp: Smtp, secret: str, hello: str) -> Wire:
    """A connection that is greeted, protected and logged in.

    Args:
        smtp: The server.
        secret: The password, or with `smtp.token` the access token; "" without a user.
        hello: The name that we greet with.

    Raises:
        FailedError: with the phase in which it ended.
    """
    client = Wire(local_hostname=hello)
    client.patience = float(smtp.timeout)
    try:
        with Deadline(smtp.timeout * _PATIENCE) as deadline:
            _begin(client, smtp, deadline)
            if smtp.user:
                client.phase = Phase.AUTH
                log_in(client, smtp.user, secret, token=smtp.token)
    except FailedError:
        client.close()
        raise
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise FailedError(client.phase, 0, f"{smtp.host} port {smtp.port}: {reason(error)}", State.RETRY) from error
    return client


def ask_to_send(client: Wire, sender: str) -> None:
    """Ask whether mail of an address would be taken, and take the question back.

    Raises:
        FailedError: the server says no, or went away.
    """
    client.phase = Phase.SENDER
    try:
        expect(client.docmd("MAIL", f"FROM:<{sender}>"), Phase.SENDER, 250)
        client.docmd("RSET")
    except (OSError, smtplib.SMTPException) as error:
        raise FailedError(Phase.SENDER, 0, reason(error), State.RETRY) from error


def _begin(client: Wire, smtp: Smtp, deadline: Deadline) -> None:
    """Dial, greet and protect; `client.phase` tells how far it came."""
    client.sock = deadline.dial(smtp.host, smtp.port, smtp.timeout)
    # The end of a text goes out alone: held back until the text is acknowledged, it would cost 40 ms a mail, and
    # keep every mail that much longer where a crash makes it uncertain.
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if smtp.security is Security.TLS:
        client.phase = Phase.TLS
        client.protect(_context(smtp), smtp.host)
    client.phase = Phase.GREETING
    expect(client.getreply(), Phase.GREETING, 220)
    _greet(client)
    if smtp.security is Security.STARTTLS:
        client.phase = Phase.TLS
        _start_tls(client, smtp)
        _greet(client)


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
