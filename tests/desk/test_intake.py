"""Mail becomes tickets: threading, strangers, machines, duplicates, and the ledger that accounts for it all."""

import io
from pathlib import Path
from typing import Any

import pytest

from crmtui.db import fulltext, rethread_sql
from crmtui.db.engine import opened
from crmtui.db.models import Attachment, Change, Customer, Ledger, Message, Ticket
from crmtui.db.orm import raw
from crmtui.desk import intake
from crmtui.desk.arrivals import Arrivals
from crmtui.desk.house import house_of
from crmtui.desk.ledger import audit
from crmtui.desk.reply_key import reply_key
from crmtui.mail.message import ParsedMail
from crmtui.mail.reply_token import reply_address
from crmtui.mail.sources import MailSources
from crmtui.sync import mail_import
from crmtui.sync.mail_import import MailReport
from tests.desk.arriving import NOON, SETTINGS, answer, mail, only

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


# -- a first mail -------------------------------------------------------------------------------------------------


def test_a_mail_becomes_a_ticket_of_its_author(desk):
    desk.get(mail(1, Subject="Where is my parcel?", body="Hello,\nit was due on Monday.\n-- \nKari"))
    ticket = only()
    assert (ticket.id, ticket.subject, ticket.status, ticket.mailbox) == (
        1001,
        "Where is my parcel?",
        "open",
        "support",
    )
    assert (ticket.snippet, ticket.waiting_since) == ("Hello, it was due on Monday.", NOON - 800)
    message = Message.get()
    assert (message.direction, message.author_name, message.signature) == ("in", "Kari", "-- \nKari")
    assert Customer.get_by_id(ticket.customer_id).email == "kari@fjord.example"
    assert fulltext.find_messages(raw(), "parcel monday") == [(message.id, ticket.id)]
    assert Change.select().where((Change.record == "ticket") & (Change.record_id == ticket.id)).count() == 1


def test_attachments_are_kept_once_by_their_bytes(desk):
    body = (
        "--b\n\ntext\n--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=photo.png\n\nPNG\n--b--"
    )
    desk.get(*(mail(n, body=body, Content_Type="multipart/mixed; boundary=b") for n in (1, 2)))
    first, second = Attachment.select()
    assert (first.filename, first.size, first.blob_id == second.blob_id) == ("photo.png", 3, True)
    assert len(fulltext.find_messages(raw(), "photo")) == 2


def test_a_contact_form_that_writes_in_our_name_is_the_customers(desk):
    desk.get(mail(1, "Shop <shop@shop.example>", Reply_To="Bo <bo@bo.example>"))
    assert Customer.get_by_id(only().customer_id).email == "bo@bo.example"
    assert only().status == "open"


def test_our_own_sent_mail_is_out_and_nobody_waits(desk):
    desk.get(mail(1, "ana <ana@team.example>", To="kari@fjord.example"))
    assert (only().status, only().waiting_since, Message.get().direction) == ("pending", None, "out")
    assert Customer.get_by_id(only().customer_id).email == "kari@fjord.example"


def test_our_address_forged_to_ourselves_is_no_answer_and_no_customer(desk):
    desk.get(mail(1, "shop@shop.example"))
    assert (only().status, only().customer_id, Message.get().direction) == ("open", None, "in")


def test_a_mail_without_author_date_and_subject_still_lands(desk):
    desk.get(b"X-Nothing: 1\nReceived: x\n\nhelp\n", at=NOON)
    assert (only().subject, only().created_at, only().customer_id) == ("", NOON, None)


# -- threads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_an_answer_joins_by_its_headers(desk, header):
    desk.get(mail(1), mail(2, minutes=9, **{header: "<1@fjord.example>"}))
    assert only().activity_at == NOON - 800 + 540
    assert Message.get_by_id(2).joined_by == f"{header.replace('_', '-')} names message 1"


def test_two_answers_to_a_mail_that_was_never_seen_meet(desk):
    desk.get(mail(1, In_Reply_To="<ghost@x.example>"))
    desk.get(mail(2, In_Reply_To="<ghost@x.example>"))
    assert Message.select().where(Message.ticket == only().id).count() == 2


def test_the_answered_mail_that_comes_after_its_answer_joins_it(desk):
    desk.get(mail(2, In_Reply_To="<1@fjord.example>"))
    desk.get(mail(1))
    assert Message.select().where(Message.ticket == only().id).count() == 2


def test_the_same_subject_alone_joins_nothing(desk):
    desk.get(mail(1, Subject="Re: Order"), mail(2, Subject="Re: Order"))
    assert Ticket.select().count() == 2


def test_a_signed_address_joins_whatever_the_headers_say(desk):
    desk.get(mail(1))
    address = reply_address("shop@shop.example", 1001, reply_key())
    desk.get(mail(2, To=address), mail(3, To=address.replace("t1001.", "t1001.a")))
    assert [row.ticket_id for row in Message.select().order_by(Message.id)] == [1001, 1001, 1002]


def test_a_number_joins_only_when_a_participant_names_it(desk):
    desk.get(mail(1))
    desk.get(mail(2, Subject="Re: [#1001] Mail"), mail(3, "eve@evil.example", Subject="[#1001] pay here"))
    assert [row.ticket_id for row in Message.select().order_by(Message.id)] == [1001, 1001, 1002]


def test_a_number_that_came_over_the_net_joins_nothing_and_is_told(desk):
    desk.get(mail(1), mail("b", "bo@bo.example"))
    desk.get(mail(2, Subject="[#1001] my new address", Received="from anywhere"))
    forged = Message.get(Message.message_id == "2@fjord.example")
    assert (forged.ticket_id, forged.joined_by) == (1003, "looks like #1001: its subject names it")
    assert [row[0] for row in rethread_sql.others_of(raw(), 1003, 9)] == [1001]
    desk.get(mail(3, Subject="[#1003] and [#77]", Received="from anywhere", In_Reply_To="<2@fjord.example>"))
    assert Message.get(Message.message_id == "3@fjord.example").joined_by.startswith("In-Reply-To")


def test_the_ticket_that_a_subject_names_is_offered_first(desk):
    desk.get(mail(1), mail(2, minutes=5), mail(3, minutes=9))
    desk.get(mail(4, minutes=10, Subject="[#1001] again", Received="from anywhere"))
    assert [row[0] for row in rethread_sql.others_of(raw(), 1004, 9)] == [1001, 1003, 1002]


def test_a_mail_to_a_merged_ticket_reaches_the_living_one(desk):
    desk.get(mail(1), mail(2))
    Ticket.update(merged_into=1002).where(Ticket.id == 1001).execute()
    desk.get(mail(3, In_Reply_To="<1@fjord.example>"))
    assert Message.get_by_id(3).ticket_id == 1002


def test_two_who_answer_the_same_unknown_mail_do_not_meet(desk):
    desk.get(mail(1, In_Reply_To="<newsletter@shop.example>"))
    desk.get(mail(2, "bo@bo.example", In_Reply_To="<newsletter@shop.example>"))
    desk.get(mail("newsletter", "eve@evil.example", Message_ID="<newsletter@shop.example>"))
    assert [(row.ticket_id, row.stranger) for row in Message.select()] == [(1001, 0), (1002, 0), (1003, 0)]


@pytest.mark.parametrize("sender", ["shop@shop.example", "shop+x@shop.example", "ana@team.example"])
def test_our_address_forged_from_outside_opens_no_ticket_to_its_friends(desk, sender):
    desk.get(mail(1))
    desk.get(mail(2, sender, Subject="[#1001] wire money", Cc="eve@evil.example", Received="from evil.example"))
    desk.get(mail(3, "eve@evil.example", Subject="[#1001] hello"))
    assert [row.ticket_id for row in Message.select().order_by(Message.id)] == [1001, 1002, 1003]
    desk.get(mail(4, sender, Subject="[#1001] sent by us", To="kari@fjord.example"))
    assert Message.get(Message.message_id == "4@fjord.example").ticket_id == 1001


def test_an_answer_by_token_with_a_clock_gone_wrong_still_reopens(desk):
    desk.get(mail(1))
    answer(only(), NOON + 9)
    Ticket.update(status="resolved", resolved_at=NOON + 9, first_response_at=NOON + 9).execute()
    address = reply_address("shop@shop.example", 1001, reply_key())
    desk.get(mail(2, To=address, Date="Thu, 01 Jan 1970 00:00:10 +0000"))
    assert (only().status, Message.get_by_id(3).at) == ("open", NOON + 10)


# -- what it does to the ticket -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["resolved", "pending", "snoozed", "trash"])
def test_a_customers_answer_reopens(desk, status):
    desk.get(mail(1))
    ours = answer(only())
    Ticket.update(
        status=status, resolved_at=NOON + 9 if status == "resolved" else None, snoozed_until=NOON * 2
    ).execute()
    desk.get(mail(2, minutes=60, In_Reply_To=ours))
    assert (only().status, only().resolved_at, only().snoozed_until) == ("open", None, None)
    assert only().waiting_since == NOON - 800 + 3600
    assert Change.select().where((Change.record == "ticket") & (Change.field == "status")).count() == 1


def test_a_stranger_on_a_known_thread_is_shown_and_moves_nothing(desk):
    desk.get(mail(1))
    answer(only())
    desk.get(mail(2, "eve@evil.example", In_Reply_To="<1@fjord.example>"))
    assert (only().status, only().waiting_since) == ("pending", None)
    assert Message.get(Message.message_id == "2@fjord.example").stranger == 1


def test_somebody_in_cc_is_no_stranger(desk):
    desk.get(mail(1, Cc="Bo <bo@bo.example>"))
    answer(only())
    desk.get(mail(2, "bo@bo.example", minutes=60, In_Reply_To="<1@fjord.example>"))
    assert only().status == "open"


def test_a_stranger_cannot_bring_friends(desk):
    desk.get(mail(1))
    desk.get(mail(2, "eve@evil.example", Cc="mallory@evil.example", In_Reply_To="<1@fjord.example>"))
    desk.get(mail(3, "mallory@evil.example", In_Reply_To="<1@fjord.example>"))
    assert [row.stranger for row in Message.select().order_by(Message.id)] == [0, 1, 1]


def test_old_news_that_was_answered_does_not_reopen(desk):
    desk.get(mail(1))
    answer(only(), NOON + 9000)
    desk.get(mail(2, minutes=9, References="<1@fjord.example>"))
    assert only().status == "pending"


def test_an_answer_is_never_shown_before_what_it_answers(desk):
    desk.get(mail(1))
    ours = answer(only(), NOON + 9000)
    desk.get(mail(2, In_Reply_To=ours))
    assert Message.get(Message.message_id == "2@fjord.example").at == NOON + 9001
    assert only().status == "open"


def test_our_answer_in_a_sent_folder_ends_the_waiting(desk):
    desk.get(mail(1))
    desk.get(mail(2, "ana@team.example", minutes=5, To="kari@fjord.example", In_Reply_To="<1@fjord.example>"))
    ticket = only()
    assert (ticket.status, ticket.waiting_since, ticket.first_response_at) == ("pending", None, NOON - 500)


# -- machines -----------------------------------------------------------------------------------------------------


def test_an_automatic_reply_joins_its_thread_and_moves_nothing(desk):
    desk.get(mail(1))
    ours = answer(only())
    desk.get(mail(2, In_Reply_To=ours, Auto_Submitted="auto-replied"))
    assert (only().status, only().waiting_since) == ("pending", None)
    assert Message.get(Message.message_id == "2@fjord.example").automatic == "auto_reply"


def test_machines_that_answer_nothing_known_are_ignored_with_their_reason(desk):
    report = desk.get(
        mail(1, Auto_Submitted="auto-replied"), mail(2, "MAILER-DAEMON@x.example", Subject="failure notice")
    )
    assert (report.ignored, Ticket.select().count(), Customer.select().count()) == (2, 0, 0)
    assert {row.reason.partition(":")[0] for row in Ledger.select()} == {
        "auto-reply, to no mail that is known", "bounce, to no mail that is known"
    }  # fmt: skip
    assert all(row.blob_id for row in Ledger.select())


# -- twice --------------------------------------------------------------------------------------------------------


def counts() -> dict[str, Any]:
    return {model.__name__: model.select().count() for model in (Ticket, Message, Customer, Ledger, Change)}


def test_the_same_file_again_changes_nothing(desk):
    desk.get(mail(1), mail(2))
    before = counts()
    report = desk.read(desk.place / "box1")
    assert (report.known, counts()) == (2, before)


def test_the_same_bytes_elsewhere_and_twice_in_one_file_are_duplicates(desk):
    assert desk.get(mail(1), mail(1)).duplicate == 1
    assert desk.get(mail(1)).duplicate == 1
    assert Message.select().count() == 1
    assert Ledger.select().count() == 3


def test_the_same_mail_by_another_route_is_a_duplicate(desk):
    report = desk.get(mail(1), mail(1, X_Route="2"))
    assert (report.ticketed, report.duplicate) == (1, 1)


def test_the_same_message_id_with_other_words_is_a_message_of_its_own(desk):
    desk.get(mail(1), mail(1, body="Something else"))
    assert Message.select().count() == 2


def test_the_same_words_with_another_attachment_are_no_duplicate(desk):
    body = "--b\n\ntext\n--b\nContent-Type: image/png\nContent-Disposition: attachment\n\n{}\n--b--"
    one, two = (mail(1, body=body.format(data), Content_Type="multipart/mixed; boundary=b") for data in ("PNG", "GIF"))
    assert desk.get(one, two).ticketed == 2


def test_stdin_is_one_message_and_again_it_is_known(desk):
    for known in (0, 1):
        sources = MailSources(["-"], stdin=io.BytesIO(mail(1)))
        assert mail_import.import_mail(sources, desk.house).known == known
    assert Ticket.select().count() == 1


# -- trouble ------------------------------------------------------------------------------------------------------


def test_a_mail_that_cannot_be_taken_is_quarantined_alone(desk, monkeypatch):
    real = intake.snippet

    def trips(text: str) -> str:
        if "2" in text:
            raise RuntimeError("cannot be")
        return real(text)

    monkeypatch.setattr(intake, "snippet", trips)
    report = desk.get(mail(1), mail(2), mail(3))
    assert (report.ticketed, report.quarantined) == (2, 1)
    bad = Ledger.get(Ledger.state == "quarantined")
    assert (bad.reason, bad.blob_id is not None) == ("RuntimeError: cannot be", True)


def test_what_was_fetched_and_not_decided_is_finished_by_the_next_run(desk, monkeypatch):
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(mail_import, "take_in", stopped)
        with pytest.raises(KeyboardInterrupt):
            desk.get(mail(1), mail(2))
    assert [row.state for row in Ledger.select()] == ["fetched", "fetched"]
    assert not audit(raw()).adds_up
    report = desk.get(mail(3))
    assert (report.resumed, report.ticketed, report.read) == (2, 3, 1)


def test_two_imports_at_once_do_not_take_a_mail_twice(desk):
    house = desk.house
    seen: list[list[Any]] = []
    real = mail_import._read_and_take

    def and_another(fetched: Any, *rest: Any) -> Any:
        if not seen:
            seen.append(fetched)
            # Another process finds the same rows undecided in this very moment.
            mail_import.resume(house, MailReport(), lambda: NOON)
        return real(fetched, *rest)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mail_import, "_read_and_take", and_another)
        report = desk.get(mail(1), mail(2))
    assert Message.select().count() == 2
    assert report.ticketed == 0


@pytest.mark.skipif(not (SHARED / "mail").is_dir(), reason="the mail corpus is not beside this checkout")
def test_how_mails_fall_into_batches_makes_no_difference(tmp_path, monkeypatch):
    found = []
    for size in (40, 5000):
        monkeypatch.setattr(mail_import, "BATCH_MAILS", size)
        with opened(tmp_path / f"{size}.db"):
            house = house_of(SETTINGS)
            mail_import.import_mail(MailSources([SHARED / "mail" / "lists-2002.mbox"]), house, clock=lambda: NOON)
            rows = Message.select(Message.ticket, Message.joined_by, Message.stranger, Message.at).order_by(Message.id)
            found.append(list(rows.tuples()))
    assert found[0] == found[1]


def test_who_gives_all_their_mails_one_message_id_costs_no_more_than_others(desk, monkeypatch):
    compared: list[int] = []
    alike = Arrivals.says_the_same

    def counted(self: Arrivals, one: ParsedMail, row_id: int) -> bool:
        compared.append(row_id)
        return alike(self, one, row_id)

    monkeypatch.setattr(Arrivals, "says_the_same", counted)
    same = [mail("same", body=f"words {number}") for number in range(120)]
    assert desk.get(*same).ticketed == 120
    assert len(compared) < 120 * 20
    assert desk.get(mail("same", body="words 119", X_Way="another")).duplicate == 1
