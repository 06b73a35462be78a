"""Reads what the settings say of mail: mailboxes with their servers, watched folders, and how mail is taken.

The one rule: nothing here connects to anything; a server that would hear a password unprotected is refused by name.
"""

import re

from crmtui.config_table import Table
from crmtui.settings import (
    MAIL_KINDS,
    Imap,
    Mailbox,
    MailRules,
    SecretSource,
    Security,
    Smtp,
    WatchedFolder,
    is_loopback,
)  # fmt: skip

_IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
FINGERPRINT_HINT = (
    "It is a SHA-256, 64 digits and letters a to f: of the certificate, or behind key: of its public key."
)
_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+")


def read_mailbox(table: Table) -> Mailbox:
    """A member of [[mailboxes]]."""
    name, address = table.text("name", None), table.text("address", None)
    display_name, signature = table.text("display_name"), table.text("signature")
    plus_addressing = table.flag("plus_addressing", default=False)
    smtp = _smtp(table.table("smtp"), name, address) if table.has("smtp") else None
    imap = _imap(table.table("imap"), name, address) if table.has("imap") else None
    hops, since = table.words("trusted_hops"), _since(table)
    table.table("smtp")
    table.table("imap")
    table.close()
    if not _ADDRESS.fullmatch(address):
        raise table.error("address", f"{address!r} is not an e-mail address")
    return Mailbox(name, address, display_name, signature, plus_addressing, smtp, imap, hops, since)


def _since(table: Table) -> str:
    since = table.text("since")
    if since:
        import datetime  # late: few leave old mail out

        from crmtui.since import HINT, first_day

        try:
            first_day(since, datetime.date(2000, 1, 1))
        except ValueError:
            raise table.error("since", f"{since!r} is neither a day nor an age", HINT) from None
    return since


def read_watched(table: Table) -> WatchedFolder:
    """A member of [[sources]]."""
    table.text("path", None)
    path, mailbox, poll = table.path("path"), table.text("mailbox"), table.whole("poll", 60, 5, 86_400)
    table.close()
    assert path is not None  # `close` has refused a table without
    return WatchedFolder(path, mailbox, poll)


def read_mail_rules(table: Table) -> MailRules:
    """The table [mail]."""
    usual = MailRules()
    rules = MailRules(
        tickets_from=table.words("tickets_from"),
        form_services=table.words("form_services"),
        automatic_per_hour=table.whole("automatic_per_hour", usual.automatic_per_hour, 0, 1000),
    )
    table.close()
    for kind in rules.tickets_from:
        if kind not in MAIL_KINDS:
            raise table.error("tickets_from", f"{kind!r} is no kind of mail", f"Kinds: {', '.join(MAIL_KINDS)}.")
    for one in rules.form_services:
        if not _ADDRESS.fullmatch(one if "@" in one else f"a@{one}"):
            raise table.error("form_services", f"{one!r} is neither an e-mail address nor a domain")
    return rules


def _smtp(table: Table, name: str, address: str) -> Smtp:
    host = table.text("host", None)
    security = Security(table.choice("security", tuple(Security), Security.STARTTLS))
    token = table.has("token_cmd")
    # A token is always somebody's.
    user = table.text("user", address if token else "")
    smtp = Smtp(
        host=host,
        port=table.whole("port", _PORTS[security], 1, 65_535),
        security=security,
        user=user,
        password=_secret(table, "SMTP", name, host, user),
        token=token,
        timeout=table.whole("timeout", 30, 1, 600),
        tls_ca=table.path("tls_ca"),
        tls_fingerprint=_fingerprint(table),
    )
    table.close()
    if security is Security.NONE and not is_loopback(host):
        problem = f'"none" would send mails and passwords readable for everybody between here and {host}'
        raise table.error("security", problem, 'Use "starttls" (port 587) or "tls" (port 465).')
    return smtp


def _imap(table: Table, name: str, address: str) -> Imap:
    host = table.text("host", None)
    security = Security(table.choice("security", tuple(Security), Security.TLS))
    user = table.text("user", address)
    token = table.has("token_cmd")
    imap = Imap(
        host=host,
        port=table.whole("port", _IMAP_PORTS[security], 1, 65_535),
        security=security,
        user=user,
        password=_secret(table, "IMAP", name, host, user),
        token=token,
        folders=table.words("folders") if table.has("folders") else ("INBOX",),
        after=table.text("after", "leave"),
        sent=table.text("sent"),
        poll=table.whole("poll", 60, 5, 86_400),
        timeout=table.whole("timeout", 30, 1, 600),
        allow_plain=table.flag("allow_plain", default=False),
        tls_ca=table.path("tls_ca"),
        tls_fingerprint=_fingerprint(table),
    )
    table.words("folders")
    table.close()
    if security is Security.NONE and not is_loopback(host) and not imap.allow_plain:
        problem = f'"none" would show the password and all mail to everybody between here and {host}'
        raise table.error("security", problem, 'Use "tls" (port 993) or "starttls" (port 143), or allow_plain = true.')
    _check_after(table, imap)
    return imap


def plain_fingerprint(written: str) -> str:
    """A SHA-256 in small digits, however tools write it, behind "key:" when it is that of a key; "" when it is none."""
    plain = written.strip().casefold()
    key = "key:" if plain.startswith("key:") else ""
    found = re.sub(r"^sha-?256( fingerprint)?\s*[=:]|[:\s]", "", plain.removeprefix(key).strip())
    return key + found if re.fullmatch("[0-9a-f]{64}", found) else ""


def _fingerprint(table: Table) -> str:
    written = table.text("tls_fingerprint")
    found = plain_fingerprint(written)
    if written and not found:
        raise table.error("tls_fingerprint", "this is no fingerprint", FINGERPRINT_HINT)
    if written and table.has("tls_ca"):
        raise table.error("tls_fingerprint", "there is tls_ca as well", "One of the two is enough.")
    return found


def _check_after(table: Table, imap: Imap) -> None:
    if not imap.folders:
        raise table.error("folders", "names no folder", 'Such as ["INBOX"].')
    known = imap.after in ("leave", "seen") or bool(imap.move_to)
    if not known:
        raise table.error("after", f"{imap.after!r} is not known", 'Use "leave", "seen" or "move:FOLDER".')
    if imap.move_to in imap.folders:
        raise table.error("after", f"moves mail into {imap.move_to}, which is fetched too")


def _secret(table: Table, kind: str, name: str, host: str, user: str) -> SecretSource:
    """Where the password is, or the command that prints a token."""
    if table.has("password"):
        hint = "Use password_cmd, password_file (mode 0600), the keyring, or an environment variable."
        raise table.error("password", "a password does not belong into the settings file", hint)
    variable = table.text("password_env", f"CRMTUI_{re.sub('[^A-Za-z0-9]', '_', name).upper()}_PASSWORD")
    service = table.text("password_keyring", f"crmtui:{host}")
    cmd, file, token_cmd = table.words("password_cmd"), table.path("password_file"), table.words("token_cmd")
    if token_cmd:
        # A token lives for an hour: it comes fresh from its command, never from where passwords are.
        return SecretSource(f"{kind} token of {name}", cmd=token_cmd)
    keyring = (service, user) if service else None
    return SecretSource(f"{kind} password of {name}", env=(variable,), cmd=cmd, file=file, keyring=keyring)
