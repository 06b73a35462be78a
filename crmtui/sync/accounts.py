"""The IMAP accounts that the settings name, and what all who fetch in one process share.

The one rule: mailboxes with the same account are one, so that no mail is fetched twice.
"""

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from crmtui.settings import Imap, Settings
from crmtui.since import first_day
from crmtui.sync.imap_fetch import Progress
from crmtui.sync.leases import Turns


@dataclass(frozen=True, slots=True)
class Account:
    """Something to fetch: mailboxes with the same account are one, with all their folders.

    Attributes:
        name: of the mailbox, or of several.
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
            # Mail that reached none of our addresses belongs to the mailbox that it lies in, when that is one.
            "" if old else box.name,
            old.imap if old else box.imap,
            tuple(folders),
            min(old.since, box.since, key=_reach) if old else box.since,
        )
    return list(found.values())


def _reach(since: str) -> datetime.date:
    return first_day(since, datetime.date.today()) or datetime.date.min


@dataclass(slots=True)
class Context:
    """What all workers of a process share.

    Attributes:
        bind: makes the models usable (`Engine.peewee`); called in each worker's thread.
        who: the name of this process.
        told: is told in words what is wrong, once for each change.
        failed: gets an error that was not foreseen.
        progress: is told how far a folder is.
    """

    settings: Settings
    bind: Callable[[], object]
    who: str
    told: Callable[[str, str], None] = lambda _job, _words: None
    failed: Callable[[Exception], None] = lambda _: None
    progress: Callable[[Account, Progress], None] = lambda _account, _progress: None
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.turns = Turns(self.who, self.stopped)

    turns: Turns = field(init=False)
