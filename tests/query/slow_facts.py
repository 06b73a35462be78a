"""What no column says of a record: counted values, and the words of `is:` and `has:`; for the slow judge.

The one rule: one line a word, by its meaning in the help.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.query.made_rows import Row

if TYPE_CHECKING:
    from tests.query.slow import Judge

HIDDEN = ("spam", "trash")
ACTIVE = ("open", "pending")

VALUES: dict[tuple[str, str], Callable[["Judge", Row], Any]] = {
    ("ticket", "messages"): lambda judge, row: len(judge.messages(row)),
    ("ticket", "last_reply"): lambda judge, row: judge.last_reply(row),
    ("customer", "refund_rate"): lambda judge, row: judge.refund_rate(row),
    ("customer", "tickets"): lambda judge, row: len(judge.visible_tickets(row)),
    ("order", "items"): lambda judge, row: sum(
        one["quantity"] for one in judge.desk.rows("order_line", order_id=row["id"])
    ),
    ("order", "shipped"): lambda judge, row: judge.latest(row, "shipped_at"),
    ("order", "delivered"): lambda judge, row: judge.latest(row, "delivered_at"),
}

FLAGS: dict[tuple[str, str, str], Callable[["Judge", Row], bool]] = {
    ("ticket", "is", "open"): lambda judge, row: row["status"] in ACTIVE,
    ("ticket", "is", "pending"): lambda judge, row: row["status"] == "pending",
    ("ticket", "is", "snoozed"): lambda judge, row: row["status"] == "snoozed",
    ("ticket", "is", "resolved"): lambda judge, row: row["status"] == "resolved",
    ("ticket", "is", "closed"): lambda judge, row: row["status"] == "resolved",
    ("ticket", "is", "spam"): lambda judge, row: row["status"] == "spam",
    ("ticket", "is", "trash"): lambda judge, row: row["status"] == "trash",
    ("ticket", "is", "waiting"): lambda judge, row: row["status"] == "open" and row["waiting_since"] is not None,
    ("ticket", "is", "unassigned"): lambda judge, row: row["assignee_id"] is None,
    ("ticket", "is", "mine"): lambda judge, row: judge.me is not None and row["assignee_id"] == judge.me,
    ("ticket", "is", "answered"): lambda judge, row: row["first_response_at"] is not None,
    ("ticket", "is", "unanswered"): lambda judge, row: row["first_response_at"] is None,
    ("ticket", "is", "merged"): lambda judge, row: row["merged_into_id"] is not None,
    ("ticket", "is", "any"): lambda judge, row: True,
    ("ticket", "has", "attachment"): lambda judge, row: any(
        judge.desk.rows("attachment", message_id=one["id"], inline=0) for one in judge.messages(row)
    ),
    ("ticket", "has", "note"): lambda judge, row: bool(judge.messages(row, kind="note")),
    ("ticket", "has", "draft"): lambda judge, row: any(judge.desk.rows("draft", ticket_id=row["id"])),
    ("ticket", "has", "reply"): lambda judge, row: bool(judge.messages(row, kind="mail", direction="out")),
    ("ticket", "has", "order"): lambda judge, row: (
        row["customer_id"] is not None and bool(judge.desk.rows("shop_order", customer_id=row["customer_id"]))
    ),
    ("ticket", "has", "tag"): lambda judge, row: row["tags"] != "[]",
    ("ticket", "has", "customer"): lambda judge, row: row["customer_id"] is not None,
    ("ticket", "has", "failed"): lambda judge, row: any(
        one["state"] in ("failed", "uncertain") for one in judge.desk.rows("outbox", ticket_id=row["id"])
    ),
    ("customer", "is", "repeat"): lambda judge, row: row["orders_count"] >= 2,
    ("customer", "is", "buyer"): lambda judge, row: row["orders_count"] >= 1,
    ("customer", "is", "lead"): lambda judge, row: row["orders_count"] == 0,
    ("customer", "is", "any"): lambda judge, row: True,
    ("customer", "has", "ticket"): lambda judge, row: bool(judge.visible_tickets(row)),
    ("customer", "has", "open"): lambda judge, row: any(one["status"] in ACTIVE for one in judge.visible_tickets(row)),
    ("customer", "has", "order"): lambda judge, row: bool(judge.orders(row)),
    ("customer", "has", "refund"): lambda judge, row: any(one["refunded"] > 0 for one in judge.orders(row)),
    ("customer", "has", "phone"): lambda judge, row: bool(
        judge.desk.rows("identity", customer_id=row["id"], kind="phone")
    ),
    ("customer", "has", "email"): lambda judge, row: bool(
        judge.desk.rows("identity", customer_id=row["id"], kind="email")
    ),
    ("customer", "has", "note"): lambda judge, row: row["note"] != "",
    ("customer", "has", "company"): lambda judge, row: row["company"] != "",
    ("customer", "has", "tag"): lambda judge, row: row["tags"] != "[]",
    ("order", "is", "paid"): lambda judge, row: row["payment_status"] == "paid",
    ("order", "is", "unpaid"): lambda judge, row: row["payment_status"] in ("pending", "authorized"),
    ("order", "is", "refunded"): lambda judge, row: row["refunded"] > 0,
    ("order", "is", "cancelled"): lambda judge, row: row["cancelled_at"] is not None,
    ("order", "is", "fulfilled"): lambda judge, row: row["fulfillment_status"] == "fulfilled",
    ("order", "is", "unfulfilled"): lambda judge, row: (
        row["fulfillment_status"] in ("unfulfilled", "partial") and row["cancelled_at"] is None
    ),
    ("order", "is", "any"): lambda judge, row: True,
    ("order", "has", "tracking"): lambda judge, row: any(one["tracking_number"] for one in judge.parcels(row)),
    ("order", "has", "customer"): lambda judge, row: row["customer_id"] is not None,
    ("order", "has", "discount"): lambda judge, row: row["discount"] > 0,
    ("order", "has", "note"): lambda judge, row: row["note"] != "",
    ("order", "has", "tag"): lambda judge, row: row["tags"] != "[]",
}
