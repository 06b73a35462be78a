"""Decides whom mail servers are believed: by the machine's authorities, one of our own, or one key exactly.

The one rule: nothing is ever said to a server that was not believed. A context made here either verifies the chain and
the name, or lets nothing through but the one key, or the one certificate, that the settings name.
"""

import hashlib
import hmac
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from crmtui.errors import ConfigError
from crmtui.mail.der import public_key


class Doubt(StrEnum):
    """Why a certificate is not believed."""

    SELF_MADE = "self-made"
    UNKNOWN_ISSUER = "unknown issuer"
    WRONG_NAME = "wrong name"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    CHANGED = "changed"
    """It is another one, or has another key, than the settings name."""
    OTHER = "other"


class OtherCertificateError(ssl.SSLCertVerificationError):
    """The server showed another certificate, or another key, than the one that is believed.

    Attributes:
        der: the certificate that it showed.
        wanted: what is believed, spelt as `fingerprint` or `key_pin` do.
    """

    def __init__(self, der: bytes, wanted: str) -> None:
        super().__init__(1, "the certificate is another one than the settings name")
        self.verify_code = 0
        self.verify_message = "the certificate is another one than the settings name"
        self.der = der
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a certificate is not believed, for people.

    Attributes:
        words: what is wrong, to stand behind the server's name and a colon.
        hint: what to do.
    """

    doubt: Doubt
    words: str
    hint: str


NOBODY = "nobody"
"""In place of a fingerprint: no certificate is believed, so that one can be looked at."""
KEY = "key:"
"""Begins a fingerprint that is the public key's."""

# -- fingerprints --------------------------------------------------------------------------------------------------


def fingerprint(der: bytes) -> str:
    """The SHA-256 of a certificate, as 64 small hexadecimal digits."""
    return hashlib.sha256(der).hexdigest()


def key_pin(der: bytes) -> str:
    """The SHA-256 of a certificate's public key behind "key:": a renewal with the same key has the same one.

    That of the whole certificate where its key cannot be read.
    """
    try:
        return KEY + hashlib.sha256(public_key(der)).hexdigest()
    except ValueError:
        return fingerprint(der)


def is_pinned(der: bytes, wanted: str) -> bool:
    """Whether a certificate is what is believed, spelt as `fingerprint` or `key_pin` do."""
    return hmac.compare_digest(key_pin(der) if wanted.startswith(KEY) else fingerprint(der), wanted)


def check_pin(sock: socket.socket, wanted: str) -> None:
    """Go on only with the one certificate, or the one key, that is believed.

    Raises:
        OtherCertificateError: the server showed another one.
        ssl.SSLError: the connection is not protected at all.
    """
    der = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
    if not der:
        raise ssl.SSLError(1, "the server showed no certificate")
    if not is_pinned(der, wanted):
        raise OtherCertificateError(der, wanted)


# -- contexts ------------------------------------------------------------------------------------------------------


class _Pinned(ssl.SSLContext):
    """Believes one key or certificate, whoever signed it, whatever its name: every way to TLS leads to the check."""

    wanted = ""

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:
        sock = super().wrap_socket(*given, **named)
        try:
            check_pin(sock, self.wanted)
        except ssl.SSLError:
            sock.close()
            raise
        return sock


def context(ca: Path | None = None, only: str = "") -> ssl.SSLContext:
    """The context for a connection to a mail server.

    Args:
        ca: a file of certificates to believe instead of the machine's; the server's own may be among them.
        only: the fingerprint of the one certificate, or the one key, to believe; it needs no authority, no date and no
            name then.

    Raises:
        ConfigError: `ca` cannot be read, or holds no certificate.
    """
    if only:
        pinned = _Pinned(ssl.PROTOCOL_TLS_CLIENT)
        pinned.check_hostname = False
        pinned.verify_mode = ssl.CERT_NONE
        pinned.wanted = only
        pinned.minimum_version = ssl.TLSVersion.TLSv1_2
        return pinned
    try:
        usual = ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ConfigError(f"{ca} holds no certificate (tls_ca)", "It must be text that begins with BEGIN.") from None
    except OSError as error:
        raise ConfigError(f"{ca} cannot be read (tls_ca): {error.strerror}", "Correct the path.") from None
    usual.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        # An authority of one's own seldom has every field that the public ones must have since; and who names the
        # server's own certificate means it.
        usual.verify_flags &= ~ssl.VERIFY_X509_STRICT
        usual.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return usual


# -- words ---------------------------------------------------------------------------------------------------------

_BY_CODE = {
    9: Doubt.NOT_YET, 10: Doubt.EXPIRED, 2: Doubt.UNKNOWN_ISSUER, 18: Doubt.SELF_MADE, 19: Doubt.UNKNOWN_ISSUER,
    20: Doubt.UNKNOWN_ISSUER, 21: Doubt.UNKNOWN_ISSUER, 62: Doubt.WRONG_NAME, 64: Doubt.WRONG_NAME,
}  # fmt: skip
"""OpenSSL's numbers (openssl-verify, "Diagnostics")."""

_WAYS = "name it with tls_ca or tls_fingerprint (`crmtui setup` shows it and asks)"
_WORDS = {
    Doubt.SELF_MADE: (
        "its certificate is self-made: nobody vouches that this is the right server",
        f"If it is your own server, {_WAYS}.",
    ),
    Doubt.UNKNOWN_ISSUER: (
        "its certificate is signed by somebody whom this machine does not know",
        f"If it is your own server, {_WAYS}.",
    ),
    Doubt.WRONG_NAME: (
        "its certificate is for another name",
        "Use the name that your provider tells; a typing error or somebody in between looks like this as well.",
    ),
    Doubt.EXPIRED: (
        "its certificate has expired",
        "Whoever runs the server must renew it; if the server is right, look at this machine's clock.",
    ),
    Doubt.NOT_YET: ("its certificate is not valid yet", "Look at this machine's clock."),
    Doubt.OTHER: ("its certificate cannot be trusted", "Check the server's name."),
}


def reason(error: ssl.SSLCertVerificationError) -> Reason:
    """Why a certificate is not believed, in words of ours."""
    if isinstance(error, OtherCertificateError):
        return _changed(error)
    doubt = _BY_CODE.get(error.verify_code, Doubt.OTHER)
    words, hint = _WORDS[doubt]
    if doubt is Doubt.OTHER:
        words = f"{words} ({error.verify_message})"
    return Reason(doubt, words, hint)


def _changed(error: OtherCertificateError) -> Reason:
    what, how, then = "its certificate is not the one", "it was renewed", ", which outlasts renewals"
    if error.wanted.startswith(KEY):
        what, how, then = "it has another key than the one", "it was set up anew", ""
    return Reason(
        Doubt.CHANGED,
        f"{what} that the settings trust: {how}, or somebody is in between",
        "Ask whoever runs the server. If the new one is theirs, `crmtui setup --change` shows it and asks; by hand it "
        f'is tls_fingerprint = "{key_pin(error.der)}"{then}.',
    )
