"""Key presets, and the table of actions with the keys that the settings ask for.

The one rule: a preset is a keymap like a user's own; the user's lines come on top of it.
"""

from dataclasses import replace

from crmtui.actions import Table, table
from crmtui.settings import KeymapEntry, Settings

_FUNCTION_KEYS = {
    "ticket.reply": "f2",
    "list.filter": "f3",
    "ticket.note": "f4",
    "ticket.resolve": "f5",
    "ticket.assign": "f6",
    "ticket.tag": "f7",
    "ticket.template": "f8",
    "app.palette": "f9",
    "app.leave": "f10",
    "ticket.snooze": "f11",
    "app.undo": "f12",
}
"""What `arrows` gives a function key; every other action is in the palette."""


def _arrows(usual: Table) -> Table:
    kept = {
        action.id: replace(action, keys=tuple(key for key in action.keys if _works_without_letters(key)))
        for action in usual
    }
    return Table(kept).remapped(
        KeymapEntry(action_id, (*kept[action_id].keys, key), 0) for action_id, key in _FUNCTION_KEYS.items()
    )


def _works_without_letters(key: str) -> bool:
    signs = ("mark", "sign", "slash", "bracket", "colon", "stop", "comma", "underscore", "minus", "plus")
    return len(key) > 1 and not key.endswith(signs)


def table_for(settings: Settings) -> Table:
    """The one table with the keys of the settings: preset first, then the user's keymap.

    Raises:
        ConfigError: the keymap names an unknown action, a bad key, or one key twice.
    """
    usual = _arrows(table()) if settings.ui.preset == "arrows" else table()
    return usual.remapped(settings.ui.keymap, f"{settings.file},")
