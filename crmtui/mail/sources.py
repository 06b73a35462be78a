"""Raw messages out of files: mbox, Maildir, single messages, directories of them, and one from stdin.

The one rule: what a file is, its content tells, not its name; and what cannot be read stops nothing else. Memory stays
flat: one read-ahead and one message are held at a time.
"""

import hashlib
import os
import stat
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from crmtui.errors import SourceError
from crmtui.mail import mbox
from crmtui.mail.limits import MESSAGE_BYTES

_PEEK = 64 << 10
_MAIL_FIELDS = frozenset(
    b"from to cc subject date message-id received return-path delivered-to mime-version content-type reply-to sender "
    b"in-reply-to references x-mailer list-id dkim-signature x-original-to envelope-to".split()
)


class UnreadableError(SourceError):
    """Something is there that may be mail, and cannot be read."""


@dataclass(frozen=True, slots=True)
class RawMail:
    """One message as it lies in its source.

    Attributes:
        source: such as "mbox:/abs/path", "maildir:/abs/path", "file:/abs/path", "stdin".
        mark: names the message within its source for ever, whatever is appended or moved around it.
        raw: its bytes, the mbox's quoting undone.
        size: bytes it takes in the source.
        digest: sha256 of `raw`.
        truncated: it was longer than is read; `raw` holds its beginning.
    """

    source: str
    mark: str
    raw: bytes = field(repr=False)
    size: int
    digest: bytes = field(repr=False)
    truncated: bool = False


class Occurrences:
    """Counts digests in 8 bytes each: a mailbox of a million mails must not fill the memory with its marks."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 << 12))
        self._used = 0
        self._again: dict[int, int] = {}

    def count(self, digest: bytes) -> int:
        """How often this digest has come by now, 1 at the first time."""
        key = int.from_bytes(digest[:8], "big") or 1
        if self._used * 2 >= len(self._table):
            self._grow()
        if self._insert(key):
            self._used += 1
            return 1
        self._again[key] = self._again.get(key, 1) + 1
        return self._again[key]

    def _insert(self, key: int) -> bool:
        table = self._table
        mask = len(table) - 1
        at = key & mask
        while table[at]:
            if table[at] == key:
                return False
            at = (at + 1) & mask
        table[at] = key
        return True

    def _grow(self) -> None:
        old, self._table = self._table, array("Q", bytes(len(self._table) * 16))
        for key in old:
            if key:
                self._insert(key)


@dataclass(slots=True)
class MailSources:
    """Iterates the messages of the named files and directories.

    Attributes:
        paths: what the user named; "-" is stdin.
        stdin: where one message is read from for "-".
        problems: what could not be read, one error each; filled while iterating.
        bytes_done: of the sources, so far.
        on_progress: called with `bytes_done` now and then.
        changed_since: files that nothing happened to since (UTC epoch seconds) are not looked at.
        quiet_for: seconds for which a file other than a Maildir's must have been left alone: who writes it may be in
            the middle of a message.
    """

    paths: Sequence[str | Path]
    stdin: BinaryIO | None = None
    problems: list[SourceError] = field(default_factory=list)
    bytes_done: int = 0
    on_progress: Callable[[int], None] | None = None
    changed_since: float = 0.0
    quiet_for: float = 0.0

    def total_bytes(self) -> int | None:
        """An estimate of all bytes, from the directory entries alone; None when stdin is among the sources."""
        if any(str(path) == "-" for path in self.paths):
            return None
        return sum(size for path in self.paths for _, size in _walk(Path(path), []))

    def __iter__(self) -> Iterator[RawMail]:
        for path in self.paths:
            if str(path) == "-":
                yield from self._from_stdin()
                continue
            # Not Path.resolve: it raises on a link that leads to itself.
            for entry, size in _walk(Path(os.path.realpath(path)), self.problems):
                before = self.bytes_done
                try:
                    if self._left_alone(entry):
                        continue
                    yield from self._from_file(entry)
                except OSError as error:
                    self.problems.append(_unreadable(entry.path, error))
                self._done(before + size - self.bytes_done)

    def _left_alone(self, entry: "_Entry") -> bool:
        if not (self.changed_since or self.quiet_for):
            return False
        about = os.stat(entry.path)  # noqa: PTH116 - a Path for each of a million files costs more than the question
        # Not the time of its content: that stays as it was when a file is moved here.
        if about.st_ctime < self.changed_since:
            # What nobody may read is told each time, until somebody may.
            return os.access(entry.path, os.R_OK)
        return not entry.maildir and time.time() - self.quiet_for < about.st_mtime <= time.time() + self.quiet_for

    def _done(self, more: int) -> None:
        self.bytes_done += max(0, more)
        if self.on_progress:
            self.on_progress(self.bytes_done)

    def _from_stdin(self) -> Iterator[RawMail]:
        raw = self.stdin.read(mbox.KEEP + 1) if self.stdin else b""
        if not raw.strip():
            self.problems.append(SourceError("there is no message on stdin", "Pipe one raw mail into the command."))
            return
        if raw.startswith(b"From "):
            # Mail servers hand their envelope line over to a pipe.
            raw = raw.partition(b"\n")[2]
        yield _mail("stdin", raw, len(raw), Occurrences())
        self._done(len(raw))

    def _from_file(self, entry: "_Entry") -> Iterator[RawMail]:
        with Path(entry.path).open("rb") as file:
            head = file.read(_PEEK)
            kind = "message" if entry.maildir and head else _kind(head)
            if kind == "mbox":
                yield from self._from_mbox(file, head, f"mbox:{entry.path}")
            elif kind == "message":
                raw = head + file.read(mbox.KEEP + 1 - len(head)) if len(head) == _PEEK else head
                size = os.fstat(file.fileno()).st_size or len(raw)
                if entry.maildir:
                    mark = entry.path.rpartition("/")[2].partition(":2,")[0]
                    yield _mail(f"maildir:{entry.maildir}", raw, size, None, mark)
                else:
                    yield _mail(f"file:{entry.path}", raw, size, Occurrences())
            else:
                what = "is empty" if not head.strip() else "is no mail: neither an mbox nor a message"
                self.problems.append(SourceError(f"{entry.path} {what}", "Name an mbox, a Maildir or a message."))

    def _from_mbox(self, file: BinaryIO, head: bytes, source: str) -> Iterator[RawMail]:
        seen = Occurrences()
        for raw, size in mbox.messages(file, head, whole=len(head) < _PEEK):
            self._done(size)
            yield _mail(source, raw, size, seen)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file to read; `maildir` is the Maildir it is a message of, "" for any other file."""

    path: str
    maildir: str = ""


def _unreadable(path: str, error: OSError) -> SourceError:
    # What is gone meanwhile was moved by whoever reads it: it comes again under its new name.
    kind = SourceError if isinstance(error, FileNotFoundError) else UnreadableError
    return kind(f"cannot read {path}: {error.strerror}", "Check the name and its permissions.")


def _walk(path: Path, problems: list[SourceError]) -> Iterator[tuple[_Entry, int]]:
    """Every file to look at below a path, with its size, in the order of their names."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(SourceError(f"cannot read {path}: {what}", "Check the name and its permissions."))
        return
    if not stat.S_ISDIR(found.st_mode):
        yield _Entry(str(path)), found.st_size
        return
    waiting = [(str(path), "")]
    while waiting:
        directory, maildir = waiting.pop()
        try:
            with os.scandir(directory) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(_unreadable(directory, error))
            continue
        yield from _files(entries, maildir or _maildir_of(directory, entries), bool(maildir), problems)
        waiting += reversed(_folders(directory, entries))


def _maildir_of(directory: str, entries: list[os.DirEntry[str]]) -> str:
    names = {entry.name for entry in entries}
    return directory if {"cur", "new"} <= names else ""


def _files(
    entries: list[os.DirEntry[str]], maildir: str, inside: bool, problems: list[SourceError]
) -> Iterator[tuple[_Entry, int]]:
    if maildir and not inside:
        # Files beside cur and new belong to the mail server: indexes, flags, subscriptions.
        return
    for entry in entries:
        try:
            size = entry.stat().st_size if not entry.name.startswith(".") and entry.is_file() else -1
        except OSError as error:
            problems.append(_unreadable(entry.path, error))
            continue
        if size >= 0:
            yield _Entry(entry.path, maildir), size


def _folders(directory: str, entries: list[os.DirEntry[str]]) -> list[tuple[str, str]]:
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    if _maildir_of(directory, entries):
        inner = [(entry.path, directory) for entry in folders if entry.name in ("cur", "new")]
        return inner + [(entry.path, "") for entry in folders if entry.name not in ("cur", "new", "tmp")]
    return [(entry.path, "") for entry in folders]


def _kind(head: bytes) -> str:
    """What a file is, by its first bytes: "mbox", "message" or ""."""
    start = head.lstrip(b"\r\n")
    if mbox.is_mbox(start):
        return "mbox"
    fields = 0
    known = start.startswith((b"From ", b">From "))
    for line in start.replace(b"\r\n", b"\n").split(b"\n")[:200]:
        if line[:1] in (b" ", b"\t") and fields:
            continue
        if not mbox.FIELD.match(line):
            break
        fields += 1
        known |= line.partition(b":")[0].strip().lower() in _MAIL_FIELDS
    return "message" if fields and known else ""


def _mail(source: str, raw: bytes, size: int, seen: Occurrences | None, mark: str = "") -> RawMail:
    truncated = len(raw) > MESSAGE_BYTES
    if truncated:
        raw = raw[:MESSAGE_BYTES]
    digest = hashlib.sha256(raw).digest()
    mark = f"{digest.hex()}#{seen.count(digest)}" if seen is not None else _storable(mark)
    return RawMail(_storable(source), mark, raw, size, digest, truncated)


def _storable(name: str) -> str:
    """A file's name as text; bytes that are none (a Maildir made elsewhere) stay told apart."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
