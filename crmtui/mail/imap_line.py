"""One connection to an IMAP server, logged in: how it begins and ends, and how long anything on it may take.

The one rule: every wait has an end, and whatever goes wrong is an `ImapError` in words.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator

from crmtui.errors import ConfigError
from crmtui.mail.connection import SLOWEST, Connection
from crmtui.mail.imap_wire import PATIENCE, Ear, connected, log_in
from crmtui.mail.imap_words import ImapError, Trouble, in_words
from crmtui.settings import Imap, Security, is_loopback


class Line(Connection):
    """One connection, logged in.

    Args:
        imap: the server.
        secret: the password, or with `imap.token` the access token.

    Raises:
        ImapError: no connection, no protection, or no login.
        ConfigError: the connection would be unprotected.
    """

    def __init__(self, imap: Imap, secret: str) -> None:
        if imap.security is Security.NONE and not (is_loopback(imap.host) or imap.allow_plain):
            raise ConfigError(f"mail from {imap.host} would come unprotected", 'Use security = "tls" or "starttls".')
        self.imap = imap
        with in_words(imap, "connecting"):
            self._client = connected(imap)
        self._ear = Ear(self._client)
        try:
            with self._limited("logging in", 0):
                log_in(self._client, imap, secret)
                self.can_idle = bool(self._client.has_capability("IDLE"))
        except BaseException:
            self.drop()
            raise

    def close(self) -> None:
        """Say goodbye; how the server takes it changes nothing."""
        with contextlib.suppress(Exception):
            self._client.socket().settimeout(2)
            self._client.logout()
        self.drop()

    def drop(self) -> None:
        """End the connection without a word; also what another thread does to stop a wait."""
        # First what wakes who reads: the file around the socket is his until then, and closing it would wait.
        with contextlib.suppress(Exception):
            self._client.socket().shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(Exception):
            self._client.shutdown()
        with contextlib.suppress(Exception):
            self._client.socket().close()

    @contextlib.contextmanager
    def _limited(self, doing: str, size: int) -> Iterator[None]:
        """Errors in words, and an end also for a server that says a byte now and then."""
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            self.drop()

        timer = threading.Timer(self.imap.timeout * PATIENCE + size / SLOWEST, end)
        timer.daemon = True
        timer.start()
        self._ear.expect(size)
        try:
            with in_words(self.imap, doing):
                yield
        except ImapError as error:
            if late:
                what = f"{self.imap.host} port {self.imap.port}: no whole answer within the time limit ({doing})"
                raise ImapError(Trouble.UNREACHABLE, what) from error
            raise
        finally:
            timer.cancel()
