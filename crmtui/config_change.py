"""Changes a mailbox in the settings file.

The one rule: only the lines of keys that change are touched; what cannot be changed line by line is refused, with the
file as it was.
"""

import tomllib
from collections.abc import Mapping

from crmtui.config_table import Steps, find_lines
from crmtui.config_write import Value, shown
from crmtui.errors import RefusedError

_LONGEST = 200
"""Lines that one value may take."""


def with_changes(
    text: str, address: str, values: Mapping[str, Value], tables: Mapping[str, Mapping[str, Value]]
) -> str:
    """The settings with keys of a mailbox set anew.

    Args:
        text: the settings file as it is; it holds a mailbox of that address.
        address: of the mailbox, in any case of letters.
        values: keys of the mailbox itself; an empty text takes a key out.
        tables: the same for "imap" and "smtp", which it has.

    Raises:
        RefusedError: they are written in a way that cannot be changed line by line.
    """
    wanted = tomllib.loads(text)
    boxes = wanted["mailboxes"]
    at = next(i for i, box in enumerate(boxes) if str(box.get("address", "")).casefold() == address.casefold())
    for steps, keys in (((), values), *(((name,), inner) for name, inner in tables.items())):
        table = boxes[at][steps[0]] if steps else boxes[at]
        for key, value in keys.items():
            if table.get(key, "") != value:
                text = _with(text, ("mailboxes", at, *steps), key, value)
                table.pop(key, None)
                if value != "":
                    table[key] = value if isinstance(value, str | int) else list(value)
    if _read(text) != wanted:
        raise RefusedError("the settings file is written so that it cannot be changed here", "Change it by hand.")
    return text


def _with(text: str, table: Steps, key: str, value: Value) -> str:
    places, lines = find_lines(text), text.splitlines(keepends=True)
    written = [f"{key} = {shown(value)}\n"] if value != "" else []
    if first := places.get((*table, key)):
        return "".join([*lines[: first - 1], *written, *lines[_end_of_value(lines, first) :]])
    # Below the table's other keys: what comes behind them may be about the next table.
    inside = [line for steps, line in places.items() if steps[:-1] == table]
    keys = [line for line in inside if not lines[line - 1].lstrip().startswith("[")]
    end = _end_of_value(lines, max(keys)) if keys else places.get(table, len(lines))
    if end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join([*lines[:end], *written, *lines[end:]])


def _end_of_value(lines: list[str], first: int) -> int:
    """The last line of a value that begins on a line (both 1-based)."""
    ends = range(first, min(first + _LONGEST, len(lines) + 1))
    return next((end for end in ends if _read("".join(lines[first - 1 : end])) is not None), first)


def _read(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
