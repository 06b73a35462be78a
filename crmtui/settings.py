"""What can be set: plain frozen values, nothing else.

The one rule: no secret is ever in them, only where to look for one (see `secrets.py`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """Only to this very machine."""


THEMES = ("dark", "light", "contrast-dark", "contrast-light", "ansi")
PRESETS = ("default", "arrows")
"""Key presets: letters as in the help, or arrows and function keys only."""


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where to look for one secret, in this order; `secrets.resolve` does it.

    Attributes:
        label: what the secret is for, as errors name it.
        env: environment variables, the first one that is set counts.
        cmd: a program and its arguments; it prints the secret.
        file: a file of mode 0600 that holds it.
        keyring: (service, user name) in the desktop's keyring.
    """

    label: str
    env: tuple[str, ...] = ()
    # Out of repr: people write `echo hunter2` here.
    cmd: tuple[str, ...] = field(default=(), repr=False)
    file: Path | None = None
    keyring: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Smtp:
    """How mails of one mailbox leave.

    Attributes:
        user: "" when the server wants no login.
        password: where the password is, or with `token` an OAuth access token; asked only when `user` is set.
        token: log in by XOAUTH2 or OAUTHBEARER.
        timeout: seconds that the server may be silent.
        tls_ca: certificates to believe instead of the system's, for a server of one's own.
        tls_fingerprint: SHA-256 of the only certificate to believe, behind "key:" that of the only key, whoever signed
            it; "" to go by authorities.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: SecretSource = field(default=SecretSource("SMTP password"))
    token: bool = False
    timeout: int = 30
    tls_ca: Path | None = None
    tls_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Imap:
    """Where mail of one mailbox is fetched.

    Attributes:
        password: where the password is, or with `token` an OAuth access token.
        token: log in by XOAUTH2.
        folders: which are fetched; the first ones are also waited at.
        after: what is done at the server with mail that is taken in: "leave", "seen" or "move:FOLDER".
        sent: the folder that gets a copy of what was sent: a name, "auto" for the server's own, "" for none.
        poll: seconds between two looks at what nobody tells of.
        timeout: seconds that the server may be silent.
        allow_plain: whether an unprotected connection may leave this machine.
        tls_ca: certificates to believe instead of the system's, for a server of one's own.
        tls_fingerprint: SHA-256 of the only certificate to believe, behind "key:" that of the only key, whoever signed
            it; "" to go by authorities.
    """

    host: str
    port: int
    security: Security
    user: str
    password: SecretSource = field(default=SecretSource("IMAP password"))
    token: bool = False
    folders: tuple[str, ...] = ("INBOX",)
    after: str = "leave"
    sent: str = ""
    poll: int = 60
    timeout: int = 30
    allow_plain: bool = False
    tls_ca: Path | None = None
    tls_fingerprint: str = ""

    @property
    def account(self) -> str:
        """Whose mail it is: two mailboxes with the same account share what was fetched."""
        return f"{self.user}@{self.host}" if self.user else self.host

    @property
    def move_to(self) -> str:
        """The folder that fetched mail goes to, "" when it stays."""
        return self.after.partition(":")[2] if self.after.startswith("move:") else ""


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A Maildir, an mbox or a directory of mails that somebody else fills.

    Attributes:
        mailbox: for mail that reached none of our addresses, "" for the only one there is.
        poll: seconds between two looks.
    """

    path: Path
    mailbox: str = ""
    poll: int = 60


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that customers write to.

    Attributes:
        name: short and unique, such as "support".
        display_name: what customers see in From.
        signature: below every mail from here.
        plus_addressing: whether the server delivers support+anything@ to support@; replies then carry their ticket
            in Reply-To, and would bounce where it does not.
        smtp: None when mails from here cannot leave yet.
        imap: None when nothing is fetched.
        trusted_hops: names of our own mail servers, as they stand in front of Authentication-Results; nobody else's
            word on a sender counts.
        since: from when on mail that lies there already is fetched, as `since.first_day` reads it; "" for everything.
            What arrives later always is.
    """

    name: str
    address: str
    display_name: str = ""
    signature: str = ""
    plus_addressing: bool = False
    smtp: Smtp | None = None
    imap: Imap | None = None
    trusted_hops: tuple[str, ...] = ()
    since: str = ""


MAIL_KINDS = (
    "out-of-office", "auto-reply", "bounce", "delay", "delivery report", "receipt", "complaint", "calendar", "list",
    "bulk",
)  # fmt: skip
"""What mail can be that no person wrote to us."""


@dataclass(frozen=True, slots=True)
class MailRules:
    """How mail is taken that no person wrote to us, and how much of it we send.

    Attributes:
        tickets_from: those of MAIL_KINDS that open and reopen tickets like a person's mail.
        form_services: addresses or domains that send what somebody wrote in a form; who wrote it is in Reply-To.
        automatic_per_hour: automatic mails that one address gets from us in an hour at the most.
    """

    tickets_from: tuple[str, ...] = ()
    form_services: tuple[str, ...] = ()
    automatic_per_hour: int = 4


@dataclass(frozen=True, slots=True)
class Shop:
    """Who writes to the customers.

    Attributes:
        currency: ISO 4217, for amounts that name none.
        locale: such as "en_GB": money and dates for customers whose own locale is unknown.
        timezone: IANA name, of the times that customers read (their own comes first); "" for the machine's.
    """

    name: str = ""
    url: str = ""
    currency: str = "EUR"
    locale: str = "en"
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class KeymapEntry:
    """One line of the keymap, not yet checked against the table of actions.

    Attributes:
        keys: as Textual names them; empty takes the action's keys away.
        line: 1-based in the settings file, 0 when unknown.
    """

    action_id: str
    keys: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Ui:
    """How the app looks and feels.

    Attributes:
        theme: one of THEMES.
        preset: one of PRESETS; `keymap` comes on top of it.
        undo_window: seconds that a sent mail is held, and can be taken back.
        quote: whether the mail that is answered stands below the answer.
        editor: program for ctrl+g; empty asks VISUAL and EDITOR.
    """

    theme: str = THEMES[0]
    mouse: bool = True
    preset: str = "default"
    keymap: tuple[KeymapEntry, ...] = ()
    undo_window: int = 10
    quote: bool = True
    editor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        file: where the settings file is, or would be.
        database: as chosen by option, environment or file; None means `database_path`'s default.
        agent: who is sitting here (an agent's name or address), "" to go by the OS user.
    """

    file: Path
    database: Path | None = None
    agent: str = ""
    shop: Shop = field(default_factory=Shop)
    mailboxes: tuple[Mailbox, ...] = ()
    sources: tuple[WatchedFolder, ...] = ()
    ui: Ui = field(default_factory=Ui)
    mail: MailRules = field(default_factory=MailRules)

    @property
    def database_path(self) -> Path:
        """Where the database is: as chosen, else in the user's data directory."""
        if self.database is not None:
            return self.database
        from platformdirs import user_data_path  # late: most starts name their database

        return user_data_path("crmtui", appauthor=False) / "crmtui.db"

    def mailbox(self, name: str) -> Mailbox | None:
        """The mailbox of that name, or address, upper or lower case."""
        wanted = name.casefold()
        return next((box for box in self.mailboxes if wanted in (box.name.casefold(), box.address.casefold())), None)

    def mailbox_of(self, addresses: Collection[str]) -> Mailbox | None:
        """The first mailbox that has one of these addresses, given casefolded."""
        return next((box for box in self.mailboxes if box.address.casefold() in addresses), None)

    def mailbox_or_first(self, name: str) -> Mailbox | None:
        """The mailbox that answers leave from: the one that a mail came to, else the first; None without any."""
        return (self.mailbox(name) if name else None) or next(iter(self.mailboxes), None)


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    import ipaddress  # late: only unprotected servers are asked about

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
