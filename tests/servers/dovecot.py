"""A real IMAP server (Dovecot) on loopback, unprivileged, in a folder of its own; started and stopped by the tests.

The one rule: nothing is skipped in CI; elsewhere only when Dovecot is not installed, and the reason is said.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.certificates import make_certificate
from tests.waiting import LIMIT

USER, PASSWORD, TOKEN = "support@linen.example", "hunter2-is-long", "ya29.token"

CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
login_greeting = {root} greets
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
ssl = {ssl}
{tls}
mail_location = maildir:{root}/mail/%u:LAYOUT=fs
mail_fsync = never
mailbox_list_index = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
default_process_limit = 100
default_client_limit = 200
imap_idle_notify_interval = 2 mins
maildir_stat_dirs = yes
auth_failure_delay = 0
auth_mechanisms = plain login {mechanisms}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  # Who mistypes a password here waits for no seconds of punishment.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%u
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server.

    Attributes:
        port: without TLS at first (STARTTLS where there is a certificate).
        tls_port: TLS from the first byte; 0 without a certificate.
        root: its folder.
        pid: its process group.
    """

    port: int
    tls_port: int
    root: Path
    pid: int
    certificate: Path | None = None

    def folder(self, name: str = "INBOX", user: str = USER) -> Path:
        """The Maildir of a folder."""
        base = self.root / "mail" / user
        return base if name == "INBOX" else base / name

    def deliver(self, mails: Sequence[bytes], folder: str = "INBOX", user: str = USER, at: float | None = None) -> None:
        """Put mails into a folder the way a delivery agent does, now or as if at another time (epoch seconds)."""
        place = self.folder(folder, user)
        make_maildir(place)
        for number, mail in enumerate(mails):
            name = f"{time.time_ns()}.{os.getpid()}_{number}.test"
            (place / "tmp" / name).write_bytes(mail)
            give(place / "tmp" / name)
            if at is not None:
                os.utime(place / "tmp" / name, (at, at))
            (place / "tmp" / name).rename(place / "new" / name)

    def drop_connections(self) -> None:
        """End every connection without a word."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                if entry.name.isdigit() and os.getpgid(int(entry.name)) == self.pid:
                    name = (entry / "comm").read_text().strip()
                    if name in ("imap", "imap-login"):
                        os.kill(int(entry.name), signal.SIGKILL)


def make_maildir(place: Path) -> None:
    """An empty Maildir that the server may write to."""
    for name in ("", "tmp", "new", "cur"):
        missing = []
        one = place / name
        while not one.exists():
            missing.append(one)
            one = one.parent
        for made in reversed(missing):
            made.mkdir()
            give(made)


def give(path: Path) -> None:
    """Let the server's own user have a file, where we are root."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def required() -> str:
    """The program, or the reason to skip; in CI its absence is an error."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found:
        return found
    if os.environ.get("CI"):
        raise RuntimeError("CI must have a mail server: apt-get install --no-install-recommends dovecot-imapd")
    pytest.skip("dovecot is not installed: apt-get install --no-install-recommends dovecot-imapd")


class NotStartedError(RuntimeError):
    """The server does not greet; somebody may have been faster at its port."""


@contextlib.contextmanager
def running_dovecot(
    *, tls: bool = False, port: int = 0, oauth: bool = False, connections: int = 0, certificate: Path | None = None
) -> Iterator[Dovecot]:
    """A server that lets everybody in with PASSWORD; USER's account is there and empty. Stopped at the end.

    `connections` is how many one user may have at once, 0 for many; `certificate` the file of the one it has.
    """
    with contextlib.ExitStack() as held:
        for chances in (2, 1, 0):
            try:
                server = held.enter_context(_running(tls, port, oauth, connections, certificate))
                break
            except NotStartedError:
                if port or not chances:
                    raise
        yield server


@contextlib.contextmanager
def _running(tls: bool, port: int, oauth: bool, connections: int, certificate: Path | None) -> Iterator[Dovecot]:
    program = required()
    with tempfile.TemporaryDirectory(prefix="dove", ignore_cleanup_errors=True) as name:
        root = Path(name)
        root.chmod(0o755)
        certificate = certificate or (make_certificate(root) if tls else None)
        ports = (port or free_port(), free_port() if certificate else 0)
        config = write_config(root, ports, certificate, oauth=oauth)
        if connections:
            with config.open("a") as lines:
                lines.write(f"mail_max_userip_connections = {connections}\n")
        process = subprocess.Popen(
            [program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            wait_for_greeting(ports[0], process, root)
            yield Dovecot(ports[0], ports[1], root, process.pid, certificate)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def write_config(root: Path, ports: tuple[int, int], certificate: Path | None, *, oauth: bool = False) -> Path:
    """The server's settings and folders."""
    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    import grp

    for folder in ("run", "state", "mail", f"mail/{USER}"):
        (root / folder).mkdir()
    for path in (root / "mail", root / "mail" / USER):
        give(path)
    make_maildir(root / "mail" / USER)
    text = CONFIG.format(
        root=root, password=PASSWORD, ssl="yes" if certificate else "no",
        mechanisms="xoauth2 oauthbearer" if oauth else "",
        tls=f"ssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else "",
        user=who.pw_name, group=grp.getgrgid(who.pw_gid).gr_name, port=ports[0], tls_port=ports[1],
    )  # fmt: skip
    if oauth:
        # The token is looked up like a password: what a provider's own check would say, without its network.
        text = text.replace("passdb {", "passdb {\n  mechanisms = plain login", 1)
        text += f"\npassdb {{\n  driver = static\n  mechanisms = xoauth2 oauthbearer\n  args = password={TOKEN}\n}}\n"
    config = root / "dovecot.conf"
    config.write_text(text)
    return config


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for_greeting(port: int, process: "subprocess.Popen[bytes]", root: Path) -> None:
    """Come back when this very server greets, and nobody else who got the port meanwhile.

    Raises:
        NotStartedError: it does not.
    """
    until = time.monotonic() + LIMIT
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.settimeout(LIMIT)
            if str(root).encode() in connection.recv(1000):
                return
        time.sleep(0.05)
    log = root / "dovecot.log"
    raise NotStartedError(f"dovecot did not start: {log.read_text() if log.exists() else 'no log'}")


def letters(count: int, start: int = 0, words: int = 60) -> list[bytes]:
    """Mails that differ, one person each three."""
    return [
        (
            f"From: Person {number // 3} <p{number // 3}@mail.example>\r\nTo: support@linen.example\r\n"
            f"Subject: Mail {number}\r\nMessage-ID: <{number}@mail.example>\r\n"
            f"Date: Tue, 14 Nov 2023 22:13:{number % 60:02} +0000\r\n\r\n"
            f"{'Words of a customer. ' * words}\r\n{number}\r\n"
        ).encode()
        for number in range(start, start + count)
    ]
