"""Writes the log file and crash reports.

The one rule: what is written holds no secret and no customer's data, whoever wrote the line: secrets and e-mail
addresses are taken out, so is what stands in quotes in an exception's message, and stack frames come without their
variables. Files are for their owner alone (0600).
"""

import logging
import os
import re
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from crmtui import secrets, text

NAME = "crmtui"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 3
_KEPT_CRASHES = 20
_MAX_LINE = 2_000
_LOOK = 80_000
_MAX_FRAMES = 60
_MAX_CHAIN = 8

# Local parts in other scripts are addresses too; what is cut off on the left is still half a name.
_ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]]+@(?=[^\s@])[\w.\-\[\]]+")
_QUOTED = re.compile(r"\"[^\"]*\"|'(?:[^'\\]|\\.)*'|`[^`]*`|“[^”]*”|«[^»]*»|‘[^’]*’")
_LONG_NUMBER = re.compile(r"\d[\d ()/.-]{5,}\d")


def mask(line: str) -> str:
    """One line without secrets, addresses and control characters, of bounded length."""
    # Cut where the longest token has ended: half of one would not be known.
    line = _ADDRESS.sub("[address]", secrets.redact(line[:_LOOK])[: _MAX_LINE * 2])
    return text.clean(line)[:_MAX_LINE]


def mask_message(message: str) -> str:
    """An exception's message without what it quotes: a failed conversion repeats the customer's words."""
    return _LONG_NUMBER.sub("[number]", _QUOTED.sub("'…'", mask(message)))[:500]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it, the first cause last."""
    current: BaseException | None = error
    for _ in range(_MAX_CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def describe(error: BaseException) -> list[str]:
    """An exception as lines: type, masked message, then file, line and function of each frame."""
    lines: list[str] = []
    for number, one in enumerate(_chain(error)):
        kind = f"{type(one).__module__}.{type(one).__qualname__}".removeprefix("builtins.")
        lines.append(f"{'caused by ' if number else ''}{kind}: {mask_message(str(one))}")
        frames = traceback.StackSummary.extract(traceback.walk_tb(one.__traceback__), lookup_lines=False)
        lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames[-_MAX_FRAMES:]]
    return lines


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = "(a log line that could not be put together)"
        lines = [f"{moment} {record.levelname.lower()} {record.name} [{record.process}] {mask(message)}"]
        if record.exc_info and record.exc_info[1]:
            lines += [f"  {line}" for line in describe(record.exc_info[1])]
        return "\n".join(lines)


class PrivateFile(logging.Handler):
    """Appends to a file of mode 0600 and turns it over at 1 MB.

    It is opened for each line: several processes share it, and any of them may turn it over.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.setFormatter(_Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written stops nobody."""
        try:
            append_private(self.path, self.format(record) + "\n")
            if self.path.stat().st_size > _MAX_BYTES:
                _turn_over(self.path)
        except OSError:
            return


def append_private(path: Path, content: str) -> None:
    """Append to a file of mode 0600, in a directory of mode 0700 when it has to be made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, content.encode("utf-8", "replace"))
    finally:
        os.close(handle)


def _turn_over(path: Path) -> None:
    for number in range(_KEPT_FILES, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        newer = path.with_name(f"{path.name}.{number - 1}") if number > 1 else path
        if newer.exists():
            newer.replace(older)


def default_folder() -> Path:
    """The user's log directory."""
    from platformdirs import user_log_path  # late: only a start that logs asks

    return user_log_path("crmtui", appauthor=False)


def start(folder: Path | None = None, level: int = logging.INFO) -> Path:
    """Write the log of this process to "crmtui.log" in a folder; give the file's path.

    Only lines of our own loggers ("crmtui" and below) are written, and none of them reaches the terminal.
    """
    path = (folder or default_folder()) / "crmtui.log"
    logger = logging.getLogger(NAME)
    stop()
    logger.addHandler(PrivateFile(path))
    logger.setLevel(level)
    logger.propagate = False
    return path


def stop() -> None:
    """Stop writing the log."""
    logger = logging.getLogger(NAME)
    for handler in [handler for handler in logger.handlers if isinstance(handler, PrivateFile)]:
        logger.removeHandler(handler)
        handler.close()


def record_crash(error: BaseException, folder: Path | None = None, now: Callable[[], float] = time.time) -> Path:
    """Write a report that can be handed on: type, masked message, frames; no variables, no customer data.

    Args:
        error: What was raised.
        folder: Where to; the log's folder when None.
        now: The clock, epoch seconds.

    Returns:
        The report's path. When it cannot be written the path does not exist.
    """
    place = folder or _running_folder() or default_folder()
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now()))
    path = place / f"crash-{moment}-{os.getpid()}.txt"
    lines = [f"crmtui crash report, {moment} UTC", *describe(error), ""]
    try:
        append_private(path, "\n".join(lines))
        for old in sorted(place.glob("crash-*.txt"))[:-_KEPT_CRASHES]:
            old.unlink(missing_ok=True)
    except OSError:
        return path
    logging.getLogger(NAME).error("crash: %s, report in %s", type(error).__name__, path.name)
    return path


def _running_folder() -> Path | None:
    handlers = logging.getLogger(NAME).handlers
    return next((handler.path.parent for handler in handlers if isinstance(handler, PrivateFile)), None)
