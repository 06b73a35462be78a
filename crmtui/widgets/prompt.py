"""Asks for a line of text, or for yes or no.

The one rule: what is asked is data and shown as it is; nothing is done here.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Tone

Complete = Callable[[str], Sequence[str]]
"""What a line that was begun may become: whole lines, the likeliest first."""


class Problem(NamedTuple):
    """What is wrong with a line, and at which character."""

    message: str
    at: int


Check = Callable[[str], Problem | None]
"""Looks at a line that is about to be taken."""


class Prompt(ModalScreen[str | None]):
    """One line at the bottom; the result is what was typed, None when it was left with esc."""

    DEFAULT_CSS = """
    Prompt {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; background: $panel; border-top: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "close", show=False),
        Binding("tab", "complete(1)", "complete", show=False),
        Binding("shift+tab", "complete(-1)", "complete", show=False),
    ]
    AUTO_FOCUS = "LineEdit"

    def __init__(
        self,
        label: str,
        text: str = "",
        *,
        hint: str = "",
        help_line: str = "",
        complete: Complete | None = None,
        check: Check | None = None,
    ) -> None:
        """Make a prompt that begins with `text`.

        With `complete`, tab goes through what the line may become; what `check` finds wrong is told in place, and
        the line stays to be mended.
        """
        super().__init__()
        self._complete, self._check = complete, check
        self._offers: Sequence[str] = ()
        self._at = -1
        self._offered = ""
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
        problem = self._check(message.text) if self._check else None
        if problem is None:
            self.dismiss(message.text)
            return
        self.query_one(LineEdit).go_to(problem.at)
        self.query_one("#prompt-help", StatusLine).say(problem.message, Tone.ALERT)

    def on_line_edit_changed(self, message: LineEdit.Changed) -> None:
        """Show what the line may become."""
        message.stop()
        if self._complete is not None and message.text != self._offered:
            self._offer(message.text)

    def _offer(self, text: str) -> None:
        self._offers, self._at = self._complete(text) if self._complete and text else (), -1
        begun = text.rpartition(" ")[0]
        words = "  ".join(offer[len(begun) :].strip() for offer in self._offers)
        self.query_one("#prompt-help", StatusLine).say(f"tab  {words}" if words else self._help, Tone.DIM)

    def action_complete(self, by: int) -> None:
        """Put in what the line may become, one after the other; the only one opens the way to the next word."""
        if not self._offers:
            return
        self._at = (self._at + by) % len(self._offers) if self._at >= 0 or by > 0 else len(self._offers) - 1
        self._offered = self._offers[self._at]
        self.query_one(LineEdit).put(self._offered)
        if len(self._offers) == 1:
            self._offer(self._offered)

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
