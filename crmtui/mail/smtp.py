"""Sends mails over SMTP, phase by phase.

The one rule: it always says how far a mail came. Before the text is on its way an error is a retry or a refusal;
from the end of the text until the server's answer it is uncertain, and nobody may send it again by himself.
"""

import re
import smtplib
from collections.abc import Callable, Sequence

from crmtui.errors import ConfigError
from crmtui.mail.connection import SLOWEST, Connection
from crmtui.mail.smtp_connect import connect
from crmtui.mail.smtp_outcome import ABOUT_SERVER, Delivery, Phase, Refusal, State
from crmtui.mail.smtp_wire import FailedError, Wire, expect, reason, words
from crmtui.settings import Security, Smtp, is_loopback

__all__ = ["Delivery", "Phase", "Refusal", "SmtpSession", "State", "send"]

_ANSWER_TIMES = 10
"""The answer to a whole mail may take this many times the usual limit: giving up early makes it uncertain."""
_ENVELOPE = re.compile(r"[!-;=?-~]+@[!-;=?-~]+|[^\s<>\x00-\x1f\x7f-\x9f]+@[!-;=?-~]+")
_SIZE = re.compile(r"[1-9][0-9]{0,18}")
"""How many bytes a server takes at the most; 0 says nothing (RFC 1870)."""
LOGIN_CODES = (530, 534, 535, 538)
"""Answers that mean: who are you? (RFC 4954)"""


class SmtpSession(Connection):
    """One connection for several mails in a row; it is made with the first, and again when the server left.

    Args:
        smtp: The server.
        password: "" when `smtp.user` is.
        hello: The name that we greet with; the sender's domain is a good one.
    """

    def __init__(self, smtp: Smtp, password: str = "", hello: str = "localhost") -> None:
        if smtp.security is Security.NONE and not is_loopback(smtp.host):
            raise ConfigError(f"mail to {smtp.host} would go unprotected", 'Use security = "starttls" or "tls".')
        self._smtp = smtp
        self._password = password
        self._hello = hello if re.fullmatch(r"[A-Za-z0-9.-]{1,255}", hello) else "localhost"
        self._wire: Wire | None = None

    def close(self) -> None:
        """Say goodbye; how the server takes it changes nothing."""
        if self._wire is not None:
            try:
                self._wire.patience = 2.0
                self._wire.docmd("QUIT")
            except (OSError, smtplib.SMTPException):
                pass
            finally:
                self.drop()

    def send(
        self, envelope_from: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> Delivery:
        """Send one mail.

        Args:
            envelope_from: Where bounces go, "" for nowhere.
            recipients: At least one.
            raw: The whole message, as `build` makes it.
            before_data: Called right before the text may leave; when it raises, nothing has.

        Raises:
            Whatever `before_data` raises.
        """
        refusals: list[Refusal] = []
        accepted: list[str] = []
        phase = Phase.SENDER
        try:
            wire = self._ready(envelope_from, len(raw), utf8=_needs_utf8(envelope_from, recipients, raw))
            phase = Phase.RECIPIENTS
            _offer(wire, recipients, accepted, refusals)
        except (FailedError, OSError, smtplib.SMTPException) as error:
            return self._outcome(phase, error, refusals)
        try:
            before_data()
        except BaseException:
            self.drop()
            raise
        return self._transmit(wire, _stuffed(raw), accepted, refusals)

    def _transmit(self, wire: Wire, text: bytes, accepted: list[str], refusals: list[Refusal]) -> Delivery:
        limit = self._smtp.timeout
        phase = Phase.DATA
        try:
            expect(wire.docmd("DATA"), phase, 354)
            phase = Phase.TEXT
            wire.push(text, limit + len(text) / SLOWEST)
            phase = Phase.ANSWER
            wire.push(b".\r\n", limit)
            wire.patience = float(limit * _ANSWER_TIMES)
            code, said = wire.getreply()
            wire.patience = float(limit)
            expect((code, said), phase, 250, 251, 252)
        except (FailedError, OSError, smtplib.SMTPException) as error:
            return self._outcome(phase, error, refusals)
        return Delivery(State.SENT, phase, code, words(said), tuple(refusals), tuple(accepted))

    # -- the connection ------------------------------------------------------------------------------------------

    def _ready(self, envelope_from: str, size: int, *, utf8: bool) -> Wire:
        """A connection on which the sender was accepted."""
        if envelope_from and not _ENVELOPE.fullmatch(envelope_from):
            raise FailedError(Phase.SENDER, 0, f"{words(envelope_from)!r} cannot be a sender", State.REFUSED)
        if self._wire is not None:
            # A server may have hung up since the last mail: then once more, from the start.
            try:
                answer = _mail_from(self._wire, envelope_from, size, utf8=utf8)
            except (OSError, smtplib.SMTPException):
                answer = (421, b"")
            if answer[0] != 421:
                expect(answer, Phase.SENDER, 250)
                return self._wire
            self.drop()
        wire = self._wire = connect(self._smtp, self._password, self._hello)
        expect(_mail_from(wire, envelope_from, size, utf8=utf8), Phase.SENDER, 250)
        return wire

    def drop(self) -> None:
        """End the connection without a word."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _outcome(self, phase: Phase, error: Exception, refusals: Sequence[Refusal]) -> Delivery:
        if not isinstance(error, FailedError):
            self.drop()
            return _broken(phase, error, refusals)
        # After an ordinary refusal the connection serves the next mail; after anything else it is in doubt.
        if error.code == 421 or not (400 <= error.code < 600 or error.state is State.REFUSED):
            self.drop()
        elif self._wire is not None:
            try:
                clean = self._wire.docmd("RSET")[0] == 250
            except (OSError, smtplib.SMTPException):
                clean = False
            if not clean:
                self.drop()
        return _ended(error, refusals)


def send(
    smtp: Smtp,
    password: str,
    envelope_from: str,
    recipients: Sequence[str],
    raw: bytes,
    before_data: Callable[[], None],
) -> Delivery:
    """Send one mail over a connection of its own; see `SmtpSession.send`."""
    with SmtpSession(smtp, password, envelope_from.rpartition("@")[2]) as session:
        return session.send(envelope_from, recipients, raw, before_data)


# -- steps ---------------------------------------------------------------------------------------------------------


def _needs_utf8(envelope_from: str, recipients: Sequence[str], raw: bytes) -> bool:
    """Whether only a server with SMTPUTF8 can carry it: an address has letters beyond ASCII (RFC 6531)."""
    head = raw.partition(b"\r\n\r\n")[0]
    return not (head.isascii() and envelope_from.isascii() and all(one.isascii() for one in recipients))


def _mail_from(wire: Wire, envelope_from: str, size: int, *, utf8: bool) -> tuple[int, bytes]:
    if utf8 and not wire.has_extn("smtputf8"):
        raise FailedError(
            Phase.SENDER, 0, "an address has letters beyond a-z before the @, and the mail server cannot carry those "
            "(no SMTPUTF8)", State.REFUSED,
        )  # fmt: skip
    wire.command_encoding = "utf-8" if utf8 else "ascii"
    limit = _SIZE.fullmatch(wire.esmtp_features.get("size", ""))
    if limit and int(limit[0]) < size:
        raise FailedError(Phase.SENDER, 552, f"the server takes mails up to {limit[0]} bytes, this has {size}")
    extra = f" SIZE={size}" if wire.has_extn("size") else ""
    extra += " SMTPUTF8" if utf8 else ""
    return wire.docmd("MAIL", f"FROM:<{envelope_from}>{extra}")


def _offer(wire: Wire, recipients: Sequence[str], accepted: list[str], refusals: list[Refusal]) -> None:
    """Name the recipients; an end when none is taken."""
    for one in recipients:
        if not _ENVELOPE.fullmatch(one):
            refusals.append(Refusal(words(one), 0, "not an address that can be sent to", temporary=False))
            continue
        code, said = wire.docmd("RCPT", f"TO:<{one}>")
        if code in (250, 251, 252):
            accepted.append(one)
        elif code == 421:
            raise FailedError(Phase.RECIPIENTS, code, words(said))
        else:
            refusals.append(Refusal(one, code, words(said), temporary=code < 500))
    if not accepted:
        temporary = any(one.temporary for one in refusals)
        first = next((one for one in refusals if one.temporary == temporary), None)
        raise FailedError(
            Phase.RECIPIENTS,
            first.code if first else 0,
            f"{first.recipient}: {first.text}" if first else "the mail has no recipient",
            State.RETRY if temporary else State.REFUSED,
        )


def _stuffed(raw: bytes) -> bytes:
    """The text with dots doubled at the start of lines (RFC 5321, 4.5.2), ending in a line end."""
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", raw) + (b"" if raw.endswith(b"\r\n") else b"\r\n")


# -- outcomes ------------------------------------------------------------------------------------------------------


def _ended(failure: FailedError, refusals: Sequence[Refusal]) -> Delivery:
    code, phase = failure.code, failure.phase
    login = phase is Phase.AUTH or (phase is Phase.SENDER and code in LOGIN_CODES)
    if failure.state is not None:
        state = failure.state
    elif phase in ABOUT_SERVER or login:
        # Nothing was said about this mail: it waits until the account works again.
        state = State.RETRY
    elif phase is Phase.ANSWER and not 400 <= code <= 599:
        state = State.UNCERTAIN
    else:
        state = State.REFUSED if code >= 500 else State.RETRY
    text = failure.text
    if login and phase is Phase.SENDER:
        phase, text = Phase.AUTH, f"the mail server wants a login first ({code} {text})"
    return Delivery(state, phase, code, text, tuple(refusals))


def _broken(phase: Phase, error: Exception, refusals: Sequence[Refusal]) -> Delivery:
    why = reason(error)
    if phase is Phase.ANSWER:
        return Delivery(
            State.UNCERTAIN, phase, 0, f"the whole mail was sent, but no answer came: {why}", tuple(refusals)
        )
    return Delivery(State.RETRY, phase, 0, why, tuple(refusals))
