"""Why a message is on its ticket, in words that can be checked."""

import pytest

from crmtui.db.models import Message
from crmtui.desk import conversation, joining
from crmtui.desk.reply_key import reply_key
from crmtui.mail.reply_token import reply_address
from tests.desk.arriving import NOON, answer, mail, only

LATER = NOON + 400 * 86_400


def told(desk, message_id: str) -> str:
    number = Message.get(Message.message_id == message_id).id
    detail = conversation.load(desk.engine.reader, 1001)
    (message,) = (one for one in detail.messages if one.id == number)
    return joining.tell(desk.engine.reader, message, LATER)[0]


def test_the_first_mail_began_the_ticket(desk):
    desk.get(mail(1))
    assert told(desk, "1@fjord.example") == "began this ticket"


def test_an_answer_names_our_message_and_its_day(desk):
    desk.get(mail(1))
    ours = answer(only())
    desk.get(mail(2, In_Reply_To=ours, minutes=60), mail(3, References="<1@fjord.example>", minutes=70))
    assert told(desk, "2@fjord.example") == "joined because it answers our message of 14 Nov 2023 (In-Reply-To)"
    assert told(desk, "3@fjord.example") == "joined because it follows the message of 14 Nov 2023 (References)"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Subject": "[#1001] hi"}, "[#1001] stands in its subject, and its author takes part"),
        (
            {"In_Reply_To": "<ghost@x.example>"},
            "it names the same earlier mail as this ticket, and its author takes part",
        ),
        ({"To": ""}, "it was sent to the reply address of #1001"),
    ],
)
def test_every_evidence_has_its_words(desk, headers, why):
    desk.get(mail(1, References="<ghost@x.example>"))
    if "To" in headers:
        headers = {"To": reply_address("shop@shop.example", 1001, reply_key())}
    desk.get(mail(2, **headers))
    assert told(desk, "2@fjord.example") == f"joined because {why}"


def test_who_forwarded_it_is_told_beside(desk):
    body = (
        "---------- Forwarded message ---------\nFrom: Kari <kari@fjord.example>\nDate: Tue, 14 Nov 2023\n"
        "Subject: x\n\nWhere is it?"
    )
    desk.get(mail(1, "ana <ana@team.example>", body, Subject="Fwd: x"))
    assert told(desk, "1@fjord.example") == "began this ticket; forwarded by ana"
