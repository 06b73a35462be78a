"""The one gate between the program and the shell: everything that is printed goes through here.

The one rule: nothing else writes to stdout or stderr, and nothing passes here that was not cleaned. Results go to
stdout, words about them to stderr; on a terminal they are laid out for it, into a pipe they are plain.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TextIO

from crmtui.cli.tables import Column as Column
from crmtui.cli.tables import laid_out
from crmtui.errors import CrmtuiError, QueryError, RefusedError, UsageError
from crmtui.text import cells, clean, cut, one_line, pad, wrap

Cell = str | int | None

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def say(text: str = "") -> None:
    """Print a result, one line or several."""
    _write(sys.stdout, clean(text, newlines=True) + "\n")


def remark(text: str) -> None:
    """Print a word about the result (stderr): what was done, what to do next."""
    lines = clean(text, newlines=True).split("\n")
    if is_terminal(sys.stderr):
        lines = [part for line in lines for part in (wrap(line, width()) if cells(line) > width() else [line])]
    _write(sys.stderr, "\n".join(lines) + "\n")


def show_error(message: str, hint: str = "", place: tuple[str, int] | None = None) -> None:
    """Print what is wrong, where (a text, and a column of it), and what to do about it."""
    remark(f"crmtui: {one_line(message)}")
    if place is not None:
        for line in _pointed(*place):
            remark(f"  {line}")
    if hint:
        remark(f"  {one_line(hint)}")


def _pointed(text: str, column: int) -> tuple[str, str]:
    """The part of a text around a column, and a line with a caret below that column."""
    room = width() - 4
    before, after = one_line(text[:column] + "|")[:-1], one_line("|" + text[column:])[1:]
    while cells(before) > room * 2 // 3:
        before = before[8:]
    return cut(before + after, room), " " * cells(before) + "^"


def heading(text: str) -> None:
    """Print a line that stands over others, bold on a terminal."""
    _write(sys.stdout, _styled(clean(text), _BOLD, sys.stdout) + "\n")


def emit_json(value: Any) -> None:
    """Print a value as ASCII JSON: one line into a pipe, indented on a terminal.

    Dataclasses become objects, enums their values, paths and the like their text. Strings are given as they are
    stored: JSON's own escapes keep control characters away from the terminal.
    """
    indent = 2 if is_terminal(sys.stdout) else None
    _write(sys.stdout, json.dumps(value, ensure_ascii=True, indent=indent, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


# -- tables ------------------------------------------------------------------------------------------------------


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows: aligned under their titles on a terminal, tab-separated and whole into a pipe."""
    lines = [["" if cell is None else one_line(str(cell)) for cell in row] for row in rows]
    if not is_terminal(sys.stdout):
        _write(sys.stdout, "".join("\t".join(line) + "\n" for line in lines))
        return
    titles, *out = laid_out(columns, lines, width())
    _write(sys.stdout, "\n".join([_styled(titles, _DIM, sys.stdout), *out]) + "\n")


def print_facts(facts: Iterable[tuple[str, Cell]]) -> None:
    """Print names and values, one pair a line; empty values are left out."""
    shown = [(name, one_line(str(value))) for name, value in facts if value not in (None, "")]
    wide = max((cells(name) for name, _ in shown), default=0)
    for name, value in shown:
        if is_terminal(sys.stdout):
            say(f"{pad(name, wide)}  {value}")
        else:
            _write(sys.stdout, f"{name}\t{value}\n")


# -- asking and waiting ------------------------------------------------------------------------------------------


def confirm(question: str, *, yes: bool = False) -> None:
    """Go on only when the person at the terminal says so.

    Args:
        question: what is about to happen.
        yes: whether --yes was given.

    Raises:
        RefusedError: they said no, or there is nobody to ask.
    """
    if yes:
        return
    if not can_ask():
        raise RefusedError("nobody is there to say yes", "Add --yes to go ahead without being asked.")
    _write(sys.stderr, clean(question) + " [y/N] ")
    if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
        raise RefusedError("not done", "")


def ask(question: str, default: str = "", *, secret: bool = False) -> str:
    """Ask for a line of text, at the terminal or from a pipe; an empty answer is the default.

    Args:
        question: what is wanted.
        default: what an empty line means.
        secret: whether what is typed stays off the screen.

    Raises:
        UsageError: the answers have ended, and there is no default.
    """
    colon = "" if question.endswith("?") else ":"
    shown = f"{clean(question)}{f' [{clean(default)}]' if default else ''}{colon} "
    if secret and can_ask():
        import getpass  # late: one command asks for secrets

        return getpass.getpass(shown).strip("\r\n") or default
    _write(sys.stderr, shown)
    line = sys.stdin.readline()
    if not can_ask():
        # In a pipe nobody has pressed enter.
        _write(sys.stderr, "\n")
    if not line and not default:
        raise UsageError(f"nobody answers: {question}", "Give it as an option, or one answer per line.")
    return line.strip() or default


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


class Progress:
    """One line on the terminal that says how far something is; silent when stderr is no terminal."""

    EVERY = 0.1
    """Seconds between two drawings: what is faster only costs time."""

    def __init__(self) -> None:
        self._drawn = 0.0
        self._live = is_terminal(sys.stderr)

    def show(self, text: str) -> None:
        """Say how far it is now."""
        if self._live and time.monotonic() - self._drawn >= self.EVERY:
            self._drawn = time.monotonic()
            _write(sys.stderr, "\r" + cut(one_line(text), width() - 1) + "\x1b[K")

    def clear(self) -> None:
        """Take the line away."""
        if self._live and self._drawn:
            _write(sys.stderr, "\r\x1b[K")


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """A progress line that is gone afterwards, whatever happens."""
    line = Progress()
    try:
        yield line
    finally:
        line.clear()


# -- the streams -------------------------------------------------------------------------------------------------


def read_stdin() -> str:
    """All of standard input as text; bytes that are not UTF-8 show as U+FFFD."""
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def is_terminal(stream: TextIO) -> bool:
    """Whether somebody reads this stream on a terminal that can do more than print."""
    try:
        return stream.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}
    except ValueError:
        return False


def on_terminal() -> bool:
    """Whether results go to somebody's terminal."""
    return is_terminal(sys.stdout)


def width() -> int:
    """Columns of the terminal."""
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return columns if columns >= 20 else 80


def prepare_streams() -> None:
    """Let no locale make printing fail: what the terminal's encoding lacks is written as an escape.

    A stream that was closed before we began leads nowhere: else the next file that is opened would take its place.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def abandon_stdout() -> None:
    """Send the rest nowhere: the reader has gone, and flushing at the end must not complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail(error: CrmtuiError) -> int:
    """Print an error; its exit code."""
    place = None
    if isinstance(error, QueryError) and error.text and error.column is not None:
        place = (error.text, error.column)
    show_error(error.message, error.hint, place)
    return error.exit_code


def _styled(cleaned: str, style: str, stream: TextIO) -> str:
    return f"{style}{cleaned}{_PLAIN}" if cleaned and is_terminal(stream) else cleaned


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)
    # Progress and questions have no line end that would flush them.
    if not text.endswith("\n"):
        stream.flush()
