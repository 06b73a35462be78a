"""Reads of a certificate what a person can compare: whose it is, who signed it, from when to when.

The one rule: it only describes. Whether a certificate is believed is decided in `tls`; what stands in one that nobody
believes is hostile text.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from crmtui.mail.der import parts, signed_fields
from crmtui.mail.tls import fingerprint
from crmtui.text import one_line

_TEXT = 200
"""Characters of a name that are kept."""
_NAMES = 20
_SET, _OID, _EXTENSIONS, _UTC_TIME = 0x31, 0x06, 0xA3, 0x17
_DNS, _IP = 0x82, 0x87
_COMMON_NAME, _ORGANISATION, _OTHER_NAMES = b"\x55\x04\x03", b"\x55\x04\x0a", b"\x55\x1d\x11"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself; nothing of it is checked.

    Attributes:
        names: hosts that it is for.
        issuer: who signed it.
        begins: from when on it counts, UTC.
        ends: until when.
        fingerprint: SHA-256 in small hexadecimal digits.
        self_made: whether it says that it signed itself.
    """

    names: tuple[str, ...]
    issuer: str
    begins: datetime.datetime
    ends: datetime.datetime
    fingerprint: str
    self_made: bool


def read_certificate(der: bytes) -> Certificate:
    """Describe a certificate.

    Raises:
        ValueError: it is not built like one.
    """
    try:
        fields = signed_fields(der)
        issuer, validity, subject = fields[2][1], fields[3][1], fields[4][1]
        begins, ends = (_moment(tag, value) for tag, value in parts(validity))
        names = tuple(_other_names(fields)) or tuple(_of_name(subject, _COMMON_NAME))
        who = next(iter([*_of_name(issuer, _COMMON_NAME), *_of_name(issuer, _ORGANISATION)]), "nobody by name")
    except ValueError as error:
        raise ValueError("this is not built like a certificate") from error
    return Certificate(names[:_NAMES], who, begins, ends, fingerprint(der), self_made=issuer == subject)


# -- its fields ------------------------------------------------------------------------------------------------------


def _of_name(name: bytes, wanted: bytes) -> Iterator[str]:
    """The values of one kind in a distinguished name."""
    for tag, group in parts(name):
        if tag == _SET:
            for _, pair in parts(group):
                (_, kind), (_, value) = parts(pair)
                if kind == wanted:
                    yield _text(value)


def _other_names(fields: list[tuple[int, bytes, bytes]]) -> Iterator[str]:
    """The hosts in the extension that names them."""
    for _, wrapped, _ in (one for one in fields if one[0] == _EXTENSIONS):
        for _, all_of_them in parts(wrapped):
            for _, extension in parts(all_of_them):
                kind, *_, (_, value) = parts(extension)
                if kind == (_OID, _OTHER_NAMES):
                    [(_, names)] = parts(value)
                    yield from (_host(tag, name) for tag, name in parts(names) if tag in (_DNS, _IP))


def _host(tag: int, value: bytes) -> str:
    if tag == _IP and len(value) in (4, 16):
        import ipaddress  # late: few certificates name addresses

        return str(ipaddress.ip_address(value))
    return _text(value)


def _text(value: bytes) -> str:
    return one_line(value.decode("utf-8", "replace"))[:_TEXT]


def _moment(tag: int, value: bytes) -> datetime.datetime:
    """UTCTime with two digits of the year, or GeneralizedTime with four (RFC 5280, 4.1.2.5)."""
    text = value.decode("ascii", "replace")
    if tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.UTC)
