"""What people write to name things: numbers of records, a customer, a saved view; and who they are themselves.

The one rule: a name is looked up, never guessed; a wrong one says what is near.
"""

from collections.abc import Sequence

import cysqlite

from crmtui.cli.session import session
from crmtui.db.identities import owner_of
from crmtui.db.seats import seat
from crmtui.desk.saved_views import PREFIX, named, saved_views
from crmtui.desk.views import VIEWS
from crmtui.errors import NotFoundError, UsageError

MOST_IDS = 100_000
"""Records that one command names: more than xargs passes at once."""


def me(connection: cysqlite.Connection) -> int | None:
    """The agent who sits here, None when the desk has none.

    Raises:
        NotFoundError: an agent was named, and is not there.
    """
    who = session().who
    number, _ = seat(connection, who)
    if who and number is None:
        raise NotFoundError(f"there is no agent {who}", "`crmtui agents` lists them.")
    return number


def numbers(words: Sequence[str]) -> tuple[list[int], list[str]]:
    """The record numbers that stand in front (`1042`, `#1042`, `1042,1043`), each once, and the other words."""
    ids: dict[int, None] = {}
    for at, word in enumerate(words):
        found = _numbers_of(word)
        if found is None:
            return list(ids), list(words[at:])
        ids |= dict.fromkeys(found)
        if len(ids) > MOST_IDS:
            raise UsageError(f"more than {MOST_IDS} numbers", "Do it in parts.")
    return list(ids), []


def _numbers_of(word: str) -> list[int] | None:
    parts = [part.removeprefix("#") for part in word.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) < 12 for part in parts):
        return None
    return [int(part) for part in parts]


def only_numbers(words: Sequence[str], what: str = "ticket") -> list[int]:
    """The record numbers, when there is nothing else.

    Raises:
        UsageError: a word is no number.
    """
    ids, rest = numbers(words)
    if rest or not ids:
        raise UsageError(f'"{rest[0] if rest else ""}" is no {what} number', "Write 1042, '#1042' or 1042,1043.")
    return ids


def customer_number(connection: cysqlite.Connection, who: str) -> int:
    """The customer that a number or an address names.

    Raises:
        NotFoundError: nobody has it.
    """
    text = who.strip()
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return int(text)
    found = owner_of(connection, text)
    if found is None:
        raise NotFoundError(
            f"there is no customer {text}", f"`crmtui contacts {text.partition('@')[0]}` may find them."
        )
    return found


def view_number(connection: cysqlite.Connection, name: str) -> int:
    """The number of a saved view as people write it: its name, number or `view:12`.

    Raises:
        NotFoundError: there is none.
        UsageError: it is a built-in one.
    """
    saved = saved_views(connection, me(connection), "")
    found = named(saved, name)
    if found is not None:
        return found.id
    wanted = name.strip().casefold()
    if any(wanted in (view.key, view.title.casefold()) for view in VIEWS):
        raise UsageError(f'"{name}" is a built-in view', "The built-in views stay as they are.")
    from difflib import get_close_matches  # late: only mistakes need it

    near = get_close_matches(wanted, [view.name.casefold() for view in saved], n=1)
    hint = f'Did you mean "{near[0]}"?' if near else "`crmtui views` lists them."
    raise NotFoundError(f'there is no view "{name.removeprefix(PREFIX)}"', hint)
