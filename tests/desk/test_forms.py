"""What forms, market places and shops send: a customer is never unseen, and what nobody wrote is no customer."""

from dataclasses import replace

import pytest

from crmtui.db.models import Customer, Ledger, Message, Ticket
from crmtui.desk.audience import audience
from crmtui.desk.conversation import load
from tests.desk.arriving import SETTINGS, Desk, answer, mail, only

AUTOMATIC = {
    "auto-generated": {"Auto_Submitted": "auto-generated"},
    "bulk": {"Precedence": "bulk"},
    "both": {"Auto_Submitted": "auto-generated", "Precedence": "bulk", "X_Auto_Response_Suppress": "All"},
}


def form(number: int | str = 1, sender: str = "Shop <wordpress@shop.example>", **headers: str) -> bytes:
    return mail(number, sender, Reply_To="Bo <bo@bo.example>", Received="from web7", **headers)


@pytest.mark.parametrize("headers", AUTOMATIC)
@pytest.mark.parametrize("sender", ["Shop <wordpress@shop.example>", "no-reply@formspree.io", "no-reply@crm.example"])
def test_a_form_with_a_machines_headers_opens_the_ticket_of_whoever_filled_it_in(desk, sender, headers):
    desk.get(form(sender=sender, **AUTOMATIC[headers]))
    assert Customer.get_by_id(only().customer_id).email == "bo@bo.example"
    message = Message.get()
    assert (only().status, message.author_email, message.nature) == ("open", "bo@bo.example", "")
    assert message.joined_by.startswith("written in a form of ")


@pytest.mark.parametrize(
    ("sender", "body", "name"),
    [
        ("WordPress <wordpress@shop.example>", "Name: Clara Ito\nMessage:\nDo you ship?", "Clara Ito"),
        ("Ana's Shop <shop@shop.example>", "*Your name:*\nClara Ito\n\nProduct name: Blue cloth", "Clara Ito"),
        ("Formspree <noreply@formspree.io>", "Nom : Clara Ito\nCourriel : bo@bo.example", "Clara Ito"),
        ("Ana's Shop <wordpress@shop.example>", "Do you ship?", ""),
        ("Clara Ito <wordpress@shop.example>", "Do you ship?", "Clara Ito"),
        ("WordPress <wordpress@shop.example>", "Name: Clara Ito\nName: Finn", ""),
    ],
)
def test_a_customer_is_not_called_what_the_form_is_called(desk, sender, body, name):
    desk.get(mail(1, sender, Reply_To="bo@bo.example", Received="from web7", body=body))
    customer = Customer.get_by_id(only().customer_id)
    assert (customer.name, customer.email) == (name, "bo@bo.example")


def test_an_answer_to_a_form_goes_to_its_author_and_nothing_answers_it_by_itself(desk):
    desk.get(form(Auto_Submitted="auto-generated"))
    to, cc = audience(1001, only().customer_id, True, {"shop@shop.example"})
    assert ([one.email for one in to], cc) == (["bo@bo.example"], [])
    assert Message.get().automatic == "bulk"
    (shown,) = load(desk.engine.reader, 1001, 5).messages
    assert shown.machine == ""


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("Jotform <noreply@jotform.com>", {}),
        ("Jotform <noreply@jotform.com>", {"Precedence": "bulk", "Reply_To": "shop@shop.example"}),
        ("Shop <no-reply@shop.example>", {"Auto_Submitted": "auto-generated"}),
    ],
)
def test_who_leaves_only_a_phone_number_in_a_form_is_seen(desk, sender, headers):
    desk.get(mail(1, sender, "Name: Clara Ito\nPhone: +49 30 901820\nMessage: Please call me.", **headers))
    assert (only().status, only().customer_id) == ("open", None)
    assert Message.get().joined_by.startswith("written in a form of ")
    # An answer to no-reply@ would reach nobody: whoever calls them finds no address there.
    assert audience(1001, None, False, {"shop@shop.example"}) == ([], [])


def test_what_a_forms_service_writes_itself_is_set_aside(desk):
    desk.get(mail(1, "Jotform <noreply@jotform.com>", "Your plan was renewed. Thank you."))
    desk.get(
        mail(2, "Jotform <noreply@jotform.com>", "Name: Ana\nPhone: 1\n", List_Unsubscribe="<https://x.example/u>")
    )
    assert [row.state for row in Ledger.select()] == ["ignored", "ignored"]


def test_a_form_that_begins_like_a_mail_keeps_its_words(desk):
    body = "From: Bo <bo@bo.example>\nSubject: Parcel\n\nMessage Body:\nWhere is it?\n\n-- \nSent from a contact form"
    desk.get(form(body=body, Auto_Submitted="auto-generated"))
    assert "Where is it?" in Message.get().text


def test_in_a_form_anybody_may_name_anybody_so_that_no_number_counts(desk):
    box = replace(SETTINGS.mailboxes[0], trusted_hops=("mx.shop.example",))
    desk.settings = replace(SETTINGS, mailboxes=(box,))
    told = "mx.shop.example; dmarc=pass header.from=bo.example"
    desk.get(mail(1, "Bo <bo@bo.example>", Received="x", Authentication_Results=told))
    told = told.replace("bo.example", "shop.example")
    desk.get(form(2, Subject="[#1001] wire money", Authentication_Results=told))
    assert Message.get_by_id(2).ticket_id == 1002
    assert Message.get_by_id(2).auth == "none"


def test_a_buyer_of_a_market_place_is_a_customer_by_the_address_it_gave_them(desk):
    desk.get(mail(1, "Ana <k3jx+1@marketplace.amazon.de>", Auto_Submitted="auto-generated", Precedence="bulk"))
    assert Customer.get_by_id(only().customer_id).email == "k3jx+1@marketplace.amazon.de"
    ours = answer(only())
    desk.get(
        mail(2, "Ana <k3jx+1@marketplace.amazon.de>", Auto_Submitted="auto-generated", minutes=60, References=ours)
    )
    assert Message.get(Message.message_id == "2@fjord.example").stranger == 0


@pytest.mark.parametrize(
    "sender", ["Linen <mailer@shopify.com>", "seller-notification@amazon.de", "www-data@web7.example"]
)
def test_a_platform_and_a_program_open_a_ticket_and_become_no_customer(desk, sender):
    desk.get(mail(1, sender, Subject="A payout is late"))
    assert (only().status, only().customer_id, Customer.select().count()) == ("open", None, 0)


@pytest.mark.parametrize("sender", ["Shop <shop@shop.example>", "wordpress@shop.example", "Linen <mailer@shopify.com>"])
def test_a_shops_notice_of_an_order_is_set_aside_and_says_why(desk, sender):
    report = desk.get(form(sender=sender, Subject="[Linen]: New order #1042"))
    assert (report.ignored, Ticket.select().count(), Customer.select().count()) == (1, 0, 0)
    assert Ledger.get().reason == "bulk, to no mail that is known: a shop's notice of an order"


def test_who_writes_about_an_order_or_sends_one_out_is_no_notice(desk: Desk):
    desk.get(
        mail(1, "Bo <bo@bo.example>", Subject="[Linen]: New order #1042"),
        mail(2, "ana@team.example", Subject="Failed order 1042"),
        mail(3, "shop@shop.example", Subject="New order 1042", To="supplier@mill.example"),
        form(4, Subject="[Linen] New order #1042 has a hole"),
    )
    assert Ticket.select().count() == 4


def test_a_setting_makes_tickets_of_notices_for_whoever_ordered(desk):
    desk.settings = replace(SETTINGS, mail=replace(SETTINGS.mail, tickets_from=("bulk",)))
    desk.get(form(Subject="[Linen]: New order #1042"))
    assert Customer.get_by_id(only().customer_id).email == "bo@bo.example"


def test_whom_a_form_names_takes_part_in_nothing_by_a_mail_that_everybody_got(desk):
    """Who got a newsletter knows its Message-ID: under a form, they would write on the ticket of somebody else."""
    desk.get(mail(1, Received="x", References="<newsletter@shop.example>"))
    desk.get(
        mail(2, "noreply@evil.example", Reply_To="kari@fjord.example", Received="x",
             References="<newsletter@shop.example>")
    )  # fmt: skip
    assert Ticket.select().count() == 2
