"""Takes DER apart (ITU-T X.690: tag, length, value), as far as a certificate is built of it.

The one rule: it reads what nobody vouches for; whatever ends too early, or could be read in two ways, is a ValueError,
never a guess. OpenSSL takes the looser BER as well: in lengths that only an end mark tells, another key than the one it
uses could stand where we look.
"""

from collections.abc import Iterator

_VERSION = 0xA0
_FIELDS = 6
"""Up to the public key; what extends it may be missing."""
_LONG_TAG, _NO_LENGTH = 0x1F, 0x80


def spans(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(tag, where it begins, where its value begins, where it ends) of the elements one after another."""
    at = 0
    while at < len(data):
        if at + 1 == len(data):
            raise ValueError("it ends too early")
        begin, tag, length = at, data[at], data[at + 1]
        at += 2
        if tag & _LONG_TAG == _LONG_TAG or length == _NO_LENGTH:
            raise ValueError("this is no DER")
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count]), at + count
        if at + length > len(data):
            raise ValueError("it ends too early")
        yield tag, begin, at, at + length
        at += length


def parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The (tag, value) pairs one after another."""
    for tag, _, begin, end in spans(data):
        yield tag, data[begin:end]


def signed_fields(certificate: bytes) -> list[tuple[int, bytes, bytes]]:
    """(tag, value, the whole element) of what a certificate states: serial number, algorithm, issuer, days, subject,
    public key, and what extends it (RFC 5280, 4.1.1).

    Raises:
        ValueError: it is not built like one.
    """
    [(_, body)] = parts(certificate)
    (_, stated), *_ = parts(body)
    fields = [(tag, stated[at:end], stated[begin:end]) for tag, begin, at, end in spans(stated)]
    # The version stands in front of all but the oldest.
    fields = fields[1:] if fields and fields[0][0] == _VERSION else fields
    if len(fields) < _FIELDS:
        raise ValueError("it lacks something")
    return fields


def public_key(certificate: bytes) -> bytes:
    """The key of a certificate with its algorithm, as it stands there (SubjectPublicKeyInfo).

    Raises:
        ValueError: it is not built like a certificate.
    """
    try:
        return signed_fields(certificate)[5][2]
    except ValueError as error:
        raise ValueError("this is not built like a certificate") from error
