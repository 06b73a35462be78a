"""Mail that no person wrote: it is shown as what it is, moves nothing, and a bounce says so where it matters."""

import json
from dataclasses import replace

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Change, Customer, Identity, Ledger, Message, Ticket
from crmtui.db.orm import raw
from crmtui.desk.audience import audience
from crmtui.desk.ledger import audit
from crmtui.journal import Actor
from crmtui.settings import MailRules
from tests.desk.arriving import NOON, SETTINGS, Desk, answer, mail, only

KINDS = {
    "out-of-office": {"Auto_Submitted": "auto-replied", "Subject": "Out of office: parcel"},
    "auto-reply": {"Auto_Submitted": "auto-generated"},
    "list": {"List_Id": "<talk.lists.example>"},
    "bulk": {"Precedence": "bulk", "List_Unsubscribe": "<https://news.example/off>"},
    "calendar": {"Content_Type": "multipart/alternative; boundary=b"},
}
INVITATION = (
    "--b\nContent-Type: text/plain\n\nVisit\n--b\nContent-Type: text/calendar; method=REQUEST\n\n"
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1@x.example\nSUMMARY:Visit\nDTSTART:20231120T100000Z\n"
    "END:VEVENT\nEND:VCALENDAR\n--b--"
)
BODIES = {"calendar": INVITATION}


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


# -- quiet mail ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_automatic_mail_to_nothing_known_is_ignored_with_its_kind_and_its_bytes_kept(desk, kind):
    report = desk.get(mail(1, "bo@bo.example", BODIES.get(kind, ""), **KINDS[kind]))
    assert (report.ignored, Ticket.select().count(), Customer.select().count()) == (1, 0, 0)
    row = Ledger.get()
    assert row.reason.startswith(f"{kind}, to no mail that is known")
    assert row.blob_id
    assert audit(raw()).adds_up


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["pending", "resolved"])
def test_automatic_mail_joins_as_what_it_is_and_reopens_nothing(desk, kind, status):
    desk.get(mail(1))
    ours = answer(only())
    resolved = NOON if status == "resolved" else None
    Ticket.update(status=status, resolved_at=resolved).execute()
    desk.get(mail(2, body=BODIES.get(kind, ""), minutes=60, In_Reply_To=ours, **KINDS[kind]))
    assert (only().status, only().waiting_since) == (status, None)
    assert Message.get(Message.message_id == "2@fjord.example").nature == kind


@pytest.mark.parametrize("header", ["List_Unsubscribe", "Feedback_ID", "X_Auto_Response_Suppress"])
def test_an_answer_to_us_is_a_persons_though_their_software_marks_it_like_a_newsletter(desk, header):
    desk.get(mail(1))
    ours = answer(only())
    desk.get(mail(2, minutes=60, In_Reply_To=ours, **{header: "x"}))
    message = Message.get(Message.message_id == "2@fjord.example")
    assert (only().status, message.nature, message.automatic) == ("open", "", "bulk")


def test_a_robots_answer_with_a_newsletters_headers_moves_nothing(desk):
    desk.get(mail(1))
    desk.get(mail(2, "no-reply@fjord.example", In_Reply_To=answer(only()), List_Unsubscribe="<https://x.example>"))
    assert only().status == "pending"


def test_what_asks_only_that_no_machine_answers_is_a_persons(desk):
    desk.get(mail(1, "al@mill.example", X_Auto_Response_Suppress="All"))
    assert (only().status, Message.get().automatic, Message.get().nature) == ("open", "bulk", "")
    assert Customer.get_by_id(only().customer_id).email == "al@mill.example"


def test_an_invitation_that_is_the_whole_mail_is_one_too(desk):
    whole = INVITATION.partition("REQUEST\n\n")[2].partition("\n--b--")[0]
    assert desk.get(mail(1, body=whole, Content_Type="text/calendar; method=REQUEST")).ignored == 1


def test_a_setting_takes_a_kind_like_a_persons_mail(desk):
    desk.settings = replace(SETTINGS, mail=MailRules(tickets_from=("list",)))
    desk.get(
        mail(1, List_Id="<talk.lists.example>"), mail(2, Precedence="bulk", List_Unsubscribe="<https://x.example>")
    )
    assert (only().status, Message.get().nature) == ("open", "list")


def test_a_group_of_ours_that_hands_customers_mail_on_is_no_list(desk):
    desk.get(mail(1, List_Id="Support <support.shop.example>"))
    assert only().status == "open"


def test_a_desk_without_mailboxes_cannot_tell_whose_list_it_is(desk):
    desk.settings = replace(SETTINGS, mailboxes=())
    desk.get(mail(1, List_Id="<talk.lists.example>"))
    assert only().status == "open"


def test_our_own_mail_that_a_list_brings_back_is_no_news(desk):
    desk.get(mail(1))
    ours = answer(only())
    report = desk.get(
        mail(
            "x", "shop@shop.example", "Answer\n--\nlist footer", Message_ID=ours, To="talk@lists.example", Received="x"
        )
    )
    assert (report.ignored, Message.select().count()) == (1, 2)
    assert Ledger.select().order_by(Ledger.id.desc()).get().reason.startswith("our own mail came back")


# -- bounces ------------------------------------------------------------------------------------------------------


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


# -- who wrote it -------------------------------------------------------------------------------------------------


def trusting(desk: Desk) -> Desk:
    box = replace(SETTINGS.mailboxes[0], trusted_hops=("mx.shop.example",))
    desk.settings = replace(SETTINGS, mailboxes=(box,))
    return desk


def checked(number: int | str, result: str, sender: str = "Kari <kari@fjord.example>", **headers) -> bytes:
    """A mail as our own server hands it on."""
    told = f"mx.shop.example; dmarc={result} header.from=fjord.example; spf={result} smtp.mailfrom=fjord.example"
    return mail(number, sender, Received="from somewhere", Authentication_Results=told, **headers)


def test_a_proven_sender_is_the_customer_and_may_name_a_ticket(desk):
    trusting(desk).get(checked(1, "pass"))
    desk.get(checked(2, "pass", Subject="[#1001] still nothing"))
    assert only().customer_id
    assert [row.auth.split()[0] for row in Message.select()] == ["pass", "pass"]


@pytest.mark.parametrize("result", ["fail", "none"])
def test_who_is_not_proven_joins_nothing_by_a_number(desk, result):
    trusting(desk).get(checked(1, "pass"))
    desk.get(checked(2, result, Subject="[#1001] wire money"))
    assert Ticket.select().count() == 2


def test_a_forged_customer_gets_nothing_of_theirs(desk):
    trusting(desk).get(checked(1, "pass"))
    desk.get(checked(2, "fail", Subject="change my address"))
    forged = Ticket.get_by_id(1002)
    assert (forged.customer_id, forged.status) == (None, "open")
    message = Message.get(Message.ticket == 1002)
    assert (message.customer_id, message.auth) == (None, "fail spf fail, dmarc fail")


def test_a_forged_participant_is_shown_as_a_stranger_and_reopens_nothing(desk):
    trusting(desk).get(checked(1, "pass"))
    ours = answer(only())
    desk.get(checked(2, "fail", minutes=60, In_Reply_To=ours))
    assert (only().status, Message.get(Message.message_id == "2@fjord.example").stranger) == ("pending", 1)
    desk.get(checked(3, "fail", minutes=60, In_Reply_To="<ghost@x.example>"))
    assert Ticket.select().count() == 2


def test_a_second_sender_for_the_server_that_looks_proves_nothing_of_the_first(desk):
    """Such a mail passes as the second one's; the customer whom people see in it never wrote it."""
    looked = "mx.shop.example; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=evil.example"
    trusting(desk).get(checked(1, "pass"))
    twice = "kari@fjord.example\nFrom: eve@evil.example"
    desk.get(mail(2, twice, Received="x", Subject="change my address", Authentication_Results=looked))
    forged = Message.get(Message.ticket == 1002)
    assert (forged.customer_id, forged.auth.split()[0]) == (None, "fail")
    assert "for evil.example, not for fjord.example" in forged.auth
    desk.get(mail(3, "Kari via shop <shop@shop.example>", Received="x", Authentication_Results=looked))
    assert Message.get(Message.message_id == "3@fjord.example").auth == "none"


def test_what_the_sender_writes_about_themselves_is_not_believed(desk):
    trusting(desk)
    desk.get(mail(1, Received="x", Authentication_Results="evil.example; dmarc=pass header.from=fjord.example"))
    assert Message.get().auth == "none"


FORWARDED = (
    "please have a look\n\n---------- Forwarded message ---------\nFrom: Kari Nord <kari@fjord.example>\n"
    "Date: Tue, 14 Nov 2023 at 10:00\nSubject: Where is it?\nTo: <ana@team.example>\n\nWhere is my parcel?"
)


def test_a_server_that_confirms_who_forwards_says_nothing_of_whom_they_forward(desk):
    confirmed = "mx.shop.example; dmarc=pass header.from=team.example"
    trusting(desk).get(
        mail(1, "ana <ana@team.example>", FORWARDED, Subject="Fwd: x", Received="x", Authentication_Results=confirmed)
    )
    assert (Message.get().author_email, Message.get().auth) == ("kari@fjord.example", "none")


def test_a_colleague_forwards_a_customers_mail_and_the_ticket_is_the_customers(desk):
    desk.get(mail(1, "ana <ana@team.example>", FORWARDED, Subject="Fwd: Where is it?", Received="x"))
    ticket, message = only(), Message.get()
    assert Customer.get_by_id(ticket.customer_id).email == "kari@fjord.example"
    assert (ticket.status, message.direction, message.author_email) == ("open", "in", "kari@fjord.example")
    assert message.joined_by == "forwarded by ana"


def test_what_a_stranger_forwards_is_the_strangers(desk):
    body = "---------- Forwarded message ---------\nFrom: Kari <kari@fjord.example>\nSubject: x\n\nPay eve"
    desk.get(mail(1, "eve@evil.example", body, Subject="Fwd: x"))
    assert Customer.get_by_id(only().customer_id).email == "eve@evil.example"


def test_a_form_service_writes_for_whom_its_reply_to_names(desk):
    desk.settings = replace(SETTINGS, mail=MailRules(form_services=("forms.example",)))
    desk.get(mail(1, "Forms <no-reply@forms.example>", Reply_To="Bo <bo@bo.example>"))
    assert Customer.get_by_id(only().customer_id).email == "bo@bo.example"
    assert only().status == "open"


def test_a_form_in_our_name_with_a_copy_to_its_author_is_not_our_answer(desk):
    desk.get(mail(1, "shop@shop.example", Cc="bo@bo.example", Received="x"))
    assert (only().status, Message.get().direction) == ("open", "in")


def test_a_person_may_say_whose_ticket_it_is_and_undo_takes_it_back(desk):
    trusting(desk).get(checked(1, "pass"), checked(2, "fail", Subject="it is me"))
    ana = Actor("agent", 1, "ana")
    journal.perform(table()["ticket.customer"], [1002], {"customer": "kari@fjord.example"}, ana)
    assert Ticket.get_by_id(1002).customer_id == Ticket.get_by_id(1001).customer_id
    journal.undo(ana)
    assert Ticket.get_by_id(1002).customer_id is None


def test_an_answer_to_a_forged_mail_goes_to_nobody_by_itself(desk):
    trusting(desk).get(checked(2, "fail", Reply_To="eve@evil.example"))
    assert audience(1001, None, False, {"shop@shop.example"}) == ([], [])
