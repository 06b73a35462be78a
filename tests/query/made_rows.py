"""The rows of small random desks, as plain dictionaries.

The one rule: same seed, same rows. Texts, nulls and moments are chosen to lie on edges: empty strings, accents, scripts
without spaces, several currencies, midnights of the reader's zone.
"""

import json
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]

NOW = 1_795_336_245  # Sunday 22 November 2026, 08:30:45 UTC
ZONE = ZoneInfo("Pacific/Auckland")  # far from UTC, with summer time
HOUR, DAY = 3600, 86400

WORDS = (
    "parcel",
    "Parcel",
    "parcels",
    "late",
    "läte",
    "Möller",
    "moller",
    "MÖLLER",
    "straße",
    "strasse",
    "refund",
    "an",
    "ab",
    "ip",
    "a",
    "7",
    "42",
    "LIN-SH-L",
    "1042-33",
    "#1042",
    "okafor.example",
    "ana@okafor.example",
    "naïve",
    "naive",
    "小包裹",
    "届きません",
    "包裹在哪里",
    "พัสดุ",
    "서울",
    "don't",
    "C++",
    "100%",
    "under_score",
    "ΑΒΓ",
    "привет",
    "Ёлка",
    "x" * 40,
    "(",
    '"',
    "*",
    ":",
    "AND",
    "OR",
    "NOT",
    "-",
    "''",
    "DROP",
    "e\u0301te\u0301",
)
NAMES = (
    "Ana Ruiz",
    "ana",
    "Jide Okafor",
    "Möller ApS",
    "山田太郎",
    "O'Brien",
    "",
    "Anabel",
    "x, y",
    "Zoë (VIP)",
    "%",
    "_",
)
TAGS = ("vip", "wholesale", "größe", "a,b", "返品", "refund", "re*", "none", "-x")
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "GBP")
COUNTRIES = ("DE", "US", "NO", "JP", "")
VIEWS = (
    ("Open VIPs", "is:open tag:vip", "ticket"),
    ("mine or lost", "assignee:me OR parcel", "ticket"),
    ("junk", "status:spam,trash sort:created-asc", "ticket"),
    ("spenders", "spent:>100 -is:repeat", "customer"),
)
"""Saved views: name, query, records."""
STATUSES = ("open", "pending", "snoozed", "resolved", "spam", "trash")
DOMAINS = ("okafor.example", "mail.example", "mail.co.example", "münchen.example")


class Maker:
    """Draws rows; every value comes from here."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.tables: dict[str, list[Row]] = {}

    def add(self, table: str, **values: Any) -> Row:
        rows = self.tables.setdefault(table, [])
        first = 1001 if table == "ticket" else 1
        row = {"id": first + len(rows), **values}
        rows.append(row)
        return row

    def text(self, most: int) -> str:
        return " ".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(0, most)))

    def maybe(self, value: Any, chance: float = 0.5) -> Any:
        return value if self.rng.random() < chance else None

    def moment(self) -> int:
        """Some time before now, often on the edge of a minute, an hour or a day, here or in the reader's zone."""
        kind = self.rng.randrange(6)
        if kind == 0:
            return (
                NOW
                - self.rng.choice((0, 60, HOUR, 2 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY))
                + self.rng.choice((-1, 0, 1))
            )
        if kind == 1:
            return NOW - NOW % DAY - self.rng.randrange(12) * DAY + self.rng.choice((-1, 0, 1))
        if kind == 2:  # midnight in Auckland, in summer time
            return NOW - NOW % DAY + 11 * HOUR - self.rng.randrange(12) * DAY + self.rng.choice((-1, 0, 1))
        return NOW - self.rng.choice((HOUR, DAY, 20 * DAY, 500 * DAY)) - self.rng.randrange(3 * DAY)

    def tags(self, *more: str) -> str:
        return json.dumps(
            sorted({self.rng.choice((*TAGS, *more)) for _ in range(self.rng.choice((0, 0, 1, 2, 3)))}),
            ensure_ascii=False,
        )

    # -- people ----------------------------------------------------------------------------------------------------

    def people(self) -> None:
        for name, email, user in (
            ("Ana Ruiz", "ana@shop.example", "ana"),
            ("Ben Osei", "ben@shop.example", "ben"),
            ("Björn", "", "bj"),
            ("none", "none@shop.example", ""),
        ):
            self.add("agent", name=name, email=email, os_user=user, role="agent", signature="", active=1)
        for number in range(self.rng.randint(3, 9)):
            self.customer(number)

    def customer(self, number: int) -> None:
        rng = self.rng
        name = rng.choice(NAMES)
        local = rng.choice(("ana", "jide", "A.B", "o'brien", "info"))
        email = self.maybe(f"{local}{number}@{rng.choice(DOMAINS)}", 0.8) or ""
        phone = self.maybe(f"+49 170 12345{number:02}", 0.3) or ""
        counted, currency = rng.choice((0, 0, 1, 2, 5)), rng.choice(CURRENCIES)
        merged = rng.randint(1, number) if number and rng.random() < 0.12 else None
        made = self.moment() - 40 * DAY
        row = self.add(
            "customer",
            name=name,
            name_key=name.casefold(),
            email=email,
            phone=phone,
            company=self.text(2),
            note=self.text(4),
            tags=self.tags(),
            locale=rng.choice(("", "de-DE", "en")),
            timezone=rng.choice(("", "Europe/Berlin", "America/New_York")),
            country=rng.choice(COUNTRIES),
            orders_count=counted,
            spent=rng.choice((0, 50, 50000, 49999, 50001)) if counted else 0,
            currency=currency if counted else "",
            last_order_at=self.maybe(self.moment(), 0.6) if counted else None,
            last_contact_at=self.maybe(self.moment(), 0.7),
            merged_into_id=merged,
            created_at=made,
            updated_at=made,
            version=1,
        )
        addresses = [("email", email)] if email else []
        if rng.random() < 0.3:
            addresses.append(("email", f"second{number}@{rng.choice(DOMAINS)}"))
        addresses += [("phone", phone)] if phone else []
        for kind, value in addresses:
            key = "".join(c for c in value if c.isdigit()) if kind == "phone" else value.casefold()
            self.add(
                "identity", customer_id=merged or row["id"], kind=kind, value=value, value_key=key, created_at=made
            )

    # -- orders ----------------------------------------------------------------------------------------------------

    def order(self, number: int) -> None:
        rng = self.rng
        owner = self.maybe(rng.choice(self.living()), 0.85)
        total = rng.choice((0, 100, 9999, 10000, 10001, 50000))
        row = self.add(
            "shop_order",
            shop=rng.choice(("hello", "two")),
            external_id=f"x{number}",
            name=rng.choice(("#", "", "LIN-")) + f"10{number:02}",
            name_key="",
            customer_id=owner,
            email=f"ana{number}@okafor.example",
            customer_name=rng.choice(NAMES),
            placed_at=self.maybe(self.moment(), 0.9),
            updated_at=self.maybe(self.moment()),
            cancelled_at=self.maybe(self.moment(), 0.15),
            currency=rng.choice(CURRENCIES),
            subtotal=total,
            shipping=rng.choice((0, 490)),
            tax=rng.choice((0, 19)),
            discount=rng.choice((0, 0, 500)),
            total=total,
            refunded=rng.choice((0, 0, total, total // 2)),
            payment_status=rng.choice(
                ("paid", "pending", "refunded", "partially_refunded", "voided", "authorized", "unknown")
            ),
            fulfillment_status=rng.choice(("fulfilled", "unfulfilled", "partial", "restocked", "unknown")),
            country=rng.choice(COUNTRIES),
            note=self.text(3),
            tags=self.tags("two words"),  # shops have such
            fingerprint="",
            imported_at=NOW,
        )
        row["name_key"] = row["name"].casefold().lstrip("#")
        for position in range(rng.randint(0, 3)):
            self.add(
                "order_line",
                order_id=row["id"],
                position=position,
                sku=rng.choice(("LIN-SH-L", "LIN-SH-M", "", "größe-1")),
                title=self.text(3),
                quantity=rng.choice((1, 2, 10)),
                unit_price=500,
                discount=0,
                total=500,
            )
        for position in range(rng.choice((0, 0, 1, 2))):
            self.add(
                "fulfillment",
                order_id=row["id"],
                position=position,
                status=rng.choice(("", "shipped", "delivered")),
                carrier=rng.choice(("DHL", "UPS", "")),
                tracking_number=rng.choice(("", "0034043412", "1Z-99-AA", "JJD0001")),
                tracking_url="",
                shipped_at=self.maybe(self.moment()),
                delivered_at=self.maybe(self.moment(), 0.3),
            )
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            self.add(
                "refund",
                order_id=row["id"],
                external_id="",
                at=self.maybe(self.moment()),
                amount=rng.choice((0, 100, 5000)),
                reason=self.text(1),
            )

    def living(self) -> list[int]:
        return [row["id"] for row in self.tables["customer"] if row["merged_into_id"] is None]

    # -- tickets ---------------------------------------------------------------------------------------------------

    def ticket(self) -> None:
        rng = self.rng
        status, made, moved = rng.choice((*STATUSES, "open", "open")), self.moment(), self.moment()
        before = self.tables.get("ticket", [])
        row = self.add(
            "ticket",
            subject=self.text(4),
            snippet=self.text(3),
            status=status,
            priority=rng.randrange(4),
            assignee_id=self.maybe(rng.randint(1, 4)),
            customer_id=self.maybe(rng.choice(self.living()), 0.9),
            mailbox=rng.choice(("hello", "support", "")),
            channel=rng.choice(("email", "chat")),
            tags=self.tags(),
            snoozed_until=NOW + rng.randint(1, 9) * HOUR if status == "snoozed" else None,
            created_at=made,
            updated_at=self.moment(),
            activity_at=moved,
            waiting_since=self.maybe(self.moment()),
            first_response_at=self.maybe(made + rng.randint(0, DAY)),
            resolved_at=self.moment() if status == "resolved" else self.maybe(self.moment(), 0.1),
            sla_due_at=None,
            merged_into_id=rng.choice(before)["id"] if before and rng.random() < 0.06 else None,
            version=1,
        )
        for _ in range(rng.choice((0, 1, 1, 2, 4))):
            self.message(row)
        if rng.random() < 0.2:
            self.add(
                "draft",
                ticket_id=row["id"],
                agent_id=rng.randint(1, 4),
                kind="reply",
                recipients="{}",
                subject="",
                text=self.text(2),
                attachments="[]",
                templates="[]",
                updated_at=NOW,
            )

    def message(self, ticket: Row) -> None:
        rng = self.rng
        kind = rng.choice(("mail", "mail", "mail", "note", "chat", "call"))
        direction = "internal" if kind == "note" else rng.choice(("in", "out"))
        agent = rng.randint(1, 4) if direction != "in" else None
        people = NAMES if direction == "in" else ("Ana Ruiz", "Ben Osei")
        row = self.add(
            "message",
            ticket_id=ticket["id"],
            kind=kind,
            direction=direction,
            at=self.moment(),
            agent_id=agent,
            customer_id=ticket["customer_id"] if direction == "in" else None,
            author_name=rng.choice(people),
            author_email=f"{rng.choice(('ana', 'jide'))}@{rng.choice(DOMAINS)}",
            recipients=json.dumps({"to": ["hello@shop.example"]}),
            subject=rng.choice((ticket["subject"], f"Re: {ticket['subject']}", self.text(3))),
            message_id="",
            in_reply_to="",
            refs="",
            automatic=rng.choice(("", "", "", "auto-reply")),
            stranger=int(rng.random() < 0.15),
            joined_by="",
            problems="",
            blob_id=None,
            created_at=NOW,
            text=self.text(6),
            signature="",
            quoted=rng.choice(("", "> quoted parcel")),
            html="",
        )
        for position in range(rng.choice((0, 0, 0, 1, 2))):
            self.add(
                "attachment",
                message_id=row["id"],
                blob_id=1,
                position=position,
                filename=rng.choice(("photo.jpg", "rechnung-möller.pdf", "発送.png", "", "parcel list.csv")),
                content_type=rng.choice(("image/jpeg", "application/pdf")),
                size=rng.choice((0, 10, 2_000_000)),
                inline=int(rng.random() < 0.3),
                content_id="",
            )
        if direction == "out" and kind == "mail" and rng.random() < 0.7:
            self.add(
                "outbox",
                message_id=row["id"],
                ticket_id=ticket["id"],
                mailbox="hello",
                envelope_from="",
                recipients="[]",
                blob_id=1,
                state=rng.choice(("held", "queued", "sending", "sent", "failed", "uncertain", "cancelled")),
                phase="",
                not_before=NOW,
                attempts=0,
                next_try_at=NOW,
                last_error="",
                claimed_by="",
                claimed_until=None,
                created_at=NOW,
                sent_at=None,
            )


def rows_of(seed: int) -> dict[str, list[Row]]:
    """The rows of a desk, by table; every table is there."""
    maker = Maker(seed)
    maker.tables = {
        name: []
        for name in (
            "agent",
            "customer",
            "identity",
            "blob",
            "shop_order",
            "order_line",
            "fulfillment",
            "refund",
            "ticket",
            "message",
            "attachment",
            "outbox",
            "draft",
            "view",
        )
    }
    maker.add("blob", sha256=b"x" * 32, size=1, data=b"x")
    maker.people()
    for name, query, records in VIEWS:
        maker.add("view", name=name, query=query, records=records, owner_id=None, position=0, key="")
    for number in range(maker.rng.randint(0, 12)):
        maker.order(number)
    for _ in range(maker.rng.randint(4, 24)):
        maker.ticket()
    return maker.tables
