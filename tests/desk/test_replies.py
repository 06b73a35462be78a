"""Answers: what is kept, what arrives, what can be taken back."""

import email
import email.policy
import json
from dataclasses import replace

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Attachment, Blob, Customer, Draft, Message, Outbox, Ticket
from crmtui.desk import drafts, outbox
from crmtui.desk.drafts import DraftText
from crmtui.desk.replies import prepare
from crmtui.desk.reply_key import reply_key
from crmtui.errors import NotFoundError, RefusedError, TemplateError, UsageError
from crmtui.journal import Actor
from crmtui.mail.build import read_token
from crmtui.settings import Mailbox, Security, Settings, Shop, Smtp, Ui
from crmtui.sync.delivery import deliver_due
from tests.servers import running_smtp

NOW = 1_795_312_800


def house(port: int = 2525, **ui: int) -> Settings:
    from pathlib import Path

    server = Smtp("127.0.0.1", port, Security.NONE, timeout=60)
    box = Mailbox("support", "support@linen.example", "Ana's Linen ü", plus_addressing=True, smtp=server)
    return Settings(Path("config.toml"), shop=Shop(name="Linen"), mailboxes=(box,), ui=Ui(**ui))


def bare() -> Settings:
    return replace(house(), mailboxes=())


def ask(subject: str = "Where is my parcel?", **values: object) -> int:
    """A ticket with a customer's mail on it."""
    customer = Customer.create(name="Jörg Müller", email="joerg@mail.example", created_at=1, updated_at=1)
    ticket = Ticket.create(
        subject=subject, customer=customer, mailbox="support", status="open", waiting_since=10,
        created_at=10, updated_at=10, activity_at=10,
    )  # fmt: skip
    mail = {
        "ticket": ticket, "direction": "in", "at": 10, "created_at": 10, "author_name": "Jörg Müller",
        "author_email": "joerg@mail.example", "subject": subject, "text": "Hello?", "message_id": "q2@mail.example",
        "refs": "q1@mail.example",
        "recipients": json.dumps(
            {"to": ["support+t1.x@linen.example", "friend@mail.example"], "cc": ["ANA@shop.example"]}
        ),
    }  # fmt: skip
    Message.create(**(mail | values))
    return int(ticket.id)


def send(actor: Actor, ids: list[int], text: str = "On its way.", at: int = NOW, **params: object) -> journal.Outcome:
    given = {"text": text, "settings": house()} | params
    return journal.perform(table()["ticket.reply"], ids, given, actor, clock=lambda: at)


def test_reply_goes_to_the_customer_and_moves_the_ticket(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    outcome = send(ana, [ticket])
    assert outcome.message == f"reply to #{ticket}: sending in 10 s"
    row = Ticket.get_by_id(ticket)
    assert (row.status, row.waiting_since, row.first_response_at, row.snippet) == ("pending", None, NOW, "On its way.")
    waiting = Outbox.get()
    assert (waiting.state, waiting.not_before, waiting.mailbox) == ("held", NOW + 10, "support")
    assert json.loads(waiting.recipients) == ["joerg@mail.example"]
    message = Message.get(Message.direction == "out")
    assert (message.in_reply_to, message.refs) == ("q2@mail.example", "q1@mail.example q2@mail.example")
    assert message.message_id.endswith("@linen.example")


def test_who_answers_what_nobody_has_has_it(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, [ticket])
    assert Ticket.get_by_id(ticket).assignee == ana.id
    journal.undo(ana)
    assert Ticket.get_by_id(ticket).assignee is None
    ben = Agent.create(name="Ben", email="ben@linen.example", created_at=1)
    Ticket.update(assignee=ben.id).where(Ticket.id == ticket).execute()
    send(ana, [ticket])
    assert Ticket.get_by_id(ticket).assignee == ben.id


def test_what_arrives_is_threaded_encoded_and_without_bcc(engine: Engine, ana: Actor) -> None:
    ticket = ask("Größe L → 注文 5527 👍")
    image = drafts.add_file("Größe.png", "image/png", b"\x89PNG\r\n\x00")
    text = "Hallo Jörg,\n\nfür 注文 5527 👍 مرحبا\n.\nFrom here\n" + "lang " * 300
    with running_smtp() as server:
        send(
            ana, [ticket], text, cc="Bo <bo@mail.example>", bcc="boss@shop.example", files=[image],
            settings=house(server.port),
        )  # fmt: skip
        report = deliver_due(house(server.port), now=lambda: NOW + 10)
        [mail] = server.accepted()
    assert (report.sent, report.problems) == (1, {})
    assert mail.sender == "support@linen.example"
    assert mail.recipients == ("joerg@mail.example", "bo@mail.example", "boss@shop.example")
    assert mail.raw == bytes(Blob.get_by_id(Outbox.get().blob_id).data)
    assert b"boss" not in mail.raw
    read = email.message_from_bytes(mail.raw, policy=email.policy.default)
    assert read["Subject"] == "Re: Größe L → 注文 5527 👍"
    assert str(read["From"]) == "Ana's Linen ü <support@linen.example>"
    assert str(read["To"]) == "Jörg Müller <joerg@mail.example>"
    assert read["In-Reply-To"] == "<q2@mail.example>"
    assert read["References"] == "<q1@mail.example> <q2@mail.example>"
    assert read_token(read["Reply-To"].addresses[0].addr_spec, reply_key()) == ticket
    assert read["Message-ID"] == f"<{Message.get(Message.direction == 'out').message_id}>"
    plain = read.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    quote = "On 1 Jan 1970, 00:00 UTC, Jörg Müller <joerg@mail.example> wrote:\n> Hello?"
    assert plain.rstrip() == f"{text}\n\n{quote}"
    [file] = read.iter_attachments()  # type: ignore[attr-defined]
    assert (file.get_filename(), file.get_content()) == ("Größe.png", b"\x89PNG\r\n\x00")
    assert (Outbox.get().state, Outbox.get().sent_at) == ("sent", NOW + 10)


def test_nothing_leaves_before_the_undo_window_is_over(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    with running_smtp() as server:
        settings = house(server.port)
        send(ana, [ticket], settings=settings)
        report = deliver_due(settings, now=lambda: NOW + 9)
        assert (report.sent, report.next_due, server.accepted()) == (0, NOW + 10, [])


def test_undo_gives_a_reply_back_that_was_never_a_draft(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, [ticket])
    assert drafts.load(ticket, ana.id or 0, "reply") is None
    journal.undo(ana)
    draft = drafts.load(ticket, ana.id or 0, "reply")
    assert draft is not None
    assert draft.text.startswith("On its way.")


def test_undo_within_the_window_gives_the_draft_back(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    before = Ticket.select().where(Ticket.id == ticket).dicts().get()
    drafts.save(ticket, ana.id or 0, "reply", DraftText("On its way.", to="joerg@mail.example"), NOW)
    send(ana, [ticket])
    assert drafts.load(ticket, ana.id or 0, "reply") is None
    assert journal.undo(ana).message == f"Undid: reply to #{ticket}"
    draft = drafts.load(ticket, ana.id or 0, "reply")
    assert draft is not None
    assert (draft.text, draft.to) == ("On its way.", "joerg@mail.example")
    assert (Outbox.select().count(), Message.select().count()) == (0, 1)
    after = Ticket.select().where(Ticket.id == ticket).dicts().get()
    assert {k: v for k, v in after.items() if k not in ("version", "updated_at")} == {
        k: v for k, v in before.items() if k not in ("version", "updated_at")
    }
    journal.redo(ana)
    assert (Outbox.select().count(), Message.select().count(), Draft.select().count()) == (1, 2, 0)


def test_undo_of_a_mail_that_has_left_is_refused(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    with running_smtp() as server:
        send(ana, [ticket], settings=house(server.port))
        deliver_due(house(server.port), now=lambda: NOW + 10)
    with pytest.raises(RefusedError, match="it cannot be taken back"):
        journal.undo(ana)
    assert Outbox.get().state == "sent"


def test_reply_to_merged_ticket_reaches_the_living_one(engine: Engine, ana: Actor) -> None:
    living, merged = ask(), ask(message_id="other@mail.example")
    Ticket.update(merged_into=living).where(Ticket.id == merged).execute()
    send(ana, [merged])
    assert Message.select().where((Message.direction == "out") & (Message.ticket == living)).count() == 1


def test_reply_all_leaves_ourselves_out(engine: Engine, ana: Actor) -> None:
    ready = prepare(ask(), reply_all=True, agent_id=ana.id, settings=house())
    assert (ready.to, ready.cc) == ("Jörg Müller <joerg@mail.example>", "friend@mail.example")
    assert prepare(ready.ticket_id, settings=house()).cc == ""


def test_reply_to_header_of_the_customer_is_honoured(engine: Engine, ana: Actor) -> None:
    ticket = ask(recipients=json.dumps({"to": [], "reply_to": ["Desk <desk@mail.example>", "\x00 bad"]}))
    assert prepare(ticket, settings=house()).to == "Desk <desk@mail.example>"


@pytest.mark.parametrize(
    ("subject", "wanted"),
    [
        ("Hi", "Re: Hi"),
        ("Re: Hi", "Re: Hi"),
        ("RE: Re[2]: AW: Hi", "Re: Hi"),
        ("回复：Re : Отв: Hi", "Re: Hi"),
        ("", "Re:"),
        ("Real: Hi", "Re: Real: Hi"),
    ],
)
def test_subject_gets_one_re(engine: Engine, subject: str, wanted: str) -> None:
    assert prepare(ask(subject), settings=house()).subject == wanted


def test_signature_is_folded_apart(engine: Engine, ana: Actor) -> None:
    Agent.update(signature="Ana, Linen").where(Agent.id == ana.id).execute()
    ticket = ask()
    assert prepare(ticket, agent_id=ana.id, settings=house()).text == "\n\n-- \nAna, Linen"
    send(ana, [ticket])
    message = Message.get(Message.direction == "out")
    assert (message.text, message.signature) == ("On its way.", "Ana, Linen")
    assert b"On its way.\r\n\r\n--=20\r\nAna, Linen\r\n" in bytes(Blob.get_by_id(Outbox.get().blob_id).data)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"text": "  \n"}, UsageError),
        ({"text": "\n\n-- \nAna"}, UsageError),
        ({"to": ""}, UsageError),
        ({"to": "nobody"}, UsageError),
        ({"to": "a@b.example\r\nBcc: c@d.example"}, UsageError),
        ({"cc": "a@b.example, <x>"}, UsageError),
        ({"text": "Hi {{ customer.first_name }},"}, TemplateError),
    ],
)
def test_what_cannot_be_sent_changes_nothing(
    engine: Engine, ana: Actor, params: dict[str, str], error: type[Exception]
) -> None:
    ticket = ask()
    with pytest.raises(error):
        send(ana, [ticket], **params)
    assert (Outbox.select().count(), Message.select().count(), Ticket.get_by_id(ticket).status) == (0, 1, "open")


def test_an_open_gap_is_named_with_its_place(engine: Engine, ana: Actor) -> None:
    with pytest.raises(TemplateError) as caught:
        send(ana, [ask()], "Hello,\nyour parcel {{ order.tracking_number }} left")
    assert (caught.value.line, caught.value.column) == (1, 12)
    assert "order.tracking_number" in caught.value.message


def test_injection_through_the_subject_is_folded_away(engine: Engine, ana: Actor) -> None:
    send(ana, [ask("Hi\r\nBcc: evil@mail.example\r\n\r\nbody")])
    head = bytes(Blob.get_by_id(Outbox.get().blob_id).data).partition(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.split(b"\r\n"))


def test_no_such_ticket(engine: Engine, ana: Actor) -> None:
    with pytest.raises(NotFoundError, match="#7"):
        send(ana, [7])


def test_without_smtp_the_mail_is_kept_and_told(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    assert "kept in the outbox: no server to send by yet" in send(ana, [ticket], settings=bare()).message
    report = deliver_due(bare(), now=lambda: NOW + 60)
    assert (report.sent, list(report.problems)) == (0, ["support"])
    assert "no server to send by" in report.problems["support"]
    assert (Outbox.get().state, Outbox.get().attempts) == ("held", 0)
    # Once there is a server, it leaves from the right address with the Message-ID it always had.
    with running_smtp() as server:
        assert deliver_due(house(server.port), now=lambda: NOW + 60).sent == 1
        [mail] = server.accepted()
    assert mail.sender == "support@linen.example"
    assert mail.message_id == Message.get(Message.direction == "out").message_id
    assert b"crmtui.invalid" not in mail.raw.partition(b"Message-ID")[0]


def test_resolving_with_the_reply(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    send(ana, [ticket], resolve=True)
    assert (Ticket.get_by_id(ticket).status, Ticket.get_by_id(ticket).resolved_at) == ("resolved", NOW)


def test_attachments_of_an_answer_are_kept_with_it(engine: Engine, ana: Actor) -> None:
    file = drafts.add_file("a.txt", "text/plain", b"x")
    assert drafts.add_file("b.txt", "text/plain", b"x").blob_id == file.blob_id
    send(ana, [ask()], files=[file])
    assert [(row.filename, row.size) for row in Attachment.select()] == [("a.txt", 1)]
    with pytest.raises(RefusedError, match="MB"):
        drafts.add_file("big.bin", "application/zip", bytes(drafts.MAX_FILE + 1))


# -- drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_per_ticket_agent_and_kind(engine: Engine, ana: Actor) -> None:
    ticket, me = ask(), ana.id or 0
    draft = DraftText("half a se", cc="bo@mail.example", subject="Re: x", template_ids=(3,), updated_at=NOW)
    drafts.save(ticket, me, "reply", draft, NOW)
    drafts.save(ticket, me, "note", DraftText("ask Bo \ud800"), NOW)
    kept = drafts.load(ticket, me, "reply")
    assert kept == replace(draft, version=kept.version if kept else 0)
    note = drafts.load(ticket, me, "note")
    assert note is not None
    assert note.text == "ask Bo \ufffd"
    drafts.save(ticket, me, "reply", DraftText("  \n"), NOW)
    assert drafts.load(ticket, me, "reply") is None


# -- what people decide ------------------------------------------------------------------------------------------


def decide(actor: Actor, verb: str, ids: list[int]) -> str:
    return journal.perform(table()[f"outbox.{verb}"], ids, {}, actor, clock=lambda: NOW).message


def test_people_decide_on_what_failed_or_is_uncertain(engine: Engine, ana: Actor) -> None:
    send(ana, [ask()])
    row = Outbox.get().id
    for state, verb, after in [
        ("failed", "retry", "queued"), ("uncertain", "mark_sent", "sent"), ("uncertain", "retry", "queued"),
        ("held", "cancel", "cancelled"), ("cancelled", "retry", "queued"),
    ]:  # fmt: skip
        Outbox.update(state=state).where(Outbox.id == row).execute()
        decide(ana, verb, [row])
        assert Outbox.get().state == after
    assert [one.state for one in outbox.list_rows(engine.reader)] == ["queued"]


def test_a_mail_on_its_way_or_sent_is_left_alone(engine: Engine, ana: Actor) -> None:
    send(ana, [ask()])
    row = Outbox.get().id
    for state in ("sending", "sent"):
        Outbox.update(state=state).where(Outbox.id == row).execute()
        for verb in ("retry", "cancel", "mark_sent"):
            with pytest.raises(RefusedError):
                decide(ana, verb, [row])
    with pytest.raises(NotFoundError):
        decide(ana, "cancel", [99])


def later(ticket: int, author: str, message_id: str, **values: object) -> None:
    """A mail that came to the ticket after the customer's."""
    base = {"kind": "mail", "direction": "in", "at": 99, "created_at": 99, "text": "x", "recipients": "{}"}
    Message.create(**(base | {"ticket": ticket, "author_email": author, "message_id": message_id} | values))


@pytest.mark.parametrize(
    ("author", "values"),
    [
        ("eve@evil.example", {"stranger": 1}),
        ("mailer-daemon@mail.example", {"automatic": "bounce"}),
        ("joerg@mail.example", {"automatic": "auto_reply", "recipients": '{"reply_to": ["loop@mail.example"]}'}),
        ("support@linen.example", {}),
        ("support+t1.x@linen.example", {"recipients": '{"reply_to": ["ANA@shop.example"]}'}),
    ],
)
@pytest.mark.parametrize("all_of_them", [False, True])
def test_no_stranger_machine_or_mail_of_ours_draws_the_answer_to_itself(
    engine: Engine, ana: Actor, author: str, values: dict[str, object], all_of_them: bool
) -> None:
    ticket = ask()
    later(ticket, author, "trap@evil.example", **values)
    draft = prepare(ticket, all_of_them, settings=house())
    assert draft.to == "Jörg Müller <joerg@mail.example>"
    assert draft.cc == ("friend@mail.example" if all_of_them else "")
    send(ana, [ticket])
    answered = Message.get(Message.direction == "out").in_reply_to
    assert answered == ("trap@evil.example" if "linen" in author else "q2@mail.example")


def test_a_reply_to_of_ours_sends_the_answer_to_its_author(engine: Engine, ana: Actor) -> None:
    ticket = ask()
    later(ticket, "joerg@mail.example", "q3@mail.example", recipients='{"reply_to": ["support@linen.example"]}')
    assert prepare(ticket, settings=house()).to == "joerg@mail.example"


def test_a_draft_of_other_words_outlives_an_answer(engine: Engine, ana: Actor) -> None:
    ticket, me = ask(), ana.id or 0
    drafts.save(ticket, me, "reply", DraftText("Long and careful words", to="joerg@mail.example"), NOW)
    send(ana, [ticket], "We look into it.")
    kept = drafts.load(ticket, me, "reply")
    assert kept is not None
    assert kept.text == "Long and careful words"
    send(ana, [ticket], "Long and careful words\n\n-- \nAna")
    assert drafts.load(ticket, me, "reply") is None
    journal.undo(ana)
    assert drafts.load(ticket, me, "reply") == kept
