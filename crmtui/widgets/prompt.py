"""Asks for a line of text, or for yes or no.

The one rule: what is asked is data and shown as it is; nothing is done here.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Tone


class Prompt(ModalScreen[str | None]):
    """One line at the bottom; the result is what was typed, None when it was left with esc."""

    DEFAULT_CSS = """
    Prompt {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; background: $panel; border-top: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "close", show=False)]
    AUTO_FOCUS = "LineEdit"

    def __init__(self, label: str, text: str = "", *, hint: str = "", help_line: str = "") -> None:
        """Make a prompt that begins with `text`."""
        super().__init__()
        self._label, self._text, self._hint = label, text, hint
        self._help = help_line or "enter takes  esc leaves"

    def compose(self) -> ComposeResult:
        """The editor and one line of help."""
        with Vertical():
            yield LineEdit(self._text, label=self._label, hint=self._hint)
            yield StatusLine(id="prompt-help")

    def on_mount(self) -> None:
        """Show the help."""
        self.query_one("#prompt-help", StatusLine).say(self._help, Tone.DIM)

    def on_line_edit_submitted(self, message: LineEdit.Submitted) -> None:
        """Enter."""
        message.stop()
        self.dismiss(message.text)

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(None)


class Confirm(ModalScreen[bool]):
    """Yes or no; anything but y is no."""

    DEFAULT_CSS = """
    Confirm {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; background: $panel; border-top: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,Y", "answer(True)", "yes", show=False),
        Binding("n,N,escape,enter,q", "answer(False)", "no", show=False),
    ]

    def __init__(self, question: str, detail: str = "") -> None:
        """Make a question; `detail` says what cannot be taken back."""
        super().__init__()
        self._question, self._detail = question, detail

    def compose(self) -> ComposeResult:
        """The question and the keys."""
        with Vertical():
            yield StatusLine(id="question")
            yield StatusLine(id="answers")

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#question", StatusLine).say(self._question, Tone.STRONG)
        keys = "y yes  n no"
        self.query_one("#answers", StatusLine).say(f"{self._detail}  {keys}" if self._detail else keys, Tone.DIM)

    def action_answer(self, answer: bool) -> None:
        """Give the answer back."""
        self.dismiss(answer)
