"""The composer: writing, templates, files, and what is pasted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from crmtui.app import DeskApp
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Outbox, Template, Ticket
from crmtui.desk import drafts
from crmtui.journal import Actor
from crmtui.screens.composer import Composer
from crmtui.screens.composer_parts import Heading
from crmtui.widgets.bars import KeyBar, StatusLine
from tests.driver import still
from tests.screens.composing import HOUSE, Desk, ask_for_a_swap, opened


@pytest.fixture
def ticket(engine: Engine, ana: Actor) -> int:
    """A ticket with a customer's mail on it."""
    return ask_for_a_swap()


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


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("n", "f2", "goes to nobody"), ("n", "f3", "does not leave"), ("n", "ctrl+l", "does not leave"),
        ("n", "ctrl+o", "carries no files"), ("n", "ctrl+n", "quotes nothing"), ("n", "ctrl+r", "goes to nobody"),
        ("n", "ctrl+t", "Templates are for replies"), ("f", "f5", "leaves the ticket as it is"),
        ("f", "ctrl+n", "has its mail below"), ("f", "ctrl+r", "whom you name"),
    ],
)  # fmt: skip
async def test_a_key_that_means_nothing_here_says_why(
    engine: Engine, ana: Actor, ticket: int, kind: str, key: str, said: str
) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write(kind)
        hints = " ".join(span.text for span in desk.app.screen.query_one(KeyBar).lines(300, 1)[0])
        await desk.press(key)
        await desk.until(lambda: said in desk.said, "why")
        assert desk.app.screen.query(Composer)
    assert f"{key} " not in hints
    assert Outbox.select().count() == 0


async def test_a_template_is_filled_in_and_its_gap_selected(engine: Engine, ana: Actor, ticket: int) -> None:
    body = "Hi {{ customer.first_name }},\nparcel\t{{ order.tracking_number }}."
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
    assert Message.get(Message.direction == "out").text == "So\n\nHi Jide,\nparcel    0034."
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
    monkeypatch.setattr("crmtui.screens.composer_draft.clock", lambda _zone, _at: "12:31")


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
