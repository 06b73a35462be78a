"""Merging, splitting and moving: what goes where, what the tickets say afterwards, and that undo brings it back."""

import json
from datetime import UTC

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db import fulltext
from crmtui.db.models import Draft, Message, Outbox, Ticket
from crmtui.db.orm import raw
from crmtui.desk.reply_key import reply_key
from crmtui.desk.views import TicketPages
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Actor
from crmtui.mail.html_write import FORWARD
from crmtui.mail.reply_token import reply_address
from crmtui.query.asker import Asker
from crmtui.query.pick import pick
from tests.desk.arriving import NOON, answer, mail

ANA = Actor("agent", 1, "ana")


def do(action: str, *ids: int, **params) -> journal.Outcome:
    return journal.perform(table()[action], ids, params, ANA, clock=lambda: NOON + 9_000)


def everything() -> list[list[dict]]:
    """Every column that is content, to compare before and after."""
    kept = [[name for name in model._meta.sorted_field_names if name not in ("version", "updated_at")]
            for model in (Ticket, Message)]  # fmt: skip
    return [
        list(model.select(*(getattr(model, name) for name in names)).order_by(model.id).dicts())
        for model, names in zip((Ticket, Message), kept, strict=True)
    ]


def on(ticket: int) -> list[int]:
    return [row.id for row in Message.select().where(Message.ticket == ticket).order_by(Message.id)]


# -- merging ------------------------------------------------------------------------------------------------------


def test_merging_takes_messages_tags_and_waiting_to_the_one_that_stays(desk):
    desk.get(mail(1, Subject="Parcel"), mail(2, "bo@bo.example", Subject="Parcel again", minutes=5))
    Ticket.update(tags=json.dumps(["vip"]), priority=3).where(Ticket.id == 1001).execute()
    Ticket.update(status="pending", waiting_since=None).where(Ticket.id == 1002).execute()
    assert do("ticket.merge", 1001, into=1002).message == "#1001 merged into #1002"
    gone, stays = Ticket.get_by_id(1001), Ticket.get_by_id(1002)
    assert (gone.merged_into_id, gone.status, on(1001), on(1002)) == (1002, "trash", [], [1, 2])
    assert (stays.status, stays.waiting_since, stays.priority, stays.tags) == ("open", NOON - 800, 3, '["vip"]')
    assert (stays.created_at, stays.activity_at) == (NOON - 800, NOON - 500)
    assert Message.get_by_id(1).joined_by == "merged from #1001"


def test_undo_and_redo_take_a_merge_back_and_forth_whole(desk):
    desk.get(mail(1), mail(2, minutes=5), mail(3, minutes=7))
    before = everything()
    do("ticket.merge", 1001, 1003, into=1002)
    merged = everything()
    journal.undo(ANA)
    assert everything() == before
    journal.redo(ANA)
    assert everything() == merged


def test_an_answer_to_a_merged_ticket_reaches_the_living_one_by_every_way(desk):
    desk.get(mail(1), mail(2), mail(3))
    ours = answer(Ticket.get_by_id(1001))
    do("ticket.merge", 1001, into=1002)
    do("ticket.merge", 1002, into=1003)
    desk.get(
        mail(4, In_Reply_To=ours), mail(5, To=reply_address("shop@shop.example", 1001, reply_key())),
        mail(6, Subject="[#1001] hello"),
    )  # fmt: skip
    assert Message.select().where(Message.ticket == 1003).count() == 7
    assert Ticket.select().count() == 3


def test_what_was_merged_is_in_no_view_and_found_by_what_it_is(desk):
    desk.get(mail(1, body="purple elephants"), mail(2))
    do("ticket.merge", 1001, into=1002)
    for view in ("open", "all"):
        pages = TicketPages(view, None)
        pages.count(desk.engine.reader)
        assert [row.id for row in pages.page(desk.engine.reader, 0, 10)] == [1002]
    assert [ticket for _, ticket in fulltext.find_messages(raw(), "elephants")] == [1002]
    found = pick(desk.engine.reader, "is:merged", "ticket", Asker(None, NOON, UTC))
    assert list(found.members(desk.engine.reader, [1001, 1002])) == [1001]


def test_drafts_and_mail_on_its_way_go_along(desk):
    desk.get(mail(1), mail(2))
    answer(Ticket.get_by_id(1001))
    Outbox.create(message=3, ticket=1001, mailbox="support", envelope_from="", blob=1, state="queued")
    Draft.create(ticket=1001, agent=1, text="half a", updated_at=1)
    do("ticket.merge", 1001, into=1002)
    assert (Outbox.get().ticket_id, Draft.get().ticket_id) == (1002, 1002)


def test_a_merge_that_makes_no_sense_is_refused_in_words(desk):
    desk.get(mail(1), mail(2))
    with pytest.raises(UsageError, match="merged with itself"):
        do("ticket.merge", 1001, into=1001)
    with pytest.raises(NotFoundError):
        do("ticket.merge", 1001, into=1999)
    do("ticket.merge", 1001, into=1002)
    with pytest.raises(RefusedError, match="merged into #1002 already"):
        do("ticket.merge", 1001, into=1002)
    with pytest.raises(RefusedError, match="was merged into #1002"):
        do("ticket.reopen", 1001)
    # Where the other lives on counts.
    with pytest.raises(UsageError, match="with itself"):
        do("ticket.merge", 1002, into=1001)


# -- splitting ----------------------------------------------------------------------------------------------------


def two_topics(desk) -> None:
    """A ticket with a mail, our answer, and a mail about something else."""
    desk.get(mail(1, Subject="Parcel"))
    ours = answer(Ticket.get_by_id(1001))
    desk.get(mail(2, In_Reply_To=ours, Subject="Also: an invoice", minutes=60), mail(3, In_Reply_To=ours, minutes=70))


def test_a_message_and_what_follows_become_a_ticket_of_their_own(desk):
    two_topics(desk)
    before = everything()
    assert do("ticket.split", 3).message == "#1002 made of 2 messages of #1001"
    new, old = Ticket.get_by_id(1002), Ticket.get_by_id(1001)
    assert (new.subject, new.status, new.customer_id) == ("Also: an invoice", "open", old.customer_id)
    assert (new.waiting_since, new.activity_at) == (NOON - 800 + 3600, NOON - 800 + 4200)
    assert (on(1001), on(1002)) == ([1, 2], [3, 4])
    assert (old.status, old.waiting_since, old.activity_at, old.snippet) == ("pending", None, NOON, "Answer")
    assert Message.get_by_id(3).joined_by.endswith("; split from #1001")
    journal.undo(ANA)
    assert everything() == before


def test_who_asked_waits_on_when_a_mail_that_was_passed_on_stays_behind(desk):
    desk.get(mail(1), mail(2, In_Reply_To="<1@fjord.example>", Subject="Also", minutes=60))
    Message.create(ticket=1001, kind="mail", direction="out", at=NOON, created_at=NOON, quoted=f"{FORWARD}\nFrom: a@b")
    do("ticket.split", 2)
    old = Ticket.get_by_id(1001)
    assert (old.status, old.waiting_since, old.first_response_at) == ("open", NOON - 800, None)


def test_an_answer_to_what_was_split_off_reaches_the_new_ticket_whatever_its_reply_address_says(desk):
    two_topics(desk)
    ours = answer(Ticket.get_by_id(1001), NOON + 6000)
    do("ticket.split", 3)
    desk.get(mail(9, In_Reply_To=ours, To=reply_address("shop@shop.example", 1001, reply_key())))
    assert Message.get(Message.message_id == "9@fjord.example").ticket_id == 1002


def test_the_first_message_stays(desk):
    two_topics(desk)
    with pytest.raises(RefusedError, match="nothing would stay"):
        do("ticket.split", 1)
    with pytest.raises(NotFoundError, match="no message 99"):
        do("ticket.split", 99)


# -- moving -------------------------------------------------------------------------------------------------------


def test_one_message_goes_to_where_it_belongs_and_wakes_that_ticket(desk):
    two_topics(desk)
    desk.get(mail(8, Subject="Invoice"))
    Ticket.update(status="resolved", waiting_since=None, resolved_at=NOON).where(Ticket.id == 1002).execute()
    before = everything()
    assert do("message.move", 3, into="#1002").message == "moved to #1002"
    assert (on(1001), on(1002)) == ([1, 2, 4], [3, 5])
    target = Ticket.get_by_id(1002)
    assert (target.status, target.resolved_at, target.waiting_since is None) == ("open", None, False)
    assert Ticket.get_by_id(1001).status == "open"
    journal.undo(ANA)
    assert everything() == before


def test_a_ticket_whose_only_message_goes_lives_on_where_it_went(desk):
    desk.get(mail(1), mail(2))
    do("message.move", 1, into=1002)
    assert (Ticket.get_by_id(1001).merged_into_id, Ticket.get_by_id(1001).status) == (1002, "trash")


def test_what_came_in_answer_meanwhile_goes_back_with_the_ticket_that_parts(desk):
    desk.get(mail(1), mail(2, "bo@bo.example"))
    ours = answer(Ticket.get_by_id(1001))
    do("ticket.merge", 1001, into=1002)
    desk.get(mail(3, In_Reply_To=ours, minutes=70), mail(4, "bo@bo.example", In_Reply_To="<2@fjord.example>"))
    assert on(1002) == [1, 2, 3, 4, 5]
    journal.undo(ANA)
    assert (on(1001), on(1002)) == ([1, 3, 4], [2, 5])
    parted = Ticket.get_by_id(1001)
    assert (parted.status, parted.waiting_since) == ("open", NOON - 800 + 4200)
