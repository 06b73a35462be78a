"""Whom mail servers are believed: real certificates of every kind, at a real IMAP and a real SMTP server."""

import contextlib
import datetime
import hashlib
import itertools
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crmtui.errors import ConfigError, MailError
from crmtui.mail import tls
from crmtui.mail.certificate import read_certificate
from crmtui.mail.imap import ImapSession
from crmtui.mail.imap_words import ImapError, Trouble
from crmtui.mail.reach import reach, shown_certificate
from crmtui.mail.smtp import Phase, State, send
from crmtui.settings import Imap, Security, Smtp
from tests.servers import SmtpServer, running_smtp
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import PASSWORD, USER, Dovecot, running_dovecot

RAW = b"Subject: x\r\n\r\nHello\r\n"
WAYS = [Security.TLS, Security.STARTTLS]


@dataclass(frozen=True)
class House:
    """An IMAP and an SMTP server with the same certificate."""

    imap_server: Dovecot
    smtp_server: SmtpServer

    def imap(self, way: Security = Security.TLS, **more: object) -> Imap:
        port = self.imap_server.tls_port if way is Security.TLS else self.imap_server.port
        return Imap(**({"host": "localhost", "port": port, "security": way, "user": USER, "timeout": 60} | more))  # type: ignore[arg-type]

    def smtp(self, way: Security = Security.TLS, **more: object) -> Smtp:
        self.smtp_server.switch("tls" if way is Security.TLS else "starttls")
        usual = {"host": "localhost", "port": self.smtp_server.port, "security": way, "user": "ana", "timeout": 60}
        return Smtp(**(usual | more))  # type: ignore[arg-type]

    def both(self, way: Security, **more: object) -> tuple[Imap, Smtp]:
        return self.imap(way, **more), self.smtp(way, **more)


def house(folder: Path, **kind: object) -> Iterator[House]:
    certificate = make_certificate(folder, **kind)  # type: ignore[arg-type]
    with running_dovecot(certificate=certificate) as imap, running_smtp(certificate=certificate) as smtp:
        yield House(imap, smtp)


@pytest.fixture(scope="module")
def self_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house(tmp_path_factory.mktemp("self"))


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house(tmp_path_factory.mktemp("private"), authority=True)


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house(tmp_path_factory.mktemp("old"), authority=True, days=(-30, -3))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from house(tmp_path_factory.mktemp("other"), authority=True, host="mail.hoster.example")


def ca(there: House) -> Path:
    assert there.imap_server.certificate is not None
    return there.imap_server.certificate.with_name("ca.pem")


def works(imap: Imap, smtp: Smtp) -> None:
    with ImapSession(imap, PASSWORD) as session:
        assert [one.name for one in session.folders()] == ["INBOX"]
    assert send(smtp, "word", "a@x.example", ("b@x.example",), RAW, lambda: None).state is State.SENT


def refused(imap: Imap, smtp: Smtp, words: str) -> None:
    with pytest.raises(ImapError, match=words) as caught:
        ImapSession(imap, PASSWORD)
    assert caught.value.trouble is Trouble.PROTECTION
    assert caught.value.hint
    delivery = send(smtp, "word", "a@x.example", ("b@x.example",), RAW, lambda: None)
    assert (delivery.state, delivery.phase) == (State.RETRY, Phase.TLS)
    assert words in delivery.text


@pytest.mark.parametrize("way", WAYS)
def test_the_one_certificate_whose_fingerprint_is_set_is_believed_and_no_other(self_made: House, way: Security) -> None:
    refused(*self_made.both(way), "its certificate is self-made")
    der = shown_certificate(self_made.imap(way))
    assert der == shown_certificate(self_made.smtp(way))
    works(*self_made.both(way, tls_fingerprint=tls.fingerprint(der)))
    # Its name is that of the certificate, whatever we call the server.
    works(*self_made.both(way, tls_fingerprint=tls.fingerprint(der), host="127.0.0.1"))
    refused(*self_made.both(way, tls_fingerprint="0" * 64), "not the one that the settings trust")


@pytest.mark.parametrize("way", WAYS)
def test_an_authority_of_ones_own_is_believed_for_its_names(private: House, way: Security) -> None:
    refused(*private.both(way), "signed by somebody whom this machine does not know")
    works(*private.both(way, tls_ca=ca(private)))
    refused(*private.both(way, tls_ca=ca(private), host="127.0.0.1"), "its certificate is for another name")
    # The server's own certificate may be named instead.
    works(*private.both(way, tls_ca=private.imap_server.certificate))


def test_expired_and_wrongly_named_are_told_apart(expired: House, elsewhere: House) -> None:
    refused(*expired.both(Security.TLS, tls_ca=ca(expired)), "its certificate has expired")
    refused(*elsewhere.both(Security.TLS, tls_ca=ca(elsewhere)), "its certificate is for another name")


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_is_renewed_with_its_key_is_believed_by_the_key_alone(
    self_made: House, tmp_path: Path, way: Security
) -> None:
    there = self_made.imap_server.certificate
    assert there is not None
    pem = there.read_text()
    before = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERT") :])
    for renewed in house(tmp_path, renews=there, authority=True, host="mail.hoster.example"):
        works(*renewed.both(way, tls_fingerprint=tls.key_pin(before)))
        refused(*renewed.both(way, tls_fingerprint=tls.fingerprint(before)), "not the one that the settings trust")
    refused(*self_made.both(way, tls_fingerprint="key:" + "0" * 64), "another key than the one that the settings trust")


def test_a_key_is_what_openssl_says_it_is(private: House) -> None:
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = shown_certificate(private.imap())
    key = x509.load_der_x509_certificate(der).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert tls.key_pin(der) == f"key:{hashlib.sha256(key).hexdigest()}"
    for end in range(0, len(der), 3):
        # What cannot be read has no key, and is only itself.
        assert tls.key_pin(der[:end]) == tls.fingerprint(der[:end])


@pytest.mark.parametrize("known", ["0" * 64, "key:" + "0" * 64])
def test_a_changed_certificate_tells_which_key_it_has_now(self_made: House, known: str) -> None:
    now = tls.key_pin(shown_certificate(self_made.imap()))
    with pytest.raises(ImapError) as caught:
        ImapSession(self_made.imap(tls_fingerprint=known), PASSWORD)
    assert f'`crmtui setup --change` shows it and asks; by hand it is tls_fingerprint = "{now}"' in caught.value.hint


def test_a_server_that_offers_no_starttls_hears_nothing(self_made: House) -> None:
    with running_dovecot() as plain, running_smtp("auth") as smtp:
        imap = replace(self_made.imap(Security.STARTTLS), port=plain.port, tls_fingerprint="0" * 64)
        with pytest.raises(ImapError, match="offers no STARTTLS"):
            ImapSession(imap, PASSWORD)
        sending = Smtp("localhost", smtp.port, Security.STARTTLS, "ana", tls_fingerprint="0" * 64)
        delivery = send(sending, "word", "a@x.example", ("b@x.example",), RAW, lambda: None)
        assert "offers no STARTTLS" in delivery.text
        assert smtp.accepted() == []


def test_looking_says_nothing_secret_and_nothing_shown_is_nothing() -> None:
    with running_smtp("auth") as smtp:
        server = Smtp("127.0.0.1", smtp.port, Security.NONE, "ana", timeout=60)
        assert shown_certificate(server) == b""
        reach(server)
    with pytest.raises(MailError, match=r"127\.0\.0\.1 port"):
        reach(server)


@pytest.mark.parametrize(("written", "problem"), [(None, "cannot be read"), ("no certificate", "holds no certificate")])
def test_certificates_to_believe_that_are_none_are_told(
    tmp_path: Path, self_made: House, written: str | None, problem: str
) -> None:
    file = tmp_path / "ca.pem"
    if written:
        file.write_text(written)
    with pytest.raises(ConfigError, match=problem):
        ImapSession(self_made.imap(tls_ca=file), PASSWORD)
    delivery = send(self_made.smtp(tls_ca=file), "word", "a@x.example", ("b@x.example",), RAW, lambda: None)
    assert problem in delivery.text
    assert delivery.about_server


def test_a_certificate_is_described_as_openssl_reads_it(private: House) -> None:
    x509 = pytest.importorskip("cryptography.x509")
    der = shown_certificate(private.imap())
    theirs, ours = x509.load_der_x509_certificate(der), read_certificate(der)
    assert (ours.begins, ours.ends) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc)
    assert (ours.names, ours.issuer, ours.self_made) == (("localhost",), "Linen CA", False)
    assert ours.fingerprint == tls.fingerprint(der)
    assert ours.ends > datetime.datetime.now(datetime.UTC)


def test_every_piece_of_a_certificate_is_refused_in_words(private: House) -> None:
    der = shown_certificate(private.imap())
    for end in range(0, len(der), 3):
        with pytest.raises(ValueError, match="not built like a certificate"):
            read_certificate(der[:end])


def test_every_wrong_byte_of_a_certificate_is_described_or_refused_in_words(private: House) -> None:
    der = shown_certificate(private.imap())
    for at, wrong in itertools.product(range(len(der)), (0x00, 0x01, 0x30, 0x80, 0xFF)):
        with contextlib.suppress(ValueError):
            read_certificate(der[:at] + bytes([wrong]) + der[at + 1 :])


def test_the_authorities_of_this_machine_are_described(tmp_path: Path) -> None:
    import ssl

    found = ssl.create_default_context().get_ca_certs(binary_form=True)
    if not found:
        pytest.skip("this machine has no authorities")
    for der in found:
        described = read_certificate(der)
        assert described.begins < described.ends
        assert described.issuer
