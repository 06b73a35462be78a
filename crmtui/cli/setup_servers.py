"""Finds the servers of a mailbox: tries what is likely, says what is wrong, and lets somebody name another.

The one rule: a server is there, and believed, before anybody types a password; only what worked is handed on.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from crmtui.cli import console
from crmtui.cli.setup_options import Options, spelt
from crmtui.cli.setup_secret import Kept, asked_again, secret_of
from crmtui.cli.setup_trust import doubted, trusting
from crmtui.errors import CrmtuiError, MailError, RefusedError
from crmtui.mail.imap import Folder, ImapSession
from crmtui.mail.imap_words import ImapError, Trouble
from crmtui.mail.providers import IMAP, SMTP, Guess, Place, beside, guess, guess_by_name, places
from crmtui.mail.reach import all_at_once, in_place, reach
from crmtui.mail.smtp import LOGIN_CODES
from crmtui.mail.smtp_connect import ask_to_send, connect
from crmtui.mail.smtp_outcome import Phase
from crmtui.mail.smtp_wire import FailedError
from crmtui.secrets import resolve
from crmtui.settings import Imap, Security, Smtp, is_loopback

_PATIENCE = 5
"""Seconds for a server that is only guessed."""
_LOGIN = 30
"""Seconds for a login: after a wrong password servers take their time."""
_PORTS = "The usual ports are 993 and 143; a host without a port tries both."

_AN_ADDRESS = "That is an address and no server. ctrl+c stops, to begin again with another address."
_ASK = "Is there a letter wrong in it? Else ask your provider for the server's name."

_NO_PASSWORDS = """\
{address}: this provider takes no passwords from mail programs any more.
It wants a token that a program fetches for you, after you logged in once in a browser:
  1. Install one, such as oama or mutt_oauth2.py, and let it know your account.
  2. Try it: the command must print a token, one long word.
  3. Name the command here, such as: oama access {address}
Or let the provider forward the mail to a mailbox with a password, and set up that one."""

_Server = TypeVar("_Server", Imap, Smtp)


def provider(options: Options) -> Guess:
    """Whose servers they are, as far as the address or a named server tells."""
    named = guess_by_name(options.imap.rpartition(":")[0] or options.imap) if options.imap else None
    return named or (Guess((), ()) if options.imap else guess(options.address))


def ask_for_token(options: Options, known: Guess) -> None:
    """Say what to do where no password will do; a note on the provider else.

    Raises:
        RefusedError: there is no command that prints a token.
    """
    if not known.takes_tokens_only:
        if known.note and not options.token_cmd:
            console.remark(known.note)
    elif not options.token_cmd:
        told = _NO_PASSWORDS.format(address=options.address)
        if console.can_ask():
            console.remark(told)
            options.token_cmd = console.ask("Command that prints a token (nothing: stop)?").strip()
        if not options.token_cmd:
            hint = f"Name a command that prints a token: --token-cmd 'oama access {options.address}'."
            raise RefusedError(told.partition("\n")[0], hint)


# -- fetching ------------------------------------------------------------------------------------------------------


def find_imap(options: Options) -> Imap:
    """The server to fetch from, reached and not logged in.

    Raises:
        MailError: none answers, and nobody names another.
    """
    known = None
    while True:
        if provider(options) != known:
            known = provider(options)
            ask_for_token(options, known)
        try:
            return _reached(options, _imap_servers(options), options.imap)
        except MailError as error:
            if not console.can_ask():
                raise
            console.show_error(error.message, error.hint)
            options.imap = _named_server()


def _named_server() -> str:
    question = "Server to fetch from (such as imap.example.com, NAME:PORT, gmail ...)?"
    while "@" in (server := console.ask(question).strip()) or not server:
        console.remark(_AN_ADDRESS if server else "It was empty. ctrl+c stops.")
    return server


def _imap_servers(options: Options) -> list[Imap]:
    known = provider(options)
    found = places(options.imap, IMAP) if ":" in options.imap or not known.imap else known.imap
    return [
        Imap(
            *place, options.login, token=bool(options.token_cmd), timeout=_PATIENCE, tls_ca=options.ca,
            tls_fingerprint=options.tls_fingerprint,
        )
        for place in found
    ]  # fmt: skip


def _reached(options: Options, servers: Sequence[_Server], named: str) -> _Server:
    """The likeliest of them that answers; else one that somebody believes; else the error that says most."""
    if options.no_test:
        return servers[0]
    doing = "" if isinstance(servers[0], Imap) else " for sending"
    console.remark(f"Trying {_hosts(servers)}{doing} ...")
    failed: list[tuple[_Server, MailError]] = []
    for server, error in all_at_once(servers):
        if error is None:
            return server
        failed.append((server, error))
        if doubted(error) and _is_one_place(servers):
            # It speaks TLS there: nothing else will answer.
            break
    for server, error in failed:
        if doubted(error):
            trusted = trusting(server, error, options.tls_fingerprint)
            reach(trusted)
            options.tls_fingerprint = trusted.tls_fingerprint
            return trusted
    raise _telling([error for _, error in failed], named, servers)


def _hosts(servers: Sequence[Imap | Smtp]) -> str:
    if len(servers) == 1:
        return _shown(servers[0])
    return ", ".join(dict.fromkeys(server.host for server in servers))


def _shown(server: Imap | Smtp) -> str:
    protected = "unprotected" if server.security is Security.NONE else server.security
    return f"{server.host} port {server.port} ({protected})"


def _telling(errors: Sequence[MailError], named: str, servers: Sequence[Imap | Smtp]) -> CrmtuiError:
    """Of everything that was tried, what says most: a server that answers badly before one that is not there."""
    away = [_is_away(error) for error in errors]
    if len(errors) > 1 and _is_one_place(servers) and not all(away):
        return MailError(f"nothing at {named} answers like a mail server", _PORTS)
    if len(errors) > 1 and all(away):
        return MailError(f"no mail server answers at {_hosts(servers)}", _ASK)
    return errors[away.index(False)] if False in away else errors[0]


def _is_one_place(servers: Sequence[Imap | Smtp]) -> bool:
    return len({(server.host, server.port) for server in servers}) == 1


def _is_away(error: MailError) -> bool:
    if isinstance(error, ImapError):
        return error.trouble is Trouble.UNREACHABLE
    return isinstance(error.__cause__, OSError) and not doubted(error)


# -- logging in ----------------------------------------------------------------------------------------------------


def log_in(options: Options, imap: Imap) -> tuple[Imap, Kept, list[Folder]]:
    """The server with the name that it knows, the secret that it takes, and its folders.

    Raises:
        MailError: it takes none of what was given.
    """
    kept = secret_of(options)
    if options.no_test:
        return imap, kept, []
    imap = replace(imap, timeout=_LOGIN)
    while True:
        try:
            return imap, kept, _folders(imap, kept)
        except ImapError as error:
            mendable = kept.typed or (kept.as_before and not kept.token)
            if error.trouble is not Trouble.LOGIN or not mendable or not console.can_ask():
                raise
            console.show_error(error.message, provider(options).note or error.hint)
            if kept.typed.isupper():
                console.remark("  That password has no small letter: is caps lock on?")
            kept = asked_again(options, kept)
            imap = replace(imap, user=options.login)


def _folders(imap: Imap, kept: Kept) -> list[Folder]:
    """Log in, with what was typed and then without the spaces that came with it."""
    spellings = kept.spellings()
    for number, secret in enumerate(spellings, 1):
        try:
            with ImapSession(imap, secret) as session:
                folders = session.folders()
        except ImapError as error:
            if error.trouble is not Trouble.LOGIN or number == len(spellings):
                raise
        else:
            if kept.typed:
                kept.typed = secret
            console.remark(f"Reading works: {imap.host}, {len(folders)} folders.")
            return folders
    raise AssertionError


# -- sending -------------------------------------------------------------------------------------------------------


def find_smtp(options: Options, imap: Imap, kept: Kept) -> tuple[Smtp | None, str]:
    """The server to send by, logged in once; or why there is none: mail can be read all the same."""
    problem = ""
    while True:
        try:
            smtp = _reached(options, _smtp_servers(options, imap), options.smtp)
            if not options.no_test:
                smtp = _tried(replace(smtp, timeout=_LOGIN), options, kept)
                console.remark(f"Sending works: {smtp.host}.")
        except FailedError as error:
            problem = in_place(smtp, error)
            if error.phase is Phase.AUTH:
                problem += ". Reading takes the same login: ask the provider whether sending is switched on"
        except MailError as error:
            problem = f"{error.message}. {error.hint}" if error.hint else error.message
        else:
            return smtp, ""
        if not console.can_ask():
            return None, problem
        console.show_error(f"sending does not work: {problem}")
        server = console.ask("Server to send by (its name, or NAME:PORT; nothing: later)?").strip()
        if not server:
            return None, problem
        options.smtp = server


def _tried(smtp: Smtp, options: Options, kept: Kept) -> Smtp:
    """The server, once it would take mail of ours; with a login where it wants one after all.

    Raises:
        FailedError: it would not.
    """
    hello = options.address.rpartition("@")[2]
    with closing(connect(smtp, _secret_for(smtp, options, kept), hello)) as client:
        try:
            ask_to_send(client, options.address)
        except FailedError as error:
            if smtp.user or error.code not in LOGIN_CODES:
                raise
        else:
            return smtp
    return _tried(replace(smtp, user=options.login), options, kept)


def _smtp_servers(options: Options, imap: Imap) -> list[Smtp]:
    found = provider(options).smtp
    if options.smtp:
        found = places(options.smtp, SMTP)
    elif not found:
        found = (*beside(imap.host), *guess(options.address).smtp)
    return [_smtp(place, options) for place in dict.fromkeys(found)]


def _smtp(place: Place, options: Options) -> Smtp:
    before, own_login = _sent_before(options)
    # A server on this machine often wants no login, and refuses to hear one unprotected; it is tried so first.
    local = place[2] is Security.NONE and is_loopback(place[0])
    ca = options.ca or (before.tls_ca if before else None)
    return Smtp(
        *place, before.user if before and own_login else "" if local else options.login, token=bool(options.token_cmd),
        timeout=_PATIENCE, tls_ca=ca, tls_fingerprint=before.tls_fingerprint if before and not ca else "",
    )  # fmt: skip


def _sent_before(options: Options) -> tuple[Smtp | None, bool]:
    """The server that the mailbox sends by, where that stays; and whether it has a login of its own."""
    imap, smtp = (options.before.imap, options.before.smtp) if options.before else (None, None)
    if imap is None or smtp is None or options.smtp not in (smtp.host, spelt(smtp)):
        return None, False
    return smtp, smtp.user != imap.user


def _secret_for(smtp: Smtp, options: Options, kept: Kept) -> str:
    if not smtp.user:
        return ""
    before, (_, own_login) = options.before.smtp if options.before else None, _sent_before(options)
    if before is not None and before.user == smtp.user and (kept.as_before or own_login):
        return resolve(before.password)
    return kept.value()
