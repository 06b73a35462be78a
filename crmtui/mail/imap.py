"""Speaks IMAP: what `imap_folders` reads, and besides waiting for mail and what is done with mail that was taken.

The one rule: it knows no database and decides nothing.
"""

import ssl
import time
from collections.abc import Callable, Sequence
from typing import Any

from crmtui.mail.imap_folders import FetchedMail, Folder, Folders, Status
from crmtui.mail.imap_wire import refused
from crmtui.mail.imap_words import ImapError, Trouble, in_words

__all__ = ["FetchedMail", "Folder", "ImapError", "ImapSession", "Status", "Trouble", "refused"]

_RENEW = 300.0
"""Seconds after which an IDLE is renewed: routers forget connections that say nothing."""
_ASK = 15.0
"""Seconds between two questions whether to go on waiting."""


class ImapSession(Folders):
    """One connection, logged in; see `Line` for what it takes and raises."""

    # -- waiting -------------------------------------------------------------------------------------------------

    def wait(self, seconds: float = _RENEW, go_on: Callable[[], bool] = lambda: True, bell: int | None = None) -> bool:
        """Wait in the open folder until something happens there, or so long; whether something did.

        Needs `can_idle`. What happened is not told by the protocol: look again.

        Args:
            seconds: at the most, and never longer than the default.
            go_on: asked now and then.
            bell: a file descriptor that ends the wait when it is readable.
        """
        with self._limited("beginning to wait", 0):
            self._client.idle()
        happened = self._heard(min(seconds, _RENEW), go_on, bell)
        with self._limited("ending the wait", 0):
            self._client.idle_done()
        return happened

    def _heard(self, seconds: float, go_on: Callable[[], bool], bell: int | None) -> bool:
        import select  # late: only who waits needs it

        sock = self._client.socket()
        with in_words(self.imap, "waiting"):
            # What came together with the answer to IDLE lies in a buffer where poll does not see it.
            if self._buffered(sock):
                return True
            poller = select.poll()
            poller.register(sock.fileno(), select.POLLIN)
            if bell is not None:
                poller.register(bell, select.POLLIN)
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0 and go_on():
                if poller.poll(min(left, _ASK) * 1000):
                    return True
        return False

    def _buffered(self, sock: Any) -> bool:
        inner = self._client._imap
        file = getattr(inner, "_file", None) or inner.file
        sock.setblocking(False)
        try:
            return bool(file.peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            sock.settimeout(self.imap.timeout)

    # -- what is done with mail that was taken --------------------------------------------------------------------

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark messages of the open folder (open for writing) as seen."""
        with self._limited("marking as seen", 0):
            self._client.add_flags(uids, [b"\\Seen"], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move messages of the open folder (open for writing); the folder is made when it is not there."""
        if folder not in {one.name for one in self.folders()}:
            with self._limited(f"making the folder {folder}", 0):
                self._client.create_folder(folder)
        with self._limited(f"moving to {folder}", 0):
            if self._client.has_capability("MOVE"):
                self._client.move(uids, folder)
                return
            self._client.copy(uids, folder)
            self._client.delete_messages(uids, silent=True)
            # Without UIDPLUS an EXPUNGE would also remove what somebody else has marked: they stay, marked.
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge(uids)

    # -- copies of what was sent ---------------------------------------------------------------------------------

    def has_message(self, message_id: str) -> bool:
        """Whether the open folder holds a message with this Message-ID (with or without its brackets)."""
        with self._limited("looking for a Message-ID", 0):
            return bool(self._client.search(["HEADER", "Message-ID", message_id.strip("<>")]))

    def append(self, folder: str, raw: bytes) -> None:
        """Put a message into a folder, as read; the folder is made when it is not there."""
        if folder not in {one.name for one in self.folders()}:
            with self._limited(f"making the folder {folder}", 0):
                self._client.create_folder(folder)
        with self._limited(f"writing into {folder}", len(raw)):
            self._client.append(folder, raw, flags=[b"\\Seen"])
