"""A mail that is passed on arrives as it looked, with its pictures in their places, whichever way it is sent."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from crmtui import journal
from crmtui.actions import table
from crmtui.db import answers
from crmtui.db.models import Agent, Attachment, Blob, Draft, Message, Outbox
from crmtui.desk import drafts
from crmtui.desk.composing import begin
from crmtui.journal import Actor
from crmtui.mail.html_write import FORWARD
from crmtui.mail.message import ParsedMail
from crmtui.mail.parse import parse
from crmtui.settings import Settings
from tests.desk.arriving import NOON, SETTINGS, Desk

PNG = b"\x89PNG\r\n\x1a\n"
HEAD = "---------- Forwarded message"


def complaint() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Kari <kari@fjord.example>", "shop@shop.example", "Broken"
    mail["Message-ID"], mail["Date"] = "<one@fjord.example>", "Tue, 14 Nov 2023 22:00:00 +0000"
    mail.set_content("It is *broken*.\n\nOn Monday Ana wrote:\n> It left today.\n")
    mail.add_alternative(
        '<p onclick="x()">It is <b style="color:red">broken</b>.</p><img src="cid:pic@fjord"><script>x()</script>'
        "<p>On Monday Ana wrote:</p><blockquote>It left today.</blockquote>",
        subtype="html",
    )
    page = mail.get_payload()[1]  # type: ignore[index]
    page.add_related(PNG, "image", "png", cid="<pic@fjord>", filename="pic.png")  # type: ignore[union-attr]
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bill.pdf")
    return mail.as_bytes()


@pytest.fixture
def ticket(desk: Desk) -> int:
    desk.get(complaint())
    return int(Message.get().ticket)


def forward(ticket: int, **params: object) -> ParsedMail:
    actor = Actor("agent", int(Agent.get().id), "ana")
    given: dict[str, object] = {"text": "**Please** look", "to": "depot@mail.example", "settings": SETTINGS}
    journal.perform(table()["ticket.forward"], [ticket], given | params, actor, clock=lambda: NOON + 9_000_000)
    return parse(bytes(Blob.get_by_id(Outbox.select().order_by(Outbox.id.desc()).get().blob).data))


def test_both_parts_hold_all_of_it(desk: Desk, ticket: int) -> None:
    sent = forward(ticket)
    assert "<b>Please</b> look" in sent.html
    assert 'It is <b style="color:red">broken</b>' in sent.html
    assert "script" not in sent.html
    assert "onclick" not in sent.html
    whole = f"{sent.text}\n{sent.signature}\n{sent.quoted}"
    assert all(words in whole for words in ("*Please* look", HEAD, "It is *broken*.", "It left today."))
    assert [(one.filename, one.inline, one.content_id) for one in sent.attachments] == [
        ("pic.png", True, "pic@fjord"), ("bill.pdf", False, ""),
    ]  # fmt: skip


def test_a_draft_keeps_pictures_in_their_places(desk: Desk, ticket: int) -> None:
    me = int(Agent.get().id)
    begun = begin(ticket, "forward", me, False, SETTINGS).draft
    drafts.save(ticket, me, "forward", begun, NOON)
    kept = drafts.load(ticket, me, "forward")
    assert kept is not None
    assert [one.content_id for one in kept.files] == ["pic@fjord", ""]
    assert forward(ticket, files=kept.files).attachments[0].inline


def test_it_comes_back_from_the_outbox_as_it_was(desk: Desk, ticket: int) -> None:
    forward(ticket)
    actor = Actor("agent", int(Agent.get().id), "ana")
    journal.perform(table()["outbox.edit"], [int(Outbox.get().id)], {}, actor, clock=lambda: NOON + 9_000_001)
    assert [one[4] for one in json.loads(Draft.get().attachments)] == ["pic@fjord", ""]


def test_freezing_it_again_gives_the_same_page(desk: Desk, ticket: int) -> None:
    sent = forward(ticket, settings=Settings(Path("/nowhere")))
    message = Message.get(Message.direction == "out")
    assert message.html.startswith("<div>")
    assert message.html in sent.html


def test_files_taken_off_stay_off(desk: Desk, ticket: int) -> None:
    assert not forward(ticket, files=()).attachments
    assert Attachment.select().where(Attachment.message == Message.get(Message.direction == "out")).count() == 0


def test_a_forward_of_our_own_forward_has_our_words_in_both_parts(desk: Desk, ticket: int) -> None:
    forward(ticket)
    again = forward(ticket, message=int(Message.get(Message.direction == "out").id), text="Once more")
    assert all(words in again.html for words in ("Once more", "Please", "broken"))
    assert all(words in again.text + again.quoted for words in ("Once more", "Please", "broken"))


def test_the_database_knows_what_is_passed_on_by_what_is_written_below_it() -> None:
    assert FORWARD.startswith(answers.FORWARDED)
