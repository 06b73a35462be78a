"""Logs in at a mail server: with a password (PLAIN, LOGIN), or with an OAuth token (XOAUTH2, OAUTHBEARER).

The one rule: every spelling in which a secret goes out is known to `redact` before it does.
"""

import base64

from crmtui.mail.smtp_outcome import Phase
from crmtui.mail.smtp_wire import FailedError, Wire, words
from crmtui.secrets import register


def log_in(client: Wire, user: str, secret: str, *, token: bool = False) -> None:
    """Log in with the best way that both sides know.

    Args:
        client: Greeted, and protected where it will be.
        user: The name at the server.
        secret: The password, or with `token` an OAuth access token.
        token: Which of the two.

    Raises:
        FailedError: the server refuses, or knows none of our ways.
    """
    register(secret)
    offered = client.esmtp_features.get("auth", "").upper().split()
    code, said = (_with_token if token else _with_password)(client, user.encode(), secret, offered)
    if code == 235:
        return
    what = "token" if token else "user name or password"
    verdict = f"refuses the {what}" if code >= 500 else f"cannot check the {what} now"
    raise FailedError(Phase.AUTH, code, f"the mail server {verdict} ({code} {words(said)})")


def _with_password(client: Wire, user: bytes, password: str, offered: list[str]) -> tuple[int, bytes]:
    """PLAIN or LOGIN, whatever letters the password has."""
    secret = password.encode("utf-8", "surrogateescape")
    if "PLAIN" in offered or not offered:
        return client.docmd("AUTH", "PLAIN " + _spelt(b"\0%b\0%b" % (user, secret)))
    if "LOGIN" in offered:
        answer = client.docmd("AUTH", f"LOGIN {base64.b64encode(user).decode()}")
        return client.docmd(_spelt(secret)) if answer[0] == 334 else answer
    raise _no_way(offered, "a token (token_cmd)" if {"XOAUTH2", "OAUTHBEARER"} & {*offered} else "")


def _with_token(client: Wire, user: bytes, token: str, offered: list[str]) -> tuple[int, bytes]:
    secret = token.encode("utf-8", "surrogateescape")
    if "XOAUTH2" in offered or not offered:
        answer = client.docmd("AUTH", "XOAUTH2 " + _spelt(b"user=%b\1auth=Bearer %b\1\1" % (user, secret)))
        end = ""
    elif "OAUTHBEARER" in offered:
        answer = client.docmd("AUTH", "OAUTHBEARER " + _spelt(b"n,a=%b,\1auth=Bearer %b\1\1" % (user, secret)))
        end = base64.b64encode(b"\1").decode()
    else:
        raise _no_way(offered, "a password" if {"PLAIN", "LOGIN"} & {*offered} else "")
    if answer[0] != 334:
        return answer
    # It tells in base64 what it does not like, and wants an answer before it says no.
    return client.docmd(end)


def _no_way(offered: list[str], wanted: str) -> FailedError:
    instead = f"wants {wanted}" if wanted else f"only knows logins that we do not: {words(' '.join(offered))}"
    return FailedError(Phase.AUTH, 0, f"the mail server {instead}")


def _spelt(secret: bytes) -> str:
    spelt = base64.b64encode(secret).decode()
    register(spelt)
    return spelt
