"""The words of shops for where money and goods are, as our states.

The one rule: a word that is not in these tables is `unknown`, not the nearest guess.
"""

from crmtui.shop.order import FulfillmentStatus, PaymentStatus

_PAYMENT = {
    **{str(status): status for status in PaymentStatus},
    "completed": PaymentStatus.PAID,
    "complete": PaymentStatus.PAID,
    "captured": PaymentStatus.PAID,
    "processing": PaymentStatus.PAID,  # WooCommerce: paid, not yet sent
    "unpaid": PaymentStatus.PENDING,
    "on_hold": PaymentStatus.PENDING,
    "cancelled": PaymentStatus.VOIDED,
    "canceled": PaymentStatus.VOIDED,
}
_FULFILLMENT = {
    **{str(status): status for status in FulfillmentStatus},
    "partially_fulfilled": FulfillmentStatus.PARTIAL,
    "shipped": FulfillmentStatus.FULFILLED,
    "delivered": FulfillmentStatus.FULFILLED,
    "completed": FulfillmentStatus.FULFILLED,
    "complete": FulfillmentStatus.FULFILLED,
    "pending": FulfillmentStatus.UNFULFILLED,
    "scheduled": FulfillmentStatus.UNFULFILLED,
    "on_hold": FulfillmentStatus.UNFULFILLED,
    "in_progress": FulfillmentStatus.UNFULFILLED,
    "processing": FulfillmentStatus.UNFULFILLED,
}


def _word(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


def payment_status(text: str) -> PaymentStatus:
    """The state of the money that a shop's word names."""
    return _PAYMENT.get(_word(text), PaymentStatus.UNKNOWN)


def fulfillment_status(text: str) -> FulfillmentStatus:
    """The state of the goods that a shop's word names."""
    return _FULFILLMENT.get(_word(text), FulfillmentStatus.UNKNOWN)
