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
from crmtui.widgets.lines import Line, LineWidget, Tone


class _Lines(LineWidget, can_focus=True):
    DEFAULT_CSS = """
    _Lines { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("space,pagedown,ctrl+d", "scroll(10)", "page down", show=False),
        Binding("pageup,ctrl+u", "scroll(-10)", "page up", show=False),
    ]

    def __init__(self, content: Sequence[Line]) -> None:
        super().__init__()
        self._content = content
        self._top = 0

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The window."""
        return self._content[self._top : self._top + height]

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self._top = max(0, min(self._top + by, len(self._content) - self.size.height))
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.action_scroll(-3)


class Notice(ModalScreen[None]):
    """The lines, with a title above."""

    DEFAULT_CSS = """
    Notice {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; max-height: 80%; background: $panel; border-top: solid $border; }
        & _Lines { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,h", "leave", "close", show=False)]
    AUTO_FOCUS = "_Lines"

    def __init__(self, title: str, content: Sequence[Line]) -> None:
        """Make a notice."""
        super().__init__()
        self._title, self._content = title, content
        self._lines = _Lines(content)

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
