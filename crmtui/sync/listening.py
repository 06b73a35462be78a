"""Waits for mail in an account's further folders, each on a connection of its own.

The one rule: it only hears, and rings; what came is fetched by the account's own connection. A server that allows no
more connections gets one of them back, and what is not heard is looked at now and then.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from crmtui.errors import CrmtuiError
from crmtui.mail.imap import ImapError, ImapSession, Trouble
from crmtui.settings import Imap

MOST = 4
"""Connections beside the account's own: many servers allow ten in all, and other programs want some."""
_PAUSES = (5, 30, 120, 300)
_AGAIN = 3600.0
"""Seconds after which a server that was full is asked once more."""
_JOIN = 2.0
_BREATH = 0.2
"""Seconds between two waits at the least: some servers tell without end that something happened."""


class Bell:
    """Wakes who waits at a connection; rung by any thread."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)

    def fileno(self) -> int:
        """Readable once it was rung."""
        return self._here.fileno()

    def ring(self) -> None:
        """Wake; one that rings already need not ring twice."""
        with suppress(OSError):
            self._there.send(b"!")

    def hush(self) -> None:
        """Forget what was rung."""
        with suppress(BlockingIOError):
            while self._here.recv(64):
                pass

    def close(self) -> None:
        """Ring no more."""
        self._here.close()
        self._there.close()


class Listeners:
    """Hears of what comes into folders, while it is entered.

    Args:
        imap: the account.
        folders: those to wait at; the first `MOST` are.
        secret: the password or token, asked anew for each connection.
        bell: rung when there may be something new.
    """

    def __init__(self, imap: Imap, folders: Sequence[str], secret: Callable[[], str], bell: Bell) -> None:
        self._imap, self._folders, self._secret, self._bell = imap, tuple(folders), secret, bell
        self._ended, self._lock, self._door = threading.Event(), threading.Lock(), threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sessions: dict[str, ImapSession] = {}
        self._heard: set[str] = set()
        self._left: set[str] = set()
        self.full = False
        """Whether the server allowed no further connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with self._lock:
            sessions = list(self._sessions.values())
        for session in sessions:
            session.drop()
        until = time.monotonic() + _JOIN
        for thread in self._threads:
            # One that is connecting ends by itself when that does.
            thread.join(max(0.0, until - time.monotonic()))

    def start(self) -> None:
        """Begin, once."""
        if self._threads:
            return
        for folder in self._folders[:MOST]:
            thread = threading.Thread(target=self._listen, args=(folder,), name=f"waits at {folder}", daemon=True)
            self._threads.append(thread)
            thread.start()

    @property
    def unheard(self) -> list[str]:
        """Folders of which nobody tells at the moment."""
        with self._lock:
            return [folder for folder in self._folders if folder not in self._heard]

    # -- in the threads ------------------------------------------------------------------------------------------

    def _listen(self, folder: str) -> None:
        failures = 0
        while not self._ended.is_set() and folder not in self._left:
            pause = float(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1
            try:
                with self._connected(folder) as session:
                    while not self._ended.is_set():
                        self._hear(folder, session)
                        failures = 0
            except ImapError as error:
                if error.trouble is Trouble.CROWDED:
                    self._give_way()
                    pause = _AGAIN
                elif error.trouble not in (Trouble.BROKEN, Trouble.UNREACHABLE, Trouble.BUSY):
                    # The account's own connection will meet it too, and tell.
                    return
            except CrmtuiError:
                return
            finally:
                self._lose(folder)
            self._ended.wait(pause)

    def _hear(self, folder: str, session: ImapSession) -> None:
        """Wait in the folder until it has another message, or for as long as makes sense."""
        before = session.status
        now = session.open(folder)
        with self._lock:
            known = folder in self._heard
            self._heard.add(folder)
        if not known or (now.uidvalidity, now.next_uid) != (before.uidvalidity, before.next_uid):
            self._bell.ring()
        began = time.monotonic()
        session.wait(go_on=lambda: not self._ended.is_set())
        self._ended.wait(max(0.0, began + _BREATH - time.monotonic()))

    def _connected(self, folder: str) -> ImapSession:
        # One after another: servers count those that come together wrongly.
        with self._door:
            if self._ended.is_set():
                raise ImapError(Trouble.BROKEN, "nobody wants to hear of it any more")
            session = ImapSession(self._imap, self._secret())
        with self._lock:
            self._sessions[folder] = session
        if self._ended.is_set():
            session.drop()
        return session

    def _lose(self, folder: str) -> None:
        with self._lock:
            self._sessions.pop(folder, None)
            heard = folder in self._heard
            self._heard.discard(folder)
        if heard:
            # It is looked at now and then instead: whoever waits has to know.
            self._bell.ring()

    def _give_way(self) -> None:
        """Leave one connection to the account's owner and to copies of what was sent."""
        with self._lock:
            first, self.full = not self.full, True
            last = next(reversed(self._sessions), None)
            if not first or last is None:
                return
            self._left.add(last)
            session = self._sessions[last]
        session.drop()
