"""The models of what shops sent.

The one rule: no logic here.
"""

from playhouse.sqlite_ext import AutoIncrementField

from crmtui.db.desk_models import Customer
from crmtui.db.model_base import Record, link_column, number_column, text_column, time_column


class ShopOrder(Record):
    """An order as its shop sent it; unique by (shop, external_id)."""

    id = AutoIncrementField()
    shop = text_column()
    external_id = text_column()
    name = text_column()
    name_key = text_column()
    customer = link_column(Customer)
    email = text_column()
    customer_name = text_column()
    placed_at = time_column()
    updated_at = time_column()
    cancelled_at = time_column()
    currency = text_column()
    subtotal = number_column()
    shipping = number_column()
    tax = number_column()
    discount = number_column()
    total = number_column()
    refunded = number_column()
    payment_status = text_column()
    fulfillment_status = text_column()
    country = text_column()
    note = text_column()
    tags = text_column("[]")
    fingerprint = text_column()
    imported_at = number_column()


class OrderLine(Record):
    """One item of an order."""

    id = AutoIncrementField()
    order = link_column(ShopOrder, null=False)
    position = number_column()
    sku = text_column()
    title = text_column()
    quantity = number_column()
    unit_price = number_column()
    discount = number_column()
    total = number_column()


class Fulfillment(Record):
    """A parcel of an order."""

    id = AutoIncrementField()
    order = link_column(ShopOrder, null=False)
    position = number_column()
    status = text_column()
    carrier = text_column()
    tracking_number = text_column()
    tracking_url = text_column()
    shipped_at = time_column()
    delivered_at = time_column()


class Refund(Record):
    """Money that went back."""

    id = AutoIncrementField()
    order = link_column(ShopOrder, null=False)
    external_id = text_column()
    at = time_column()
    amount = number_column()
    reason = text_column()
