"""Writes a mailbox into the settings file.

The one rule: what is there stays as it is, comments and all; what would not be understood is never written, and no
password is.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from crmtui.config_table import Steps, find_lines
from crmtui.errors import ConfigError, RefusedError

Value = str | int | bool | Sequence[str]
ANOTHER_FILE = "Choose another with --config."


def with_mailbox(text: str, values: Mapping[str, Value], tables: Mapping[str, Mapping[str, Value]]) -> str:
    """The settings with a mailbox added, or with the tables that a mailbox of that address lacks.

    Args:
        text: the settings file as it is, "" when there is none.
        values: of the mailbox itself; "name" and "address" are needed.
        tables: "imap" and "smtp".

    Raises:
        RefusedError: that address has these tables already, or another mailbox has the name.
    """
    import tomllib  # late: only writing needs it

    boxes = tomllib.loads(text).get("mailboxes", [])
    address = str(values["address"]).casefold()
    at = next((i for i, box in enumerate(boxes) if str(box.get("address", "")).casefold() == address), None)
    if at is None:
        if any(str(box.get("name", "")).casefold() == str(values["name"]).casefold() for box in boxes):
            raise RefusedError(f"there is a mailbox called {values['name']} already", "Choose another with --name.")
        block = _table("[[mailboxes]]", values) + "".join(
            _table(f"[mailboxes.{name}]", inner) for name, inner in tables.items()
        )
        return text + _gap(text) + block.lstrip("\n")
    new = {name: inner for name, inner in tables.items() if name not in boxes[at]}
    if not new:
        raise RefusedError(f"{values['address']} is set up already", "--change sets it up anew.")
    block = "".join(_table(f"[mailboxes.{name}]", inner) for name, inner in new.items())
    lines = text.splitlines(keepends=True)
    end = _end_of(find_lines(text), at, len(lines))
    head, tail = "".join(lines[:end]).rstrip("\n"), "".join(lines[end:])
    return f"{head}\n{block}" + (f"\n{tail}" if tail else "")


def _end_of(lines: Mapping[Steps, int], index: int, last: int) -> int:
    """The number of lines up to the end of a mailbox's tables."""
    begin = lines.get(("mailboxes", index), 0)
    if not begin:
        raise RefusedError("the mailboxes of the settings file are written in one line", "Add this one by hand.")
    others = [
        number for steps, number in lines.items() if number > begin and steps[:2] != ("mailboxes", index)
    ]  # fmt: skip
    return min(others) - 1 if others else last


def _gap(text: str) -> str:
    if not text:
        return ""
    return "\n" if text.endswith("\n") else "\n\n"


def _table(header: str, values: Mapping[str, Value]) -> str:
    body = "".join(f"{key} = {shown(value)}\n" for key, value in values.items() if value != "")
    return f"\n{header}\n{body}"


def shown(value: Value) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    return f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in text) + '"'


def refuse_unwritable(file: Path, hint: str) -> None:
    """Find out beforehand whether a file can be made, or put in the place of one; nothing is left behind.

    Args:
        file: where it is to be; its folder may have to be made as well.
        hint: what to do when it cannot.

    Raises:
        ConfigError: it cannot.
    """
    real = Path(os.path.realpath(file))
    if real.is_dir():
        raise ConfigError(f"{file} is a folder", hint)
    nearest = next(folder for folder in real.parents if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}", hint) from error


def write_settings(file: Path, text: str) -> None:
    """Put a text in the place of the settings file, as one step; a link to it stays a link.

    Raises:
        ConfigError: the new text is not understood (then nothing is written), or the file cannot be written.
    """
    from crmtui.config import load

    real = Path(os.path.realpath(file))
    try:
        real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=".config-", suffix=".toml")
        trial = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            load(trial)
            if real.exists():
                trial.chmod(real.stat().st_mode & 0o777)
            trial.replace(real)
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}", ANOTHER_FILE) from error
