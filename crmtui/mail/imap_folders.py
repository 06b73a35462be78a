"""Reads the folders of an IMAP account: what there is, which UIDs, the raw messages.

The one rule: looking never changes anything at the server (EXAMINE, BODY.PEEK), and what one question may bring is
bounded, whatever the server says of itself.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from imapclient import exceptions

from crmtui.mail.imap_line import Line
from crmtui.mail.imap_wire import ended, refused
from crmtui.mail.imap_words import ImapError, Trouble, said
from crmtui.mail.limits import MESSAGE_BYTES
from crmtui.settings import Imap

WINDOW = 40_000
"""Messages that one search may name: the library refuses lines of a million characters."""
BATCH_MAILS = 500
BATCH_BYTES = 4_000_000
"""What one FETCH asks for at the most, but for a single message that is larger: it bounds the memory."""
_SIZES = 1_000
"""Messages whose sizes are asked for at once."""
_OUR_LIMIT = MESSAGE_BYTES + 1
_HIGHEST = 2**32 - 1
"""Of all numbers that the protocol knows."""
_DOUBTFUL = 2**31
"""A next number beyond it is not believed but looked up: a wrong one would hide all that comes."""
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})\b"), re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b")
_DAY = re.compile(rb'\bINTERNALDATE "([ \d]?\d)-([A-Z][a-z]{2})-(\d{4})[ "]')
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


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
class Facts:
    """What is known of a message before it is fetched.

    Attributes:
        size: bytes, by the server's count.
        older: whether the server says that it came before the day that is asked for.
    """

    size: int
    older: bool = False


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One message; `raw` is its beginning only when `size`, by the server's count, is beyond what we read."""

    uid: int
    raw: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of what was asked for, newest first; a UID that is in none of the two others did not come.

    Attributes:
        asked: UIDs.
        mails: what came.
        older: UIDs that were left at the server, because they came before the day that was named.
    """

    asked: list[int]
    mails: list[FetchedMail]
    older: list[int]


_USES = {
    b"\\sent": "sent", b"\\trash": "trash", b"\\junk": "junk", b"\\drafts": "drafts", b"\\archive": "archive",
    b"\\all": "all",
}  # fmt: skip


class Folders(Line):
    """A connection on which folders are opened and read; see `Line` for what it takes and raises."""

    def __init__(self, imap: Imap, secret: str) -> None:
        self.status = Status(0, 0, 0)
        super().__init__(imap, secret)

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
        if not 0 < following <= _DOUBTFUL:
            following = (self._highest() if count else 0) + 1
        # Each message has a number of its own below the next one.
        self.status = Status(validity, following, min(count, following - 1))
        return self.status

    def _no_folder(self, folder: str, error: ImapError) -> ImapError:
        names = [one.name for one in self.folders()]
        if folder in names:
            return ImapError(Trouble.FOLDER, f"{self.imap.host}: {folder} cannot be opened: {error.message}")
        shown = ", ".join(map(said, names[:12])) + (" ..." if len(names) > 12 else "")
        return ImapError(Trouble.FOLDER, f"{self.imap.host}: there is no folder {folder}", f"There are: {shown}.")

    def _highest(self) -> int:
        """The last message's UID, for servers that do not tell the next one, or tell what cannot be."""
        with self._limited("looking for the last message", 0):
            return min(max(self._client.search(["UID", "*"]), default=0), _HIGHEST)

    # -- messages ------------------------------------------------------------------------------------------------

    def uids(self, low: int, high: int) -> Iterator[list[int]]:
        """The UIDs from `low` to `high` that exist in the open folder: newest first, in lists that are bounded.

        It takes a question for each list, and some thirty to find the first, whatever the server says of how many
        there are.
        """
        last = self.status.count
        whole = high - low < WINDOW
        while last > 0:
            first = 1 if whole else max(1, last - WINDOW + 1)
            found = self._search(first, last, low, high)
            if found:
                yield found
            elif last == self.status.count and first > 1:
                # All of these are beyond: where those up to `high` end is found by halving.
                first = self._place_of(high, first - 1) + 1
            else:
                return
            last = first - 1

    def _search(self, first: int, last: int, low: int, high: int) -> list[int]:
        """UIDs between `low` and `high` among the messages from the first to the last, newest first."""
        place = [] if first == 1 and last == self.status.count else [f"{first}:{last}"]
        with self._limited("looking for messages", 0):
            found = self._client.search([*place, "UID", f"{low}:{high}"])
        # "UID 7:9" with a "*" among them, or with low above the last, brings the last message whatever it is.
        return sorted((uid for uid in found if low <= uid <= high), reverse=True)

    def _place_of(self, uid: int, last: int) -> int:
        """How many of the folder's first `last` messages have a UID up to this one."""
        low, high = 0, last
        while low < high:
            middle = (low + high + 1) // 2
            try:
                beyond = not self._search(middle, middle, 1, uid)
            except ImapError as error:
                if ended(error.__cause__):
                    raise
                # There are not as many as it said.
                beyond = True
            low, high = (low, middle - 1) if beyond else (middle, high)
        return low

    def fetch(
        self, uids: Sequence[int], go_on: Callable[[], bool] = lambda: True, since: datetime.date | None = None
    ) -> Iterator[Batch]:
        """The raw messages in the order given, batch by batch, as long as `go_on` says so.

        What is gone, or what the server does not hand over, is asked for and not received.

        Args:
            uids: of the open folder.
            go_on: asked before each batch.
            since: leave what came before this day, by the server's own word; what it says no day of is fetched.
        """
        for start in range(0, len(uids), _SIZES):
            part = uids[start : start + _SIZES]
            facts = self._facts(part, since) if go_on() else {}
            for asked in _batches(part, facts):
                if not go_on():
                    return
                older = [uid for uid in asked if uid in facts and facts[uid].older]
                wanted = {uid: facts[uid].size for uid in asked if uid in facts and not facts[uid].older}
                yield Batch(asked, self._fetch(list(wanted), wanted), older)

    def _facts(self, uids: Sequence[int], since: datetime.date | None) -> dict[int, Facts]:
        items = "(UID RFC822.SIZE INTERNALDATE)" if since else "(UID RFC822.SIZE)"
        with self._limited("asking for sizes", 0):
            # Not by the library's own fetch: it reads an answer letter by letter, and these are short and many.
            kind, lines = self._client._imap.uid("FETCH", ",".join(map(str, uids)), items)
            if kind != "OK":
                raise exceptions.IMAPClientError(said(lines[0] if lines else kind))
        found: dict[int, Facts] = {}
        for line in lines:
            text = line if isinstance(line, bytes) else b""
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size:
                found[int(uid[1])] = Facts(int(size[1]), since is not None and _came_before(text, since))
        return found

    def _fetch(self, uids: Sequence[int], sizes: dict[int, int]) -> list[FetchedMail]:
        # The server's count may be wrong by a lot: a single message is asked for in part when it may be too large.
        large = len(uids) == 1 and sizes.get(uids[0], 0) > BATCH_BYTES
        part, key = (f"BODY.PEEK[]<0.{_OUR_LIMIT}>", b"BODY[]<0>") if large else ("BODY.PEEK[]", b"BODY[]")
        try:
            with self._limited("fetching", sum(sizes.get(uid, 0) for uid in uids)):
                found = self._client.fetch(uids, [part])
        except ImapError as error:
            if not refused(error):
                raise
            # One message that it cannot read makes some servers refuse all of them: each is asked for alone later.
            return []
        mails = []
        for uid in uids:
            raw = found.get(uid, {}).get(key)
            if raw is not None:
                mails.append(FetchedMail(uid, bytes(raw), max(len(raw), sizes.get(uid, 0) if large else 0)))
        return mails


def _name(name: str | bytes) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _came_before(line: bytes, day: datetime.date) -> bool:
    found = _DAY.search(line)
    if found is None or found[2] not in _MONTHS:
        return False
    return (int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])) < (day.year, day.month, day.day)


def _batches(uids: Iterable[int], facts: dict[int, Facts]) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = facts[uid].size if uid in facts and not facts[uid].older else 0
        if batch and (len(batch) >= BATCH_MAILS or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
