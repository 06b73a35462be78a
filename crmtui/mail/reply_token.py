"""Signs a ticket's number into a plus-address, so that an answer finds its ticket whatever its headers say.

The one rule: a token counts only when its signature does; it is compared in constant time, upper or lower case,
because mail programs change the case of addresses.
"""

import base64
import hashlib
import hmac
import re

_LENGTH = 12
"""Letters of base32: 60 bits, far above what can be tried by mail."""
_TOKEN = re.compile(r"t([1-9][0-9]{0,17})\.([a-z2-7]{12})")


def reply_token(ticket_id: int, key: bytes) -> str:
    """The token of a ticket, such as "t1042.k3jx5qmz2abc".

    Args:
        ticket_id: Positive.
        key: The desk's own random key, at least 16 bytes.
    """
    if ticket_id < 1 or len(key) < 16:
        raise ValueError("a token needs a positive ticket id and a key of at least 16 bytes")
    signature = hmac.digest(key, b"crmtui reply token:%d" % ticket_id, hashlib.sha256)
    return f"t{ticket_id}.{base64.b32encode(signature).decode().lower()[:_LENGTH]}"


def reply_address(address: str, ticket_id: int, key: bytes) -> str:
    """The mailbox's address with a ticket's token: support+t1042.k3jx5qmz2abc@shop.example."""
    local, at, domain = address.rpartition("@")
    return f"{local}+{reply_token(ticket_id, key)}{at}{domain}"


def read_token(address: str, key: bytes) -> int | None:
    """The ticket that an address names with a right signature, else None."""
    local = address.rpartition("@")[0].casefold()
    found = _TOKEN.fullmatch(local.rpartition("+")[2]) if local.isascii() else None
    if not found or "+" not in local:
        return None
    ticket_id = int(found[1])
    return ticket_id if hmac.compare_digest(reply_token(ticket_id, key), found[0]) else None


def without_plus(address: str) -> str:
    """The address that a plus-address belongs to: support+anything@shop.example is support@shop.example."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
