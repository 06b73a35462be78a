"""What was looked for before: a small private file beside the desk, one query a line, the newest last.

The one rule: it is a convenience: whatever is wrong with the file, searching goes on without it. All windows of one
user share it; a query that begins with a blank is not remembered.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

KEPT = 200
"""Queries that are remembered."""

_LONGEST = 2_000


def place(desk: Path) -> Path:
    """Where the searches of this user on a desk are remembered."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    return desk.with_name(f".{desk.stem}-searches-{user}")


def load(path: Path, records: str) -> list[str]:
    """The remembered queries over such records, the newest first, none twice."""
    found = [text for kind, text in reversed(_lines(path)) if kind == records]
    return list(dict.fromkeys(found))[:KEPT]


def remember(path: Path, records: str, text: str) -> list[str]:
    """Add a query; what is remembered now, the newest first."""
    if text.strip() and not text.startswith(" ") and len(text) <= _LONGEST:
        text = text.strip()
        before = load(path, records)
        if before[:1] != [text]:
            _append(path, (records, text))
    return load(path, records)


def _lines(path: Path) -> list[tuple[str, str]]:
    try:
        written = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found = []
    for line in written.splitlines():
        try:
            kind, text = json.loads(line)
        except (ValueError, TypeError):
            # Half a line of a window that was killed, or what somebody else wrote.
            continue
        if isinstance(kind, str) and isinstance(text, str):
            found.append((kind, text))
    return found


def _append(path: Path, entry: tuple[str, str]) -> None:
    line = json.dumps(entry, ensure_ascii=True) + "\n"
    try:
        # Nobody else's business, whatever the umask is.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.fchmod(handle, 0o600)
            os.write(handle, line.encode())
        finally:
            os.close(handle)
        lines = _lines(path)
        if len(lines) > 2 * KEPT:
            _rewrite(path, lines[-KEPT:])
    except OSError:
        return


def _rewrite(path: Path, entries: Sequence[tuple[str, str]]) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry, ensure_ascii=True) + "\n" for entry in entries)
    part.replace(path)
