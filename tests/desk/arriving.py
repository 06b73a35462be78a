"""A desk that mails are sent to, for the tests of taking them in."""

from dataclasses import replace
from pathlib import Path

from crmtui.db.engine import Engine
from crmtui.db.models import Message, Ticket
from crmtui.db.orm import raw
from crmtui.desk.house import House, house_of
from crmtui.desk.ledger import audit
from crmtui.mail.sources import MailSources
from crmtui.settings import Mailbox, Settings
from crmtui.sync import mail_import
from crmtui.sync.mail_import import MailReport

NOON = 1_700_000_000
"""Tue, 14 Nov 2023 22:13:20 +0000."""
SETTINGS = Settings(Path("/nowhere"), mailboxes=(Mailbox("support", "shop@shop.example"),))


class Desk:
    """Sends mails to a desk in a temporary directory."""

    def __init__(self, engine: Engine, place: Path, settings: Settings = SETTINGS) -> None:
        self.engine, self.place, self.count, self.settings = engine, place, 0, settings

    @property
    def house(self) -> House:
        """Who we are."""
        return house_of(self.settings)

    def get(self, *mails: bytes, at: int = NOON + 5_000_000) -> MailReport:
        """Import raw mails, in one batch."""
        self.count += 1
        box = self.place / f"box{self.count}"
        box.write_bytes(b"".join(b"From a@b Wed Aug 21 19:30:01 2002\n" + one + b"\n" for one in mails))
        return self.read(box, at=at)

    def read(self, *paths: Path, at: int = NOON + 5_000_000) -> MailReport:
        report = mail_import.import_mail(MailSources(paths), self.house, clock=lambda: at)
        assert audit(raw()).adds_up, audit(raw()).faults
        return report


def mail(
    number: int | str, sender: str = "Kari <kari@fjord.example>", body: str = "", *, minutes: int = 0, **headers: str
) -> bytes:
    day = f"Tue, 14 Nov 2023 {22 + minutes // 60:02}:{minutes % 60:02}:00 +0000"
    fields = {
        "From": sender, "To": "shop@shop.example", "Subject": f"Mail {number}", "Date": day,
        "Message-ID": f"<{number}@fjord.example>",
    }  # fmt: skip
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"{head}\n{body or f'Words of {number}.'}\n".encode()


def answer(ticket: Ticket, at: int = NOON) -> str:
    """An answer of ours on a ticket; its Message-ID."""
    Message.create(
        ticket=ticket, kind="mail", direction="out", at=at, created_at=at, message_id=f"ours{at}@shop.example",
        author_email="shop@shop.example", recipients='{"to": ["Kari <kari@fjord.example>"]}', text="Answer",
    )  # fmt: skip
    Ticket.update(status="pending", waiting_since=None).where(Ticket.id == ticket.id).execute()
    return f"<ours{at}@shop.example>"


def only() -> Ticket:
    (ticket,) = Ticket.select()
    return ticket


def trusting(desk: Desk) -> Desk:
    """The desk, with a mail server of its own whose word on senders counts."""
    box = replace(SETTINGS.mailboxes[0], trusted_hops=("mx.shop.example",))
    desk.settings = replace(SETTINGS, mailboxes=(box,))
    return desk
