"""An account at a real IMAP server whose folders are fetched into a desk."""

import threading
import time

from crmtui.db.engine import Engine
from crmtui.db.models import Message
from crmtui.desk.ledger import audit
from crmtui.mail.imap import ImapSession
from crmtui.settings import Imap, Mailbox, Security, Settings
from crmtui.sync.fetch_report import FetchReport
from crmtui.sync.holders import my_name
from crmtui.sync.imap_fetch import Fetcher
from crmtui.sync.leases import Lease, Turns
from crmtui.sync.mail_import import house_of
from tests.servers.dovecot import PASSWORD, Dovecot


class Account:
    """A new account at the server, fetched into the desk."""

    def __init__(self, server: Dovecot, engine: Engine, user: str) -> None:
        self.server, self.engine, self.user = server, engine, user
        self.imap = Imap("127.0.0.1", server.port, Security.NONE, user, timeout=60)
        box = Mailbox("support", "support@linen.example", imap=self.imap)
        self.settings = Settings(engine.path.with_name("config.toml"), mailboxes=(box,))
        self.stopped = threading.Event()
        self.who = my_name()
        self.since, self.now = "", int(time.time())

    def deliver(self, mails: list[bytes], folder: str = "INBOX", at: float | None = None) -> None:
        self.server.deliver(mails, folder, self.user, at)

    def session(self) -> ImapSession:
        return ImapSession(self.imap, PASSWORD)

    def fetcher(self) -> Fetcher:
        lease = Lease(f"fetch:{self.user}", self.who)
        assert lease.take()
        turns = Turns(self.who, self.stopped)
        house, clock = house_of(self.settings), lambda: self.now
        return Fetcher(self.imap, "support", house, lease, turns, self.stopped, since=self.since, clock=clock)

    def fetch(self, *folders: str) -> FetchReport:
        with self.session() as session:
            return self.fetcher().fetch(session, folders or ("INBOX",))

    def subjects(self) -> list[str]:
        return sorted(row.subject for row in Message.select())

    def adds_up(self) -> bool:
        return audit(self.engine.reader).adds_up
