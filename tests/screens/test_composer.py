"""The composer: drafts, gaps, sending, and what survives."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Customer, Identity, Message, Outbox, Template, Ticket
from crmtui.db.orm import raw
from crmtui.desk import drafts
from crmtui.desk.drafts import DraftText
from crmtui.journal import Actor
from crmtui.screens.composer import Composer
from crmtui.screens.composer_concerns import BeforeItLeaves
from crmtui.screens.composer_parts import Heading
from crmtui.settings import Mailbox, Security, Settings, Shop, Smtp, Ui
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.picker import Picker
from crmtui.widgets.prompt import Confirm, Prompt
from tests.driver import Driver, still, under_way

HOUSE = Settings(
    Path("config.toml"),
    shop=Shop(name="Linen"),
    mailboxes=(
        Mailbox("support", "support@linen.example", "Linen", smtp=Smtp("127.0.0.1", 1, Security.NONE)),
        Mailbox("sales", "sales@linen.example", "Linen", smtp=Smtp("127.0.0.1", 1, Security.NONE)),
    ),
    ui=Ui(undo_window=600),
)


@pytest.fixture
def ticket(engine: Engine, ana: Actor) -> int:
    """A ticket with a customer's mail on it."""
    Agent.update(signature="Ana, Linen").execute()
    customer = Customer.create(name="Jide Okafor", email="jide@mail.example", created_at=1, updated_at=1)
    made = Ticket.create(
        subject="Wrong size", customer=customer, mailbox="support", created_at=10, updated_at=10, activity_at=10,
        waiting_since=10,
    )  # fmt: skip
    Message.create(
        ticket=made, direction="in", at=10, created_at=10, author_name="Jide Okafor", text="Can I swap it?",
        author_email="jide@mail.example", message_id="q@mail.example", subject="Wrong size",
        recipients=json.dumps({"to": ["support@linen.example"], "cc": ["friend@mail.example"]}),
    )  # fmt: skip
    return int(made.id)


class Desk:
    """The app with a composer open on a ticket."""

    def __init__(self, pilot: "Pilot[int]", app: DeskApp) -> None:
        self.pilot, self.app = pilot, app

    @property
    def composer(self) -> Composer:
        return self.app.screen.query_one(Composer)

    @property
    def said(self) -> str:
        return self.app.screen.query_one("#status", StatusLine).said

    async def until(self, true: Callable[[], object], what: str = "it") -> None:
        await Driver(self.pilot, self.app).until(true, what)

    async def prompt(self, after: Prompt | None = None) -> Prompt:
        """The line that is asked for, another one than `after`."""
        await self.until(lambda: isinstance(self.app.screen, Prompt) and self.app.screen is not after, "the prompt")
        assert isinstance(self.app.screen, Prompt)
        await self.until(lambda: self.app.screen.query_one("#prompt-help", StatusLine).said, "its help")
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await self.press(*("space" if char == " " else char for char in text))
        await self.until(lambda: "keys" not in under_way(self.app), "all keys are taken")

    async def write(self, key: str = "r") -> None:
        await self.press(key)
        await self.until(lambda: self.app.screen.query(Composer) and self.composer._ready, "the composer")


@asynccontextmanager
async def opened(engine: Engine, ticket: int, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Desk]:
    from crmtui.screens.ticket import TicketScreen

    app = DeskApp(engine, HOUSE, "ana")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(TicketScreen(ticket))
        desk = Desk(pilot, app)
        await desk.until(lambda: app.screen.query_one("#conversation").has_focus, "the ticket")
        yield desk
    # As closing the engine does: what was handed over last is written.
    engine.lanes[1].submit(int).result()


async def test_a_reply_is_written_and_sent(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        assert desk.composer.text == "\n\n-- \nAna, Linen"
        await desk.type("Of course")
        await desk.press("ctrl+s")
        await desk.until(lambda: not desk.app.screen.query(Composer), "sending")
        await desk.until(lambda: "sending in" in desk.said, "the countdown")
        message = Message.get(Message.direction == "out")
        assert (message.text, message.signature) == ("Of course", "Ana, Linen")
        assert json.loads(Outbox.get().recipients) == ["jide@mail.example"]
        assert desk.app.screen.query_one("#conversation").has_focus
        assert drafts.load(ticket, ana.id or 0, "reply") is None
        await desk.press("z")
        await desk.until(lambda: "Undid" in desk.said, "undo")
        assert desk.said.endswith(" . r writes on . Z does it again")
        assert Outbox.select().count() == 0


async def test_what_is_typed_is_there_after_a_crash(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Half a se")
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply") is not None, "the draft")
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.text == "Half a se\n\n-- \nAna, Linen"
    async with opened(engine, ticket) as desk:
        await desk.until(lambda: "draft" in desk.said, "the word of the draft")
        await desk.write()
        await desk.type("ntence")
        assert desk.composer.text == "Half a sentence\n\n-- \nAna, Linen"
        await desk.press("escape")
        await desk.until(lambda: not desk.app.screen.query(Composer), "closing")
        assert desk.said == "draft kept"
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.text.startswith("Half a sentence")


async def test_nothing_typed_leaves_no_draft(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("escape")
        await desk.until(lambda: not desk.app.screen.query(Composer), "closing")
    assert drafts.load(ticket, ana.id or 0, "reply") is None


async def test_leaving_the_ticket_takes_no_text_along(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("x")
        await desk.press("ctrl+q")
    kept = drafts.load(ticket, ana.id or 0, "reply")
    assert kept is not None
    assert kept.text.startswith("x")


async def test_a_gap_stops_the_send_and_gets_the_cursor(engine: Engine, ana: Actor, ticket: int) -> None:
    drafts.save(ticket, ana.id or 0, "reply", DraftText("Hi,\nit is {{ order.tracking_number }} now", "j@m.example"), 1)
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+s")
        await desk.until(lambda: desk.said.startswith("Not sent: order.tracking_number"), "the refusal")
        assert desk.composer.area.selected_text == "{{ order.tracking_number }}"
        await desk.type("0034")
        await desk.press("ctrl+s")
        await desk.until(lambda: not desk.app.screen.query(Composer), "sending")
    assert Message.get(Message.direction == "out").text == "Hi,\nit is 0034 now"


async def test_a_wrong_address_keeps_everything(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Hi")
        await desk.press("f2")
        await desk.type(", nobody")
        await desk.press("ctrl+s")
        await desk.until(lambda: "'nobody' is not an e-mail address" in desk.said, "the refusal")
        assert desk.composer.text.startswith("Hi")
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply") is not None, "the draft")
    assert Outbox.select().count() == 0


async def test_reply_to_everybody(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+r")
        await desk.until(lambda: desk.composer.people.line("cc").text == "friend@mail.example", "the others")
        await desk.type("Hi")
        await desk.press("f2")
        await desk.until(lambda: not desk.composer.people.display, "the lines to be hidden")
        heading = desk.composer.query_one(Heading)
        assert any("+1 in copy" in span.text for span in heading.lines(80, 1)[0])
        await desk.press("f5")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
    assert json.loads(Outbox.get().recipients) == ["jide@mail.example", "friend@mail.example"]
    assert Ticket.get_by_id(ticket).status == "resolved"


async def test_a_note_is_kept_inside(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write("n")
        await desk.type("ask Bo")
        await desk.press("ctrl+s")
        await desk.until(lambda: not desk.app.screen.query(Composer), "keeping")
    assert Message.get(Message.kind == "note").text == "ask Bo"
    assert (Outbox.select().count(), drafts.load(ticket, ana.id or 0, "note")) == (0, None)


async def test_a_template_is_filled_in_and_its_gap_selected(engine: Engine, ana: Actor, ticket: int) -> None:
    body = "Hi {{ customer.first_name }},\nparcel {{ order.tracking_number }}."
    Template.create(name="WISMO", body=body, created_at=1, updated_at=1)
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("So")
        await desk.press("ctrl+t")
        await desk.until(lambda: type(desk.app.screen).__name__ == "Picker", "the picker")
        await desk.type("wis")
        await desk.press("enter")
        await desk.until(lambda: "Hi Jide," in desk.composer.text if desk.app.screen.query(Composer) else False)
        await desk.until(lambda: desk.composer.area.selected_text == "{{ order.tracking_number }}", "the gap")
        await desk.type("0034")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
    assert Message.get(Message.direction == "out").text == "So\n\nHi Jide,\nparcel 0034."
    assert Template.get().uses == 1


async def test_files_go_along(engine: Engine, ana: Actor, ticket: int, tmp_path: Path) -> None:
    file = tmp_path / "Größe.png"
    file.write_bytes(b"\x89PNG")
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+o")
        await desk.until(lambda: type(desk.app.screen).__name__ == "Prompt", "the prompt")
        from textual.events import Paste

        desk.app.screen.focused.post_message(Paste(str(file)))  # type: ignore[union-attr]
        await desk.pilot.pause()
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer) and desk.composer._files, "the file")
        await desk.type("Here")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
    from crmtui.db.models import Attachment

    assert [(row.filename, row.content_type, row.size) for row in Attachment.select()] == [
        ("Größe.png", "image/png", 4)
    ]


async def test_a_path_that_is_none_stays_to_be_mended_and_a_dragged_one_is_read(
    engine: Engine, ana: Actor, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "care sheet.txt").write_text("wash cold")
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+o")
        for typed in ("'care she", "et.txt"):
            asked = await desk.prompt()
            await desk.type(typed)
            await desk.press("enter")
            asked = await desk.prompt(after=asked)
            assert "is not a file" in asked.query_one("#prompt-help", StatusLine).said
        await desk.type("'")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer) and desk.composer._files, "the file")
        assert desk.composer._files[0].filename == "care sheet.txt"


async def test_without_a_template_it_says_how_to_write_one(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.press("ctrl+t")
        await desk.until(lambda: desk.said == "There is no template yet: esc, 3, then c writes one", "the way")


async def test_a_pasted_line_that_nobody_wrote_is_no_mail(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        before = desk.composer.area.text
        desk.composer.area.post_message(events.Paste("x" * 30_000))
        await desk.until(lambda: "Not pasted" in desk.said, "why not")
        assert desk.composer.area.text == before
        desk.composer.area.post_message(events.Paste("some words\n" * 3_000))
        await desk.until(lambda: "some words" in desk.composer.area.text, "the words")


async def test_hostile_paste_is_made_harmless(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        from textual.events import Paste

        desk.composer.area.post_message(Paste("a\x1b]52;c;aGk=\x07b\r\n\u202ec\ud800[/x]\tﷺ👩‍👩‍👧"))
        await desk.pilot.pause()
        assert desk.composer.text.startswith("a]52;c;aGk=b\nc\ufffd[/x]    ﷺ👩‍👩‍👧")


def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmtui.screens.composer_draft._clock", lambda at: "12:31")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_composer_looks_like_this(
    engine: Engine,
    ana: Actor,
    ticket: int,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen(monkeypatch)
    from crmtui.screens.ticket import TicketScreen

    Ticket.update(waiting_since=None).execute()
    app = DeskApp(engine, HOUSE, "ana")

    async def write(pilot: "Pilot[int]") -> None:
        await pilot.pause()
        await app.push_screen(TicketScreen(ticket))
        desk = Desk(pilot, app)
        await desk.until(lambda: app.screen.query_one("#conversation").has_focus)
        await desk.write()
        await desk.type("Of course: please send it back")
        await desk.press("f2")
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply"), "the draft")
        await still(pilot)

    assert snap_compare(app, terminal_size=size, run_before=write)


# -- before it leaves ------------------------------------------------------------------------------------------------


async def test_somebody_was_faster_and_that_is_said(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        Message.create(
            ticket=ticket, direction="in", at=20, created_at=20, author_name="Jide", author_email="jide@mail.example",
            text="It is here!", message_id="later@mail.example",
        )  # fmt: skip
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning")
        assert Outbox.select().count() == 0
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer again")
        assert desk.composer.text.startswith("Soon")
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning again")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer again")
        newest = max(row.id for row in Message.select())
        await desk.until(lambda: desk.composer._seen == newest, "looking")
        # It was looked at: nothing is new any more.
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")


async def test_mail_that_came_back_is_said_and_sent_anyway(engine: Engine, ana: Actor, ticket: int) -> None:
    Identity.create(
        customer=Customer.get(), kind="email", value="jide@mail.example", value_key="jide@mail.example", created_at=1,
        bounced_at=5, bounce_reason="no such user",
    )  # fmt: skip
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, BeforeItLeaves), "the warning")
        await desk.press("s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")


async def test_a_reply_leaves_when_its_writer_says(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+l")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the times")
        await desk.type("3d")
        await desk.press("enter")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Outbox.get().scheduled == 1
        await desk.until(lambda: "leaves" in desk.said, "the time")


async def test_their_mail_and_the_mailbox_are_chosen(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Soon")
        await desk.press("ctrl+n", "f3")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the mailboxes")
        await desk.type("sales")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.query(Composer), "the composer")
        await desk.until(lambda: (kept := drafts.load(ticket, ana.id or 0, "reply")) and kept.mailbox == "sales")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Outbox.get().mailbox == "sales"
        assert Message.get(Message.direction == "out").quoted == ""


async def test_another_window_is_noticed(engine: Engine, ana: Actor, ticket: int) -> None:
    me = ana.id or 0
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        await desk.until(lambda: drafts.load(ticket, me, "reply"), "the draft")
        drafts.save(ticket, me, "reply", DraftText("Theirs"), 50)
        await desk.type(" too")
        await desk.until(lambda: "another window" in desk.said, "the warning")
        kept = drafts.load(ticket, me, "reply")
        assert kept is not None
        assert kept.text == "Theirs"
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, Picker), "the choice")
        await desk.press("enter")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        assert Message.get(Message.direction == "out").text == "Mine too"


async def test_saving_while_it_is_being_saved_is_no_other_window(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        composer = desk.composer
        for words in ("a", "b", "c"):
            composer.area.put_in(words)
            await asyncio.gather(composer._save(), composer._save())
        assert not composer._taken
        assert "another window" not in desk.said


async def test_what_is_typed_while_it_is_being_saved_is_kept_once(engine: Engine, ana: Actor, ticket: int) -> None:
    me = ana.id or 0
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        await desk.until(lambda: drafts.load(ticket, me, "reply"), "the draft")
        composer, go_on = desk.composer, threading.Event()
        engine.lanes[1].submit(go_on.wait)
        await desk.type(" and")
        saving = asyncio.create_task(composer._save())
        await desk.type(" more")
        await composer.remove()
        go_on.set()
        await saving
        await engine.work(int)
        kept = drafts.load(ticket, me, "reply")
        assert kept is not None
        assert kept.text.startswith("Mine and more")
        assert "another window" not in kept.text


async def test_a_draft_that_could_not_be_thrown_away_is_kept_on(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply"), "the draft")
        raw().execute("CREATE TRIGGER keeps BEFORE DELETE ON draft BEGIN SELECT raise(ABORT, 'no'); END")
        await desk.press("f8")
        await desk.until(lambda: isinstance(desk.app.screen, Confirm), "the question")
        await desk.press("y")
        await desk.until(lambda: "went wrong" in desk.said, "the error")
        await desk.type(" more")
        await desk.until(
            lambda: (kept := drafts.load(ticket, ana.id or 0, "reply")) and kept.text.startswith("Mine more")
        )


async def test_another_windows_text_survives_a_crash_of_this_one(engine: Engine, ana: Actor, ticket: int) -> None:
    me = ana.id or 0
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        await desk.until(lambda: drafts.load(ticket, me, "reply"), "the draft")
        drafts.save(ticket, me, "reply", DraftText("Theirs"), 50)
        await desk.type(" too")
        await desk.until(lambda: "another window" in desk.said, "the warning")
    kept = drafts.load(ticket, me, "reply")
    assert kept is not None
    assert kept.text.startswith("Theirs\n\n[written in another window]\n\nMine too")


async def test_a_mail_is_forwarded_with_what_came(engine: Engine, ana: Actor, ticket: int) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write("f")
        assert desk.composer.query_one("#people-to").has_focus
        await desk.type("depot")
        await desk.press("@")
        await desk.type("mail.example")
        desk.composer.focus()
        await desk.type("Please look")
        await desk.press("ctrl+s")
        await desk.until(lambda: Outbox.select().count() == 1, "sending")
        message = Message.get(Message.direction == "out")
        assert (message.subject, message.text) == ("Fwd: Wrong size", "Please look")
        assert "Can I swap it?" in message.quoted
        assert json.loads(Outbox.get().recipients) == ["depot@mail.example"]
        assert Ticket.get_by_id(ticket).status == "open"
