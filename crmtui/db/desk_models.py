"""The models of the desk: people, tickets with their messages, what leaves, and the journal.

The one rule: no logic here.
"""

from peewee import BlobField, TextField
from playhouse.sqlite_ext import AutoIncrementField

from crmtui.db.model_base import Record, link_column, number_column, text_column, time_column


class Meta(Record):
    """Small facts about this database: its reply-token key, whether it is a demo."""

    key = TextField(primary_key=True)
    value = text_column()


class Agent(Record):
    """A person who answers; `os_user` tells who is sitting here."""

    id = AutoIncrementField()
    name = text_column()
    email = text_column()
    os_user = text_column()
    role = text_column("agent")
    signature = text_column()
    active = number_column(1)


class Customer(Record):
    """A person; their addresses are identities. `spent` is net of refunds, in minor units of `currency`."""

    id = AutoIncrementField()
    name = text_column()
    name_key = text_column()
    email = text_column()
    phone = text_column()
    company = text_column()
    note = text_column()
    tags = text_column("[]")
    locale = text_column()
    timezone = text_column()
    country = text_column()
    orders_count = number_column()
    spent = number_column()
    currency = text_column()
    last_order_at = time_column()
    last_contact_at = time_column()
    merged_into = link_column("self")
    created_at = number_column()
    updated_at = number_column()
    version = number_column(1)


class Identity(Record):
    """An address, number or shop account of a customer; (kind, value_key) is unique."""

    id = AutoIncrementField()
    customer = link_column(Customer, null=False)
    kind = text_column("email")
    value = text_column()
    value_key = text_column()
    created_at = number_column()
    bounced_at = time_column()
    bounce_reason = text_column()


class Ticket(Record):
    """A conversation that needs an answer; its id is its number.

    `waiting_since` is when the customer began to wait for us (None: they do not), `activity_at` the time of the last
    message, `version` counts edits so that nobody overwrites what they have not seen.
    """

    id = AutoIncrementField()
    subject = text_column()
    snippet = text_column()
    status = text_column("open")
    priority = number_column(1)
    assignee = link_column(Agent)
    customer = link_column(Customer)
    mailbox = text_column()
    channel = text_column("email")
    tags = text_column("[]")
    snoozed_until = time_column()
    created_at = number_column()
    updated_at = number_column()
    activity_at = number_column()
    waiting_since = time_column()
    first_response_at = time_column()
    resolved_at = time_column()
    sla_due_at = time_column()
    merged_into = link_column("self")
    version = number_column(1)


class Blob(Record):
    """Bytes, stored once by their hash."""

    id = AutoIncrementField()
    sha256 = BlobField()
    size = number_column()
    data = BlobField()


class Message(Record):
    """A mail, note, call or chat line on a ticket."""

    id = AutoIncrementField()
    ticket = link_column(Ticket, null=False)
    kind = text_column("mail")
    direction = text_column("in")
    at = number_column()
    agent = link_column(Agent)
    customer = link_column(Customer)
    author_name = text_column()
    author_email = text_column()
    recipients = text_column("{}")
    subject = text_column()
    message_id = text_column()
    in_reply_to = text_column()
    refs = text_column()
    automatic = text_column()
    stranger = number_column()
    joined_by = text_column()
    problems = text_column()
    blob = link_column(Blob)
    created_at = number_column()
    text = text_column()
    signature = text_column()
    quoted = text_column()
    html = text_column()
    auth = text_column()
    nature = text_column()
    came_back = text_column()


class Attachment(Record):
    """A file that came or goes with a message."""

    id = AutoIncrementField()
    message = link_column(Message, null=False)
    blob = link_column(Blob, null=False)
    position = number_column()
    filename = text_column()
    content_type = text_column()
    size = number_column()
    inline = number_column()
    content_id = text_column()


class Template(Record):
    """A saved reply, in Liquid."""

    id = AutoIncrementField()
    folder = text_column()
    name = text_column()
    subject = text_column()
    body = text_column()
    uses = number_column()
    last_used_at = time_column()
    created_at = number_column()
    updated_at = number_column()
    version = number_column(1)


class Outbox(Record):
    """A mail that must leave, and how far it got."""

    id = AutoIncrementField()
    message = link_column(Message, null=False)
    ticket = link_column(Ticket, null=False)
    mailbox = text_column()
    envelope_from = text_column()
    recipients = text_column("[]")
    blob = link_column(Blob, null=False)
    state = text_column("held")
    phase = text_column()
    not_before = number_column()
    attempts = number_column()
    next_try_at = number_column()
    last_error = text_column()
    claimed_by = text_column()
    claimed_until = time_column()
    created_at = number_column()
    sent_at = time_column()
    automatic = number_column()
    scheduled = number_column()
    copy = text_column()
    copy_at = number_column()
    copy_tries = number_column()
    copy_error = text_column()


class Draft(Record):
    """What an agent was typing on a ticket."""

    id = AutoIncrementField()
    ticket = link_column(Ticket, null=False)
    agent = link_column(Agent, null=False)
    kind = text_column("reply")
    recipients = text_column("{}")
    subject = text_column()
    text = text_column()
    attachments = text_column("[]")
    templates = text_column("[]")
    updated_at = number_column()
    mailbox = text_column()
    quoted = time_column()
    seen = time_column()
    version = number_column(1)


class View(Record):
    """A saved query."""

    id = AutoIncrementField()
    name = text_column()
    query = text_column()
    records = text_column("ticket")
    owner = link_column(Agent)
    position = number_column()
    key = text_column()


class Gesture(Record):
    """One user act (or one act of a rule, a sync): what undo takes back as a whole."""

    id = AutoIncrementField()
    at = number_column()
    actor_kind = text_column("system")
    actor_id = time_column()
    actor_name = text_column()
    action = text_column()
    label = text_column()
    cause = text_column()
    undoable = number_column(1)
    undoes = link_column("self")
    undone_by = link_column("self")


class Change(Record):
    """One field of one record that a gesture changed; `before` and `after` are JSON."""

    id = AutoIncrementField()
    gesture = link_column(Gesture, null=False)
    record = text_column()
    record_id = number_column()
    op = text_column("update")
    field = text_column()
    before = TextField(null=True)
    after = TextField(null=True)
