"""What a pass over an account did, and how far it is.

The one rule: it is only counted here; what is counted is decided by whoever fetches.
"""

from dataclasses import dataclass, field

from crmtui.sync.mail_import import MailReport


@dataclass(slots=True)
class FetchReport:
    """What a pass over an account did.

    Attributes:
        mail: what became of the messages.
        remaining: messages that are still to be fetched.
        problems: by folder, why it could not be fetched whole.
        acted: messages marked or moved at the server.
    """

    mail: MailReport = field(default_factory=MailReport)
    remaining: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    acted: int = 0

    @property
    def told(self) -> str:
        """What could not be fetched, and why; "" when all was."""
        return "; ".join(f"{folder}: {why}" for folder, why in self.problems.items())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a folder is: `left` of `total` messages that are wanted are still to be fetched, `unread` lie fetched."""

    folder: str
    left: int
    total: int
    unread: int
