"""Whose words a mail holds: forms, market places and programs speak for others; newsletters and strangers do not."""

import pytest

from crmtui.mail.author import Way, who_wrote
from crmtui.mail.parse import parse
from crmtui.mail.senders import is_no_reply, is_platform, is_program, is_public, is_relay
from crmtui.mail.shop_notice import is_order_notice


class Shop:
    """A house with one mailbox."""

    def is_own(self, email: str) -> bool:
        return email == "shop@shop.example"

    def is_own_domain(self, email: str) -> bool:
        return email.endswith("@shop.example")


def wrote(headers: str, body: str = "Where is my parcel?", services: tuple[str, ...] = ()) -> tuple[str, Way]:
    writer = who_wrote(parse(f"{headers}\n\n{body}\n".encode()), Shop(), services)
    return writer.address.email if writer.address else "", writer.way


BO = "Reply-To: Bo Berg <bo@bo.example>"
AUTO, BULK = "Auto-Submitted: auto-generated", "Precedence: bulk"
FORM = ("bo@bo.example", Way.FORM)


@pytest.mark.parametrize(
    "sender",
    [
        "shop@shop.example", "wordpress@shop.example", "no-reply@shop.example", "no-reply@formspree.io",
        "Jotform <noreply@jotform.com>", "Wix <notifications@wix-forms.com>", "form-submission@squarespace.info",
        "Linen (Shopify) <mailer@shopify.com>", "Linen <store+61@t.shopifyemail.com>", "www-data@web7.hoster.example",
        "forms-receipts-noreply@google.com", "notifications@followups.typeform.com", "formresponses@netlify.com",
        "do_not_reply@crm.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", ["X-None: 1", AUTO, BULK, f"{AUTO}\n{BULK}", "X-Auto-Response-Suppress: All"])
def test_a_form_is_its_reply_tos_whatever_its_headers_say(sender, headers):
    assert wrote(f"From: {sender}\nTo: shop@shop.example\n{BO}\n{headers}") == FORM


@pytest.mark.parametrize("headers", ["List-Unsubscribe: <https://f.example/off>", "Feedback-ID: 1:x", "List-Id: <f.x>"])
def test_a_form_service_may_have_the_headers_of_newsletters(headers):
    assert wrote(f"From: noreply@formspree.io\n{BO}\n{headers}") == FORM


def test_an_unknown_program_with_such_headers_is_a_form_when_it_prints_who_filled_it_in():
    head = f"From: no-reply@crm.example\n{BO}\nList-Unsubscribe: <https://crm.example/off>"
    assert wrote(head)[1] is Way.ITSELF
    assert wrote(head, "Name: Bo\nMail: Bo@bo.example\n\nWhere is it?") == FORM


def test_somebody_whom_nobody_knows_with_the_headers_of_programs_may_be_a_form_too():
    head = f"From: site@agency.example\n{BO}\n{AUTO}"
    assert wrote(head)[1] is Way.ITSELF
    assert wrote(head, "bo@bo.example wrote: where is it?") == FORM


@pytest.mark.parametrize(
    "headers",
    [
        "From: news@brand.example\nReply-To: hello@brand.example\nPrecedence: bulk",
        "From: no-reply@mail.brand.example\nReply-To: hello@brand.example",
        "From: no-reply@esp.example\nReply-To: hello@brand.example\nList-Unsubscribe: <https://x.example>",
        "From: talk@lists.example\nReply-To: bo@bo.example\nList-Id: <talk.lists.example>",
        "From: no-reply@brand.example\nReply-To: do-not-reply@other.example",
        "From: ana@mail.example\nReply-To: bo@bo.example",
        "From: wordpress@shop.example\nReply-To: shop@shop.example",
        "From: no-reply@brand.example\nReply-To: bo@bo.example\nAuto-Submitted: auto-replied",
        "From: no-reply@brand.example\nReply-To: bo@bo.example\nAuto-Submitted: auto-generated\nIn-Reply-To: <1@x>",
        "From: MAILER-DAEMON@mx.example\nReply-To: bo@bo.example\nSubject: Undelivered Mail Returned to Sender",
        "From: no-reply@brand.example\nReply-To: bo@bo.example\nSubject: Automatic reply: Order 5",
    ],
)
def test_newsletters_lists_answers_and_other_people_stay_who_they_are(headers):
    assert wrote(headers)[1] is Way.ITSELF


@pytest.mark.parametrize(
    "field",
    [
        "Email: bo@bo.example", "E-Mail-Adresse: bo@bo.example", "Your email\nbo@bo.example", "* E-post: bo@bo.example",
        "Correo electrónico: bo@bo.example", "Adresse e-mail : <bo@bo.example>", "メールアドレス: bo@bo.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("sender", ["wordpress@shop.example", "shop@shop.example", "noreply@formspree.io"])
def test_a_form_without_reply_to_names_its_author_in_a_field(sender, field):
    assert wrote(f"From: {sender}\nTo: shop@shop.example", f"Name: Bo\n{field}\n\nMessage: Where is it?") == FORM


def test_a_field_of_somebody_else_or_of_two_people_names_nobody():
    form = "From: wordpress@shop.example\nTo: shop@shop.example"
    assert wrote("From: ana@mail.example\nTo: shop@shop.example", "Email: bo@bo.example")[1] is Way.ITSELF
    assert wrote(form, "Email: bo@bo.example\nEmail: al@al.example") == ("", Way.FORM)
    assert wrote(form, "Email: shop@shop.example")[1] is Way.ITSELF


def test_whom_a_user_names_sends_forms_too():
    head = "From: robot@in.forms.example\nReply-To: bo@bo.example"
    assert wrote(head)[1] is Way.ITSELF
    assert wrote(head, services=("forms.example",)) == FORM
    assert wrote(head, services=("@forms.example",)) == FORM
    assert wrote(head, services=("robot@in.forms.example",)) == FORM
    assert wrote(head.replace("in.forms", "notforms"), services=("forms.example",))[1] is Way.ITSELF


@pytest.mark.parametrize("headers", ["X-None: 1", AUTO, BULK])
@pytest.mark.parametrize(
    "sender",
    ["Ana <k3jx5q+uuid@marketplace.amazon.de>", "ana_77 <ana_7_xy@members.ebay.co.uk>", "a1@relay.walmart.com"],
)
def test_a_buyer_writes_from_the_address_that_the_market_place_gave_them(sender, headers):
    assert wrote(f"From: {sender}\n{headers}")[1] is Way.RELAY


def test_a_market_place_may_give_the_buyers_address_in_reply_to():
    head = "From: Ana via Etsy <no-reply@mail.etsy.com>\nReply-To: c-93ab7712@mail.etsy.com"
    assert wrote(head) == ("c-93ab7712@mail.etsy.com", Way.RELAY)
    assert wrote(f"{head}\nList-Unsubscribe: <https://etsy.com/off>")[1] is Way.ITSELF
    assert wrote(head.replace("c-93ab7712", "support"))[1] is Way.ITSELF


def test_what_an_address_is():
    assert all(map(is_no_reply, ["no-reply@x.example", "messages-noreply@x.example", "noreply+7@x.example"]))
    assert not any(map(is_no_reply, ["noreen@x.example", "nonresponse@x.example", "joao-replyson@x.example"]))
    assert all(map(is_program, ["www-data@x.example", "wordpress@x.example", "notifications2@x.example"]))
    assert not any(map(is_program, ["info@x.example", "contact@x.example", "mail@x.example", "formo@x.example"]))
    assert is_platform("order-update@amazon.co.uk")
    assert not is_platform("x@marketplace.amazon.co.uk")
    assert not is_platform("ana@amazonas.example")
    assert not is_relay("x@notmarketplace.amazon.evil.example")
    assert is_public("gmail.com")
    assert not is_public("gmail.example")


@pytest.mark.parametrize(
    ("subject", "notice"),
    [
        ("[Linen] New order #1042", True),
        ("[Linen]: You've got a new order: #1042", True),
        ("[Linen] Order #1042 placed by Ana Ruiz", True),
        ("[Leinen]: Neue Bestellung Nr. 1042", True),
        ("[Linen] Failed order (1042)", True),
        ("Nouvelle commande n° 1042", True),
        ("[Linen] New order : #1042 - ABCDEFGHI", True),
        ("A New Order has Arrived (#1042)", True),
        ("New order", False),
        ("New order 1042 did not arrive", False),
        ("[Linen] I want to make a new order #2", False),
        ('[Linen] "New order 1042"', False),
        ("Re: [Linen] New order #1042", False),
        ("Order #1042 placed by mistake, please cancel", False),
    ],
)
def test_a_shops_notice_of_an_order_is_told_from_words_about_one(subject, notice):
    assert is_order_notice(subject) is notice
