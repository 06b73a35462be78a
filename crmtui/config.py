"""Reads the settings: one TOML file, environment variables over it, and defaults that need neither.

The one rule: settings are checked whole when they are read, so that a mistake is told with its file, line and key
before anything runs on it.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from crmtui.config_table import Source, Table, find_lines
from crmtui.errors import ConfigError
from crmtui.settings import (
    MAIL_KINDS,
    PRESETS,
    THEMES,
    Imap,
    KeymapEntry,
    Mailbox,
    MailRules,
    SecretSource,
    Security,
    Settings,
    Shop,
    Smtp,
    Ui,
    WatchedFolder,
    is_loopback,
)  # fmt: skip

__all__ = [
    "PRESETS", "KeymapEntry", "Mailbox", "SecretSource", "Security", "Settings", "Shop", "Smtp", "Ui",
    "is_loopback", "load",
]  # fmt: skip

_IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


def load(config: Path | None = None, database: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Args:
        config: The file of `--config`; else CRMTUI_CONFIG, else the user's configuration directory.
        database: The path of `--db`, over CRMTUI_DATABASE and the file.
        environ: CRMTUI_AGENT, CRMTUI_SHOP_NAME, CRMTUI_UI_THEME and so on override single values.

    Raises:
        ConfigError: naming file, line and key; also when a file that was asked for is not there.
    """
    named = config or (Path(environ["CRMTUI_CONFIG"]) if environ.get("CRMTUI_CONFIG") else None)
    file = (named or _default_file()).expanduser().absolute()
    table = _open(file, required=named is not None, environ=environ)
    mailboxes = tuple(_mailbox(one) for one in table.tables("mailboxes"))
    chosen = table.path("database")
    settings = Settings(
        file=file,
        database=database.expanduser().absolute() if database else chosen,
        agent=table.text("agent"),
        shop=_shop(table.table("shop")),
        mailboxes=mailboxes,
        sources=tuple(_watched(one) for one in table.tables("sources")),
        ui=_ui(table.table("ui")),
        mail=_mail(table.table("mail")),
    )
    table.close()
    _refuse_twins(table, mailboxes)
    return settings


def _default_file() -> Path:
    from platformdirs import user_config_path  # late: a start with --config does without

    return user_config_path("crmtui", appauthor=False) / "config.toml"


def _open(file: Path, *, required: bool, environ: Mapping[str, str]) -> Table:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if required:
            raise ConfigError(f"{file}: there is no such settings file") from None
        return Table(Source(str(file), file.parent, {}, environ), {})
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text", "Save it as UTF-8.") from error
    import tomllib  # late: without a file nothing needs it

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}", 'Texts need quotes: name = "My shop".') from error
    return Table(Source(str(file), file.parent, find_lines(text), environ), values)


_LOCALE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+")


def _shop(table: Table) -> Shop:
    usual = Shop()
    shop = Shop(
        name=table.text("name"),
        url=table.text("url"),
        currency=table.text("currency", usual.currency).upper(),
        locale=table.text("locale", usual.locale),
        timezone=table.text("timezone"),
    )
    table.close()
    if not re.fullmatch("[A-Z]{3}", shop.currency):
        raise table.error("currency", f"{shop.currency!r} is not a currency", "Three letters, such as EUR.")
    if not _LOCALE.fullmatch(shop.locale):
        raise table.error("locale", f"{shop.locale!r} is not a locale", "Such as en_GB or de.")
    if shop.url and not shop.url.startswith(("https://", "http://")):
        raise table.error("url", f"{shop.url!r} is not a web address", "It starts with https://.")
    if shop.timezone:
        import zoneinfo  # late: few name a zone

        try:
            zoneinfo.ZoneInfo(shop.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            problem = f"{shop.timezone!r} is not a time zone"
            raise table.error("timezone", problem, "Such as Europe/Berlin.") from None
    return shop


def _mailbox(table: Table) -> Mailbox:
    name, address = table.text("name", None), table.text("address", None)
    display_name, signature = table.text("display_name"), table.text("signature")
    plus_addressing = table.flag("plus_addressing", default=True)
    smtp = _smtp(table.table("smtp"), name, address) if table.has("smtp") else None
    imap = _imap(table.table("imap"), name, address) if table.has("imap") else None
    hops = table.words("trusted_hops")
    table.table("smtp")
    table.table("imap")
    table.close()
    if not _ADDRESS.fullmatch(address):
        raise table.error("address", f"{address!r} is not an e-mail address")
    return Mailbox(name, address, display_name, signature, plus_addressing, smtp, imap, hops)


def _smtp(table: Table, name: str, address: str) -> Smtp:
    host = table.text("host", None)
    security = Security(table.choice("security", tuple(Security), Security.STARTTLS))
    user = table.text("user")
    smtp = Smtp(
        host=host,
        port=table.whole("port", _PORTS[security], 1, 65_535),
        security=security,
        user=user,
        password=_secret(table, f"SMTP password of {name or address}", name, host, user),
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
    found = _secret(table, f"IMAP password of {name or address}", name, host, user)
    token_cmd = table.words("token_cmd")
    # A token lives for an hour: it comes fresh from its command, never from where passwords are.
    password = SecretSource(f"OAuth token of {name or address}", cmd=token_cmd) if token else found
    imap = Imap(
        host=host,
        port=table.whole("port", _IMAP_PORTS[security], 1, 65_535),
        security=security,
        user=user,
        password=password,
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


def _fingerprint(table: Table) -> str:
    """The one certificate to believe, in small digits, however it is written."""
    written = table.text("tls_fingerprint")
    found = re.sub(r"^sha-?256( fingerprint)?\s*[=:]|[:\s]", "", written.strip().casefold())
    if written and not re.fullmatch("[0-9a-f]{64}", found):
        hint = "It is the certificate's SHA-256: 64 digits and letters a to f, with or without colons."
        raise table.error("tls_fingerprint", "this is no fingerprint", hint)
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


def _watched(table: Table) -> WatchedFolder:
    table.text("path", None)
    path, mailbox, poll = table.path("path"), table.text("mailbox"), table.whole("poll", 60, 5, 86_400)
    table.close()
    assert path is not None  # `close` has refused a table without
    return WatchedFolder(path, mailbox, poll)


def _secret(table: Table, label: str, name: str, host: str, user: str) -> SecretSource:
    if table.has("password"):
        hint = "Use password_cmd, password_file (mode 0600), the keyring, or an environment variable."
        raise table.error("password", "a password does not belong into the settings file", hint)
    variable = table.text("password_env", f"CRMTUI_{re.sub('[^A-Za-z0-9]', '_', name).upper()}_PASSWORD")
    service = table.text("password_keyring", f"crmtui:{host}")
    return SecretSource(
        label=label,
        env=(variable,),
        cmd=table.words("password_cmd"),
        file=table.path("password_file"),
        keyring=(service, user) if service else None,
    )


def _mail(table: Table) -> MailRules:
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


def _ui(table: Table) -> Ui:
    usual = Ui()
    ui = Ui(
        theme=table.choice("theme", THEMES, THEMES[0]),
        mouse=table.flag("mouse", usual.mouse),
        preset=table.choice("preset", PRESETS, usual.preset),
        keymap=tuple(_keymap(table)),
        undo_window=table.whole("undo_window", usual.undo_window, 0, 3600),
        quote=table.flag("quote", usual.quote),
        editor=table.words("editor"),
    )
    table.close()
    return ui


def _keymap(table: Table) -> list[KeymapEntry]:
    entries = []
    for action_id, value, line in table.leaves("keymap"):
        keys = [key for key in value if isinstance(key, str)] if isinstance(value, list) else [value]
        if not isinstance(value, str | list) or (isinstance(value, list) and len(keys) < len(value)):
            raise ConfigError(
                f"{table.source.name}, line {line}: ui.keymap.{action_id}: must be text or a list of texts",
                f'Such as "{action_id}" = "x" or ["x", "ctrl+x"].',
            )
        entries.append(KeymapEntry(action_id, tuple(_keys(map(str, keys))), line))
    return entries


def _keys(written: Iterable[str]) -> list[str]:
    """Single keys out of "x, ctrl+x"; a comma alone is the comma key."""
    parts = (part for key in written for part in (key.split(",") if len(key) > 1 else [key]))
    return [part.strip() or part for part in parts if part]


def _refuse_twins(table: Table, mailboxes: tuple[Mailbox, ...]) -> None:
    seen: set[str] = set()
    for index, box in enumerate(mailboxes):
        if box.name.casefold() in seen:
            place = table.source.place(("mailboxes", index, "name"))
            raise ConfigError(f"{place}: two mailboxes are called {box.name!r}")
        seen.add(box.name.casefold())
