"""An mbox into its messages.

The one rule: a line that begins with "From " parts two messages only by two of an empty line before it, a true date in
it and a header field after it. Memory stays flat: one read-ahead and one message are held at a time.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from crmtui.mail.limits import MESSAGE_BYTES

BLOCK = 1 << 19
"""Bytes that are read at once."""
KEEP = MESSAGE_BYTES + BLOCK
"""Bytes of one message that are handed over."""
FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:|>?From ")
"""How a line of a header block begins, separators that were left in it too."""

_SEPARATOR = re.compile(rb"From [^\r\n]{0,500}\d\d?:\d\d[^\r\n]{0,100}\r?\n")
_ASCTIME = re.compile(rb"[A-Z][a-z][a-z],? +(?:[A-Z][a-z][a-z] +\d{1,2}|\d{1,2} +[A-Z][a-z][a-z]),? .*\d\d?:\d\d")
_FIELD_CHARS = 100
"""What must be seen after a separator to tell whether a header field follows."""
_OVERLAP = 800
"""A separator and its next line may straddle two reads."""
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mbox(start: bytes) -> bool:
    """Whether what a file begins with, empty lines aside, is a separator."""
    return _SEPARATOR.match(start) is not None


def messages(file: BinaryIO, head: bytes, *, whole: bool) -> Iterator[tuple[bytes, int]]:
    """Every message, its quoting undone, and the bytes it takes in the file; one beyond all measure is cut.

    Args:
        file: read from where `head` ends.
        head: the file's first bytes.
        whole: whether they are all there are.
    """
    for raw, size in _stretches(file, head, whole):
        yield _QUOTED_FROM.sub(rb"\1", raw) if b">From " in raw else raw, size


def _stretches(file: BinaryIO, head: bytes, ended: bool) -> Iterator[tuple[bytes, int]]:
    """What lies between separator lines, with its true length."""
    buffer = head
    start = len(head) - len(head.lstrip(b"\r\n"))
    extra = start
    searched = start + 1
    while True:
        at = _next_separator(buffer, searched, ended)
        if at >= 0:
            yield _message(buffer, start, at), at - start + extra
            start, searched, extra = at, at + 1, 0
        elif ended:
            if buffer[start:].strip():
                yield _message(buffer, start, len(buffer)), len(buffer) - start + extra
            return
        else:
            buffer = buffer[start:]
            if len(buffer) > KEEP + BLOCK:
                # The middle of a monster is let go: its beginning is what can be shown.
                extra += len(buffer) - KEEP - _OVERLAP
                buffer = buffer[:KEEP] + buffer[-_OVERLAP:]
            start, searched = 0, max(1, len(buffer) - _OVERLAP)
            more = file.read(BLOCK)
            ended = not more
            buffer += more


def _message(buffer: bytes, start: int, end: int) -> bytes:
    """The message of a stretch, without its separator and without the empty line that the mbox adds."""
    start = buffer.find(b"\n", start, end) + 1
    if buffer.endswith(b"\n\n", start, end):
        end -= 1
    elif buffer.endswith(b"\r\n\r\n", start, end):
        end -= 2
    return buffer[start:end]


def _next_separator(buffer: bytes, start: int, ended: bool) -> int:
    """Where the next message begins, -1 when that is not (yet) to be seen."""
    at = buffer.find(b"\nFrom ", start - 1)
    while at >= 0:
        found = _SEPARATOR.match(buffer, at + 1)
        if found and (ended or found.end() + _FIELD_CHARS <= len(buffer)) and _is_separator(buffer, at, found):
            return at + 1
        at = buffer.find(b"\nFrom ", at + 1)
    return -1


def _is_separator(buffer: bytes, newline: int, line: re.Match[bytes]) -> bool:
    """Whether a line that looks like a separator is one: by two of an empty line, a true date and a header field."""
    empty = buffer.endswith((b"\n", b"\n\r"), 0, newline)
    dated = _ASCTIME.search(line[0]) is not None
    return (empty and dated) or ((empty or dated) and FIELD.match(buffer, line.end()) is not None)
