"""Bounds what we send automatically: two machines that answer each other must come to an end.

The one rule: whatever sends by itself asks here first, for each address and each attempt; no address gets more than its
number of automatic mails in an hour, whatever happens.
"""

from collections.abc import Sequence

import cysqlite

from crmtui.db import budget_sql
from crmtui.db.orm import raw, transaction
from crmtui.errors import RefusedError
from crmtui.mail.reply_token import without_plus
from crmtui.settings import MailRules

_HOUR = 3600
_KEPT = 2 * 86_400
_USUAL = MailRules().automatic_per_hour


def budget(connection: cysqlite.Connection, address: str, now: int, per_hour: int = _USUAL) -> bool:
    """Whether an address may get one more automatic mail.

    Args:
        connection: any.
        address: as written; support+anything@ is support@.
        now: UTC epoch seconds.
        per_hour: how many it gets in an hour at the most.
    """
    return budget_sql.sent_since(connection, _key(address), now - _HOUR) < per_hour


def spend(connection: cysqlite.Connection, addresses: Sequence[str], now: int, per_hour: int = _USUAL) -> None:
    """Take one automatic mail to each of these addresses out of their budgets, or none of them.

    Raises:
        RefusedError: one of them has had enough.
    """
    with transaction():
        for address in addresses:
            if not budget(connection, address, now, per_hour):
                raise RefusedError(
                    f"{address} got {per_hour} automatic mails within an hour already",
                    "It is not sent by itself any more: look whether two machines answer each other.",
                )
        for key in dict.fromkeys(map(_key, addresses)):
            budget_sql.note(connection, key, now, now - _KEPT)


def guard(outbox_id: int, addresses: Sequence[str], attempts: int, now: int, per_hour: int = _USUAL) -> None:
    """Let a mail of the outbox that nobody wrote by hand pass only within the budgets of its receivers.

    Args:
        outbox_id: its row.
        addresses: whom it goes to.
        attempts: how often it was tried, this time included: what did not leave is not counted twice.
        now: UTC epoch seconds.
        per_hour: how many one address gets in an hour at the most.

    Raises:
        RefusedError: one of them has had enough.
    """
    connection = raw()
    if not budget_sql.is_automatic(connection, outbox_id):
        return
    if attempts > 1:
        for key in dict.fromkeys(map(_key, addresses)):
            budget_sql.give_back(connection, key)
    spend(connection, addresses, now, per_hour)


def _key(address: str) -> str:
    return without_plus(address.strip().casefold())
