"""A real program in a real pseudo terminal, its screen kept by an emulator, and a scanner of what it sent.

The one rule: wait for what should appear, never for time to pass.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

from tests.waiting import LIMIT

CRMTUI = str(Path(sys.executable).parent / "crmtui")
KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
}  # fmt: skip

# What full-screen programs ask a terminal when they start, and what one with nothing special answers.
_ANSWERS = [
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
]
# The emulator would print the tails of these.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\[[0-9;]* q|\x1b\[\?u")

# ECMA-48, as a terminal would cut the stream into controls.
_CONTROL = re.compile(
    r"\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b[P_^X](?P<string>[\s\S]*?)(?:\x1b\\|\x07)"
    r"|\x1b\[(?P<private>[<=>?]?)[0-9;:]*(?P<between>[ -/]*)(?P<final>[@-~])|\x1b(?P<escape>[ -~])"
    r"|(?P<c1>[\x80-\x9f])|(?P<c0>[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f])"
    "|(?P<bidi>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])|(?P<lone>\x1b)"
)
_ALLOWED_OSC = ("22",)  # the mouse pointer's shape, Textual's own
_ALLOWED_ESCAPES = set("78=>(M\\")


def forbidden(raw: bytes) -> list[str]:
    """What of a program's output no honest screen needs, and a hostile text would use: controls by their kind."""
    found = []
    for match in _CONTROL.finditer(raw.decode("utf-8", "surrogateescape")):
        shown = ascii(match[0])[:80]
        if match["osc"] is not None:
            if match["osc"].split(";")[0] not in _ALLOWED_OSC or "PWNED" in match["osc"]:
                found.append(f"OSC {shown}")
        elif match["final"]:
            # Window operations and questions to the terminal; Textual asks only private ones.
            asks = match["final"] == "t" or (match["final"] in "in" and not match["private"])
            if asks or "7777" in match[0]:
                found.append(f"CSI {shown}")
        elif match["escape"]:
            if match["escape"] not in _ALLOWED_ESCAPES:
                found.append(f"ESC {shown}")
        else:
            found.append(f"{match.lastgroup} {shown}")
    return found


class Terminal:
    """One program on a pseudo terminal."""

    def __init__(
        self, argv: Sequence[str], size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None
    ) -> None:
        self.columns, self.lines = size
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self._status: int | None = None
        environment = {
            **os.environ, **(env or {}), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
            "COLUMNS": str(self.columns), "LINES": str(self.lines),
        }  # fmt: skip
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # As a terminal begins a program: not deaf to what those who run the tests in the background ignore.
            for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
                signal.signal(one, signal.SIG_DFL)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))
            os.execvpe(argv[0], list(argv), environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.screen.display)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            data = b""
        if not data:
            return False
        self.raw += data
        for question, answer in _ANSWERS:
            for _ in question.finditer(data):
                os.write(self._fd, answer)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return True

    def press(self, *keys: str) -> "Terminal":
        """Press keys by name (`ctrl+s`, `enter`) or type a text, one after the other."""
        for key in keys:
            typed = chr(ord(key[5]) & 31) if key.startswith("ctrl+") else KEYS.get(key, key)
            os.write(self._fd, typed.encode())
            self.settle()
        return self

    def settle(self, quiet: float = 0.15, limit: float = 3.0) -> "Terminal":
        """Read until the program has been silent for a moment."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self._read(quiet):
            pass
        return self

    def until(self, wanted: str, limit: float = LIMIT) -> "Terminal":
        """Wait until a text (a regular expression) is on the screen."""
        pattern = re.compile(wanted)
        end = time.monotonic() + limit
        while not pattern.search(self.text):
            if time.monotonic() > end or (not self._read(0.2) and self.ended() is not None):
                raise AssertionError(f"{wanted!r} never came; the screen shows:\n{self.text}")
        return self

    def gone(self, unwanted: str, limit: float = LIMIT) -> "Terminal":
        """Wait until a text is no longer on the screen."""
        pattern = re.compile(unwanted)
        end = time.monotonic() + limit
        while pattern.search(self.text):
            if time.monotonic() > end:
                raise AssertionError(f"{unwanted!r} stays; the screen shows:\n{self.text}")
            self._read(0.2)
        return self

    def ended(self) -> int | None:
        """The exit code, None while it runs."""
        if self._status is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def wait(self, limit: float = LIMIT) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + limit
        while (code := self.ended()) is None:
            self._read(0.1)
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; the screen shows:\n{self.text}")
        while self._read(0):
            pass
        return code

    def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def close(self) -> None:
        """End it if it still runs."""
        if self.ended() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
            with contextlib.suppress(AssertionError):
                self.wait(10)
            if self.ended() is None:
                self.kill()
        with contextlib.suppress(OSError):
            os.close(self._fd)
