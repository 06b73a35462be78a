"""Certificates for servers of tests: self-made, of a private authority, expired, for another name.

The one rule: they are made anew for each test, and count for a few days at the most.
"""

import datetime
from pathlib import Path
from typing import Any

import pytest


def make_certificate(
    folder: Path,
    *,
    host: str = "localhost",
    days: tuple[int, int] = (-1, 2),
    authority: bool = False,
    renews: Path | None = None,
) -> Path:
    """A key and a certificate in one file, for a server.

    Args:
        folder: where it is written: server.pem, and with `authority` the authority's certificate as ca.pem.
        host: the name that it is for.
        days: from when to when it counts, from today on.
        authority: whether an authority of its own signs it, instead of itself.
        renews: an earlier one, whose key it keeps.
    """
    x509 = pytest.importorskip("cryptography.x509", reason="no cryptography package to make a certificate with")
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key: Any = ec.generate_private_key(ec.SECP256R1())
    if renews is not None:
        key = serialization.load_pem_private_key(renews.read_bytes(), None)
    signer = ec.generate_private_key(ec.SECP256R1())
    subject = _name(x509, host)
    built = _certificate(x509, subject, _name(x509, "Linen CA") if authority else subject, key, host, days)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    signed = _signed(built, signer if authority else key)
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    file.chmod(0o600)
    if authority:
        its_own = _certificate(x509, _name(x509, "Linen CA"), _name(x509, "Linen CA"), signer, "", days)
        (folder / "ca.pem").write_bytes(_signed(its_own, signer).public_bytes(serialization.Encoding.PEM))
    return file


def _name(x509: Any, text: str) -> Any:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _certificate(x509: Any, subject: Any, issuer: Any, key: Any, host: str, days: tuple[int, int]) -> Any:
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not host or subject == issuer, path_length=None), critical=True)
    )
    return built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False) if host else built


def _signed(built: Any, key: Any) -> Any:
    from cryptography.hazmat.primitives import hashes

    return built.sign(key, hashes.SHA256())
