"""The saved replies: a list in folders, each shown as it reads on a real ticket.

The one rule: it shows what `desk.templates` reads, and passes verbs on.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.widget import Widget

from crmtui.actions import Place, Records
from crmtui.desk import templates
from crmtui.desk.templates import TemplateRow
from crmtui.screens.base import DeskScreen
from crmtui.screens.template_rows import ListedTemplate, TemplatePainter, TemplatePreview, TemplateSource, listed
from crmtui.screens.template_scene import Sample, choose_sample, look, read_sample
from crmtui.widgets.bars import Rule
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.record_list import RecordList

_SETTLED = 0.05
_EMPTY = "No template yet. c writes the first one."
_NOT_FOUND = "No template holds these words. esc clears them."


class TemplatesScreen(DeskScreen):
    """All templates."""

    PLACE = Place.TEMPLATES
    ROOM = "templates"
    AUTO_FOCUS = "#templates"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-huge")]  # noqa: RUF012 (Textual's type)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    TemplatesScreen {
        #find { height: 1; }
        #panes { height: 1fr; }
        #templates { width: 1fr; }
        #reads { height: 10; }
        #reads, #edge { display: none; }
        &.-high #reads, &.-high #edge { display: block; }
        &.-wide #panes, &.-huge #panes { layout: horizontal; }
        &.-wide #templates { width: 50; }
        &.-huge #templates { width: 92; }
        &.-wide #reads, &.-huge #reads { display: block; width: 1fr; height: 1fr; border-left: solid $border; }
        &.-wide #edge, &.-huge #edge { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TemplateRow] = []
        self._words = ""
        self._ticket: int | None = None
        self._sample: Sample | None = None

    def body(self) -> Iterable[Widget]:
        """The search line, the list, the preview."""
        yield LineEdit(label="find ", hint="words of a template   ( / )", id="find")
        yield Rule()
        painter = TemplatePainter()
        self.list: RecordList[ListedTemplate] = RecordList(painter, now=int(time.time()), id="templates")
        yield Container(self.list, Rule(id="edge"), TemplatePreview(id="reads"), id="panes")

    def on_mount(self) -> None:
        """Show them."""
        self.later(self._open, group="open", only=True)

    async def _open(self) -> None:
        self._rows = await self.engine.read(templates.list_templates)
        self._show()

    def _show(self) -> None:
        rows = listed(self._rows, self._words)
        self.list.empty = _NOT_FOUND if self._words else _EMPTY
        self.list.show(TemplateSource(rows), rows)
        self._say_place()

    def _say_place(self) -> None:
        marks, total = self.list.marks, self.list.total
        marked = f"{marks.count(total)} marked . " if marks else ""
        self.show_place(marked + (f"{self.list.index + 1} of {total}" if total else ""))

    # -- finding -------------------------------------------------------------------------------------------------

    async def do_list_filter(self) -> None:
        """Type words."""
        self.query_one("#find", LineEdit).focus()

    @on(LineEdit.Changed, "#find")
    def _typed(self, message: LineEdit.Changed) -> None:
        self._words = message.text
        self._show()

    @on(LineEdit.Submitted, "#find")
    def _found(self) -> None:
        self.list.focus()

    def key_down(self) -> None:
        """From the search line into the list."""
        self.list.focus()

    async def do_app_back(self) -> None:
        """Clear the search, or leave its line."""
        self.query_one("#find", LineEdit).put("")
        self.list.focus()

    # -- the preview ---------------------------------------------------------------------------------------------

    @on(RecordList.CursorMoved, "#templates")
    def _cursor_moved(self) -> None:
        self._say_place()
        self.later(self._preview, group="preview", only=True)

    async def _preview(self) -> None:
        await asyncio.sleep(_SETTLED)
        row, pane = self.list.row, self.query_one("#reads", TemplatePreview)
        if row is None:
            pane.show("", "")
            return
        if self._sample is None:
            self._sample = await self.engine.read(read_sample, self._ticket, self.me, self.settings)
        sample, one = self._sample, row.template
        seen = await self.engine.read(lambda _: look(one.body, one.subject, sample))
        if seen.problems:
            first = seen.problems[0]
            pane.show(f"broken in line {first.line + 1}: {first.message}", one.body)
        else:
            gaps = [path for path, _ in seen.gaps]
            pane.show(f"{one.title} {sample.title}", seen.text, subject=seen.subject, gaps=gaps)

    async def do_template_ticket(self) -> None:
        """Look at them on another ticket."""
        ticket = await choose_sample(self)
        if ticket is not None:
            self._ticket, self._sample = ticket, None
            await self._preview()

    # -- acting --------------------------------------------------------------------------------------------------

    async def targets(self, records: Records) -> Sequence[int]:
        """The marked templates, or the one under the cursor."""
        if records is not Records.TEMPLATE:
            return ()
        picked = self.list.selection()
        if picked.everything:
            return [row.id for row in listed(self._rows, self._words) if row.id in picked]
        return sorted(picked.ids)

    @on(RecordList.MarksChanged, "#templates")
    def _marked(self) -> None:
        self._say_place()

    @on(RecordList.RowOpened, "#templates")
    async def _opened(self) -> None:
        await self.do_template_edit()

    async def do_template_edit(self, name: str = "") -> None:
        """Write on at the template under the cursor, or give it the name that was typed."""
        row = self.list.row
        if row is None:
            return
        if name:
            await self.act("template.edit", [row.id], seen={row.id: row.template.version}, name=name)
        else:
            await self._edit(row.template)

    async def do_template_new(self, name: str = "") -> None:
        """Write a new template, in the folder under the cursor."""
        row = self.list.row
        folder = row.template.folder if row is not None else ""
        await self._edit(TemplateRow(0, folder, name, "", "", 0, None, 0))

    async def _edit(self, row: TemplateRow) -> None:
        # Late: reading needs no text area.
        from crmtui.screens.template_editor import TemplateEditor

        await self.app.push_screen(TemplateEditor(row, self._ticket))

    async def do_template_copy(self, name: str = "") -> None:
        """Copy the template under the cursor; the cursor goes to the copy."""
        row = self.list.row
        if row is None:
            return
        outcome = await self.act("template.copy", [row.id], name=name)
        if outcome is not None and outcome.created is not None:
            await self._go_to(outcome.created)

    async def do_template_delete(self) -> None:
        """Take the chosen templates away."""
        ids = await self.targets(Records.TEMPLATE)
        if ids:
            await self.act("template.delete", ids)

    def act_done(self) -> None:
        """What was acted on is no longer marked."""
        self.list.unmark()

    async def _go_to(self, template_id: int) -> None:
        place = await TemplateSource(listed(self._rows, self._words)).position(template_id)
        if place is not None:
            self.list.move_to(place)

    async def refresh_records(self) -> None:
        """Read everything again; the cursor stays on its template."""
        self._rows = await self.engine.read(templates.list_templates)
        self._sample = None
        await self.list.reload(TemplateSource(listed(self._rows, self._words)))
        self.list.tick(int(time.time()))
        self._say_place()
        await self._preview()
