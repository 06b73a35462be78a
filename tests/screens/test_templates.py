"""Templates on the screen: reading on a real ticket, writing, saving, taking back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from crmtui.actions import table
from crmtui.app import DeskApp
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Template
from crmtui.demo.build import build
from crmtui.desk import templates
from crmtui.journal import Actor, perform
from crmtui.screens.template_editor import TemplateEditor
from crmtui.screens.template_rows import ListedTemplate, TemplatePainter, TemplatePreview, listed
from crmtui.screens.templates import TemplatesScreen
from crmtui.settings import Settings
from crmtui.text import cells, clean
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Tone
from tests.driver import rest

NOW = 1_795_000_000
HOSTILE = "[/x][@click=app.quit]y[/]\x1b]52;c;aGk=\x07\u202e"
SIGNS = {
    " ": "space", "{": "left_curly_bracket", "}": "right_curly_bracket", ".": "full_stop", "_": "underscore",
    "\n": "enter", "!": "exclamation_mark", "|": "vertical_line",
}  # fmt: skip


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("company") / "demo.db"
    build(path, 60, now=NOW, os_user="ana")
    return path


@pytest.fixture
def desk(company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr("time.time", lambda: float(NOW))
    path = tmp_path / "desk.db"
    path.write_bytes(company.read_bytes())
    with opened(path) as engine:
        yield engine


class Ui:
    """What a user does with templates."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> "Ui":
        await self.pilot.press(*keys)
        await self.settled()
        return self

    async def type(self, text: str) -> "Ui":
        return await self.press(*(SIGNS.get(sign, sign) for sign in text))

    async def settled(self) -> None:
        """Nothing is under way any more, but what waits for an answer of ours."""
        await rest(self.pilot)

    @property
    def room(self) -> TemplatesScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, TemplatesScreen))

    @property
    def editor(self) -> TemplateEditor:
        assert isinstance(self.app.screen, TemplateEditor)
        return self.app.screen

    @property
    def said(self) -> str:
        return self.app.screen.query_one("#status", StatusLine).said

    @property
    def problem(self) -> str:
        return self.editor.query_one("#problem", StatusLine).said

    @property
    def names(self) -> list[str]:
        return [row.name for row in templates.list_templates(self.app.engine.reader)]

    def preview(self, width: int = 200) -> str:
        pane = self.app.screen.query_one("#reads", TemplatePreview)
        return "\n".join("".join(clean(span.text) for span in line) for line in pane.lines(width, 60))

    async def open(self, name: str) -> "Ui":
        rows = listed(templates.list_templates(self.app.engine.reader))
        self.room.list.move_to(next(place for place, row in enumerate(rows) if row.template.name == name))
        return await self.press("enter")


@asynccontextmanager
async def room(engine: Engine, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Ui]:
    app = DeskApp(engine, Settings(Path("/nowhere"), engine.path))
    async with app.run_test(size=size) as pilot:
        ui = Ui(app, pilot)
        await ui.settled()
        await ui.press("3")
        yield ui
        assert app.reported == []


async def test_list_shows_folders_once_and_each_template_on_a_real_ticket(desk: Engine) -> None:
    async with room(desk) as ui:
        assert ui.room.list.total == 17
        await ui.press("G", "k")
        assert "on #" in ui.preview()
        assert "{{" not in ui.preview().replace("{{ order", "")
        assert ui.room.query_one("#reads").display


async def test_words_find_templates_and_escape_clears(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.press("/")
        await ui.type("umtausch")
        assert ui.room.list.total == 1
        await ui.press("escape")
        assert ui.room.list.total == 17


async def test_editing_shows_problems_in_place_and_keeps_nothing_broken(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.open("Address changed")
        await ui.type("{{ customer.nam }}\n")
        assert ui.problem.startswith("line 1, column 4: there is no field customer.nam; did you mean customer.name")
        await ui.press("ctrl+end", "ctrl+s")
        assert ui.said.startswith("Not saved: there is no field customer.nam")
        assert ui.editor.area.cursor_location == (0, 3)
        await ui.press(*["delete"] * 12)
        await ui.type("customer.name")
        assert "customer.name" in ui.editor.area.text
        assert ui.problem == ""
        await ui.press("ctrl+s")
        assert ui.said.startswith("Orders/Address changed saved")
    body = Template.get(Template.name == "Address changed").body
    assert body.startswith(("{{customer.name }}\n", "{{ customer.name"))


async def test_empty_fields_of_the_ticket_are_told_and_found(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.open("Address changed")
        await ui.type("{{ order.refunded }} ")
        assert "empty on this ticket: order.refunded, nothing of this order was refunded" in ui.problem
        assert "{{ order.refunded }}" in ui.preview().replace("\u00a0", " ")
        assert "1 field empty" in ui.preview()
        await ui.press("ctrl+end", "ctrl+n")
        assert ui.editor.area.cursor_location == (0, 3)


async def test_new_template_needs_a_name_and_gets_its_folder(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.press("G", "c")
        assert ui.editor.query_one("#line-folder", LineEdit).text == "Returns"
        await ui.press("ctrl+s")
        assert ui.said == "Not saved: give it a name"
        await ui.type("Soon")
        await ui.press("enter", "enter", "enter")
        await ui.type("Hi")
        await ui.press("ctrl+s")
        assert ui.said.startswith("Returns/Soon made")
        await ui.press("escape")
        assert ui.app.screen is ui.room
        assert ui.room.list.total == 18


async def test_command_line_knows_commands_of_two_words(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.press("colon")
        await ui.type("template copy Another one")
        await ui.press("enter")
        assert "Another one" in ui.names
        await ui.press("colon")
        await ui.type("template new Fresh")
        await ui.press("enter")
        assert ui.editor.query_one("#line-name", LineEdit).text == "Fresh"


async def test_leaving_with_changes_is_asked(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.open("Thank you")
        await ui.type("x")
        await ui.press("escape", "n")
        assert ui.editor.area.text.startswith("x")
        await ui.press("escape", "y")
        assert ui.app.screen is ui.room
        await ui.press("enter", "escape")
        assert ui.app.screen is ui.room


async def test_copy_delete_and_undo(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.press("C")
        assert ui.room.list.row is not None
        assert ui.room.list.row.template.name == "Invoice attached copy"
        await ui.press("#")
        assert "Invoice attached copy deleted . z undoes" in ui.said
        assert ui.room.list.total == 17
        await ui.press("z")
        assert ui.room.list.total == 18
        await ui.press("g", "space", "space", "#")
        assert "2 templates deleted" in ui.said
        await ui.press("z", "z")
        assert ui.names.count("Invoice attached") == 1
        assert ui.room.list.total == 17


async def test_somebody_elses_edit_is_shown_and_not_overwritten_unasked(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.open("Thank you")
        await ui.type("mine ")
        row = Template.get(Template.name == "Thank you")
        perform(table()["template.edit"], [row.id], {"body": "theirs"}, Actor("agent", 2, "Ben Osei"))
        await ui.press("ctrl+s")
        assert "Theirs is shown; save again to keep yours" in ui.said
        assert "theirs" in ui.preview()
        assert Template.get_by_id(row.id).body == "theirs"
        await ui.press("ctrl+s")
        assert Template.get_by_id(row.id).body.startswith("mine ")


async def test_another_ticket_can_be_chosen_by_its_number(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.press("ctrl+t")
        await ui.type("1005")
        await ui.press("enter")
        assert "on #1005" in ui.preview()


async def test_field_is_put_in_from_the_list(desk: Engine) -> None:
    async with room(desk) as ui:
        await ui.open("Address changed")
        await ui.press("ctrl+f")
        await ui.type("tracking number")
        await ui.press("down", "down")
        await ui.press("escape")
        await ui.press("f2")
        await ui.type("order.carrier")
        await ui.press("enter")
        assert ui.editor.area.text.startswith("{{ order.carrier }}")


async def test_hostile_names_and_bodies_stay_text(desk: Engine) -> None:
    Template.create(folder="", name=HOSTILE, body=HOSTILE + "{{ ticket.subject }}", created_at=NOW, updated_at=NOW)
    async with room(desk, (120, 40)) as ui:
        await ui.press("G")
        assert "\x1b" not in ui.preview()
        await ui.press("enter")
        assert "\x1b" not in ui.editor.area.text
        await ui.press("escape")


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40), (200, 50)])
async def test_every_size_holds_list_and_editor(desk: Engine, size: tuple[int, int]) -> None:
    async with room(desk, size) as ui:
        assert ui.room.list.size.height >= 4
        await ui.press("enter")
        assert ui.editor.area.size.height >= 2
        assert ui.editor.query_one("#keys").region.bottom == size[1]
        await ui.press("escape")


def test_rows_fit_their_width() -> None:
    row = templates.TemplateRow(
        1, "日本語のフォルダ", "[/x] a very long name of a template " * 3, "s" * 99, "", 5, NOW, 1
    )
    for width in (10, 30, 46, 54, 80, 120, 197):
        line = TemplatePainter().paint(ListedTemplate(1, row, True), width, cursor=False, marked=False, now=NOW)
        assert sum(cells(span.text) for span in line) <= max(width, 17)


def test_gaps_are_set_off_and_never_broken_over_lines() -> None:
    pane = TemplatePreview()
    pane.show("on #1", "see {{ order.tracking_number }} and {{ foo }}", gaps=["order.tracking_number"])
    for width in (30, 60):
        spans = [span for line in pane.lines(width, 20) for span in line if span.tone is Tone.ALERT]
        assert "{{ order.tracking_number }}" in [span.text for span in spans]
