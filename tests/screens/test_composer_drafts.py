"""Drafts in the composer: what is typed is kept, once, and never over another window's."""

import asyncio
import threading

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Message, Outbox
from crmtui.db.orm import raw
from crmtui.desk import drafts
from crmtui.desk.drafts import DraftText
from crmtui.journal import Actor
from crmtui.screens.composer import Composer
from crmtui.widgets.picker import Picker
from crmtui.widgets.prompt import Confirm
from tests.screens.composing import ask_for_a_swap, opened


@pytest.fixture
def ticket(engine: Engine, ana: Actor) -> int:
    """A ticket with a customer's mail on it."""
    return ask_for_a_swap()


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


async def test_a_save_whose_turn_comes_when_the_composer_is_gone_is_no_crash(
    engine: Engine, ana: Actor, ticket: int
) -> None:
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        composer = desk.composer
        await composer.remove()
        await composer._save()
        await desk.until(lambda: drafts.load(ticket, ana.id or 0, "reply"), "the draft")


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


async def test_throwing_away_takes_no_other_windows_text(engine: Engine, ana: Actor, ticket: int) -> None:
    me = ana.id or 0
    async with opened(engine, ticket) as desk:
        await desk.write()
        await desk.type("Mine")
        await desk.until(lambda: drafts.load(ticket, me, "reply"), "the draft")
        drafts.save(ticket, me, "reply", DraftText("Theirs"), 50)
        await desk.press("f8")
        await desk.until(lambda: isinstance(desk.app.screen, Confirm), "the question")
        await desk.press("y")
        await desk.until(lambda: "another window of yours wrote is kept" in desk.said, "closing")
    kept = drafts.load(ticket, me, "reply")
    assert kept is not None
    assert kept.text == "Theirs"


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
