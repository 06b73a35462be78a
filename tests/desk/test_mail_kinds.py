"""Mail that no person wrote: it is shown as what it is, and moves nothing."""

from dataclasses import replace

import pytest

from crmtui.db.models import Customer, Ledger, Message, Ticket
from crmtui.db.orm import raw
from crmtui.desk.ledger import audit
from crmtui.settings import MailRules
from tests.desk.arriving import NOON, SETTINGS, answer, mail, only

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
