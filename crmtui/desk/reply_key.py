"""The desk's own random key, which signs ticket numbers in reply addresses.

The one rule: it is made once, at the first use, and kept in the database: a copy of the desk reads old answers too.
"""

import secrets

from crmtui.db.models import Meta
from crmtui.db.orm import transaction

_NAME = "reply_key"


def reply_key() -> bytes:
    """The key of 32 bytes (hexadecimal in the table `meta`, under "reply_key")."""
    row = Meta.get_or_none(Meta.key == _NAME)
    if row is None:
        with transaction():
            # Two processes may get here at once: the first one's key stays.
            Meta.insert(key=_NAME, value=secrets.token_hex(32)).on_conflict_ignore().execute()
            row = Meta.get_by_id(_NAME)
    return bytes.fromhex(row.value)
