"""Views as a text file, out and in.

The one rule: what is written reads back as it was; of a file with a mistake nothing is taken, and every mistake is
told with its line.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmtui.actions import key_label
from crmtui.db import view_sql
from crmtui.db.models import View
from crmtui.db.orm import raw
from crmtui.desk import view_edit
from crmtui.desk.saved_views import SavedView, named, saved_views
from crmtui.errors import CrmtuiError, QueryError, RefusedError, SourceError
from crmtui.journal import Recording

HEAD = """\
# Views of crmtui, in their order. `crmtui views import FILE` reads them back.
#
# name     what it is called
# query    what it picks, as it is typed after / in the app (`crmtui help query`)
# records  "ticket", or "customer"
# key      a key that goes to it from the inbox; "" for none
# shared   true: everybody has it; false: only who imports it
"""

_FIELDS: Mapping[str, type] = {"name": str, "query": str, "records": str, "key": str, "shared": bool}
_USUAL: Mapping[str, Any] = {"records": "ticket", "key": "", "shared": True}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file: where (1-based line), what, and what to do about it."""

    line: int
    message: str
    hint: str = ""


class ViewFileError(SourceError):
    """A file of views with mistakes; nothing of it was taken."""

    def __init__(self, name: str, mistakes: Sequence[Mistake]) -> None:
        count = f"{len(mistakes)} mistakes" if len(mistakes) != 1 else "a mistake"
        super().__init__(f"{name}: {count}, nothing was changed", "Correct the file, then import it again.")
        self.mistakes = tuple(mistakes)


def written(views: Sequence[SavedView]) -> str:
    """The text of a file with these views."""
    return HEAD + "".join(_entry(view) for view in views)


def _entry(view: SavedView) -> str:
    values: dict[str, str | bool] = {
        "name": view.name, "query": view.query, "records": view.records,
        "key": key_label(view.key) if view.key else "", "shared": view.owner_id is None,
    }  # fmt: skip
    lines = (f"{name} = {_value(value)}" for name, value in values.items())
    return "\n[[view]]\n" + "\n".join(lines) + "\n"


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(_written, escaped)) + '"'


def _written(char: str) -> str:
    # What cannot be seen is spelled out: a terminal obeys nothing of the file, and a pipe loses nothing of it.
    return char if char == " " or char.isprintable() else f"\\U{ord(char):08x}"


# -- in ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    name: str
    query: str
    records: str
    key: str
    shared: bool


def bring_in(act: Recording, text: str, file: str, *, replace: bool = False) -> str:
    """Take the views of a file; what happened, in words.

    Args:
        act: The gesture that they become.
        text: The file.
        file: Its name, for errors.
        replace: Views of the same name and owner become what the file says; else they are refused.

    Raises:
        ViewFileError: with every mistake; nothing was changed.
    """
    entries, mistakes = _entries(text)
    made = replaced = 0
    if replace:
        # Keys may go from one of them to another.
        present = [_same(act, entry) for entry in entries]
        act.update(View, [view.id for view in present if view is not None and view.key], key="")
    for entry in entries:
        try:
            there = _same(act, entry)
            if there is not None and not replace:
                raise RefusedError(f'there is a view "{there.name}" already', "--replace puts these in the place.")
            _put(act, entry, there)
        except CrmtuiError as error:
            mistakes.append(Mistake(entry.line, f"{entry.name}: {_told(error, entry.query)}", error.hint))
            continue
        made, replaced = made + (there is None), replaced + (there is not None)
    if mistakes:
        # Raised inside the gesture's transaction: whatever was right goes back with it.
        raise ViewFileError(file, sorted(mistakes, key=lambda one: one.line))
    words = [f"{made} views made" if made != 1 else "1 view made"] if made or not replaced else []
    words += [f"{replaced} replaced"] if replaced else []
    return ", ".join(words)


def _told(error: CrmtuiError, query: str) -> str:
    if isinstance(error, QueryError) and error.column is not None:
        return f"{error.message}, at column {error.column + 1} of: {query}"
    return error.message


def _same(act: Recording, entry: _Entry) -> SavedView | None:
    owner = None if entry.shared else act.actor.id
    mine = [view for view in saved_views(raw(), act.actor.id, "") if view.owner_id == owner]
    found = named(mine, entry.name)
    return found if found is not None and found.name.casefold() == entry.name.casefold() else None


def _put(act: Recording, entry: _Entry, there: SavedView | None) -> None:
    if there is None:
        position = view_sql.last_position(raw())
        view_edit.save(act, (), entry.name, query=entry.query, private=not entry.shared, records=entry.records)
        there = next(
            view
            for view in saved_views(raw(), act.actor.id, "")
            if view.position > position and view.name == view_edit.sound_name(entry.name)
        )
    elif there.records != entry.records:
        raise RefusedError(f"it picks {there.records}s here", "Give it another name.")
    else:
        query = view_edit.sound_query(act, entry.query, entry.records)
        act.update(View, [there.id], name=view_edit.sound_name(entry.name), query=query)
    if entry.key or there.key:
        view_edit.bind(act, [there.id], entry.key or "none")


def _entries(text: str) -> tuple[list[_Entry], list[Mistake]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _line_in(str(error))
        return [], [Mistake(line, f"this is not TOML: {error}")]
    except RecursionError:
        return [], [Mistake(1, "this is no file of views: something in it is nested without end")]
    mistakes = [
        Mistake(_line_of(text, key), f'"{key}" means nothing here', "Write [[view]] above each view.")
        for key in table
        if key != "view"
    ]
    given = table.get("view", [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return [], [Mistake(_line_of(text, "view"), "views are an array", "Write [[view]] above each view.")]
    if not given and not mistakes:
        mistakes.append(Mistake(1, "there is no view in it", "Write [[view]] above each view."))
    lines = _starts(text)
    entries: list[_Entry] = []
    seen: set[tuple[str, bool]] = set()
    for number, one in enumerate(given):
        line = lines[number] if number < len(lines) else 1
        wrong = _wrong(one)
        mistakes += [Mistake(line, f"view {number + 1}: {what}") for what in wrong]
        if wrong:
            continue
        entry = _Entry(line, **{name: one.get(name, _USUAL.get(name)) for name in _FIELDS})
        key = (entry.name.strip().casefold(), entry.shared)
        if key in seen:
            mistakes.append(Mistake(line, f'"{entry.name}" is in the file twice'))
        seen.add(key)
        entries.append(entry)
    return entries, mistakes


def _wrong(one: Mapping[str, Any]) -> list[str]:
    found = [f'"{key}" means nothing here, known are {", ".join(_FIELDS)}' for key in one if key not in _FIELDS]
    for name, kind in _FIELDS.items():
        if name not in one and name not in _USUAL:
            found.append(f"{name} is missing")
        elif name in one and not isinstance(one[name], kind):
            found.append(f"{name} must be {'true or false' if kind is bool else 'text in quotes'}")
    return found


def _starts(text: str) -> list[int]:
    """The lines of the views' headers."""
    return [number for number, line in enumerate(text.splitlines(), 1) if "".join(line.split()).startswith("[[view]]")]


def _line_of(text: str, key: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), 1) if key in line), 1)


def _line_in(message: str) -> int:
    _, _, rest = message.partition("(at line ")
    number = rest.partition(",")[0]
    return int(number) if number.isdecimal() else 1
