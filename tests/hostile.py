"""A desk in which every text that came from outside is an attack on the terminal or on markup."""

from pathlib import Path

from crmtui.db.engine import opened
from crmtui.db.models import (
    Agent,
    Attachment,
    Customer,
    Draft,
    Fulfillment,
    Identity,
    Message,
    OrderLine,
    Outbox,
    Refund,
    ShopOrder,
    Template,
    Ticket,
    View,
)
from crmtui.db.orm import raw
from crmtui.journal import SYSTEM, recording

ATTACKS = (
    "\x1b]52;c;UFdORUQ=\x07",  # writes the clipboard
    "\x1b]0;PWNED\x07",  # sets the title
    "\x1bP+q544e\x1b\\",  # DCS: asks for a capability
    "\x1b[7777;1H\x1b[7777m",  # moves and colours; no honest program uses this number
    "\x1b[21t\x1b[6n\x1bc",  # asks for the title and the cursor, resets
    "\x9b31m\x9d0;PWNED\x9c\x90q\x9c",  # the same in C1
    "\u202egnp.exe\u2066\u200f",  # bidi overrides
    "[@click=app.quit]x[/] [/x] [bold]b[/bold] [TODO]",  # markup
    "\x00\x07\x08\x0b\x0c\x0e\x7f",  # the rest of C0
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301z",  # stacked marks
    "\u200b\ufeff\U000e0041",  # invisible
    "{{ customer.name }} {% raw %}",  # templates
    "=cmd|'/c calc'!A1",  # spreadsheets
)
ALL = "".join(ATTACKS)
AT = 1_790_000_000
TAGS = '["a\\u001b]0;PWNED\\u0007", "[/x]"]'


def attack(number: int) -> str:
    """A short word to find the text by, and one attack after another."""
    return f"evil{number} {ATTACKS[number % len(ATTACKS)]}{ALL}"


def hostile_desk(path: Path) -> Path:
    """Make the desk; every list has enough rows that every attack comes first once."""
    with opened(path), recording(SYSTEM, "seed", "seed", at=AT, undoable=False) as act:
        ana = act.insert(Agent, name="ana", email="ana@shop.example", role="owner", signature=ALL)
        act.insert(Agent, name=f"bo{ALL}", email="bo@shop.example", os_user="")
        raw().execute("INSERT INTO blob (sha256, size, data) VALUES (x'00', 4, x'61626364')")
        for number in range(len(ATTACKS) + 2):
            evil = attack(number)
            customer = act.insert(
                Customer, name=evil, name_key="evil", email=f"e{number}@x.example", company=evil, note=evil,
                phone=evil, country=ALL, locale=ALL, tags=TAGS, spent=1, currency="EUR",
                orders_count=1, created_at=AT, updated_at=AT, last_contact_at=AT + number,
            )  # fmt: skip
            for kind, value in (("email", f"e{number}@x.example"), ("phone", f"{number}{ALL}")):
                act.insert(
                    Identity, customer_id=customer, kind=kind, value=value, value_key=f"{number}{kind}", created_at=AT,
                    bounced_at=AT, bounce_reason=evil,
                )  # fmt: skip
            ticket = act.insert(
                Ticket, subject=evil, snippet=evil, customer_id=customer, assignee_id=ana, mailbox=ALL, channel="email",
                tags=TAGS, created_at=AT, updated_at=AT, activity_at=AT + number,
                waiting_since=AT,
            )  # fmt: skip
            message = 0
            for direction, kind in (("in", "mail"), ("internal", "note"), ("out", "mail"), ("in", "mail")):
                message = act.insert(
                    Message, ticket_id=ticket, kind=kind, direction=direction, at=AT, created_at=AT, author_name=evil,
                    author_email=f"{number}@x.example{ALL}", subject=evil, text=f"{evil}\n{ALL}\r{ALL}\n#{number}",
                    quoted=f"> {ALL}\n" * 3, signature=ALL, html=f"<b>{ALL}</b>", joined_by=ALL, problems=ALL,
                    automatic="", stranger=1, auth=("fail ", "pass ", "none ")[number % 3] + evil,
                    nature=("", "calendar", "bounce", ALL)[number % 4], came_back=evil if direction == "out" else "",
                    recipients='{{"to": ["{}"]}}'.format("\\u001b]0;PWNED\\u0007"),
                )  # fmt: skip
                act.insert(
                    Attachment, message_id=message, blob_id=1, position=0, filename=f"../../{evil}", size=4,
                    content_type=ALL,
                )  # fmt: skip
            act.insert(
                Outbox, message_id=message, ticket_id=ticket, mailbox=ALL, envelope_from=ALL, recipients='["x"]',
                blob_id=1, state=("failed", "uncertain", "held")[number % 3], last_error=evil, not_before=AT + 10**9,
                next_try_at=AT + 10**9, created_at=AT, copy="lost", copy_error=evil,
            )  # fmt: skip
            order = act.insert(
                ShopOrder, shop=ALL, external_id=f"{number}", name=f"#{number}{ALL}", name_key=f"{number}",
                customer_id=customer, email=f"e{number}@x.example", customer_name=evil, placed_at=AT, currency="EUR",
                total=100, payment_status="paid", fulfillment_status=ALL, note=evil, country=ALL, imported_at=AT,
            )  # fmt: skip
            act.insert(
                OrderLine, order_id=order, position=0, sku=ALL, title=evil, quantity=1, unit_price=100, total=100
            )
            act.insert(
                Fulfillment, order_id=order, position=0, status=ALL, carrier=evil, tracking_number=ALL,
                tracking_url=f"https://x.example/{ALL}", shipped_at=AT,
            )  # fmt: skip
            act.insert(Refund, order_id=order, external_id=ALL, at=AT, amount=1, reason=evil)
            act.insert(
                Template, folder=f"folder{ALL}", name=evil, subject=evil, body=f"Dear {ALL.replace('{%', '')}",
                created_at=AT, updated_at=AT,
            )  # fmt: skip
        for number, one in enumerate(ATTACKS):
            query = f'is:any "evil" OR "{one.replace(chr(0), "").replace(chr(34), "")}x"'
            act.insert(View, name=f"view{number} {one}{ALL}", query=query, position=number + 1)
        act.insert(View, name=f"wrong {ALL}", query=f"status:{ALL}", position=99)
        _synced()
        act.insert(Draft, ticket_id=1001, agent_id=ana, kind="reply", text=f"draft {ALL}", subject=ALL, updated_at=AT)
    return path


def _synced() -> None:
    """What fetching says of a mailbox, a folder and mail that made no ticket."""
    raw().execute("INSERT INTO source (id, name) VALUES (1, ?)", (f"imap://x@localhost/{ALL}",))
    raw().execute(
        "INSERT INTO folder_state (source_id, mailbox, folder, remaining, total) VALUES (1, 'support', ?, 5, 9)", (ALL,)
    )
    raw().execute(
        "INSERT INTO sync_state (job, holder, last_at, words, last_error, error_at) VALUES (?, ?, ?, ?, ?, ?)",
        ("fetch:support@x.example@localhost", f"host{ALL}/1/x", AT, f"evil {ALL}", f"evil {ALL}", AT),
    )
    for state in ("ignored", "quarantined"):
        raw().execute(
            "INSERT INTO ledger (source_id, mark, sha256, size, blob_id, state, reason, fetched_at) "
            "VALUES (1, ?, x'00', 4, 1, ?, ?, ?)", (f"{state} {ALL}", state, f"evil {ALL}", AT),
        )  # fmt: skip
