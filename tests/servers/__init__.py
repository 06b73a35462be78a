"""Servers for tests, each a real one in a process of its own."""

import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.certificates import make_certificate


@dataclass(frozen=True)
class AcceptedMail:
    """A mail that the server took responsibility for, and how it behaved just then."""

    mode: str
    connection: int
    hello: str
    protected: bool
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    raw: bytes


@dataclass(frozen=True)
class SmtpServer:
    """A running server; `certificate` is the file to trust when it speaks TLS."""

    port: int
    pid: int
    folder: Path
    certificate: Path | None = None

    def accepted(self) -> list[AcceptedMail]:
        """Every mail so far, oldest first."""
        log = self.folder / "accepted.jsonl"
        if not log.exists():
            return []
        return [_mail(json.loads(line)) for line in log.read_text().splitlines()]

    def steps(self) -> int:
        """How many commands and texts it was given so far."""
        steps = self.folder / "steps"
        return steps.stat().st_size if steps.exists() else 0

    def wait(self, more: int, clients: "list[subprocess.Popen[str]]") -> None:
        """Until it was given so many more, or no client is left to give it any."""
        enough = self.steps() + more
        while self.steps() < enough and any(client.poll() is None for client in clients):
            time.sleep(0.001)

    def switch(self, mode: str) -> None:
        """From the next connection on, behave like this."""
        new = self.folder / "mode.new"
        new.write_text(mode)
        new.replace(self.folder / "mode")


def _mail(entry: dict[str, Any]) -> AcceptedMail:
    return AcceptedMail(
        mode=entry["mode"],
        connection=entry["connection"],
        hello=entry["hello"],
        protected=entry["protected"],
        user=entry["user"],
        password=entry["password"],
        sender=entry["sender"],
        recipients=tuple(entry["recipients"]),
        message_id=entry["message_id"],
        raw=base64.b64decode(entry["raw"]),
    )


@contextmanager
def running_smtp(mode: str = "ok", *, tls: bool = False, certificate: Path | None = None) -> Iterator[SmtpServer]:
    """An SMTP server on loopback, stopped at the end; the modes are told in smtp_server.py.

    Args:
        mode: how it behaves.
        tls: whether it has a certificate, self-made.
        certificate: the file of the one that it has.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate = certificate or (make_certificate(folder) if tls else None)
        (folder / "mode").write_text(mode)
        command = [sys.executable, str(Path(__file__).with_name("smtp_server.py"))]
        command += ["--log", str(folder / "accepted.jsonl"), "--mode-file", str(folder / "mode")]
        command += ["--certificate", str(certificate)] if certificate else []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield SmtpServer(int(process.stdout.readline()), process.pid, folder, certificate)
            finally:
                process.terminate()
                process.wait(60)
