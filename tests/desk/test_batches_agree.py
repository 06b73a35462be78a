"""What becomes of mails does not hang on which of them come together; who answers by a machine takes no part."""

import random

import pytest

from crmtui.db.engine import opened
from crmtui.db.models import Ledger, Message, Ticket
from tests.desk.arriving import Desk, answer, mail, only

PEOPLE = ["Kari <kari@fjord.example>", "Bo <bo@mill.example>", "Ana <ana@mill.example>", "Shop <shop@shop.example>"]
MACHINE = "Robot <MAILER-DAEMON@mx.example>"


def drawn(seed: int) -> list[bytes]:
    """Mails that name each other, tickets and themselves anew, by persons, by us and by machines."""
    draw = random.Random(seed)
    known = [f"<k{number}@fjord.example>" for number in range(12)]
    mails = []
    for number in range(120):
        sender = draw.choice([*PEOPLE, MACHINE])
        headers = {
            "To": draw.choice(["shop@shop.example", *PEOPLE]),
            "Message-ID": draw.choice([draw.choice(known), f"<u{number}@fjord.example>"]),
            "In-Reply-To": draw.choice(["", "", draw.choice(known)]),
            "References": draw.choice(["", " ".join(draw.sample(known, 3))]),
            "Subject": draw.choice(["Parcel", f"Re: [#{1001 + draw.randrange(20)}] parcel"]),
            "Auto-Submitted": draw.choice(["", "", "", "", "auto-replied"]),
            "Received": draw.choice(["", "from somewhere"]),
        }
        mails.append(mail(number, sender, minutes=draw.randrange(100), **headers))
    return mails


def became(desk: Desk) -> list[list[tuple]]:
    tickets = Ticket.select(Ticket.id, Ticket.status, Ticket.waiting_since, Ticket.activity_at, Ticket.customer_id)
    messages = Message.select(Message.ticket_id, Message.at, Message.message_id, Message.stranger, Message.joined_by)
    ledger = Ledger.select(Ledger.state, Ledger.reason)
    return [list(some.order_by(some.model.id).tuples()) for some in (tickets, messages, ledger)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_by_one_or_together_the_same_becomes_of_mails(tmp_path, seed):
    mails, results = drawn(seed), []
    for size in (1, 40, 120):
        with opened(tmp_path / f"{size}.db") as engine:
            desk = Desk(engine, tmp_path)
            for start in range(0, len(mails), size):
                desk.get(*mails[start : start + size])
            results.append(became(desk))
    assert results[0] == results[1] == results[2]


def test_a_stranger_takes_no_part_by_an_automatic_reply(desk):
    desk.get(mail(1))
    ours = answer(only())
    eve = "Eve <eve@else.example>"
    desk.get(mail(2, eve, minutes=5, In_Reply_To=ours, Auto_Submitted="auto-replied", Cc="mallory@else.example"))
    desk.get(mail(3, eve, minutes=10, In_Reply_To=ours))
    desk.get(mail(4, "mallory@else.example", minutes=15, In_Reply_To=ours))
    assert [row.stranger for row in Message.select().where(Message.subject << ["Mail 3", "Mail 4"])] == [1, 1]
    assert only().status == "pending"
