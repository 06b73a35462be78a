"""The models of fetching mail: where it came from, how far that is, who does it, and what became of each.

The one rule: no logic here.
"""

from peewee import BlobField, CompositeKey, ForeignKeyField, TextField
from playhouse.sqlite_ext import AutoIncrementField

from crmtui.db.desk_models import Blob, Message
from crmtui.db.model_base import Record, link_column, number_column, text_column, time_column


class Source(Record):
    """Where mail was fetched from."""

    id = AutoIncrementField()
    name = text_column()
    cursor = text_column()
    last_at = time_column()
    last_error = text_column()


class FolderState(Record):
    """How far a folder of a mail server is fetched: up to `highest_uid`, but for what lies in `gaps` (JSON)."""

    source = ForeignKeyField(Source, primary_key=True, index=False, backref="+", lazy_load=False)
    mailbox = text_column()
    folder = text_column()
    uidvalidity = number_column()
    highest_uid = number_column()
    gaps = text_column("[]")
    remaining = number_column()
    total = number_column()


class FolderAct(Record):
    """A mail that is taken in and still has to be marked or moved at its server."""

    source = link_column(Source, null=False)
    uidvalidity = number_column()
    uid = number_column()

    class Meta:
        primary_key = CompositeKey("source", "uidvalidity", "uid")


class Lease(Record):
    """Who does a job that exactly one process shall do, and until when nobody else may."""

    job = TextField(primary_key=True)
    holder = text_column()
    until = number_column()


class SyncState(Record):
    """How a job went, for the status line."""

    job = TextField(primary_key=True)
    holder = text_column()
    last_at = time_column()
    next_at = time_column()
    words = text_column()
    last_error = text_column()
    error_at = time_column()


class AutoSent(Record):
    """An automatic mail that went to an address, for the budget."""

    id = AutoIncrementField()
    address_key = text_column()
    at = number_column()


class Ledger(Record):
    """One row for every message that was ever fetched, and what became of it."""

    id = AutoIncrementField()
    source = link_column(Source, null=False)
    mark = text_column()
    sha256 = BlobField()
    size = number_column()
    blob = link_column(Blob)
    state = text_column("fetched")
    reason = text_column()
    message = link_column(Message)
    fetched_at = number_column()
    decided_at = time_column()
