"""Lines that are read, not chosen from: a help page, a notice.

The one rule: it scrolls what it is given and knows nothing of what it says.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from crmtui.widgets.lines import Line, LineWidget


class ScrolledLines(LineWidget, can_focus=True):
    """A window on lines, moved by keys or wheel."""

    DEFAULT_CSS = """
    ScrolledLines { height: 1fr; }
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

    def rows(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - for who wraps
        """All lines at a width, in cells; one that wraps its lines overrides this."""
        return self._content

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The window."""
        return self.rows(width)[self._top : self._top + height]

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self._top = max(0, min(self._top + by, len(self.rows(self.size.width)) - self.size.height))
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.action_scroll(-3)
