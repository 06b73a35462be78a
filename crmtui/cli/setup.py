"""`crmtui setup`: connects a mailbox: asks, tries, says what is wrong, and writes the settings.

The one rule: nothing is written before it worked (but with --no-test) and the last question was answered; what is in
the settings stays as it is, and no password goes into them.
"""

import datetime
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.cli.setup_options import Options
from crmtui.cli.setup_questions import choose_after, choose_changes, choose_folders, choose_since
from crmtui.cli.setup_secret import Kept, check_file, choose_place, forget_file, keep_typed
from crmtui.cli.setup_servers import find_imap, find_smtp, log_in
from crmtui.config_change import with_changes
from crmtui.config_mail import FINGERPRINT_HINT, plain_fingerprint
from crmtui.config_write import ANOTHER_FILE, Value, refuse_unwritable, with_mailbox, write_settings
from crmtui.errors import ConfigError, CrmtuiError, UsageError
from crmtui.mail.providers import delivers_plus
from crmtui.mail.tls import context
from crmtui.settings import Imap, Settings, Smtp

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")


def setup(folders: list[str], as_json: bool = False, **given: Any) -> int:
    """Carry out `crmtui setup`; its exit code."""
    options = Options(folders=tuple(folders), **{name: value for name, value in given.items() if value is not None})
    # First: a file with a mistake in it is not added to, and nobody types a password for a mailbox that is there.
    settings = session().settings_to_write()
    _check_trust(options)
    _check_places(options, settings.file)
    options.address = _address(options.address)
    options.name = options.name or _name(options.address, settings)
    text = settings.file.read_text(encoding="utf-8-sig") if settings.file.exists() else ""
    wanted = ("imap",) if options.no_smtp else ("imap", "smtp")
    before = settings.mailbox(options.address)
    whole = before is not None and all(getattr(before, one) for one in wanted)
    if before is not None and before.imap is not None and (not whole or _may_change(options)):
        choose_changes(options, before)
        options.take_over(before)
    else:
        with_mailbox(text, {"name": options.name, "address": options.address}, {one: {} for one in wanted})
    try:
        return _connect(options, settings, text, as_json=as_json)
    except KeyboardInterrupt:
        console.remark("\nstopped: nothing was written")
        raise


def _connect(options: Options, settings: Settings, text: str, *, as_json: bool) -> int:
    found = _tried(options)
    own_file = settings.file.with_name(f"{options.name}.secret")
    choose_place(found.kept, own_file)
    since = choose_since(options, datetime.date.today())
    choose_after(options)
    if not options.display_name and console.can_ask():
        usual = options.before.display_name if options.before else settings.shop.name
        options.display_name = console.ask("Which name shall customers see?", usual).strip()
    # What the settings would refuse is refused before a secret is kept; where that will be may still change.
    _written(options, found, since, text)
    hosts = [one.host for one in (found.imap, found.smtp) if one]
    kept = keep_typed(found.kept, own_file, options.login, hosts, options.name)
    try:
        _write(settings.file, _written(options, found, since, text))
    except (CrmtuiError, KeyboardInterrupt):
        forget_file(found.kept)
        raise
    _tell(settings.file, options.name, found, kept, as_json=as_json)
    return 0


def _write(file: Path, text: str) -> None:
    """Write the settings; when that fails somebody at the terminal may mend why, and nothing has to be typed again."""
    while True:
        try:
            write_settings(file, text)
        except ConfigError as error:
            if not console.can_ask():
                raise
            console.show_error(error.message)
            console.ask("Enter tries again, ctrl+c stops")
        else:
            return


def _may_change(options: Options) -> bool:
    """Whether a mailbox that is set up already is to be changed."""
    if options.change or not console.can_ask():
        return options.change
    console.confirm(f"{options.address} is set up already. Change it?")
    return True


def _check_trust(options: Options) -> None:
    if options.ca is not None:
        context(options.ca)
    written, options.tls_fingerprint = options.tls_fingerprint, plain_fingerprint(options.tls_fingerprint)
    if written and not options.tls_fingerprint:
        raise UsageError(f'"{written}" is no fingerprint', FINGERPRINT_HINT)


def _check_places(options: Options, file: Path) -> None:
    """Find out before the first question whether what is typed can be kept."""
    refuse_unwritable(file, ANOTHER_FILE)
    if options.password_file:
        check_file(Path(options.password_file).expanduser().absolute())


def _address(given: str) -> str:
    while True:
        written = (given or console.ask("Which address do customers write to?")).strip()
        address = written.removeprefix("mailto:").strip("<> ")
        if _ADDRESS.fullmatch(address):
            break
        wrong = UsageError(f'"{written}" is no e-mail address', "Write it like support@example.com.")
        if given or not console.can_ask():
            raise wrong
        console.show_error(wrong.message, wrong.hint)
    user, _, domain = address.rpartition("@")
    return f"{user}@{domain.casefold()}"


def _name(address: str, settings: Settings) -> str:
    """A short name that no other mailbox has: "support", "support-linen", "support-linen-2"."""
    if there := settings.mailbox(address):
        return there.name
    user, _, domain = address.partition("@")
    first = re.sub(r"[^\w-]", "-", user).strip("-") or "mail"
    second = f"{first}-{domain.partition('.')[0]}"
    others = (f"{second}-{number}" for number in range(2, len(settings.mailboxes) + 3))
    return next(name for name in (first, second, *others) if settings.mailbox(name) is None)


# -- trying --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Found:
    """What works."""

    imap: Imap
    smtp: Smtp | None
    kept: Kept
    problem: str = ""


def _tried(options: Options) -> Found:
    imap, kept, folders = log_in(options, find_imap(options))
    imap = replace(imap, folders=choose_folders(options, folders))
    smtp, problem = (None, "") if options.no_smtp else find_smtp(options, imap, kept)
    return Found(imap, smtp, kept, problem)


# -- writing -------------------------------------------------------------------------------------------------------


def _written(options: Options, found: Found, since: str, text: str) -> str:
    values, tables = _mailbox(options, found.imap.host, since), _tables(options, found)
    before = options.before
    if before is None:
        return with_mailbox(text, values, tables)
    kept = ["name", "address"] if options.display_name else ["name", "address", "display_name"]
    if before.imap is not None and before.imap.host == found.imap.host:
        # What somebody set for this server stays.
        kept.append("plus_addressing")
    secret = found.kept.as_settings(options.name)
    there = {"imap": before.imap, "smtp": before.smtp}
    for name, old in there.items():
        if name not in tables or old is None or old.user != tables[name]["user"]:
            continue
        # A login of its own for sending has a password of its own.
        if found.kept.as_before or (before.imap is not None and old.user != before.imap.user):
            tables[name] = {key: value for key, value in tables[name].items() if key not in secret}
    values = {key: value for key, value in values.items() if key not in kept}
    text = with_changes(text, options.address, values, {name: one for name, one in tables.items() if there[name]})
    lacking = {name: one for name, one in tables.items() if not there[name]}
    return with_mailbox(text, {"address": options.address}, lacking) if lacking else text


def _mailbox(options: Options, host: str, since: str) -> dict[str, Value]:
    # Where support+anything@ is not delivered, every answer of a customer would come back to them.
    return {
        "name": options.name, "address": options.address, "display_name": options.display_name,
        "plus_addressing": delivers_plus(host), "since": since,
    }  # fmt: skip


def _tables(options: Options, found: Found) -> dict[str, dict[str, Value]]:
    secret = found.kept.as_settings(options.name)
    imap = {**_server(found.imap), **secret, "folders": list(found.imap.folders)}
    if options.after:
        imap["after"] = options.after
    if found.smtp is None:
        return {"imap": imap}
    return {"imap": imap, "smtp": {**_server(found.smtp), **(secret if found.smtp.user else {})}}


def _server(server: Imap | Smtp) -> dict[str, Value]:
    return {
        "host": server.host, "port": server.port, "security": str(server.security), "user": server.user,
        "tls_ca": str(server.tls_ca or ""), "tls_fingerprint": server.tls_fingerprint,
    }  # fmt: skip


def _tell(file: Path, name: str, found: Found, kept: str, *, as_json: bool) -> None:
    if as_json:
        console.emit_json(
            {
                "file": file,
                "mailbox": name,
                "imap": found.imap.host,
                "smtp": found.smtp.host if found.smtp else None,
                "problem": found.problem,
                "folders": found.imap.folders,
                "secret": kept,
            }
        )
        return
    console.say(f"{name} is in {file}")
    console.remark(kept)
    if found.problem:
        console.remark(f"Mail cannot be sent yet: {found.problem}")
        console.remark("Name the server with --smtp HOST[:PORT] and run setup again, or add [mailboxes.smtp] by hand.")
    console.remark("`crmtui sync` fetches now; the app (`crmtui`) does it by itself.")
