"""What mail itself tells of our own addresses: what we wrote as, and where customers' mail arrives.

The one rule: read-only, and only ever used to leave an address out of a copy, or to tell mailboxes of ours apart: what
mails say of themselves may be made up, and nobody is believed for it.
"""

import cysqlite

_SENT_AS = """SELECT author_email FROM message WHERE ticket_id = ?1 AND direction = 'out' AND kind = 'mail'
    UNION SELECT envelope_from FROM outbox WHERE ticket_id = ?1"""
# An address of a customer in such a header was written there by somebody.
_REACHED = """SELECT DISTINCT lower(j.value) FROM (SELECT recipients FROM message WHERE ticket_id = ?
        AND direction = 'in' AND kind = 'mail' ORDER BY at DESC LIMIT 20) m, json_each(m.recipients, '$.reached') j
    WHERE NOT EXISTS (SELECT 1 FROM identity i WHERE i.kind = 'email' AND i.value_key = lower(j.value))"""
_WRITTEN_TO = """SELECT lower(m.author_email), j.value FROM (SELECT author_email, recipients FROM message
        WHERE direction = 'in' AND kind = 'mail' ORDER BY id DESC LIMIT 200) m, json_each(m.recipients, '$.to') j"""
_AUTHORS, _SHARE = 5, 5
"""Ours is what at least so many different people wrote to lately, and one in so many mails."""


def sent_as(connection: cysqlite.Connection, ticket_id: int) -> set[str]:
    """Addresses that we wrote as on a ticket."""
    return {email.casefold() for (email,) in connection.execute(_SENT_AS, (ticket_id,)) if email}


def reached(connection: cysqlite.Connection, ticket_id: int) -> set[str]:
    """Addresses at which mails of a ticket arrived, but for those of customers."""
    return {email for (email,) in connection.execute(_REACHED, (ticket_id,))}


def written_to(connection: cysqlite.Connection) -> set[str]:
    """Addresses that many different people wrote to lately."""
    authors: dict[str, set[str]] = {}
    mails: dict[str, int] = {}
    total = 0
    for author, written in connection.execute(_WRITTEN_TO):
        email = written.rpartition("<")[2].rstrip(">").strip().casefold()
        authors.setdefault(email, set()).add(author)
        mails[email] = mails.get(email, 0) + 1
        total += 1
    return {one for one, some in authors.items() if len(some - {one}) >= _AUTHORS and mails[one] * _SHARE >= total}
