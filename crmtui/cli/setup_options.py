"""What `crmtui setup` is told on the command line, and finds out by asking.

The one rule: what is empty here is guessed or asked; no secret is ever in it.
"""

from dataclasses import dataclass
from pathlib import Path

from crmtui.settings import Imap, Mailbox, Smtp


@dataclass(slots=True)
class Options:
    """What was given; each has the name of its option."""

    address: str = ""
    name: str = ""
    user: str = ""
    imap: str = ""
    smtp: str = ""
    folders: tuple[str, ...] = ()
    after: str = ""
    since: str | None = None
    display_name: str = ""
    tls_ca: str = ""
    tls_fingerprint: str = ""
    token_cmd: str = ""
    password_cmd: str = ""
    password_env: str = ""
    password_file: str = ""
    no_smtp: bool = False
    no_test: bool = False
    change: bool = False
    before: Mailbox | None = None
    """The mailbox that is changed: its values are the usual answers."""

    def take_over(self, before: Mailbox) -> None:
        """Begin with what a mailbox is set to; what was said by now stays."""
        self.before, imap, smtp = before, before.imap, before.smtp
        if imap is not None:
            self.imap = self.imap or spelt(imap)
            self.user = self.user or imap.user
            # A new server is believed, or not, for its own sake.
            if self.imap in (imap.host, spelt(imap)) and not self.tls_ca and not self.tls_fingerprint:
                self.tls_fingerprint, self.tls_ca = imap.tls_fingerprint, str(imap.tls_ca or "")
        if smtp is not None:
            self.smtp = self.smtp or spelt(smtp)

    @property
    def login(self) -> str:
        """The name at the servers."""
        return self.user or self.address

    @property
    def ca(self) -> Path | None:
        """The file of certificates to believe."""
        return Path(self.tls_ca).expanduser().absolute() if self.tls_ca else None


def spelt(server: Imap | Smtp) -> str:
    """A server as people write it: NAME:PORT."""
    return f"{server.host}:{server.port}"
