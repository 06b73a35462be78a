"""Asks whether a certificate that nobody vouches for is to be believed.

The one rule: only that one key, only after somebody saw whose it is, and never because nothing was said.
"""

import datetime
import sys
import termios
from dataclasses import replace
from ssl import SSLCertVerificationError

from crmtui.cli import console
from crmtui.errors import MailError, RefusedError
from crmtui.mail import tls
from crmtui.mail.certificate import Certificate, read_certificate
from crmtui.mail.reach import Server, shown_certificate


def doubted(error: BaseException) -> bool:
    """Whether a connection failed because the certificate is not believed."""
    return isinstance(error.__cause__, SSLCertVerificationError)


def trusting(server: Server, error: BaseException, already: str) -> Server:
    """The server with the key of its certificate believed, after somebody at the terminal said so.

    Args:
        server: whose certificate is not believed.
        error: what connecting ended in.
        already: a fingerprint that somebody has said yes to.

    Raises:
        MailError: it is not to be believed, or nobody is there to say so.
    """
    assert isinstance(error.__cause__, SSLCertVerificationError)
    why = tls.reason(error.__cause__)
    der = shown_certificate(server)
    if not der:
        raise MailError(f"{server.host}: {why.words}", why.hint)
    if already and tls.is_pinned(der, already):
        return replace(server, tls_ca=None, tls_fingerprint=already)
    console.show_error(f"{server.host}: {why.words}")
    for line in _described(der):
        console.remark(line)
    pin = tls.key_pin(der)
    if not console.can_ask():
        hint = f"Only if you know that it is the right one: --tls-fingerprint {pin}"
        raise MailError(f"{server.host}: {why.words}", hint)
    console.remark("Compare the SHA-256 with what whoever runs the server tells you.")
    # What was typed ahead answers another question.
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    try:
        console.confirm("Believe exactly this key from now on, also when its certificate is renewed?")
    except RefusedError:
        hint = "Not believed. Name another server, or ask whoever runs this one for the SHA-256."
        raise MailError(f"{server.host} is not used: {why.words}", hint) from None
    return replace(server, tls_ca=None, tls_fingerprint=pin)


def _described(der: bytes) -> list[str]:
    try:
        found = read_certificate(der)
    except ValueError as error:
        return [f"  {error}", f"  SHA-256    {tls.fingerprint(der)}"]
    return [
        f"  for        {', '.join(found.names) or 'nobody by name'}",
        f"  signed by  {'itself' if found.self_made else found.issuer}",
        f"  counts     {_span(found, datetime.datetime.now(datetime.UTC))}",
        f"  SHA-256    {found.fingerprint}",
        f"  its key's  {tls.key_pin(der).removeprefix(tls.KEY)}",
    ]


def _span(found: Certificate, now: datetime.datetime) -> str:
    span = f"from {found.begins:%Y-%m-%d} to {found.ends:%Y-%m-%d}"
    if found.ends < now:
        return f"{span}: it has expired"
    return f"{span}: not yet" if found.begins > now else span
