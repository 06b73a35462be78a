"""Shows some lines over the screen until a key is pressed: two versions of a record, a history, a whole link.

The one rule: it shows what it is given, line by line, and nothing else.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Line, Tone
from crmtui.widgets.scrolled_lines import ScrolledLines


class Notice(ModalScreen[None]):
    """The lines, with a title above."""

    DEFAULT_CSS = """
    Notice {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; max-height: 80%; background: $panel; border-top: solid $border; }
        & ScrolledLines { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,h", "leave", "close", show=False)]
    AUTO_FOCUS = "ScrolledLines"

    def __init__(self, title: str, content: Sequence[Line]) -> None:
        """Make a notice."""
        super().__init__()
        self._title, self._content = title, content
        self._lines = ScrolledLines(content)

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        self._fit()
        with Vertical():
            yield StatusLine(id="notice-title")
            yield self._lines
            yield StatusLine(id="notice-help")

    def on_mount(self) -> None:
        """Fill the bars."""
        self.query_one("#notice-title", StatusLine).say(self._title, Tone.STRONG)
        self.query_one("#notice-help", StatusLine).say("esc closes", Tone.DIM)

    def on_resize(self) -> None:
        """As high as the lines, or as the screen allows."""
        self._fit()

    def _fit(self) -> None:
        self._lines.styles.height = max(1, min(len(self._content), self.app.size.height * 8 // 10 - 3))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
