"""The Peewee models: what the tables are called and hold. The migrations make them; a test holds the two together.

The one rule: whoever wants a model finds it here, whichever room's it is.
"""

from crmtui.db.desk_models import (
    Agent,
    Attachment,
    Blob,
    Change,
    Customer,
    Draft,
    Gesture,
    Identity,
    Message,
    Meta,
    Outbox,
    Template,
    Ticket,
    View,
)
from crmtui.db.fetch_models import AutoSent, FolderAct, FolderState, Lease, Ledger, Source, SyncState
from crmtui.db.model_base import Record, database
from crmtui.db.shop_models import Fulfillment, OrderLine, Refund, ShopOrder

__all__ = [
    "MODELS",
    "Agent",
    "Attachment",
    "AutoSent",
    "Blob",
    "Change",
    "Customer",
    "Draft",
    "FolderAct",
    "FolderState",
    "Fulfillment",
    "Gesture",
    "Identity",
    "Lease",
    "Ledger",
    "Message",
    "Meta",
    "OrderLine",
    "Outbox",
    "Record",
    "Refund",
    "ShopOrder",
    "Source",
    "SyncState",
    "Template",
    "Ticket",
    "View",
    "database",
]

MODELS: tuple[type[Record], ...] = (
    Meta, Agent, Customer, Identity, Ticket, Blob, Message, Attachment, Source, Ledger, Template,
    FolderState, FolderAct, Lease, SyncState, AutoSent,
    ShopOrder, OrderLine, Fulfillment, Refund, Outbox, Draft, View, Gesture, Change,
)  # fmt: skip
