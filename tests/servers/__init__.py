"""Servers for tests, each a real one in a process of its own."""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class AcceptedMail:
    """A mail that the server took responsibility for."""

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

    def switch(self, mode: str) -> None:
        """From the next connection on, behave like this."""
        new = self.folder / "mode.new"
        new.write_text(mode)
        new.replace(self.folder / "mode")


def _mail(entry: dict[str, Any]) -> AcceptedMail:
    return AcceptedMail(
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
def running_smtp(mode: str = "ok", *, tls: bool = False) -> Iterator[SmtpServer]:
    """An SMTP server on loopback, stopped at the end; the modes are told in smtp_server.py."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate = make_certificate(folder) if tls else None
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
                process.wait(10)


def make_certificate(folder: Path) -> Path:
    """A key and a self-signed certificate for "localhost" in one file."""
    import datetime

    import pytest

    x509 = pytest.importorskip("cryptography.x509", reason="no cryptography package to make a certificate with")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    file.write_bytes(secret + built.public_bytes(serialization.Encoding.PEM))
    file.chmod(0o600)
    return file
