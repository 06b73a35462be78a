"""Speaks IMAP: folders, UIDs, raw messages, waiting for mail, and what is done with mail that was taken.

The one rule: it knows no database and decides nothing. Looking never changes anything at the server (EXAMINE,
BODY.PEEK); every wait has an end; whatever goes wrong is an `ImapError` in words.
"""

import contextlib
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from imapclient import exceptions

from crmtui.errors import ConfigError
from crmtui.mail.imap_wire import PATIENCE, Ear, connected, ended, log_in
from crmtui.mail.imap_words import ImapError, Trouble, in_words, said
from crmtui.mail.limits import MESSAGE_BYTES
from crmtui.settings import Imap, Security, is_loopback

__all__ = ["FetchedMail", "Folder", "ImapError", "ImapSession", "Status", "Trouble"]

WINDOW = 40_000
"""Messages that one search may name: the library refuses lines of a million characters."""
BATCH_MAILS = 500
BATCH_BYTES = 4_000_000
"""What one FETCH asks for at the most, but for a single message that is larger: it bounds the memory."""
_SIZES = 1_000
"""Messages whose sizes are asked for at once."""
_SLOWEST = 20_000
"""Bytes per second that a line is expected to carry at least."""
_RENEW = 300.0
"""Seconds after which an IDLE is renewed: routers forget connections that say nothing."""
_ASK = 15.0
"""Seconds between two questions whether to go on waiting."""
_OUR_LIMIT = MESSAGE_BYTES + 1
_HIGHEST = 2**32 - 1
"""Of all numbers that the protocol knows."""
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})\b"), re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder at the server.

    Attributes:
        use: what it is for by the server's own words ("sent", "trash", "junk", "drafts", "archive", "all"), or "".
    """

    name: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What a folder says when it is opened.

    Attributes:
        uidvalidity: while it stays the same, a UID names the same message for ever.
        next_uid: what the next message will have at the least.
        count: messages in it.
    """

    uidvalidity: int
    next_uid: int
    count: int


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One message; `raw` is its beginning only when `size`, by the server's count, is beyond what we read."""

    uid: int
    raw: bytes
    size: int


_USES = {
    b"\\sent": "sent", b"\\trash": "trash", b"\\junk": "junk", b"\\drafts": "drafts", b"\\archive": "archive",
    b"\\all": "all",
}  # fmt: skip


class ImapSession:
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
        self.status = Status(0, 0, 0)
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    def close(self) -> None:
        """Say goodbye; how the server takes it changes nothing."""
        with contextlib.suppress(Exception):
            self._client.socket().settimeout(2)
            self._client.logout()
        self.drop()

    def drop(self) -> None:
        """End the connection without a word; also what another thread does to stop a wait."""
        with contextlib.suppress(Exception):
            self._client.shutdown()

    # -- folders -------------------------------------------------------------------------------------------------

    def folders(self) -> list[Folder]:
        """Every folder that can hold messages."""
        with self._limited("listing the folders", 0):
            return [
                Folder(_name(name), next((_USES[flag.lower()] for flag in flags if flag.lower() in _USES), ""))
                for flags, _, name in self._client.list_folders()
                if b"\\noselect" not in {flag.lower() for flag in flags}
            ]

    def open(self, folder: str, *, write: bool = False) -> Status:
        """Turn to a folder: read-only, unless something shall be done there."""
        try:
            with self._limited(f"opening {folder}", 0):
                found: dict[bytes, Any] = self._client.select_folder(folder, readonly=not write)
        except ImapError as error:
            if not ended(error.__cause__):
                raise self._no_folder(folder, error) from error
            raise
        validity, following, count = (int(found.get(key, 0)) for key in (b"UIDVALIDITY", b"UIDNEXT", b"EXISTS"))
        if not all(0 <= number <= _HIGHEST for number in (validity, following, count)):
            what = f"{self.imap.host}: {said(folder)} is numbered as no folder can be"
            raise ImapError(Trouble.FOLDER, what, "Ask the provider to look at it.")
        # Each message has a number of its own below the next one.
        self.status = Status(validity, following, min(count, following - 1) if following else count)
        if not self.status.next_uid:
            self.status = Status(self.status.uidvalidity, self._highest() + 1, self.status.count)
        return self.status

    def _no_folder(self, folder: str, error: ImapError) -> ImapError:
        names = [one.name for one in self.folders()]
        if folder in names:
            return ImapError(Trouble.FOLDER, f"{self.imap.host}: {folder} cannot be opened: {error.message}")
        shown = ", ".join(map(said, names[:12])) + (" ..." if len(names) > 12 else "")
        return ImapError(Trouble.FOLDER, f"{self.imap.host}: there is no folder {folder}", f"There are: {shown}.")

    def _highest(self) -> int:
        """The last message's UID, for servers that do not tell the next one."""
        with self._limited("looking for the last message", 0):
            return min(max(self._client.search(["UID", "*"]), default=0), _HIGHEST)

    # -- messages ------------------------------------------------------------------------------------------------

    def uids(self, low: int, high: int) -> Iterator[list[int]]:
        """The UIDs from `low` to `high` that exist in the open folder: newest first, in lists that are bounded."""
        last = self.status.count
        found_some = False
        while last > 0:
            first = max(1, last - WINDOW + 1)
            place = [] if first == 1 and last == self.status.count else [f"{first}:{last}"]
            with self._limited("looking for messages", 0):
                found = self._client.search([*place, "UID", f"{low}:{high}"])
            # "UID 7:9" with a "*" among them, or with low above the last, brings the last message whatever it is.
            wanted = sorted((uid for uid in found if low <= uid <= high), reverse=True)
            if wanted:
                yield wanted
            if found_some and not wanted:
                return
            found_some = bool(wanted)
            last = first - 1

    def fetch(
        self, uids: Sequence[int], go_on: Callable[[], bool] = lambda: True
    ) -> Iterator[tuple[list[int], list[FetchedMail]]]:
        """The raw messages in the order given, batch by batch, as long as `go_on` says so: (asked for, received).

        What is gone, or what the server does not hand over, is asked for and not received.
        """
        for start in range(0, len(uids), _SIZES):
            part = uids[start : start + _SIZES]
            sizes = self._sizes(part) if go_on() else {}
            for batch in _batches(part, sizes):
                if not go_on():
                    return
                yield batch, self._fetch([uid for uid in batch if uid in sizes], sizes)

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        with self._limited("asking for sizes", 0):
            # Not by the library's own fetch: it reads an answer letter by letter, and these are short and many.
            kind, lines = self._client._imap.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
            if kind != "OK":
                raise exceptions.IMAPClientError(said(lines[0] if lines else kind))
        found: dict[int, int] = {}
        for line in lines:
            text = line if isinstance(line, bytes) else b""
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return found

    def _fetch(self, uids: Sequence[int], sizes: dict[int, int]) -> list[FetchedMail]:
        # The server's count may be wrong by a lot: a single message is asked for in part when it may be too large.
        large = len(uids) == 1 and sizes.get(uids[0], 0) > BATCH_BYTES
        part, key = (f"BODY.PEEK[]<0.{_OUR_LIMIT}>", b"BODY[]<0>") if large else ("BODY.PEEK[]", b"BODY[]")
        try:
            with self._limited("fetching", sum(sizes.get(uid, 0) for uid in uids)):
                found = self._client.fetch(uids, [part])
        except ImapError as error:
            if not isinstance(error.__cause__, exceptions.IMAPClientError) or ended(error.__cause__):
                raise
            # One message that it cannot read makes some servers refuse all of them: each is asked for alone later.
            return []
        mails = []
        for uid in uids:
            raw = found.get(uid, {}).get(key)
            if raw is not None:
                mails.append(FetchedMail(uid, bytes(raw), max(len(raw), sizes.get(uid, 0) if large else 0)))
        return mails

    # -- waiting -------------------------------------------------------------------------------------------------

    def wait(self, seconds: float, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Wait in the open folder until something happens there, or so long; whether something did.

        Needs `can_idle`. What happened is not told by the protocol: look again. `go_on` is asked now and then.
        """
        with self._limited("beginning to wait", 0):
            self._client.idle()
        happened = self._heard(min(seconds, _RENEW), go_on)
        with self._limited("ending the wait", 0):
            self._client.idle_done()
        return happened

    def _heard(self, seconds: float, go_on: Callable[[], bool]) -> bool:
        import select  # late: only who waits needs it

        sock = self._client.socket()
        with in_words(self.imap, "waiting"):
            # What came together with the answer to IDLE lies in a buffer where poll does not see it.
            if self._buffered(sock):
                return True
            poller = select.poll()
            poller.register(sock.fileno(), select.POLLIN)
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

    # -- limits --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _limited(self, doing: str, size: int) -> Iterator[None]:
        """Errors in words, and an end also for a server that says a byte now and then."""
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            self.drop()

        timer = threading.Timer(self.imap.timeout * PATIENCE + size / _SLOWEST, end)
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


def _name(name: str | bytes) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _batches(uids: Iterable[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if batch and (len(batch) >= BATCH_MAILS or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
