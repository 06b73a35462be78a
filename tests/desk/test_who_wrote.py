"""Who wrote a mail: proven, forged, forwarded, or named in a form."""

from dataclasses import replace

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.models import Customer, Message, Ticket
from crmtui.desk.audience import audience
from crmtui.journal import Actor
from crmtui.settings import MailRules
from tests.desk.arriving import SETTINGS, answer, mail, only, trusting


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
