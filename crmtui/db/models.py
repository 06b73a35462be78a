"""The Peewee models: what the tables are called and hold. The migrations make them; a test holds the two together.

The one rule: no logic here. Times are UTC epoch seconds, money integer minor units, JSON columns hold text.
"""

from typing import Any

from peewee import (
    BlobField,
    CompositeKey,
    DatabaseProxy,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.sqlite_ext import AutoIncrementField

database: Any = DatabaseProxy()
"""The database of this process, set by `crmtui.db.engine.Engine`."""


def _text(default: str = "") -> Any:
    return TextField(default=default)


def _number(default: int = 0) -> Any:
    return IntegerField(default=default)


def _when() -> Any:
    return IntegerField(null=True)


def _link(model: Any, *, null: bool = True, column: str | None = None) -> Any:
    return ForeignKeyField(model, null=null, column_name=column, index=False, backref="+", lazy_load=False)


class Record(Model):
    """Base of all models."""

    class Meta:
        database = database
        legacy_table_names = False


class Meta(Record):
    """Small facts about this database: its reply-token key, whether it is a demo."""

    key = TextField(primary_key=True)
    value = _text()


class Agent(Record):
    """A person who answers; `os_user` tells who is sitting here."""

    id = AutoIncrementField()
    name = _text()
    email = _text()
    os_user = _text()
    role = _text("agent")
    signature = _text()
    active = _number(1)


class Customer(Record):
    """A person; their addresses are identities. `spent` is net of refunds, in minor units of `currency`."""

    id = AutoIncrementField()
    name = _text()
    name_key = _text()
    email = _text()
    phone = _text()
    company = _text()
    note = _text()
    tags = _text("[]")
    locale = _text()
    timezone = _text()
    country = _text()
    orders_count = _number()
    spent = _number()
    currency = _text()
    last_order_at = _when()
    last_contact_at = _when()
    merged_into = _link("self")
    created_at = _number()
    updated_at = _number()
    version = _number(1)


class Identity(Record):
    """An address, number or shop account of a customer; (kind, value_key) is unique."""

    id = AutoIncrementField()
    customer = _link(Customer, null=False)
    kind = _text("email")
    value = _text()
    value_key = _text()
    created_at = _number()
    bounced_at = _when()
    bounce_reason = _text()


class Ticket(Record):
    """A conversation that needs an answer; its id is its number.

    `waiting_since` is when the customer began to wait for us (None: they do not), `activity_at` the time of the last
    message, `version` counts edits so that nobody overwrites what they have not seen.
    """

    id = AutoIncrementField()
    subject = _text()
    snippet = _text()
    status = _text("open")
    priority = _number(1)
    assignee = _link(Agent)
    customer = _link(Customer)
    mailbox = _text()
    channel = _text("email")
    tags = _text("[]")
    snoozed_until = _when()
    created_at = _number()
    updated_at = _number()
    activity_at = _number()
    waiting_since = _when()
    first_response_at = _when()
    resolved_at = _when()
    sla_due_at = _when()
    merged_into = _link("self")
    version = _number(1)


class Blob(Record):
    """Bytes, stored once by their hash."""

    id = AutoIncrementField()
    sha256 = BlobField()
    size = _number()
    data = BlobField()


class Message(Record):
    """A mail, note, call or chat line on a ticket."""

    id = AutoIncrementField()
    ticket = _link(Ticket, null=False)
    kind = _text("mail")
    direction = _text("in")
    at = _number()
    agent = _link(Agent)
    customer = _link(Customer)
    author_name = _text()
    author_email = _text()
    recipients = _text("{}")
    subject = _text()
    message_id = _text()
    in_reply_to = _text()
    refs = _text()
    automatic = _text()
    stranger = _number()
    joined_by = _text()
    problems = _text()
    blob = _link(Blob)
    created_at = _number()
    text = _text()
    signature = _text()
    quoted = _text()
    html = _text()
    auth = _text()
    nature = _text()
    came_back = _text()


class Attachment(Record):
    """A file that came or goes with a message."""

    id = AutoIncrementField()
    message = _link(Message, null=False)
    blob = _link(Blob, null=False)
    position = _number()
    filename = _text()
    content_type = _text()
    size = _number()
    inline = _number()
    content_id = _text()


class Source(Record):
    """Where mail was fetched from."""

    id = AutoIncrementField()
    name = _text()
    cursor = _text()
    last_at = _when()
    last_error = _text()


class FolderState(Record):
    """How far a folder of a mail server is fetched: up to `highest_uid`, but for what lies in `gaps` (JSON)."""

    source = ForeignKeyField(Source, primary_key=True, index=False, backref="+", lazy_load=False)
    mailbox = _text()
    folder = _text()
    uidvalidity = _number()
    highest_uid = _number()
    gaps = _text("[]")
    remaining = _number()
    total = _number()


class FolderAct(Record):
    """A mail that is taken in and still has to be marked or moved at its server."""

    source = _link(Source, null=False)
    uidvalidity = _number()
    uid = _number()

    class Meta:
        primary_key = CompositeKey("source", "uidvalidity", "uid")


class Lease(Record):
    """Who does a job that exactly one process shall do, and until when nobody else may."""

    job = TextField(primary_key=True)
    holder = _text()
    until = _number()


class SyncState(Record):
    """How a job went, for the status line."""

    job = TextField(primary_key=True)
    holder = _text()
    last_at = _when()
    next_at = _when()
    words = _text()
    last_error = _text()
    error_at = _when()


class AutoSent(Record):
    """An automatic mail that went to an address, for the budget."""

    id = AutoIncrementField()
    address_key = _text()
    at = _number()


class Ledger(Record):
    """One row for every message that was ever fetched, and what became of it."""

    id = AutoIncrementField()
    source = _link(Source, null=False)
    mark = _text()
    sha256 = BlobField()
    size = _number()
    blob = _link(Blob)
    state = _text("fetched")
    reason = _text()
    message = _link(Message)
    fetched_at = _number()
    decided_at = _when()


class Template(Record):
    """A saved reply, in Liquid."""

    id = AutoIncrementField()
    folder = _text()
    name = _text()
    subject = _text()
    body = _text()
    uses = _number()
    last_used_at = _when()
    created_at = _number()
    updated_at = _number()
    version = _number(1)


class ShopOrder(Record):
    """An order as its shop sent it; unique by (shop, external_id)."""

    id = AutoIncrementField()
    shop = _text()
    external_id = _text()
    name = _text()
    name_key = _text()
    customer = _link(Customer)
    email = _text()
    customer_name = _text()
    placed_at = _when()
    updated_at = _when()
    cancelled_at = _when()
    currency = _text()
    subtotal = _number()
    shipping = _number()
    tax = _number()
    discount = _number()
    total = _number()
    refunded = _number()
    payment_status = _text()
    fulfillment_status = _text()
    country = _text()
    note = _text()
    tags = _text("[]")
    fingerprint = _text()
    imported_at = _number()


class OrderLine(Record):
    """One item of an order."""

    id = AutoIncrementField()
    order = _link(ShopOrder, null=False)
    position = _number()
    sku = _text()
    title = _text()
    quantity = _number()
    unit_price = _number()
    discount = _number()
    total = _number()


class Fulfillment(Record):
    """A parcel of an order."""

    id = AutoIncrementField()
    order = _link(ShopOrder, null=False)
    position = _number()
    status = _text()
    carrier = _text()
    tracking_number = _text()
    tracking_url = _text()
    shipped_at = _when()
    delivered_at = _when()


class Refund(Record):
    """Money that went back."""

    id = AutoIncrementField()
    order = _link(ShopOrder, null=False)
    external_id = _text()
    at = _when()
    amount = _number()
    reason = _text()


class Outbox(Record):
    """A mail that must leave, and how far it got."""

    id = AutoIncrementField()
    message = _link(Message, null=False)
    ticket = _link(Ticket, null=False)
    mailbox = _text()
    envelope_from = _text()
    recipients = _text("[]")
    blob = _link(Blob, null=False)
    state = _text("held")
    phase = _text()
    not_before = _number()
    attempts = _number()
    next_try_at = _number()
    last_error = _text()
    claimed_by = _text()
    claimed_until = _when()
    created_at = _number()
    sent_at = _when()
    automatic = _number()
    scheduled = _number()
    copy = _text()
    copy_at = _number()
    copy_tries = _number()
    copy_error = _text()


class Draft(Record):
    """What an agent was typing on a ticket."""

    id = AutoIncrementField()
    ticket = _link(Ticket, null=False)
    agent = _link(Agent, null=False)
    kind = _text("reply")
    recipients = _text("{}")
    subject = _text()
    text = _text()
    attachments = _text("[]")
    templates = _text("[]")
    updated_at = _number()
    mailbox = _text()
    quoted = _when()
    seen = _when()
    version = _number(1)


class View(Record):
    """A saved query."""

    id = AutoIncrementField()
    name = _text()
    query = _text()
    records = _text("ticket")
    owner = _link(Agent)
    position = _number()
    key = _text()


class Gesture(Record):
    """One user act (or one act of a rule, a sync): what undo takes back as a whole."""

    id = AutoIncrementField()
    at = _number()
    actor_kind = _text("system")
    actor_id = _when()
    actor_name = _text()
    action = _text()
    label = _text()
    cause = _text()
    undoable = _number(1)
    undoes = _link("self")
    undone_by = _link("self")


class Change(Record):
    """One field of one record that a gesture changed; `before` and `after` are JSON."""

    id = AutoIncrementField()
    gesture = _link(Gesture, null=False)
    record = _text()
    record_id = _number()
    op = _text("update")
    field = _text()
    before = TextField(null=True)
    after = TextField(null=True)


MODELS: tuple[type[Record], ...] = (
    Meta, Agent, Customer, Identity, Ticket, Blob, Message, Attachment, Source, Ledger, Template,
    FolderState, FolderAct, Lease, SyncState, AutoSent,
    ShopOrder, OrderLine, Fulfillment, Refund, Outbox, Draft, View, Gesture, Change,
)  # fmt: skip
