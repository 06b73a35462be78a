"""Reads the settings: one TOML file, environment variables over it, and defaults that need neither.

The one rule: settings are checked whole when they are read, so that a mistake is told with its file, line and key
before anything runs on it.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from crmtui import zones
from crmtui.config_mail import read_mail_rules, read_mailbox, read_watched
from crmtui.config_table import Source, Table, find_lines
from crmtui.errors import ConfigError
from crmtui.settings import (
    PRESETS,
    THEMES,
    KeymapEntry,
    Mailbox,
    SecretSource,
    Security,
    Settings,
    Shop,
    Smtp,
    Ui,
    is_loopback,
)  # fmt: skip

__all__ = [
    "PRESETS", "KeymapEntry", "Mailbox", "SecretSource", "Security", "Settings", "Shop", "Smtp", "Ui",
    "is_loopback", "load",
]  # fmt: skip


def load(
    config: Path | None = None,
    database: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    *,
    may_lack: bool = False,
) -> Settings:
    """Read the settings.

    Args:
        config: The file of `--config`; else CRMTUI_CONFIG, else the user's configuration directory.
        database: The path of `--db`, over CRMTUI_DATABASE and the file.
        environ: CRMTUI_AGENT, CRMTUI_SHOP_NAME, CRMTUI_UI_THEME and so on override single values.
        may_lack: Whether a file that was asked for may still be missing: it is about to be made.

    Raises:
        ConfigError: naming file, line and key; also when a file that was asked for is not there.
    """
    named = config or (Path(environ["CRMTUI_CONFIG"]) if environ.get("CRMTUI_CONFIG") else None)
    file = (named or _default_file()).expanduser().absolute()
    table = _open(file, required=named is not None and not may_lack, environ=environ)
    mailboxes = tuple(read_mailbox(one) for one in table.tables("mailboxes"))
    chosen = table.path("database")
    settings = Settings(
        file=file,
        database=database.expanduser().absolute() if database else chosen,
        agent=table.text("agent"),
        shop=_shop(table.table("shop")),
        mailboxes=mailboxes,
        sources=tuple(read_watched(one) for one in table.tables("sources")),
        ui=_ui(table.table("ui")),
        mail=read_mail_rules(table.table("mail")),
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
            raise ConfigError(f"{file}: there is no such settings file", "`crmtui setup` makes it.") from None
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
    if shop.timezone and zones.find(shop.timezone) is None:
        wrong = zones.unknown(shop.timezone)
        raise table.error("timezone", wrong.message, wrong.hint)
    return shop


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
