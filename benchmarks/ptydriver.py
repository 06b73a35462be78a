"""Runs one full-screen program on a pseudo terminal and stamps everything it writes.

The one rule: reading stamps, parsing comes later: the emulator is slower than the programs that are measured.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence

import pyte

# What programs ask at their start and then wait for.
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;354;0c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"),
)
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\[[0-9;]* q|\x1b\[\?u|\x1b[P_^][^\x1b]*\x1b\\"
    rb"|\x1b\[[0-9;:]*:[0-9;:]*m|\x1b\[>?0?c"
)

Chunk = tuple[float, bytes]
"""When it was read (perf_counter seconds), and what."""


class Program:
    """One running program."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int]) -> None:
        self.size = size
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = 0
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("CRMTUI_", "TEXTUAL", "NO_COLOR"))
        }
        environment |= {
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": str(size[0]),
            "LINES": str(size[1]),
        }  # fmt: skip
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.execvpe(argv[0], list(argv), environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def write(self, keys: bytes) -> float:
        """Press keys; when."""
        os.write(self._fd, keys)
        return time.perf_counter()

    def read(self, seconds: float) -> Chunk | None:
        """The next output, None when there is none for so long."""
        if not select.select([self._fd], [], [], max(0.0, seconds))[0]:
            return None
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return None
        stamp = time.perf_counter()
        self.sent += len(data)
        for question, answer in _ANSWERS:
            for _ in question.finditer(data):
                os.write(self._fd, answer)
        return (stamp, data) if data else None

    def show(self, chunks: Sequence[Chunk]) -> str:
        """Let the emulator see what was read; the screen's text."""
        for _, data in chunks:
            with contextlib.suppress(Exception):  # the emulator gives up on exotic sequences, we go on
                self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return "\n".join(self.screen.display)

    def until(self, wanted: str, limit: float = 60.0) -> float:
        """The stamp of the output that brought a text (a regular expression) to the screen."""
        pattern, end = re.compile(wanted), time.perf_counter() + limit
        while time.perf_counter() < end:
            first = self.read(0.5)
            if first is None:
                continue
            batch = [first]
            while (more := self.read(0)) is not None:
                batch.append(more)
            for chunk in batch:
                if pattern.search(self.show([chunk])):
                    return chunk[0]
        raise TimeoutError(f"{wanted!r} never came:\n" + "\n".join(self.screen.display))

    def quiet(self, seconds: float = 0.3, limit: float = 10.0) -> list[Chunk]:
        """Everything until it has been silent for so long."""
        chunks: list[Chunk] = []
        end = time.perf_counter() + limit
        while time.perf_counter() < end and (chunk := self.read(seconds)) is not None:
            chunks.append(chunk)
        self.show(chunks)
        return chunks

    def memory(self) -> float:
        """Resident memory of the program and its children, MB."""
        total, todo = 0, [self.pid]
        while todo:
            pid = todo.pop()
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/statm") as file:
                    total += int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                with open(f"/proc/{pid}/task/{pid}/children") as file:
                    todo += [int(child) for child in file.read().split()]
        return total / 1e6

    def cpu(self) -> float:
        """CPU time of all its threads and children so far, ms."""
        total, todo = 0, [self.pid]
        while todo:
            pid = todo.pop()
            with contextlib.suppress(OSError):
                for thread in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                        total += int(file.read().split()[0])
                    with open(f"/proc/{pid}/task/{thread}/children") as file:
                        todo += [int(child) for child in file.read().split()]
        return total / 1e6

    def close(self) -> None:
        """End it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, number)
                for _ in range(100):
                    if os.waitpid(self.pid, os.WNOHANG)[0]:
                        break
                    self.read(0.01)
                else:
                    continue
                break
        with contextlib.suppress(OSError):
            os.close(self._fd)
