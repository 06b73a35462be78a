"""`help keys`: the keys of the app, as they are now.

The one rule: drawn from the table of actions, with the user's keymap over it.
"""

from crmtui.actions import Table, key_label
from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.presets import table_for

_COLUMNS = (
    console.Column("keys"), console.Column("action"), console.Column("command"), console.Column("where", flex=True),
    console.Column("what it does", flex=True),
)  # fmt: skip


def list_keys(*, as_json: bool) -> None:
    """List every action with its keys, its word in the shell and where it works."""
    actions = list(_mine())
    if as_json:
        console.emit_json(
            [
                {
                    "id": one.id, "title": one.title, "help": one.help, "keys": [key_label(key) for key in one.keys],
                    "places": [place.value for place in one.places], "command": one.command,
                }
                for one in actions
            ]
        )  # fmt: skip
        return
    console.print_table(
        _COLUMNS,
        [
            (" ".join(map(key_label, one.keys)), one.id, one.command, ", ".join(one.places), one.help)
            for one in actions
            if one.keys or one.command
        ],
    )


def _mine() -> Table:
    return table_for(session().settings)
