"""What people do to views, as entries of the action table."""

from crmtui.actions import Action, Kind, Param, Place, Records

_DO = "crmtui.desk.view_edit:"
_HERE = (Place.VIEWS,)


def _verb(action_id: str, title: str, help_line: str, places: tuple[Place, ...], *keys: str, hint: str = "",
          command: str = "") -> Action:  # fmt: skip
    return Action(action_id, title, help_line, places, keys, command=command, hint=hint, undoable=False)


ACTIONS: tuple[Action, ...] = (
    _verb("view.choose", "Views", "Every view with its count: go to one, rename, order, share, delete.", (Place.LIST,),
          "V", hint="views", command="views"),
    Action(
        "view.save", "Save view", "Keep a query under a name, beside the built-in views.", (), (), Records.NONE,
        (
            Param("name", Kind.TEXT, "a name"), Param("query", Kind.QUERY, "a query"),
            Param("private", Kind.FLAG, "for me alone; else everybody has it", required=False),
            Param("records", Kind.TEXT, "what it picks: ticket (unless said) or customer", required=False),
        ),
        f"{_DO}save", "view save",
    ),
    Action(
        "view.rename", "Rename view", "Give a saved view another name.", _HERE, ("ctrl+r", "f2"), Records.VIEW,
        (Param("name", Kind.TEXT, "another name"),), f"{_DO}rename", "view rename", "rename",
    ),
    Action(
        "view.query", "Change query", "Change what a saved view picks.", _HERE, ("ctrl+e", "f4"), Records.VIEW,
        (Param("query", Kind.QUERY, "a query"),), f"{_DO}change_query", "view query", "query",
    ),
    Action(
        "view.key", "Bind a key", "Give a saved view a key that goes to it from the inbox; none takes it away.", _HERE,
        ("ctrl+k", "f5"), Records.VIEW, (Param("key", Kind.TEXT, "a key, or none"),), f"{_DO}bind", "view key", "key",
    ),
    Action(
        "view.share", "Share view", "Let everybody have it; in the list of views also back to me alone.", _HERE,
        ("ctrl+t", "f6"), Records.VIEW, (), f"{_DO}share", "view share", "share",
    ),
    Action(
        "view.keep", "Keep view private", "Only I have it from now on.", (), (), Records.VIEW, (), f"{_DO}keep",
        "view private",
    ),
    Action(
        "view.move", "Move view", "Another place among the saved views: up, down, first, last or a number.", (), (),
        Records.VIEW, (Param("to", Kind.TEXT, "up, down, first, last or a number"),), f"{_DO}move", "view move",
    ),
    Action(
        "view.delete", "Delete view", "Take a saved view away; its tickets stay, undo brings it back.", _HERE,
        ("ctrl+x", "f8"), Records.VIEW, (), f"{_DO}delete", "view delete", "delete",
    ),
    _verb("view.up", "Move up", "One place up among the saved views.", _HERE, "shift+up", hint="move"),
    _verb("view.down", "Move down", "One place down among the saved views.", _HERE, "shift+down"),
)  # fmt: skip
