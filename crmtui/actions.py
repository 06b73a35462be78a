"""What an action is, and the one table of them.

The one rule: an action's name, words, keys and parameters are written once, here or in a room's own `actions.py`;
keys, footer, help, palette, `:` line and shell commands are drawn from the table. Nothing heavy is imported: the
code that carries an action out is named, and loaded when it is first performed.
"""

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from crmtui.errors import ConfigError, UsageError
from crmtui.settings import KeymapEntry

ROOMS = (
    "crmtui.desk.actions",
    "crmtui.desk.outbox_actions",
    "crmtui.desk.template_actions",
    "crmtui.desk.view_actions",
    "crmtui.customers.actions",
    "crmtui.screens.actions",
    "crmtui.screens.composer_actions",
)
"""Modules that hold an `ACTIONS` tuple each; together they are the table."""


class Place(StrEnum):
    """Where in the app a key is live. `ANYWHERE` keys work in all the others unless one is typing."""

    ANYWHERE = "anywhere"
    LIST = "list"
    SEARCH = "search"
    TICKET = "ticket"
    COMPOSER = "composer"
    CONTACTS = "contacts"
    CUSTOMER = "customer"
    TEMPLATES = "templates"
    EDITOR = "editor"
    OUTBOX = "outbox"
    VIEWS = "views"


class Records(StrEnum):
    """What an action acts on."""

    NONE = ""
    TICKET = "ticket"
    CUSTOMER = "customer"
    TEMPLATE = "template"
    OUTBOX = "outbox"
    VIEW = "view"
    MESSAGE = "message"

    @property
    def noun(self) -> str:
        """What people call one of them."""
        return "mail" if self is Records.OUTBOX else self.value


class Kind(StrEnum):
    """The type of a parameter: tells the picker, the completion and the parser what to offer."""

    TEXT = "text"
    AGENT = "agent"
    TAGS = "tags"
    STATUS = "status"
    PRIORITY = "priority"
    TIME = "time"
    TEMPLATE = "template"
    CUSTOMER = "customer"
    OTHER_TICKET = "ticket"
    QUERY = "query"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Param:
    """One thing an action needs to know besides its records."""

    name: str
    kind: Kind
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """One verb of the product.

    Attributes:
        id: `area.verb`, the name in keymaps and the journal.
        title: what menus and the palette call it, imperative.
        help: one line that teaches.
        places: where its keys are live.
        keys: default keys, Textual's names; the first is shown.
        records: what it acts on.
        params: what it needs to know.
        run: `module:function` that carries it out, "" for a verb of the screens alone.
        command: its name on the `:` line and in the shell, "" when it has none.
        hint: short word for the footer, "" to keep it out of there.
        undoable: whether the journal can take it back.
        asks: whether the app asks before it acts (what cannot be undone).
        aliases: other words for the command.
    """

    id: str
    title: str
    help: str
    places: tuple[Place, ...] = ()
    keys: tuple[str, ...] = ()
    records: Records = Records.NONE
    params: tuple[Param, ...] = ()
    run: str = ""
    command: str = ""
    hint: str = ""
    undoable: bool = True
    asks: bool = False
    aliases: tuple[str, ...] = ()


_NAMED_KEYS = frozenset(
    """enter escape tab space backspace delete insert home end pageup pagedown up down left right
    exclamation_mark number_sign slash question_mark colon semicolon comma full_stop minus plus equals_sign
    left_square_bracket right_square_bracket less_than_sign greater_than_sign asterisk at dollar_sign
    percent_sign ampersand underscore apostrophe quotation_mark backslash vertical_line tilde grave_accent
    circumflex_accent left_parenthesis right_parenthesis left_curly_bracket right_curly_bracket""".split()  # noqa: SIM905 - a table of forty strings in quotes hides the words
)
_SIGNS = {
    "!": "exclamation_mark", "#": "number_sign", "/": "slash", "?": "question_mark", ":": "colon",
    ";": "semicolon", ",": "comma", ".": "full_stop", "-": "minus", "+": "plus", "=": "equals_sign",
    "[": "left_square_bracket", "]": "right_square_bracket", "<": "less_than_sign", ">": "greater_than_sign",
    "*": "asterisk", "@": "at", "$": "dollar_sign", "%": "percent_sign", "&": "ampersand", "_": "underscore",
    "'": "apostrophe", '"': "quotation_mark", "\\": "backslash", "|": "vertical_line", "~": "tilde",
    "`": "grave_accent", "^": "circumflex_accent", "esc": "escape", "pgup": "pageup", "pgdn": "pagedown",
}  # fmt: skip
_SHOWN = {name: sign for sign, name in _SIGNS.items()}
_BROKEN_KEYS = {
    "ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape",
}  # fmt: skip


def key_name(key: str) -> str:
    """Textual's name of a key as people write it (`!`, `esc`, `ctrl+s`, `G`).

    Raises:
        UsageError: no terminal sends such a key, or it cannot be told from another.
    """
    *modifiers, last = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    last = _SIGNS.get(last, last)
    name = "+".join((*modifiers, last))
    if name in _BROKEN_KEYS:
        raise UsageError(f'a terminal sends "{key}" as {_BROKEN_KEYS[name]}', "Choose another key.")
    plain = len(last) == 1 and last.isalnum()
    function = last[:1] == "f" and last[1:].isdigit() and 1 <= int(last[1:]) <= 24
    if any(modifier not in {"ctrl", "shift"} for modifier in modifiers) or not (
        plain or function or last in _NAMED_KEYS
    ):
        raise UsageError(f'"{key}" is not a key', "Write a letter, a sign, ctrl+letter, f1 to f12, or enter, esc, tab.")
    return name


def key_label(name: str) -> str:
    """How a key is shown to people: `escape` as `esc`, `exclamation_mark` as `!`."""
    *modifiers, last = name.split("+")
    return "+".join((*modifiers, _SHOWN.get(last, last)))


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only mistakes pay for it

    return next(iter(get_close_matches(word, list(known), n=1)), "")


@dataclass(frozen=True, slots=True)
class Table:
    """The actions, by id, with the keys they have now."""

    actions: Mapping[str, Action]
    _by_command: Mapping[str, Action] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        commands = {
            word: action for action in self.actions.values() if action.command
            for word in (action.command, *action.aliases)
        }  # fmt: skip
        object.__setattr__(self, "_by_command", commands)

    def __getitem__(self, action_id: str) -> Action:
        return self.actions[action_id]

    def __iter__(self) -> Iterator[Action]:
        return iter(self.actions.values())

    def at(self, place: Place) -> list[Action]:
        """The actions whose keys are live at a place, those of anywhere last."""
        here = [action for action in self if place in action.places]
        return here + [action for action in self if Place.ANYWHERE in action.places and place not in action.places]

    def command(self, word: str) -> Action:
        """The action that a `:` line or the shell names.

        Raises:
            UsageError: there is none; names the nearest.
        """
        if word in self._by_command:
            return self._by_command[word]
        near = _nearest(word, self._by_command)
        raise UsageError(f'there is no command "{word}"', f'Did you mean "{near}"?' if near else "See :help.")

    def commands(self) -> list[str]:
        """Every command word, aliases too, sorted."""
        return sorted(self._by_command)

    def remapped(self, remaps: Iterable[KeymapEntry], source: str = "keymap") -> "Table":
        """The table with the user's keys.

        Args:
            remaps: entries of the settings.
            source: what errors call the place that the lines are of.

        Raises:
            ConfigError: an unknown id, a bad key or a clash, by name and line.
        """
        actions = dict(self.actions)
        lines: dict[str, int] = {}
        for remap in remaps:
            where = f"{source} line {remap.line}" if remap.line else "keymap"
            if remap.action_id not in actions:
                near = _nearest(remap.action_id, actions)
                hint = f"Did you mean {near}?" if near else "`crmtui help keys` lists all."
                raise ConfigError(f"{where}: there is no action {remap.action_id}", hint)
            try:
                keys = tuple(key_name(key) for key in remap.keys)
            except UsageError as error:
                raise ConfigError(f"{where}: {remap.action_id}: {error.message}", error.hint) from error
            actions[remap.action_id] = replace(actions[remap.action_id], keys=keys)
            lines[remap.action_id] = remap.line
        table = Table(actions)
        table.check(lines, source)
        return table

    def check(self, lines: Mapping[str, int] | None = None, source: str = "keymap") -> None:
        """Raise ConfigError when two actions want one key at one place."""
        for place in Place:
            taken: dict[str, str] = {}
            for action in self.at(place):
                for key in action.keys:
                    other = taken.setdefault(key, action.id)
                    if other != action.id and (place is Place.ANYWHERE or self._clash(other, action.id)):
                        line = max((lines or {}).get(other, 0), (lines or {}).get(action.id, 0))
                        where = f"{source} line {line}" if line else "keymap"
                        message = f"{where}: {key_label(key)} is wanted by {other} and {action.id} ({place})"
                        raise ConfigError(message, "Give one of them another key.")

    def _clash(self, first: str, second: str) -> bool:
        # A place's own key may cover one of anywhere (esc in the composer): that is what places are for.
        return (Place.ANYWHERE in self[first].places) == (Place.ANYWHERE in self[second].places)


@cache
def table() -> Table:
    """The one table, with its default keys."""
    actions: dict[str, Action] = {}
    for room in ROOMS:
        for action in importlib.import_module(room).ACTIONS:
            if action.id in actions:
                raise ValueError(f"{action.id} is declared twice")
            actions[action.id] = replace(action, keys=tuple(key_name(key) for key in action.keys))
    return Table(actions)


def load(action: Action) -> Any:
    """The function that carries an action out: `(recording, ids, **params) -> str`.

    Raises:
        UsageError: it is a verb of the screens alone.
    """
    if not action.run:
        raise UsageError(f"{action.id} works only inside the app", "Open the app and press its key.")
    module, _, name = action.run.partition(":")
    return getattr(importlib.import_module(module), name)


def missing(action: Action, params: Mapping[str, Any]) -> Sequence[Param]:
    """The required parameters that `params` does not give."""
    return [param for param in action.params if param.required and params.get(param.name) in (None, "", [], ())]
