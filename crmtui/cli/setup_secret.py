"""Where the password of a new mailbox comes from, and where it is kept.

The one rule: it is kept in the keyring, or it is not kept: then a command, a variable or a private file gives it.
Never in the settings.
"""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from crmtui.cli import console
from crmtui.config_write import Value, refuse_unwritable
from crmtui.errors import ConfigError, UsageError
from crmtui.secrets import register, resolve
from crmtui.settings import Imap, SecretSource

if TYPE_CHECKING:
    from crmtui.cli.setup_options import Options

_ANOTHER = "Choose another --password-file."
_NO = ("no", "n", "none")


@dataclass(slots=True)
class Kept:
    """A secret, and how it is found from now on.

    Attributes:
        typed: what somebody typed, "" when it comes from elsewhere.
        source: where else it comes from.
        as_before: it is found where it was before; the settings know where.
        over: a file that holds the old one is written over.
    """

    typed: str
    source: SecretSource
    cmd: str = ""
    env: str = ""
    file: str = ""
    token: bool = False
    in_keyring: bool = False
    as_before: bool = False
    over: bool = False

    def value(self) -> str:
        """The secret.

        Raises:
            ConfigError: it is not where it should be.
        """
        return self.typed or resolve(self.source)

    def spellings(self) -> list[str]:
        """What to try: what was typed as it is, then without the spaces that pasting brings."""
        if not self.typed:
            return [self.value()]
        found = list(dict.fromkeys((self.typed, self.typed.strip(), "".join(self.typed.split()))))
        for one in found:
            register(one)
        return [one for one in found if one]

    def as_settings(self, name: str) -> dict[str, Value]:
        """The keys that find it; those that are empty are not wanted any more."""
        cmd, env, file = self.cmd, self.env, self.file
        if self.as_before:
            cmd, env = shlex.join(self.source.cmd), next(iter(self.source.env), "")
            file = str(self.source.file or "")
        token, password = (cmd, "") if self.token else ("", cmd)
        env = env if env != default_variable(name) else ""
        return {"token_cmd": token, "password_cmd": password, "password_file": file, "password_env": env}


def default_variable(name: str) -> str:
    """The variable that is looked at without being named."""
    import re

    return f"CRMTUI_{re.sub('[^A-Za-z0-9]', '_', name).upper()}_PASSWORD"


def secret_of(options: "Options") -> Kept:
    """The secret that the options name; without one, ask.

    Raises:
        UsageError: two ways at once.
    """
    ways = [options.token_cmd, options.password_cmd, options.password_env]
    if sum(map(bool, ways)) > 1:
        raise UsageError("one way to the password is enough", "Give --password-cmd, --password-env or --token-cmd.")
    label = f"password of {options.address}"
    if options.token_cmd or options.password_cmd:
        cmd = options.token_cmd or options.password_cmd
        words = tuple(shlex.split(cmd))
        return Kept("", SecretSource(label, cmd=words), cmd=cmd, token=bool(options.token_cmd))
    if options.password_env:
        return Kept("", SecretSource(label, env=(options.password_env,)), env=options.password_env)
    file = Path(options.password_file).expanduser().absolute() if options.password_file else None
    if file is not None and file.exists():
        return Kept("", SecretSource(label, file=file), file=str(file))
    if options.before is not None and options.before.imap is not None and not file:
        return _changed(options, options.before.imap)
    typed = "" if options.no_test else _typed(options.login)
    return Kept(typed, SecretSource(label), file=str(file) if file else "")


def _changed(options: "Options", imap: Imap) -> Kept:
    """What somebody types anew; enter leaves it where it was."""
    typed = ""
    if console.can_ask() and not imap.token:
        typed = console.ask(f"Password of {options.login} (enter: as before)", secret=True)
        register(typed)
    if typed.strip():
        return _in_its_place(typed, imap.password)
    if imap.token:
        options.token_cmd = shlex.join(imap.password.cmd)
    return Kept("", imap.password, token=imap.token, as_before=True)


def _in_its_place(typed: str, before: SecretSource) -> Kept:
    """A new password, in the file that held the old one if that was in a file."""
    return Kept(typed, SecretSource(before.label), file=str(before.file or ""), over=True)


def _typed(login: str) -> str:
    typed = console.ask(f"Password of {login}", secret=True)
    while not typed.strip():
        if not console.can_ask():
            raise UsageError(
                f"the password of {login} is empty", "Give --password-cmd, --password-env or --password-file."
            )
        console.remark("It was empty. ctrl+c stops.")
        typed = console.ask(f"Password of {login}", secret=True)
    register(typed)
    return typed


def asked_again(options: "Options", refused: Kept) -> Kept:
    """What somebody types after the server refused it; enter alone asks for another user name first.

    The password comes first: it is what people mistype, and nobody writes it into a line that shows it.
    """
    typed = console.ask(f"Password of {options.login} (enter: another user name)", secret=True)
    register(typed)
    if not typed.strip():
        options.user = console.ask("User name at the server", options.login)
        typed = _typed(options.login)
    return _in_its_place(typed, refused.source) if refused.as_before else replace(refused, typed=typed)


def check_file(file: Path) -> None:
    """Find out whether a file gives a password, or can be made to hold one.

    Raises:
        ConfigError: it does neither.
    """
    if file.is_file():
        resolve(SecretSource("password", file=file))
    else:
        refuse_unwritable(file, _ANOTHER)


def choose_place(kept: Kept, file: Path) -> None:
    """Find out where what was typed will be: in the keyring, else in a file, `file` when nothing else is said."""
    if not kept.typed or kept.file:
        return
    kept.in_keyring = _has_keyring()
    if not kept.in_keyring and console.can_ask():
        console.remark("There is no keyring here. The password can stand in a file that only you can read.")
        _ask_for_file(kept, file)


def _ask_for_file(kept: Kept, file: Path) -> None:
    others = (file.with_stem(f"{file.stem}-{number}") for number in count(2))
    free = next(one for one in chain([file], others) if not one.exists())
    kept.file, kept.over = "", False
    while (answer := console.ask("Which file ('no' for none)?", str(free)).strip()).casefold() not in _NO:
        # A name alone lies beside the settings, and not wherever setup was started.
        chosen = file.parent.absolute() / (free if answer.casefold() in ("yes", "y") else Path(answer).expanduser())
        try:
            if chosen.is_file():
                raise ConfigError(f"{chosen} is there already", _ANOTHER)
            refuse_unwritable(chosen, _ANOTHER)
        except ConfigError as error:
            console.show_error(error.message)
        else:
            kept.file = str(chosen)
            return


def keep_typed(kept: Kept, file: Path, user: str, hosts: Sequence[str], name: str) -> str:
    """`keep_secret`; where that fails somebody at the terminal may name a file, `file` when nothing else is said.

    Raises:
        ConfigError: it cannot be kept, and nobody is there to say where else.
    """
    while True:
        try:
            return keep_secret(kept, user, hosts, name)
        except ConfigError as error:
            if not console.can_ask():
                raise
            console.show_error(error.message)
            if kept.as_before:
                kept.typed, kept.as_before = resolve(kept.source), False
            kept.in_keyring = False
            _ask_for_file(kept, file)


def keep_secret(kept: Kept, user: str, hosts: Sequence[str], name: str) -> str:
    """Keep what was typed; where it is, or what is to be done, in a sentence.

    Raises:
        ConfigError: it cannot be kept where it was to be.
    """
    if kept.as_before:
        _carry_over(kept.source, user, hosts)
        return "The password is found where it was."
    if kept.file and kept.typed:
        _write_private(Path(kept.file), kept.typed, over=kept.over)
        return f"The password is in {kept.file}, which only you can read."
    if not kept.typed:
        where = kept.file or kept.env or ("the command" if kept.cmd else "")
        return f"The {'token' if kept.token else 'password'} comes from {where or default_variable(name)}."
    if kept.in_keyring:
        _into_keyring(kept.typed, user, hosts)
        return "The password is in your keyring."
    return (
        f"The password was not kept: set {default_variable(name)}, or write password_cmd or password_file into the "
        "settings."
    )


def forget_file(kept: Kept) -> None:
    """Take a file away again that was made for nothing."""
    if kept.file and kept.typed and not kept.over:
        Path(kept.file).unlink(missing_ok=True)


def _has_keyring() -> bool:
    import keyring  # late: over 400 ms
    from keyring.backends import fail, null

    try:
        return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)
    except Exception:  # noqa: BLE001 - back ends are plug-ins and raise what they like
        return False


def _carry_over(before: SecretSource, user: str, hosts: Sequence[str]) -> None:
    """What a keyring knows by the names of the server and the user must be found by their new ones as well."""
    if before.keyring is None or before.cmd or before.file or not _has_keyring():
        return
    import keyring  # late: over 400 ms

    try:
        secret = keyring.get_password(*before.keyring)
        lacking = [host for host in hosts if not keyring.get_password(_service(host), user)]
    except Exception:  # noqa: BLE001 - as above; then it came from elsewhere
        return
    if secret and lacking:
        _into_keyring(secret, user, lacking)


def _service(host: str) -> str:
    return f"crmtui:{host}"


def _into_keyring(secret: str, user: str, hosts: Sequence[str]) -> None:
    import keyring  # late: over 400 ms

    try:
        for host in dict.fromkeys(hosts):
            keyring.set_password(_service(host), user, secret)
    except Exception as error:  # noqa: BLE001 - back ends are plug-ins and raise what they like
        hint = "Unlock it, or give --password-file FILE."
        raise ConfigError(f"the keyring does not take the password ({type(error).__name__})", hint) from None


def _write_private(file: Path, secret: str, *, over: bool = False) -> None:
    real = Path(os.path.realpath(file)) if over else file
    written = real.with_name(f".{real.name}.new") if over else file
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if over:
            written.unlink(missing_ok=True)  # of a setup that was killed
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(secret + "\n")
                out.flush()
                os.fsync(handle)
            written.replace(real)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}", _ANOTHER) from error
