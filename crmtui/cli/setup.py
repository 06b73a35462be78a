"""`crmtui setup`: connects a mailbox: asks, tries, says what is wrong, and writes the settings.

The one rule: nothing is written before it worked (but with --no-test); what is in the settings stays as it is, and no
password goes into them.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmtui.cli import console
from crmtui.cli.session import session
from crmtui.cli.setup_secret import Kept, choose_place, keep_secret, secret_of
from crmtui.config_write import Value, with_mailbox, write_settings
from crmtui.errors import CrmtuiError, MailError, UsageError
from crmtui.mail.providers import IMAP, SMTP, Place, delivers_plus, guess, places
from crmtui.settings import Imap, Security, Smtp, is_loopback

if TYPE_CHECKING:
    from crmtui.mail.imap import Folder

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")
_TRIES = 3
"""Passwords that somebody at the terminal may try."""
_PORTS = "The usual ports are 993 and 143; a host without a port tries both."
_PATIENCE = 8
"""Seconds for a server that is only guessed."""


@dataclass(slots=True)
class Options:
    """What was given on the command line; what is empty is asked or guessed."""

    address: str = ""
    name: str = ""
    user: str = ""
    imap: str = ""
    smtp: str = ""
    folders: tuple[str, ...] = ()
    after: str = ""
    display_name: str = ""
    tls_ca: str = ""
    token_cmd: str = ""
    password_cmd: str = ""
    password_env: str = ""
    password_file: str = ""
    no_smtp: bool = False
    no_test: bool = False


def setup(folders: list[str], as_json: bool = False, **given: Any) -> int:
    """Carry out `crmtui setup`; its exit code."""
    options = Options(folders=tuple(folders), **{name: value for name, value in given.items() if value is not None})
    # First: a file with a mistake in it is not added to.
    file = session().settings_to_write().file
    options.address = _address(options.address)
    # Before anybody types a password.
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    name = options.name or re.sub(r"[^\w-]", "-", options.address.partition("@")[0]).strip("-") or "mail"
    wanted = ("imap",) if options.no_smtp else ("imap", "smtp")
    with_mailbox(text, {"name": name, "address": options.address}, {one: {} for one in wanted})

    note = guess(options.address).note
    if note and not options.imap:
        console.remark(note)
    found = _connect(options)
    hosts = [one.host for one in (found.imap, found.smtp) if one]
    choose_place(found.kept, options.user or options.address, hosts, file.with_name(f"{name}.secret"))
    if not options.display_name and console.can_ask():
        options.display_name = console.ask("Which name shall customers see?", session().settings.shop.name).strip()
    written = with_mailbox(text, _mailbox(options, name, found.imap.host), _tables(options, found, name))
    kept = keep_secret(found.kept, name)
    write_settings(file, written)
    _tell(file, name, found, kept, as_json=as_json)
    return 0


def _address(given: str) -> str:
    for _ in range(_TRIES):
        address = (given or console.ask("Which address do customers write to?")).strip()
        if _ADDRESS.fullmatch(address):
            break
        wrong = UsageError(f'"{address}" is no e-mail address', "Write it like support@example.com.")
        if given or not console.can_ask():
            raise wrong
        console.show_error(wrong.message, wrong.hint)
    else:
        raise wrong
    return address


@dataclass(slots=True)
class Found:
    """What works."""

    imap: Imap
    smtp: Smtp | None
    kept: Kept
    folders: "list[Folder]"
    problem: str = ""


def _mailbox(options: Options, name: str, host: str) -> dict[str, Value]:
    # Where support+anything@ is not delivered, every answer of a customer would come back to them.
    return {
        "name": name, "address": options.address, "display_name": options.display_name,
        "plus_addressing": delivers_plus(host),
    }  # fmt: skip


def _tables(options: Options, found: Found, name: str) -> dict[str, dict[str, Value]]:
    secret = found.kept.as_settings(name)
    tables = {"imap": _server(found.imap, options) | secret}
    tables["imap"]["folders"] = list(found.imap.folders)
    if options.after:
        tables["imap"]["after"] = options.after
    if found.smtp is not None:
        tables["smtp"] = _server(found.smtp, options) | {k: v for k, v in secret.items() if k != "token_cmd"}
    return tables


def _server(server: Imap | Smtp, options: Options) -> dict[str, Value]:
    return {
        "host": server.host, "port": server.port, "security": str(server.security), "user": server.user,
        "tls_ca": options.tls_ca,
    }  # fmt: skip


# -- trying --------------------------------------------------------------------------------------------------------


def _connect(options: Options) -> Found:
    user = options.user or options.address
    kept = secret_of(options)
    for turn in range(_TRIES):
        secret = kept.value()
        try:
            imap, folders = _try_imap(options, user, secret, token=bool(options.token_cmd))
            break
        except MailError as error:
            login = getattr(error, "trouble", "") == "login"
            if not console.can_ask() or turn == _TRIES - 1 or (login and not kept.typed):
                raise
            console.show_error(error.message, error.hint)
            if login:
                kept = secret_of(options)
            elif not (server := console.ask("Which server is mail fetched from (HOST or HOST:PORT)?").strip()):
                raise
            else:
                options.imap = server
    imap = replace(imap, folders=_choose(options, folders))
    smtp, problem = (None, "") if options.no_smtp else _sending(options, user, secret)
    return Found(imap, smtp, kept, folders, problem)


def _sending(options: Options, user: str, secret: str) -> tuple[Smtp | None, str]:
    """The server for sending; whoever is at the terminal may name another."""
    for _ in range(_TRIES):
        smtp, problem = _try_smtp(options, user, secret)
        if smtp is not None or options.token_cmd or not console.can_ask():
            break
        console.show_error(f"sending does not work: {problem}")
        server = console.ask("Which server is mail sent by (HOST or HOST:PORT; nothing: later)?").strip()
        if not server:
            break
        options.smtp = server
    return smtp, problem


def _try_imap(options: Options, user: str, secret: str, *, token: bool) -> "tuple[Imap, list[Folder]]":
    from crmtui.mail.imap import ImapSession, Trouble  # late: help needs no protocol
    from crmtui.mail.imap_words import ImapError

    tried: list[ImapError] = []
    candidates = places(options.imap, IMAP) if options.imap else guess(options.address).imap
    for place in candidates:
        imap = Imap(*place, user, token=token, timeout=_PATIENCE, tls_ca=_ca(options))
        if options.no_test:
            return imap, []
        console.remark(f"Trying {_shown(place)} ...")
        try:
            with ImapSession(imap, secret) as found:
                folders = found.folders()
        except ImapError as error:
            if error.trouble is Trouble.LOGIN:
                # The right server, and nothing else will do.
                raise
            tried.append(error)
            continue
        console.remark(f"Reading works: {imap.host}, {len(folders)} folders.")
        return imap, folders
    raise _telling(tried, options.imap, len({place[:2] for place in candidates}))


def _telling(tried: "list[Any]", named: str, places_tried: int) -> CrmtuiError:
    """Of everything that was tried, what says most: a server that answers badly before one that is not there."""
    from crmtui.mail.imap import Trouble

    order = {Trouble.PROTECTION: 0, Trouble.BROKEN: 1, Trouble.FOLDER: 1}
    if len(tried) > 1 and places_tried == 1 and any(error.trouble is not Trouble.UNREACHABLE for error in tried):
        return MailError(f"nothing at {named} answers like a mail server to fetch from", _PORTS)
    best: CrmtuiError = min(tried, key=lambda error: order.get(error.trouble, 2))
    if len(tried) > 1 and all(error.trouble is Trouble.UNREACHABLE for error in tried):
        hosts = ", ".join(dict.fromkeys(error.message.partition(" port ")[0].partition(":")[0] for error in tried))
        return MailError(f"no mail server answers at {hosts}", "Ask your provider for its IMAP server: --imap HOST.")
    return best


def _try_smtp(options: Options, user: str, secret: str) -> tuple[Smtp | None, str]:
    """The server for sending, or why there is none: mail can be read all the same."""
    from crmtui.mail.smtp_connect import connect
    from crmtui.mail.smtp_wire import FailedError

    problem = ""
    if options.token_cmd:
        return None, "sending with a token is not possible yet"
    candidates = places(options.smtp, SMTP) if options.smtp else guess(options.address).smtp
    for place in candidates:
        # A server on this machine often wants no login, and refuses to hear one unprotected.
        local = place[2] is Security.NONE and is_loopback(place[0])
        smtp = Smtp(*place, "" if local else user, timeout=_PATIENCE, tls_ca=_ca(options))
        if options.no_test:
            return smtp, ""
        console.remark(f"Trying {_shown(place)} for sending ...")
        try:
            connect(smtp, "" if local else secret, options.address.rpartition("@")[2]).close()
        except FailedError as error:
            problem = f"{smtp.host} port {smtp.port}: {error.text}" if smtp.host not in error.text else error.text
            if error.phase == "auth":
                break
            continue
        console.remark(f"Sending works: {smtp.host}.")
        return smtp, ""
    return None, problem


def _shown(place: Place) -> str:
    host, port, security = place
    return f"{host} port {port} ({'unprotected' if security is Security.NONE else security})"


def _ca(options: Options) -> Path | None:
    return Path(options.tls_ca).expanduser().absolute() if options.tls_ca else None


def _choose(options: Options, folders: "list[Folder]") -> tuple[str, ...]:
    """The folders to fetch: as given, or what is asked with the inbox as its default."""
    names = sorted((one.name for one in folders), key=lambda name: (name.upper() != "INBOX", name))
    if options.folders:
        for wanted in options.folders:
            if names and wanted not in names:
                raise UsageError(f"there is no folder {wanted}", f"There are: {', '.join(names[:12])}.")
        return options.folders
    if len(names) > 1 and console.can_ask():
        console.remark(f"Folders: {', '.join(names[:30])}")
        answer = console.ask("Which shall be fetched (commas between them)?", "INBOX")
        chosen = tuple(part.strip() for part in answer.split(",") if part.strip())
        try:
            return _choose(replace(options, folders=chosen), folders) if chosen else ("INBOX",)
        except UsageError as error:
            console.show_error(error.message)
            return _choose(options, folders)
    return ("INBOX",)


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
