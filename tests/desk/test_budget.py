"""No address gets more automatic mail than its budget, whatever answers whom."""

import json

import pytest

from crmtui.db.models import Outbox, Ticket
from crmtui.db.orm import raw, transaction
from crmtui.desk import outbox
from crmtui.desk.budget import budget, spend
from crmtui.errors import RefusedError
from crmtui.settings import Mailbox
from tests.desk.arriving import NOON, SETTINGS, answer, mail

KARI = "kari@fjord.example"


def test_an_address_gets_so_many_an_hour_and_then_none(desk):
    for minute in range(4):
        spend(raw(), [KARI], NOON + minute * 60)
    assert not budget(raw(), "KARI@fjord.example", NOON + 300)
    assert not budget(raw(), "kari+ticket9@fjord.example", NOON + 300)
    assert budget(raw(), "bo@bo.example", NOON + 300)
    with pytest.raises(RefusedError, match="4 automatic mails within an hour"):
        spend(raw(), ["bo@bo.example", KARI], NOON + 300)
    assert budget(raw(), KARI, NOON + 3600)


def test_what_is_refused_for_one_is_taken_from_nobody(desk):
    spend(raw(), [KARI], NOON, 1)
    for _ in range(3):
        with pytest.raises(RefusedError):
            spend(raw(), ["bo@bo.example", KARI], NOON, 1)
    assert budget(raw(), "bo@bo.example", NOON, 1)


def test_a_budget_of_nothing_sends_nothing(desk):
    assert not budget(raw(), KARI, NOON, 0)


def letters(count: int, *, automatic: int) -> None:
    """Mails of ours that wait to leave."""
    for number in range(count):
        answer(Ticket.get(), NOON + number)
        message = number + 2
        Outbox.create(
            message=message, ticket=1001, mailbox="support", envelope_from="shop@shop.example", state="queued",
            recipients=json.dumps([KARI]), blob=1, automatic=automatic, created_at=NOON, not_before=NOON,
            next_try_at=NOON,
        )  # fmt: skip


def claimed(desk) -> int:
    count = 0
    box = Mailbox("support", "shop@shop.example")
    while outbox.claim("support", box, SETTINGS, "me", NOON + 100, 60):
        count += 1
    return count


def test_the_outbox_lets_automatic_mail_pass_within_the_budget_and_fails_the_rest_in_words(desk):
    desk.get(mail(1))
    letters(7, automatic=1)
    assert claimed(desk) == 4
    failed = list(Outbox.select().where(Outbox.state == "failed"))
    assert len(failed) == 3
    assert "automatic mails within an hour" in failed[0].last_error


def test_what_a_person_wrote_has_no_budget(desk):
    desk.get(mail(1))
    letters(7, automatic=0)
    assert claimed(desk) == 7


def test_a_mail_that_is_tried_again_is_counted_once(desk):
    desk.get(mail(1))
    letters(1, automatic=1)
    for _ in range(6):
        assert claimed(desk) == 1
        with transaction():
            Outbox.update(state="queued", claimed_by="", claimed_until=None).execute()
    assert budget(raw(), KARI, NOON + 100)
