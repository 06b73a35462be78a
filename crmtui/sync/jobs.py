"""The jobs that the settings give: IMAP accounts to fetch and folders to watch, and how leases and states call them.

The one rule: mailboxes with the same account are one job, so that no mail is fetched twice. Light: the status line is
made of it.
"""

import datetime
from dataclasses import dataclass

from crmtui.settings import Imap, Settings, WatchedFolder
from crmtui.since import first_day


@dataclass(frozen=True, slots=True)
class Account:
    """Something to fetch: mailboxes with the same account are one, with all their folders.

    Attributes:
        name: of the mailbox, or of several.
        mailbox: for mail that reached none of our addresses, "" where several mailboxes share the account.
        since: from when on old mail is fetched, "" for everything; of several mailboxes, the one that wants most.
    """

    name: str
    mailbox: str
    imap: Imap
    folders: tuple[str, ...]
    since: str = ""

    @property
    def job(self) -> str:
        """How leases and states call it."""
        return f"fetch:{self.imap.account}"


def accounts(settings: Settings) -> list[Account]:
    """The accounts that the settings name."""
    found: dict[str, Account] = {}
    for box in settings.mailboxes:
        if box.imap is None:
            continue
        old = found.get(box.imap.account)
        folders = dict.fromkeys([*(old.folders if old else ()), *box.imap.folders])
        found[box.imap.account] = Account(
            f"{old.name}, {box.name}" if old else box.name,
            "" if old else box.name,
            old.imap if old else box.imap,
            tuple(folders),
            min(old.since, box.since, key=_reach) if old else box.since,
        )
    return list(found.values())


def _reach(since: str) -> datetime.date:
    return first_day(since, datetime.date.today()) or datetime.date.min


def watch_job(folder: WatchedFolder) -> str:
    """How leases and states call a watched folder."""
    return f"watch:{folder.path}"


def names(settings: Settings) -> dict[str, str]:
    """Every job of the settings, and what people call it."""
    found = {account.job: account.name for account in accounts(settings)}
    return found | {watch_job(one): str(one.path) for one in settings.sources}
