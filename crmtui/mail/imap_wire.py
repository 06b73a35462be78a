"""Connects to an IMAP server: TLS or STARTTLS, and the login.

The one rule: TLS is always verified, and never given up silently.
"""

import ssl

from imapclient import IMAPClient, exceptions

from crmtui.mail.imap_words import ImapError, Trouble, said
from crmtui.settings import Imap, Security


def connected(imap: Imap) -> IMAPClient:
    """A connection that is protected as the settings want it, and not logged in."""
    protected = imap.security is not Security.NONE
    context = _context(imap) if protected else None
    client = IMAPClient(
        imap.host, imap.port, ssl=imap.security is Security.TLS, ssl_context=context, timeout=float(imap.timeout)
    )
    # The library has every line and every message spelled out for a debug log: it costs more than fetching, and the
    # log would hold customers' mail.
    client._imap.debug = 0
    client.normalise_times = False
    if imap.security is Security.STARTTLS:
        try:
            client.starttls(context)
        except exceptions.CapabilityError:
            client.shutdown()
            what = f"{imap.host} port {imap.port} offers no STARTTLS, and nothing is said without it"
            raise ImapError(Trouble.PROTECTION, what, 'Try security = "tls" with port 993.') from None
    return client


def _context(imap: Imap) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=imap.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def log_in(client: IMAPClient, imap: Imap, secret: str) -> None:
    """Log in with the password, or by XOAUTH2 with the token."""
    try:
        if imap.token:
            client.oauth2_login(imap.user, secret)
        elif secret.isascii() and imap.user.isascii():
            client.login(imap.user, secret)
        else:
            # LOGIN carries ASCII only.
            client.plain_login(imap.user, secret)
    except exceptions.IMAPClientAbortError:
        raise
    except exceptions.IMAPClientError as error:
        what = "token" if imap.token else "user name or password"
        raise ImapError(
            Trouble.LOGIN,
            f"{imap.host} refuses the {what} of {imap.user}: {said(error)}",
            "Try it at the provider's web mail; some providers want a password made for apps, or a token (token_cmd).",
        ) from error


def ended(error: BaseException | None) -> bool:
    """Whether an error ended the connection; else the server only said no."""
    return isinstance(error, exceptions.IMAPClientAbortError | OSError | None)
