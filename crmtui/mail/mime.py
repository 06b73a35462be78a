"""The structure of a raw mail: its parts, as ranges of its bytes.

The one rule: nothing is copied or decoded before somebody asks for it, and every step is one bounded pass, so that
a crafted mail costs what an honest one of its size costs. Tests hold it against the standard library's reader.
"""

import binascii
import re
from dataclasses import dataclass, field

from crmtui.mail.decode import undo_base64, undo_uu
from crmtui.mail.head import Headers, parse_value, split_head
from crmtui.mail.limits import DEPTH, FENCES, HEADER_BYTES, PARTS


@dataclass(slots=True)
class Part:
    """One node of the mail: its headers, and where its body lies in the raw bytes."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    start: int
    end: int
    children: list["Part"] = field(default_factory=list)

    def first(self, name: bytes) -> bytes:
        """The first value of a header, b"" when it is absent."""
        values = self.headers.get(name)
        return values[0] if values else b""

    def disposition(self) -> tuple[str, dict[str, str]]:
        """Content-Disposition's word, "" when absent, and its parameters."""
        value = self.first(b"content-disposition")
        return parse_value(value) if value else ("", {})


class Structure:
    """The tree of one mail, built on construction.

    Attributes:
        root: the mail itself; a leaf unless it is multipart.
        problems: limits that were hit.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.problems: list[str] = []
        self._budget = HEADER_BYTES
        self._parts = 0
        self._fences = FENCES
        self.root = self._part(0, len(raw), 0, "text/plain")

    def _problem(self, line: str) -> None:
        if line not in self.problems:
            self.problems.append(line)

    def _part(self, start: int, end: int, depth: int, default: str) -> Part:
        headers, body, used = split_head(self.raw, start, end, self._budget)
        self._budget -= used
        if body - start > used + 3 or (self._budget <= 0 and used):
            self._problem(f"headers over {HEADER_BYTES // 1000} kB were not read")
        self._parts += 1
        values = headers.get(b"content-type")
        if not values:
            return Part(headers, default, {}, body, end)
        content_type, params = parse_value(values[0])
        if content_type.count("/") != 1:
            content_type = default if not content_type else "text/plain"
        part = Part(headers, content_type, params, body, end)
        if content_type.startswith("multipart/"):
            self._divide(part, depth)
        return part

    def _divide(self, part: Part, depth: int) -> None:
        boundary = _boundary(part)
        if not boundary:
            self._problem("a multipart without a boundary was read as text")
        elif depth >= DEPTH:
            self._problem(f"parts nested over {DEPTH} deep were not read")
            return
        else:
            default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
            for start, end in self._ranges(part, boundary):
                if self._parts >= PARTS:
                    self._problem(f"parts over {PARTS} were not read")
                    return
                part.children.append(self._part(start, end, depth + 1, default))
            if part.children:
                return
            self._problem("a multipart without its parts was read as text")
        part.content_type = "text/plain"

    def _ranges(self, part: Part, boundary: bytes) -> list[tuple[int, int]]:
        """Where the children of a multipart lie, line ending before the next boundary left out."""
        raw, needle = self.raw, b"--" + boundary
        ranges: list[tuple[int, int]] = []
        opened = -1
        at = raw.find(needle, part.start, part.end)
        while at >= 0:
            if not self._fences:
                self._problem(f"boundaries over {FENCES} were not read")
                break
            self._fences -= 1
            line_end, closing = _boundary_line(raw, at, at + len(needle), part)
            if line_end < 0:
                at = raw.find(needle, at + 1, part.end)
                continue
            if 0 <= opened < at:
                ranges.append((opened, _before_newline(raw, opened, at)))
                if len(ranges) > PARTS:
                    return ranges
            opened = line_end
            if closing:
                return ranges
            at = raw.find(needle, line_end, part.end)
        if 0 <= opened < part.end:
            ranges.append((opened, part.end))
        return ranges

    def body(self, part: Part, limit: int | None = None) -> bytes:
        """The bytes of a leaf, transfer encoding undone; about `limit` of them when given."""
        end = part.end if limit is None else min(part.end, part.start + limit * 3)
        data = self.raw[part.start : end]
        encoding = part.first(b"content-transfer-encoding").partition(b";")[0].strip().lower()
        if encoding in (b"", b"7bit", b"8bit", b"binary"):
            return data
        if encoding == b"base64":
            return undo_base64(data)
        if encoding == b"quoted-printable":
            return binascii.a2b_qp(data)
        if encoding in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
            return undo_uu(data)
        return data


def _boundary(part: Part) -> bytes:
    """The boundary as it stands in the raw bytes."""
    text = part.params.get("boundary", "").rstrip()
    try:
        return text.encode("ascii")
    except UnicodeEncodeError:
        found = re.search(rb"boundary\s*=\s*\"?([^\";]+)", part.first(b"content-type"), re.IGNORECASE)
        return found[1].rstrip() if found else b""


def _boundary_line(raw: bytes, at: int, after: int, part: Part) -> tuple[int, bool]:
    """Whether a boundary stands alone on its line: where the next line begins (-1 if not), and whether it closes."""
    if at > part.start and raw[at - 1] not in b"\r\n":
        return -1, False
    closing = raw.startswith(b"--", after)
    if closing:
        after += 2
    # Looked for nearby only: a boundary's line is short, and a crafted mail has very many that are not.
    limit = min(part.end, after + 200)
    for ending in (b"\n", b"\r"):
        found = raw.find(ending, after, limit)
        line_end = limit if found < 0 else found
        if (found >= 0 or limit == part.end) and not raw[after:line_end].strip():
            return (part.end if found < 0 else found + 1), closing
    return -1, False


def _before_newline(raw: bytes, start: int, end: int) -> int:
    if end > start and raw[end - 1] == 10:
        end -= 1
    if end > start and raw[end - 1] == 13:
        end -= 1
    return end
