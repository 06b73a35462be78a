"""Finds passwords: in the environment, from a command, in a private file, in the desktop's keyring, in this order.

The one rule: a secret that was found is known to `redact` from then on, so that no log line or error can carry it;
errors say where was looked, never what was there.
"""

import base64
import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crmtui.errors import ConfigError
from crmtui.settings import SecretSource

if TYPE_CHECKING:
    import subprocess

COMMAND_SECONDS = 10
KEYRING_SECONDS = 10
_LOOK = 0.02
"""Seconds between two looks at whether a command has ended."""
_LONGEST = 65_536
"""Bytes of a secret; longer answers are not passwords."""

_known: dict[str, None] = {}
_MOST = 200
"""Spellings that are remembered: more secrets than a desk has mailboxes."""
_PIECE = 8
"""Characters of a secret that tell too much of it."""
_COVER = "[secret]"
_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}


def register(secret: str) -> None:
    """Let `redact` know a secret, in the spellings in which protocols carry it."""
    if secret:
        import urllib.parse  # late: the first paint needs no secret

        encoded = base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode()
        quoted = secret.replace("\\", "\\\\").replace('"', '\\"')
        percent = urllib.parse.quote(secret, safe="", errors="surrogateescape")
        for spelling in (secret, repr(secret)[1:-1], quoted, repr(quoted)[1:-1], encoded, percent):
            # To the end: tokens come anew each hour, and the oldest are forgotten.
            _known.pop(spelling, None)
            _known[spelling] = None
        for oldest in list(_known)[:-_MOST]:
            _known.pop(oldest, None)


def redact(text: str) -> str:
    """The text with every secret that was lately resolved here replaced by "[secret]"."""
    # The longest first: one secret may be part of another.
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, _COVER)
    return text


def redact_said(text: str, length: int) -> str:
    """The beginning of what a server said, without secrets and without pieces of them.

    A server that repeats a line that it did not like may cut it off, or write it in capitals.

    Args:
        text: what it said.
        length: characters that are kept.
    """
    text = redact(text)[:length]
    small = text.translate(_SMALL)
    pieces = {small[at : at + _PIECE] for at in range(len(small) - _PIECE + 1)}
    spellings = [spelling.translate(_SMALL) for spelling in list(_known)]
    told = {piece for piece in pieces if any(piece in spelling for spelling in spellings)}
    covered, at = "", 0
    while at < len(text):
        end = at
        while small[end : end + _PIECE] in told:
            end += 1
        covered += _COVER if end > at else text[at]
        at = end + _PIECE - 1 if end > at else at + 1
    return covered


def resolve(source: SecretSource, environ: Mapping[str, str] = os.environ) -> str:
    """Find a secret.

    Raises:
        ConfigError: nothing was found, or a place that was named cannot be used; says where was looked.
    """
    looked: list[str] = []
    found = (
        _from_environment(source, environ, looked)
        or _from_command(source, environ, looked)
        or _from_file(source, looked)
        or _from_keyring(source, looked)
    )
    if found:
        register(found)
        return found
    hint = f"Set {source.env[0]}, or password_cmd or password_file in the settings." if source.env else ""
    raise ConfigError(f"{source.label}: not found; looked in {', '.join(looked) or 'no place'}", hint)


def _from_environment(source: SecretSource, environ: Mapping[str, str], looked: list[str]) -> str:
    for name in source.env:
        looked.append(f"environment ({name})")
        if environ.get(name):
            return environ[name]
    return ""


def _from_command(source: SecretSource, environ: Mapping[str, str], looked: list[str]) -> str:
    """What the command prints, without the line end; it runs without a shell and without a terminal."""
    if not source.cmd:
        return ""
    import subprocess  # late: most secrets come from elsewhere

    program = source.cmd[0]
    looked.append(f"command ({program})")
    try:
        process = subprocess.Popen(
            source.cmd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            # Its own words may hold the secret, or garble the screen.
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            # Nothing may ask its questions across the app's screen.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ConfigError(f"{source.label}: the command {program!r} cannot be run: {_reason(error)}") from None
    printed, code = _outcome(process)
    if printed is None:
        raise ConfigError(
            f"{source.label}: the command {program!r} gave no answer within {COMMAND_SECONDS} s",
            "It may be waiting for a question to be answered: try it in a shell.",
        )
    if code:
        raise ConfigError(f"{source.label}: the command {program!r} failed with exit code {code}", "Try it in a shell.")
    return _one_secret(printed, source, f"the command {program!r} printed")


def _outcome(process: "subprocess.Popen[bytes]") -> tuple[bytes | None, int]:
    """(what a command printed, its exit code); None of one that did not end in time, and 0 of one that never stops."""
    import selectors  # late: as subprocess

    assert process.stdout is not None
    deadline = time.monotonic() + COMMAND_SECONDS
    printed: bytes | None = b""
    with process.stdout as pipe, selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while printed is not None and len(printed) <= _LONGEST:
            # An agent that it leaves behind may hold the pipe open: asked first, so that nothing printed is missed.
            ended = process.poll() is not None
            more = os.read(pipe.fileno(), _LONGEST) if waiting.select(0 if ended else _LOOK) else None
            if more:
                printed += more
            elif more == b"" or ended:
                break
            if time.monotonic() > deadline:
                printed = None
    if printed is None or len(printed) > _LONGEST:
        _kill(process)
        return printed, 0
    while process.poll() is None:
        # It closed its output and goes on.
        if time.monotonic() > deadline:
            _kill(process)
            return None, 0
        time.sleep(_LOOK)
    return printed, process.returncode


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a command with all that it started."""
    import signal  # late: as subprocess

    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _from_file(source: SecretSource, looked: list[str]) -> str:
    if source.file is None:
        return ""
    looked.append(f"file ({source.file})")
    try:
        content = _read_private(source.file, source.label)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"{source.label}: {source.file} cannot be read: {_reason(error)}") from None
    return _one_secret(content, source, f"{source.file} holds")


def _read_private(path: Path, label: str) -> bytes:
    # Opened first and asked afterwards: the file that is checked is the file that is read. Never waits on a pipe.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:  # noqa: PTH123 - an open descriptor
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise ConfigError(f"{label}: {path} is not a plain file")
        if about.st_mode & 0o077:
            mode = f"{stat.S_IMODE(about.st_mode):04o}"
            raise ConfigError(f"{label}: {path} can be read by others (mode {mode})", f"Run: chmod 600 {path}")
        if about.st_uid not in (os.geteuid(), 0):
            raise ConfigError(f"{label}: {path} belongs to somebody else")
        return file.read(_LONGEST + 1)


def _one_secret(content: bytes, source: SecretSource, whose: str) -> str:
    """The first line; password managers print notes below it."""
    try:
        text = content[: _LONGEST + 1].decode()
    except UnicodeDecodeError:
        raise ConfigError(f"{source.label}: {whose} something that is not UTF-8 text") from None
    first = text.split("\n", 1)[0].removesuffix("\r")
    if len(content) > _LONGEST or "\0" in first:
        raise ConfigError(f"{source.label}: {whose} something that is not a password")
    return first


def _from_keyring(source: SecretSource, looked: list[str]) -> str:
    if source.keyring is None:
        return ""
    service, user = source.keyring
    found: list[str] = []
    # A locked keyring may ask on a desktop that nobody sits at: wait in a thread that may be left behind.
    asking = threading.Thread(target=_ask_keyring, args=(service, user, found.append, looked.append), daemon=True)
    asking.start()
    asking.join(KEYRING_SECONDS)
    if asking.is_alive():
        looked.append("keyring (gave no answer)")
    return found[0] if found else ""


def _ask_keyring(service: str, user: str, found: Callable[[str], None], looked: Callable[[str], None]) -> None:
    import keyring  # late: over 400 ms
    from keyring.backends import fail, null

    try:
        backend = keyring.get_keyring()
        if isinstance(backend, (fail.Keyring, null.Keyring)):
            looked("keyring (there is none here)")
            return
        looked(f"keyring ({service}, {user or 'no user'})")
        secret = backend.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - back ends are plug-ins and raise what they like
        looked(f"keyring (locked or broken: {type(error).__name__})")
        return
    if secret:
        found(secret)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or "it cannot be run like this"
