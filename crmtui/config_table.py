"""Reads the tables of the settings file key by key, so that a mistake can be named with its line.

The one rule: a key is known because somebody asked for it; `close` refuses what nobody asked for, naming the file,
the line and the nearest key that would have been understood. The environment wins over the file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from crmtui.errors import ConfigError

Steps = tuple[str | int, ...]
"""The way to a value: names of tables and keys, numbers for members of arrays of tables."""

_T = TypeVar("_T")

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_NAMES: Mapping[type, str] = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table",
}  # fmt: skip


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word that `word` was probably meant to be, "" when none is near."""
    import difflib  # late: only mistakes need it

    found = difflib.get_close_matches(word.casefold(), known, n=1)
    return found[0] if found else ""


# -- places ------------------------------------------------------------------------------------------------------

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_PATH})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_PATH})[ \t]*=")
_FENCE = re.compile("\"\"\"|'''")


def find_lines(text: str) -> dict[Steps, int]:
    """The 1-based line on which each key and table of a TOML text stands.

    Lines are read without understanding values: keys inside inline tables are not found, and a caller falls back
    to the line of what is around them.
    """
    lines: dict[Steps, int] = {}
    counts: dict[Steps, int] = {}
    table: Steps = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _HEADER.match(line):
            table = _enter(header[1], _split(header[2]), counts)
            lines.setdefault(table, number)
        elif pair := _PAIR.match(line):
            steps = table
            for name in _split(pair[1]):
                steps = (*steps, name)
                lines.setdefault(steps, number)
            opened = _FENCE.findall(line[pair.end() :])
            fence = opened[0] if len(opened) % 2 else ""
    return lines


def _split(path: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, path))


def _enter(bracket: str, names: tuple[str, ...], counts: dict[Steps, int]) -> Steps:
    """Where a header leads: through the latest member of every array of tables on the way."""
    steps: Steps = ()
    for depth, name in enumerate(names, 1):
        steps = (*steps, name)
        if depth == len(names) and bracket == "[[":
            counts[steps] = counts.get(steps, -1) + 1
        if steps in counts:
            steps = (*steps, counts[steps])
    return steps


@dataclass(frozen=True, slots=True)
class Source:
    """Where the settings come from.

    Attributes:
        name: the file as it is named in errors, "" when there is none.
        folder: what relative paths in the file start from.
        lines: the line of each key, as `find_lines` tells.
        environ: variables called CRMTUI_TABLE_KEY override single values.
    """

    name: str
    folder: Path
    lines: Mapping[Steps, int]
    environ: Mapping[str, str] = field(repr=False)

    def line(self, steps: Steps) -> int:
        """The line of a key, or of the nearest table around it; 0 when neither is known."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 0)

    def place(self, steps: Steps) -> str:
        """File, line and key, in front of an error message."""
        line = self.line(steps)
        where = f"{self.name}, line {line}" if line else self.name
        key = ".".join(str(step) for step in steps if isinstance(step, str))
        return f"{where}: {key}" if key else where


# -- tables ------------------------------------------------------------------------------------------------------


class Table:
    """One table of the settings file. Each reader below takes a key, marks it as known and checks its value."""

    def __init__(self, source: Source, values: Mapping[str, object], steps: Steps = ()) -> None:
        self.source = source
        self.steps = steps
        self._values = values
        self._known: list[str] = []
        self._missing: list[str] = []

    def error(self, key: str, problem: str, hint: str = "") -> ConfigError:
        """An error about one key of this table: where, which, what."""
        name = self._variable(key)
        place = name if name in self.source.environ else self.source.place((*self.steps, key))
        return ConfigError(f"{place}: {problem}", hint)

    def has(self, key: str) -> bool:
        """Whether a value is given, in the file or in the environment."""
        return key in self._values or self._variable(key) in self.source.environ

    def text(self, key: str, default: str | None = "") -> str:
        """A line of text. With `default=None` the key must be there and not empty (`close` complains)."""
        found = self._take(key, str, _as_is)
        if default is None and not found:
            self._missing.append(key)
        return found if found is not None else default or ""

    def flag(self, key: str, default: bool) -> bool:
        """True or false; in the environment also 1, 0, yes, no, on, off."""
        found = self._take(key, bool, _flag)
        return default if found is None else found

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number between `low` and `high`, both included."""
        found = self._take(key, int, int)
        if found is None:
            return default
        if not low <= found <= high:
            raise self.error(key, f"{found} is not between {low} and {high}")
        return found

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        """One of a few words, upper or lower case."""
        found = self.text(key, default).casefold()
        if found not in known:
            near = nearest(found, known)
            hint = f"Did you mean {near}?" if near else ""
            raise self.error(key, f"{found!r} is not one of {', '.join(known)}", hint)
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """A command or list of words: a TOML list of texts, or one text that is split like a shell would."""
        if not self.has(key):
            self._known.append(key)
            return ()
        if isinstance(self._raw(key), list):
            found = self._take(key, list, list) or []
            if not all(isinstance(word, str) for word in found):
                raise self.error(key, "every member must be text, in quotes")
            return tuple(str(word) for word in found)
        import shlex  # late: few files hold commands

        try:
            return tuple(shlex.split(self.text(key)))
        except ValueError as error:
            raise self.error(key, f"cannot be split into words: {error}") from error

    def path(self, key: str) -> Path | None:
        """A path; "~" is the home directory, relative ones start at the file's folder."""
        found = self.text(key)
        if not found:
            return None
        from_environ = self._variable(key) in self.source.environ
        return (Path.cwd() if from_environ else self.source.folder) / Path(found).expanduser()

    def table(self, key: str) -> "Table":
        """A table inside this one, empty when absent."""
        self._known.append(key)
        found = self._values.get(key, {})
        if not isinstance(found, dict):
            raise self.error(key, f"must be a table, such as [{'.'.join((*map(str, self.steps), key))}]")
        return Table(self.source, found, (*self.steps, key))

    def tables(self, key: str) -> "list[Table]":
        """An array of tables, empty when absent."""
        self._known.append(key)
        found = self._values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.error(key, f"must be an array of tables: write [[{key}]] above each")
        return [Table(self.source, one, (*self.steps, key, index)) for index, one in enumerate(found)]

    def leaves(self, key: str) -> list[tuple[str, object, int]]:
        """Every (dotted key, value, line) below a table whose keys are not ours to know, in the file's order."""
        found: list[tuple[str, object, int]] = []

        def walk(values: Mapping[str, object], steps: Steps, name: str) -> None:
            for word, value in values.items():
                dotted = f"{name}.{word}" if name else word
                if isinstance(value, dict):
                    walk(value, (*steps, word), dotted)
                else:
                    found.append((dotted, value, self.source.line((*steps, word))))

        inner = self.table(key)
        walk(inner._values, inner.steps, "")
        return found

    def close(self) -> None:
        """Refuse keys that nobody asked for, then keys that had to be there.

        Raises:
            ConfigError: naming file, line, key and the nearest known key.
        """
        for key in self._values:
            if key not in self._known:
                near = nearest(key, tuple(self._known))
                known = ", ".join(sorted(self._known))
                raise self.error(key, "unknown key", f"Did you mean {near}?" if near else f"Known here: {known}.")
        for key in self._missing:
            raise self.error(key, "is missing")

    # -- values --------------------------------------------------------------------------------------------------

    def _variable(self, key: str) -> str:
        """The environment variable of a key; members of arrays have none."""
        if any(isinstance(step, int) for step in self.steps):
            return ""
        return "_".join(("CRMTUI", *map(str, self.steps), key)).upper()

    def _raw(self, key: str) -> object:
        return self.source.environ.get(self._variable(key), self._values.get(key))

    def _take(self, key: str, kind: type[_T], read: Callable[[str], _T]) -> _T | None:
        self._known.append(key)
        given = self.source.environ.get(self._variable(key))
        if given is not None:
            try:
                return read(given)
            except ValueError:
                raise self.error(key, f"{given!r} must be {_NAMES[kind]}") from None
        value = self._values.get(key)
        if value is None:
            return None
        # A bool is an int to Python, but not to a reader of the file.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {_NAMES[kind]}, not {_NAMES.get(type(value), 'a date or time')}")
        return value


def _as_is(given: str) -> str:
    return given


def _flag(given: str) -> bool:
    if given.casefold() in _YES + _NO:
        return given.casefold() in _YES
    raise ValueError(given)
