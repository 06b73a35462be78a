"""The conditions behind `is:` and `has:`.

The one rule: one line a word; the words and their meaning for people stand in the table of fields.
"""

from crmtui.db.conditions import FALSE, TRUE, Condition

_OF_TICKET: dict[str, str] = {
    "is:open": "t.status IN ('open', 'pending')",
    "is:pending": "t.status = 'pending'",
    "is:snoozed": "t.status = 'snoozed'",
    "is:resolved": "t.status = 'resolved'",
    "is:spam": "t.status = 'spam'",
    "is:trash": "t.status = 'trash'",
    "is:waiting": "(t.status = 'open' AND t.waiting_since IS NOT NULL)",
    "is:unassigned": "t.assignee_id IS NULL",
    "is:answered": "t.first_response_at IS NOT NULL",
    "is:unanswered": "t.first_response_at IS NULL",
    "is:merged": "t.merged_into_id IS NOT NULL",
    "has:attachment": """EXISTS (SELECT 1 FROM message x JOIN attachment y ON y.message_id = x.id
        WHERE x.ticket_id = t.id AND y.inline = 0)""",
    "has:note": "EXISTS (SELECT 1 FROM message x WHERE x.ticket_id = t.id AND x.kind = 'note')",
    "has:reply": """EXISTS (SELECT 1 FROM message x WHERE x.ticket_id = t.id AND x.kind = 'mail'
        AND x.direction = 'out')""",
    "has:order": "EXISTS (SELECT 1 FROM shop_order x WHERE x.customer_id = t.customer_id)",
    "has:tag": "t.tags <> '[]'",
    "has:customer": "t.customer_id IS NOT NULL",
}
_OF_CUSTOMER: dict[str, str] = {
    "is:repeat": "c.orders_count >= 2",
    "is:buyer": "c.orders_count >= 1",
    "is:lead": "c.orders_count = 0",
    "has:ticket": "EXISTS (SELECT 1 FROM ticket x WHERE x.customer_id = c.id AND x.status NOT IN ('spam', 'trash'))",
    "has:open": "EXISTS (SELECT 1 FROM ticket x WHERE x.customer_id = c.id AND x.status IN ('open', 'pending'))",
    "has:order": "EXISTS (SELECT 1 FROM shop_order x WHERE x.customer_id = c.id)",
    "has:refund": "EXISTS (SELECT 1 FROM shop_order x WHERE x.customer_id = c.id AND x.refunded > 0)",
    "has:phone": "EXISTS (SELECT 1 FROM identity x WHERE x.customer_id = c.id AND x.kind = 'phone')",
    "has:email": "EXISTS (SELECT 1 FROM identity x WHERE x.customer_id = c.id AND x.kind = 'email')",
    "has:note": "c.note <> ''",
    "has:company": "c.company <> ''",
    "has:tag": "c.tags <> '[]'",
}
_OF_ORDER: dict[str, str] = {
    "is:paid": "o.payment_status = 'paid'",
    "is:unpaid": "o.payment_status IN ('pending', 'authorized')",
    "is:refunded": "o.refunded > 0",
    "is:cancelled": "o.cancelled_at IS NOT NULL",
    "is:fulfilled": "o.fulfillment_status = 'fulfilled'",
    "is:unfulfilled": "(o.fulfillment_status IN ('unfulfilled', 'partial') AND o.cancelled_at IS NULL)",
    "has:tracking": "EXISTS (SELECT 1 FROM fulfillment x WHERE x.order_id = o.id AND x.tracking_number <> '')",
    "has:customer": "o.customer_id IS NOT NULL",
    "has:discount": "o.discount > 0",
    "has:note": "o.note <> ''",
    "has:tag": "o.tags <> '[]'",
}
_FLAGS = {"ticket": _OF_TICKET, "customer": _OF_CUSTOMER, "order": _OF_ORDER}
_FEW: dict[str, str] = {
    "has:draft": "SELECT x.ticket_id FROM draft x",
    "has:failed": "SELECT x.ticket_id FROM outbox x WHERE x.state IN ('failed', 'uncertain')",
}
"""Flags of tickets that only few ever have."""


def flag(records: str, word: str, me: int | None) -> Condition:
    """A flag as `is:open`; `me` is whose tickets are mine."""
    if word == "is:any":
        return TRUE
    if records == "ticket" and word == "is:mine":
        return FALSE if me is None else Condition("(t.assignee_id IS NOT NULL AND t.assignee_id = ?)", (me,))
    if records == "ticket" and word in _FEW:
        return Condition(f"t.id IN ({_FEW[word]})", (), (_FEW[word], ()))
    return Condition(_FLAGS[records][word])
