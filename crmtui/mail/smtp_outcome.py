"""What can become of a mail that is sent, and how far it can come.

The one rule: no network here; whoever only reads outcomes imports no sockets.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    RETRY = "retry"
    """Surely not sent; later it may be."""
    REFUSED = "refused"
    """Surely not sent; it would be refused again."""
    UNCERTAIN = "uncertain"
    """The whole text went out and no answer came: probably delivered."""


class Phase(StrEnum):
    """How far the conversation came. What fails up to AUTH is about the server, not about the mail."""

    CONNECT = "connect"
    GREETING = "greeting"
    TLS = "tls"
    AUTH = "auth"
    SENDER = "sender"
    RECIPIENTS = "recipients"
    DATA = "data"
    """Asked for permission to send the text."""
    TEXT = "text"
    """Sending the text; its end was not sent."""
    ANSWER = "answer"
    """The end of the text was sent."""


ABOUT_SERVER = (Phase.CONNECT, Phase.GREETING, Phase.TLS, Phase.AUTH)
"""Phases in which nothing was said about the mail itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A recipient that the server did not take.

    Attributes:
        temporary: it may be taken later.
    """

    recipient: str
    code: int
    text: str
    temporary: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one attempt.

    Attributes:
        code: the server's last answer, 0 when there was none.
        text: what happened in one clean line; the server's own words in it are bounded.
        refusals: recipients that do not receive it although others do (SENT), or the reason why nobody does.
        accepted: recipients that the server took; it answers for them when SENT.
    """

    state: State
    phase: Phase
    code: int
    text: str
    refusals: tuple[Refusal, ...] = ()
    accepted: tuple[str, ...] = ()

    @property
    def about_server(self) -> bool:
        """Whether the server or the account is at fault, so that the next mail would meet the same."""
        return self.phase in ABOUT_SERVER
