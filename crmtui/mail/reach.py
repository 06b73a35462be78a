"""Tries whether mail servers are there, without logging in: several at once, and whose certificate they show.

The one rule: nothing secret is ever said here.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from crmtui.errors import MailError
from crmtui.mail import tls
from crmtui.mail.imap_wire import connected
from crmtui.mail.imap_words import in_words
from crmtui.mail.smtp_connect import connect
from crmtui.mail.smtp_wire import FailedError
from crmtui.settings import Imap, Smtp

Server = TypeVar("Server", Imap, Smtp)


def reach(server: Imap | Smtp) -> None:
    """Connect and protect, no more.

    Raises:
        MailError: what is wrong; its cause is the network's or the library's own error.
        ConfigError: the certificates to believe cannot be read.
    """
    if isinstance(server, Imap):
        with in_words(server, "connecting"):
            connected(server).shutdown()
        return
    try:
        connect(replace(server, user=""), "", "localhost").close()
    except FailedError as error:
        raise MailError(in_place(server, error)) from error.__cause__ or error


def in_place(smtp: Smtp, error: FailedError) -> str:
    """What went wrong, with the server's name in front."""
    return error.text if smtp.host in error.text else f"{smtp.host} port {smtp.port}: {error.text}"


def all_at_once(servers: Sequence[Server]) -> Iterator[tuple[Server, MailError | None]]:
    """Try all of them together; each in its turn, with what is wrong."""
    ended: dict[int, MailError | None] = {}

    def look(at: int, server: Imap | Smtp) -> None:
        try:
            reach(server)
            ended[at] = None
        except MailError as error:
            ended[at] = error

    # Left behind when nobody wants the answer any more: each has an end of its own.
    threads = [threading.Thread(target=look, args=pair, daemon=True) for pair in enumerate(servers)]
    for thread in threads:
        thread.start()
    for at, server in enumerate(servers):
        threads[at].join()
        yield server, ended.get(at, MailError(f"{server.host}: it could not be tried"))


def shown_certificate(server: Imap | Smtp) -> bytes:
    """The certificate that a server shows, as DER; b"" when it shows none now."""
    try:
        reach(replace(server, tls_ca=None, tls_fingerprint=tls.NOBODY))
    except MailError as error:
        return error.__cause__.der if isinstance(error.__cause__, tls.OtherCertificateError) else b""
    return b""
