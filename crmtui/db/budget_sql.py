"""Prepared SQL of what was sent automatically, to whom and when.

The one rule: call inside `orm.transaction()`, so that two senders cannot both take the last of a budget.
"""

import cysqlite


def sent_since(connection: cysqlite.Connection, key: str, since: int) -> int:
    """How many automatic mails an address got after a moment; those of a clock that was set back count."""
    return int(
        connection.execute_scalar("SELECT count(*) FROM auto_sent WHERE address_key = ? AND at > ?", (key, since))
    )


def note(connection: cysqlite.Connection, key: str, at: int, forget: int) -> None:
    """Write down one mail, and forget those before a moment."""
    connection.execute("DELETE FROM auto_sent WHERE at < ?", (forget,))
    connection.execute("INSERT INTO auto_sent (address_key, at) VALUES (?, ?)", (key, at))


def give_back(connection: cysqlite.Connection, key: str) -> None:
    """Take the latest of an address back: it did not leave."""
    connection.execute("DELETE FROM auto_sent WHERE id = (SELECT max(id) FROM auto_sent WHERE address_key = ?)", (key,))


def is_automatic(connection: cysqlite.Connection, outbox_id: int) -> bool:
    """Whether nobody wrote this mail by hand."""
    return bool(connection.execute_scalar("SELECT automatic FROM outbox WHERE id = ?", (outbox_id,)))
