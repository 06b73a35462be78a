"""What all who fetch in one process share.

The one rule: it is made once for a process, and whatever it holds may be used by any of its threads.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from crmtui.settings import Settings
from crmtui.sync.fetch_report import Progress
from crmtui.sync.jobs import Account
from crmtui.sync.leases import Turns


@dataclass(slots=True)
class Context:
    """What all workers of a process share.

    Attributes:
        bind: makes the models usable (`Engine.peewee`); called in each worker's thread.
        who: the name of this process.
        told: is told in words what is wrong, once for each change.
        failed: gets an error that was not foreseen.
        progress: is told how far a folder is.
        stopped: ends whatever waits.
        turns: lets one at a time make tickets.
    """

    settings: Settings
    bind: Callable[[], object]
    who: str
    told: Callable[[str, str], None] = lambda _job, _words: None
    failed: Callable[[Exception], None] = lambda _: None
    progress: Callable[[Account, Progress], None] = lambda _account, _progress: None
    stopped: threading.Event = field(default_factory=threading.Event)
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(self.who, self.stopped)
