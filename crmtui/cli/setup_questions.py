"""The questions of `crmtui setup` that need no server: what is to be changed, which folders, from when on.

The one rule: each has an answer that enter gives, and a mistake is asked again.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from crmtui.cli import console
from crmtui.cli.setup_options import Options, spelt
from crmtui.errors import UsageError
from crmtui.settings import Mailbox
from crmtui.since import first_day

if TYPE_CHECKING:
    from crmtui.mail.imap import Folder

_AFTER = "What to do there with fetched mail: leave, seen, or move:FOLDER?"
_FROM_WHEN = "Fetch old mail since when: all, 30d, today, or 2026-01-31?"


def choose_changes(options: Options, before: Mailbox) -> None:
    """Ask which servers and which login it shall be from now on; enter keeps what is set."""
    if not console.can_ask():
        return
    if before.imap is not None:
        options.imap = options.imap or console.ask("Server to fetch from?", spelt(before.imap))
        options.user = options.user or console.ask("User name at the server?", before.imap.user)
    if before.smtp is not None and not options.no_smtp:
        options.smtp = options.smtp or console.ask("Server to send by?", spelt(before.smtp))


def choose_after(options: Options) -> None:
    """Ask what is done with fetched mail at the server, where that is set already and not said."""
    before = options.before.imap if options.before else None
    if before is None or options.after or not console.can_ask():
        return
    while True:
        answer = console.ask(_AFTER, before.after).strip()
        if answer in ("leave", "seen") or answer.removeprefix("move:") not in ("", answer):
            break
        console.show_error(f'"{answer}" is none of these')
    options.after = answer if answer != before.after else ""


def choose_folders(options: Options, folders: "Sequence[Folder]") -> tuple[str, ...]:
    """The folders to fetch: as given, or what is asked with the inbox as its default.

    Raises:
        UsageError: one that was given on the command line is not there.
    """
    names = sorted((one.name for one in folders), key=lambda name: (name.upper() != "INBOX", name))
    if options.folders:
        for wanted in options.folders:
            if names and wanted not in names:
                raise UsageError(f"there is no folder {wanted}", f"There are: {', '.join(names[:12])}.")
        return options.folders
    if len(names) > 1 and console.can_ask():
        console.remark(f"Folders: {', '.join(names[:30])}")
        console.remark("With the one of sent mail, what you answered elsewhere is on the tickets too.")
        usual = ", ".join(options.before.imap.folders) if options.before and options.before.imap else "INBOX"
        answer = console.ask("Which shall be fetched (commas between them)?", usual)
        spelt = {name.casefold(): name for name in reversed(names)}
        chosen = tuple(spelt.get(one.casefold(), one) for part in answer.split(",") if (one := part.strip()))
        try:
            return choose_folders(replace(options, folders=chosen), folders) if chosen else ("INBOX",)
        except UsageError as error:
            console.show_error(error.message)
            return choose_folders(options, folders)
    return ("INBOX",)


def choose_since(options: Options, today: datetime.date) -> str:
    """The first day whose mail is fetched, ISO; "" for everything.

    An age becomes the day that it means today: what is asked for now stays the same tomorrow.

    Raises:
        UsageError: what was given on the command line is no day.
    """
    before = options.before.since if options.before else ""
    if options.since is not None or not console.can_ask():
        return before if options.since is None else _day(options.since, today)
    while True:
        try:
            return _day(console.ask(_FROM_WHEN, before or "all"), today)
        except UsageError as error:
            console.show_error(error.message, error.hint)


def _day(written: str, today: datetime.date) -> str:
    word = written.strip().casefold()
    if word in ("", "all", "everything"):
        return ""
    if word in ("today", "now", "from today on"):
        return today.isoformat()
    if word == "yesterday":
        return (today - datetime.timedelta(days=1)).isoformat()
    try:
        found = first_day(word.removeprefix("last ").replace(" days", "d"), today)
    except ValueError:
        raise UsageError(f'"{written}" is no day', "Write all, 30d, today, or a day such as 2026-01-31.") from None
    return found.isoformat() if found else ""
