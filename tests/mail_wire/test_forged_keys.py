"""A certificate that hides the believed key where a loose reader would look: made by hand, shown by a real server."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from crmtui.mail import der, tls
from tests.servers.certificates import make_certificate


def element(tag: int, value: bytes) -> bytes:
    count = (len(value).bit_length() + 7) // 8
    length = bytes([len(value)]) if len(value) < 128 else bytes([0x80 | count]) + len(value).to_bytes(count, "big")
    return bytes([tag]) + length + value


def elements(value: bytes) -> list[bytes]:
    return [value[begin:end] for _, begin, _, end in der.spans(value)]


def forge(own: bytes, believed: bytes) -> bytes:
    """`own` with the key of `believed` inside its algorithm's parameters, in lengths that only an end mark tells."""
    stated, algorithm, signature = elements(next(der.parts(own))[1])
    version, serial, algorithm_too, *rest = elements(next(der.parts(stated))[1])
    oid = elements(next(der.parts(algorithm_too))[1])[0]
    hiding = b"\x30\x80" + oid + b"\x30\x80\x05\x00" + der.public_key(believed) + b"\x00\x00\x00\x00"
    fields = b"".join((version, serial, hiding, *rest))
    return element(0x30, element(0x30, fields) + algorithm + signature)


def test_a_key_that_only_stands_in_a_certificate_is_not_the_one_it_has(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder in (theirs, ours):
        folder.mkdir()
    pems = {folder: make_certificate(folder).read_text() for folder in (theirs, ours)}
    own, believed = (
        ssl.PEM_cert_to_DER_cert(pems[one][pems[one].index("-----BEGIN CERT") :]) for one in (theirs, ours)
    )
    forged = tmp_path / "forged.pem"
    secret = pems[theirs][: pems[theirs].index("-----BEGIN CERT")]
    forged.write_text(secret + ssl.DER_cert_to_PEM_cert(forge(own, believed)))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # OpenSSL reads it, and uses the key that it really has.
    served.load_cert_chain(forged)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            there, _ = listening.accept()
            with there, served.wrap_socket(there, server_side=True) as secured:
                secured.recv(1)

        server = threading.Thread(target=serve)
        server.start()
        with socket.create_connection(listening.getsockname()) as here, pytest.raises(tls.OtherCertificateError):
            tls.context(only=tls.key_pin(believed)).wrap_socket(here)
        server.join()
    assert not tls.key_pin(forge(own, believed)).startswith(tls.KEY)


@pytest.mark.parametrize("loose", [b"\x30\x80\x05\x00\x00\x00", b"\x1f\x81\x01\x00", b"\xbf\x01\x00"])
def test_what_could_be_read_in_two_ways_is_no_der(loose: bytes) -> None:
    with pytest.raises(ValueError, match="no DER"):
        list(der.spans(loose))
