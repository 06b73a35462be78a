"""Writes a note of several lines.

The one rule: it gives back the text, and does nothing with it.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Tone


class NoteScreen(ModalScreen[str | None]):
    """The editor; the result is None when it was left with esc."""

    DEFAULT_CSS = """
    NoteScreen {
        align: center bottom;
        & > Vertical { height: auto; max-height: 60%; background: $panel; border-top: solid $border; }
        & TextArea { height: 8; border: none; background: $panel; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "close", show=False, priority=True),
        Binding("ctrl+s,ctrl+j", "keep", "keep", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str = "") -> None:
        """Make an editor that begins with `text`."""
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title, editor, keys."""
        with Vertical():
            yield StatusLine(id="note-title")
            yield TextArea(self._text, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
            yield StatusLine(id="note-keys")

    def on_mount(self) -> None:
        """Say what is written, and how it is kept."""
        self.query_one("#note-title", StatusLine).say(self._title, Tone.STRONG)
        self.query_one("#note-keys", StatusLine).say("ctrl+s keeps  esc leaves", Tone.DIM)
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        area.focus()

    def action_keep(self) -> None:
        """Give the text back."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Keep nothing."""
        self.dismiss(None)
