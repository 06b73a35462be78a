"""Writes docs/keys.md from the table of actions.

The one rule: nothing on that page is written by hand; a test compares it. Run it with `make keys`.
"""

from collections.abc import Iterable
from pathlib import Path

from crmtui.actions import Action, Place, Table, key_label, table
from crmtui.presets import table_for
from crmtui.settings import Settings, Ui

PAGE = Path(__file__).with_name("keys.md")
PLACES: tuple[tuple[Place, str], ...] = (
    (Place.ANYWHERE, "Everywhere, unless you are typing"),
    (Place.LIST, "Inbox"),
    (Place.SEARCH, "Finding, while you write what"),
    (Place.TICKET, "Ticket"),
    (Place.COMPOSER, "Composer"),
    (Place.CONTACTS, "Contacts"),
    (Place.CUSTOMER, "One customer"),
    (Place.TEMPLATES, "Templates"),
    (Place.EDITOR, "Template editor"),
    (Place.OUTBOX, "Outbox"),
    (Place.VIEWS, "The list of views (`V`)"),
)
"""The places that have a screen, in the order in which one meets them."""
LISTS = {Place.LIST, Place.CONTACTS, Place.TEMPLATES, Place.OUTBOX}

HEAD = """\
# Keys

This page is written by `make keys` from the table of actions, which the app's own help (`?`), the list of all actions
(`ctrl+p`), the `:` line and the shell are drawn from too. `crmtui help keys` prints the keys as you have them.

What an action works on: the marked rows, or the row under the cursor when nothing is marked, or the ticket, customer
or template that is open. The last column is its id in the settings: `"ticket.resolve" = "x, f9"` under `[ui.keymap]`
gives it other keys, `[]` takes them away. A word in the fourth column can be typed after `:` and, where the action
changes something, in the shell: `:snooze 2d`, `crmtui snooze 1042 2d`.
"""
ARROWS = """
## Without letters

`preset = "arrows"` under `[ui]` leaves letters and signs alone: arrows, enter, esc, tab, page and function keys remain,
every other action is in the list of all actions. These keys come in:
"""


def keys_of(action: Action) -> str:
    """The keys as they are shown: `` `j` `down` ``."""
    return " ".join(f"`{key_label(key)}`" for key in action.keys)


def section(title: str, actions: Iterable[Action], *, keys: bool = True) -> str:
    """A heading and a table of actions, in Markdown."""
    lines = [f"\n## {title}\n", f"| {'keys | ' if keys else ''}| what it does | word | id |", "|---" * (4 + keys) + "|"]
    for one in actions:
        word = f"`{one.command}`" if one.command else ""
        cells = [one.title, one.help, word, f"`{one.id}`"]
        lines.append(f"| {' | '.join([keys_of(one), *cells] if keys else cells)} |")
    return "\n".join(lines) + "\n"


def page(usual: Table, arrows: Table) -> str:
    """The whole page."""
    shared = [one for one in usual if set(one.places) >= LISTS]
    parts = [HEAD]
    for place, title in PLACES:
        parts.append(section(title, (one for one in usual if place in one.places and one.keys and one not in shared)))
        if place is Place.ANYWHERE:
            parts.append(section("Every list", shared))
    reached = {place for place, _ in PLACES}
    wordy = (one for one in usual if one.command and not (one.keys and reached & set(one.places)))
    parts += [section("By word alone", wordy, keys=False), ARROWS, "\n| keys | | id |\n|---|---|---|\n"]
    others = (one for one in arrows if set(one.keys) - set(usual[one.id].keys))
    parts += [f"| {keys_of(one)} | {one.title} | `{one.id}` |\n" for one in others]
    return "".join(parts)


def current() -> str:
    """The page as it should be."""
    return page(table(), table_for(Settings(Path("config.toml"), ui=Ui(preset="arrows"))))


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
    print(PAGE)
