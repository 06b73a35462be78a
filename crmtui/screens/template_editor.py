"""Writes a template, and shows beside it how it reads on a real ticket.

The one rule: nothing typed is lost without being asked, and nothing broken is kept: the cursor goes to the place.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.containers import Container, Vertical
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import TextArea

from crmtui.actions import Place
from crmtui.desk import templates
from crmtui.desk.liquid import FIELDS, Kind, check
from crmtui.desk.templates import TemplateRow
from crmtui.errors import ConflictError, NotFoundError
from crmtui.screens.base import DeskScreen
from crmtui.screens.template_rows import TemplatePreview
from crmtui.screens.template_scene import Look, Sample, choose_sample, look, read_sample
from crmtui.widgets.bars import KeyHint, Rule, StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Tone
from crmtui.widgets.mail_area import MailArea
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Confirm

_TYPED = 0.12
_LINES = (("name", "Name"), ("folder", "Folder"), ("subject", "Subject"))
_HINTS = {
    "name": "a few words: Where is my order",
    "folder": "Orders, Returns, ... or none",
    "subject": "for new mails; may have fields",
}
_PIECES = (
    ('{{ customer.first_name | default: "there" }}', "a field, and what to write when it is empty"),
    ("{% if order.tracking_number %}\n\n{% endif %}", "only when there is a tracking number"),
    (
        "{% for item in order.items %}\n  {{ item.quantity }} x {{ item.title }}\n{% endfor %}",
        "a line for each item of the order",
    ),
    ('{{ order.placed_at | date: "long" }}', "a date: short, medium, long, full, time, or %d %B"),
)


class TemplateEditor(DeskScreen):
    """The editor of one template (id 0: a new one)."""

    PLACE = Place.EDITOR
    ROOM = "templates"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual's type)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 (Textual's type)
    DEFAULT_CSS = """
    TemplateEditor {
        #lines { height: 3; }
        #panes { height: 1fr; }
        #source { height: 1fr; width: 1fr; }
        #reads { height: 7; display: none; }
        #edge { display: none; }
        &.-high #reads, &.-high #edge { display: block; }
        &.-wide {
            #panes { layout: horizontal; }
            #reads { display: block; width: 1fr; height: 1fr; border-left: solid $border; }
            #edge { display: none; }
        }
    }
    """

    def __init__(self, row: TemplateRow, ticket: int | None = None) -> None:
        """Make the editor.

        Args:
            row: The template; id 0 for one that is to be made, in the row's folder.
            ticket: What to look at it on; None for one that suits.
        """
        super().__init__()
        self._row = row
        self._ticket = ticket
        self._sample: Sample | None = None
        self._seen: Look | None = None
        self._conflict = False

    def body(self) -> Iterable[Widget]:
        """Name, folder and subject; the text; the preview."""
        lines = [
            LineEdit(getattr(self._row, field), label=f"{label:>7}", hint=_HINTS[field], id=f"line-{field}")
            for field, label in _LINES
        ]
        yield Vertical(*lines, id="lines")
        yield Rule()
        yield Container(MailArea(id="source"), Rule(id="edge"), TemplatePreview(id="reads"), id="panes")
        yield StatusLine(id="problem")

    def bind_table(self) -> Sequence[KeyHint]:
        """The keys; of the hints only those that do not type a letter here."""
        own = [hint for hint in super().bind_table() if hint.action_id.startswith("template.")]
        return [KeyHint("f1", "help", "app.help"), *own, KeyHint("esc", "close", "app.back")]

    def on_mount(self) -> None:
        """Fill in, and begin where there is something to write."""
        self.area.load_text(self._row.body)
        (self.area if self._row.id or self._row.name else self.query_one("#line-name")).focus()
        self._look_later()

    @property
    def area(self) -> MailArea:
        """Where one writes."""
        return self.query_one("#source", MailArea)

    def _values(self) -> dict[str, Any]:
        lines = {field: self.query_one(f"#line-{field}", LineEdit).text for field, _ in _LINES}
        return {**lines, "body": self.area.text}

    @property
    def _changed(self) -> bool:
        kept = {
            "name": self._row.name,
            "folder": self._row.folder,
            "subject": self._row.subject,
            "body": self._row.body,
        }
        return any(kept[field].strip() != value.strip() for field, value in self._values().items())

    # -- looking -------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    @on(LineEdit.Changed)
    def _typed(self) -> None:
        self._look_later()

    @on(LineEdit.Submitted)
    def _entered(self) -> None:
        self.screen.focus_next()

    def _look_later(self) -> None:
        self.later(self._look, group="look", only=True)

    async def _look(self) -> None:
        await asyncio.sleep(_TYPED)
        try:
            await self._look_now()
        except NoMatches:
            # Closed meanwhile: its parts go one after the other, the screen itself last.
            if self.is_current:
                raise

    async def _look_now(self) -> None:
        if self._sample is None:
            self._sample = await self.engine.read(read_sample, self._ticket, self.me, self.settings)
        values, sample = self._values(), self._sample
        seen = self._seen = await self.engine.read(lambda _: look(values["body"], values["subject"], sample))
        if not seen.problems and not self._conflict:
            gaps = [path for path, _ in seen.gaps]
            self.query_one("#reads", TemplatePreview).show(sample.title, seen.text, subject=seen.subject, gaps=gaps)
        self._say_problem(seen)
        self.show_place("changed" if self._changed else "")

    def _say_problem(self, seen: Look) -> None:
        line = self.query_one("#problem", StatusLine)
        if seen.problems:
            first = seen.problems[0]
            hint = f"; {first.hint}" if first.hint else ""
            line.say(f"line {first.line + 1}, column {first.column + 1}: {first.message}{hint}", Tone.ALERT)
        elif seen.gaps:
            path, why = seen.gaps[0]
            more = f" (and {len(seen.gaps) - 1} more)" if len(seen.gaps) > 1 else ""
            line.say(f"empty on this ticket: {path}{f', {why}' if why else ''}{more}", Tone.DIM)
        else:
            line.say("")

    async def do_template_problem(self) -> None:
        """Put the cursor on what is wrong, or on a field that is empty on this ticket."""
        seen = self._seen
        if seen is None:
            return
        if seen.problems:
            self._put_cursor(seen.problems[0].line, seen.problems[0].column)
            return
        text, start = self.area.text, self.area.offset_of(self.area.cursor_location)
        places = sorted(place for path, _ in seen.gaps if (place := text.find(path)) >= 0)
        if not places:
            self.say("Nothing is wrong, and nothing is empty on this ticket")
            return
        place = next((at for at in places if at > start), places[0])
        self.area.focus()
        self.area.select_span(place, place)

    def _put_cursor(self, line: int, column: int) -> None:
        self.area.focus()
        self.area.move_cursor((line, column))

    async def do_template_ticket(self) -> None:
        """Look at it on another ticket."""
        ticket = await choose_sample(self)
        if ticket is not None:
            self._ticket, self._sample = ticket, None
            await self._look()

    # -- writing -------------------------------------------------------------------------------------------------

    async def do_template_fields(self) -> None:
        """Put in a field, a condition or a loop."""
        choices = [Choice(source, source.split("\n")[0], help_line) for source, help_line in _PIECES]
        choices += [
            Choice(f"{{{{ {field.path} }}}}", field.path, f"{field.help}: {field.example}")
            for field in FIELDS
            if field.kind is not Kind.RECORDS and not field.path.startswith("order.items.")
        ]
        chosen = await self.app.push_screen_wait(Picker("Put in", choices))
        if chosen:
            self.area.focus()
            self.area.put_in(chosen[0])

    async def do_template_editor(self) -> None:
        """Write on in the user's own editor."""
        from crmtui.screens.outside_editor import edit_outside, editor_command  # late: few use one

        text = edit_outside(self.app, self.area.text, editor_command(self.settings.ui.editor))
        if text != self.area.text:
            self.area.replace(text, (0, 0), self.area.document.end)

    async def do_template_save(self) -> None:
        """Keep it, unless something is wrong: then the cursor goes there."""
        values = self._values()
        for problem in check(values["body"]):
            self._put_cursor(problem.line, problem.column)
            self.say(f"Not saved: {problem.message}{f'; {problem.hint}' if problem.hint else ''}", Tone.ALERT)
            return
        if not values["name"].strip():
            self.query_one("#line-name").focus()
            self.say("Not saved: give it a name", Tone.ALERT)
            return
        if self._row.id:
            seen = {self._row.id: self._row.version}
            outcome = await self.act("template.edit", [self._row.id], seen=seen, **values)
        else:
            outcome = await self.act("template.new", (), **values)
        if outcome is not None:
            self._conflict = False
            self._row = await self.engine.read(templates.get, self._row.id or outcome.created or 0)
            self._look_later()

    async def on_conflict(self, error: ConflictError, ids: Sequence[int]) -> None:
        """Show what somebody else saved beside ours; saving again keeps ours."""
        theirs = await self.engine.read(templates.get, ids[0])
        self._row = theirs
        self._conflict = True
        self.query_one("#reads", TemplatePreview).show(f"saved meanwhile: {theirs.title}", theirs.body)
        self.say(f"Not saved: {error.message}. Theirs is shown; save again to keep yours", Tone.ALERT)

    # -- leaving -------------------------------------------------------------------------------------------------

    async def do_app_back(self) -> None:
        """Close; what was written and not saved is asked about."""
        if self._changed and not await self.app.push_screen_wait(
            Confirm("Close without saving?", "What you wrote here is lost then.")
        ):
            return
        # Not awaited: this runs in a task of the screen that closes, which would wait for its own end.
        app = self.app
        app.pop_screen()
        if isinstance(app.screen, DeskScreen):
            app.screen.later(app.screen.refresh_records, group="back", only=True)

    do_app_leave = do_app_back

    async def refresh_records(self) -> None:
        """Take in what another process saved, as long as nothing was written here."""
        self._sample = None
        if self._row.id and not self._changed:
            try:
                found = await self.engine.read(templates.get, self._row.id)
            except NotFoundError as error:
                self.say_error(error)
                return
            if found.version != self._row.version:
                self._row = found
                self.area.load_text(found.body)
                for field, _ in _LINES:
                    self.query_one(f"#line-{field}", LineEdit).put(getattr(found, field))
        self._look_later()
