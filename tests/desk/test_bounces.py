"""Mail of ours that comes back: said where it matters, and believed only of whom it can be."""

import json

import pytest

from crmtui.db.models import Change, Identity, Message, Ticket
from tests.desk.arriving import NOON, answer, mail, only, trusting


def dsn(ours: str, to: str = "kari@fjord.example", status: str = "5.1.1", action: str = "failed", **headers) -> bytes:
    """A delivery report as Postfix writes it."""
    body = (
        "--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you that your message could not be delivered.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.fjord.example\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\n"
        f"--b\nContent-Type: message/rfc822\n\nFrom: shop@shop.example\nTo: {to}\nMessage-ID: {ours}\nSubject: x\n\nx\n"
        "--b--"
    )
    return mail(
        "dsn", "Mail Delivery System <MAILER-DAEMON@mx.fjord.example>", body, minutes=90,
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"', Return_Path="<>",
        Subject="Undelivered Mail Returned to Sender", **headers,
    )  # fmt: skip


def bounced(email: str = "kari@fjord.example") -> tuple[int | None, str]:
    row = Identity.get(Identity.value_key == email)
    return row.bounced_at, row.bounce_reason


@pytest.mark.parametrize("status", ["pending", "resolved", "snoozed"])
def test_a_hard_bounce_marks_the_mail_the_address_and_brings_the_ticket_back(desk, status):
    desk.get(mail(1))
    ours = answer(only())
    Ticket.update(status=status, resolved_at=NOON if status == "resolved" else None).execute()
    desk.get(dsn(ours))
    ticket = only()
    assert (ticket.status, ticket.waiting_since, ticket.resolved_at) == ("open", NOON - 800 + 5400, None)
    sent = Message.get(Message.direction == "out")
    assert "kari@fjord.example" in sent.came_back
    assert "user unknown" in sent.came_back
    at, reason = bounced()
    assert at == NOON - 800 + 5400
    assert "user unknown" in reason
    report = Message.get(Message.message_id == "dsn@fjord.example")
    assert (report.nature, report.joined_by) == ("bounce", f"it reports on message {sent.id}")
    gesture = Change.get((Change.record == "ticket") & (Change.field == "status")).gesture_id
    assert Change.select().where((Change.gesture == gesture) & (Change.record == "identity")).count() == 2


def among(ours: str, *people: str) -> None:
    """Our mail went to these."""
    Message.update(recipients=json.dumps({"to": list(people)})).where(Message.message_id == ours.strip("<>")).execute()


def test_one_of_several_receivers_cannot_mark_another(desk):
    desk.get(mail(1, Cc="Eve <eve@evil.example>"))
    ours = answer(only())
    among(ours, "Kari <kari@fjord.example>", "eve@evil.example")
    desk.get(dsn(ours))
    assert bounced() == (None, "")
    told = Message.get(Message.direction == "out").came_back
    assert told.startswith("kari@fjord.example: ")
    assert "anybody who got this one" in told
    assert only().status == "open"


def test_colleagues_in_copy_are_no_reason_for_doubt(desk):
    desk.get(mail(1))
    ours = answer(only())
    among(ours, "Kari <kari@fjord.example>", "ana@team.example")
    desk.get(dsn(ours))
    assert bounced()[0]


@pytest.mark.parametrize(
    ("sender", "result", "marked"),
    [
        ("MAILER-DAEMON@mx.fjord.example", "pass", True),
        ("MAILER-DAEMON@mx.fjord.example", "none", False),
        ("MAILER-DAEMON@evil.example", "pass", False),
        ("Mail Delivery System <eve@fjord.example>", "pass", False),
    ],
)
def test_the_receivers_own_mail_system_is_believed_when_our_server_confirms_it(desk, sender, result, marked):
    trusting(desk).get(mail(1))
    ours = answer(only())
    among(ours, "Kari <kari@fjord.example>", "eve@evil.example")
    domain = sender.strip(">").rpartition("@")[2]
    told = f"mx.shop.example; dmarc={result} header.from={domain}"
    desk.get(dsn(ours, From=sender, Received="from mx", Authentication_Results=told))
    assert (bounced()[0] is not None) is marked


def test_a_bounce_that_our_server_denies_marks_nobody(desk):
    trusting(desk).get(mail(1))
    ours = answer(only())
    told = "mx.shop.example; dmarc=fail header.from=mx.fjord.example"
    desk.get(dsn(ours, Received="from evil", Authentication_Results=told))
    assert bounced() == (None, "")


def test_a_full_mailbox_marks_no_address(desk):
    desk.get(mail(1))
    desk.get(dsn(answer(only()), status="4.2.2"))
    assert bounced() == (None, "")
    assert only().status == "open"


def test_a_delay_is_shown_and_moves_nothing(desk):
    desk.get(mail(1))
    desk.get(dsn(answer(only()), status="4.4.1", action="delayed"))
    assert (bounced(), only().status) == ((None, ""), "pending")
    assert Message.get(Message.message_id == "dsn@fjord.example").nature == "delay"


def test_a_bounce_that_names_somebody_else_marks_nobody_else(desk):
    desk.get(mail(1), mail("b", "bo@bo.example"))
    ours = answer(Ticket.get_by_id(1001))
    desk.get(dsn(ours, to="bo@bo.example"))
    assert bounced("bo@bo.example") == (None, "")


def test_a_bounce_of_years_ago_brings_nothing_back(desk):
    desk.get(mail(1))
    ours = answer(only())
    answer(only(), NOON + 9_000_000)
    Ticket.update(activity_at=NOON + 9_000_000).execute()
    desk.get(dsn(ours))
    assert only().status == "pending"


def test_whoever_writes_again_has_an_address_again(desk):
    desk.get(mail(1))
    desk.get(dsn(answer(only())))
    assert bounced()[0]
    desk.get(mail(3, minutes=95))
    assert bounced() == (None, "")


def test_a_bounce_of_nothing_we_know_is_ignored(desk):
    assert desk.get(dsn("<unknown@shop.example>")).ignored == 1
