"""What `crmtui setup` is told on the command line, and finds out by asking.

The one rule: what is empty here is guessed or asked; no secret is ever in it.
"""

from dataclasses import dataclass
from pathlib import Path


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

    @property
    def login(self) -> str:
        """The name at the servers."""
        return self.user or self.address

    @property
    def ca(self) -> Path | None:
        """The file of certificates to believe."""
        return Path(self.tls_ca).expanduser().absolute() if self.tls_ca else None
