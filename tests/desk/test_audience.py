"""Whom an answer reaches when no setting says which addresses are ours."""

from dataclasses import replace

from crmtui.db.models import Customer, Ticket
from crmtui.desk.audience import audience
from tests.desk.arriving import SETTINGS, Desk, mail


def without_mailboxes(desk: Desk) -> Desk:
    desk.settings = replace(SETTINGS, mailboxes=())
    return desk


def copies(ticket: int) -> list[str]:
    row = Ticket.get_by_id(ticket)
    to, cc = audience(ticket, row.customer_id, True, set())
    assert [one.email for one in to] == [Customer.get_by_id(row.customer_id).email]
    return [one.email for one in cc]


def test_where_a_mail_arrived_gets_no_copy_of_the_answer(desk):
    without_mailboxes(desk).get(mail(1, Cc="bo@bo.example", Delivered_To="shop@shop.example"))
    assert copies(1001) == ["bo@bo.example"]


def test_a_customer_who_is_named_as_the_place_of_arrival_keeps_their_copy(desk):
    without_mailboxes(desk).get(
        mail(1, "bo@bo.example"), mail(2, Cc="bo@bo.example", X_Original_To="bo@bo.example", Subject="b")
    )
    assert "bo@bo.example" in copies(1002)


def test_where_everybody_writes_to_gets_no_copy(desk):
    people = [mail(number, f"p{number}@mail.example", Cc="bo@bo.example") for number in range(6)]
    without_mailboxes(desk).get(*people)
    assert copies(1001) == ["bo@bo.example"]


def test_a_few_mails_to_an_address_do_not_make_it_ours(desk):
    without_mailboxes(desk).get(mail(1), mail(2, "bo@bo.example"))
    assert copies(1001) == ["shop@shop.example"]
