"""One order with all its items, laid over the screen.

The one rule: it shows what it was given and does nothing.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.customers.profile import OrderView
from crmtui.screens.profile_lines import order_lines
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Line, LineWidget, Span, Tone


class _Card(LineWidget):
    """The lines of an order, from `top` on."""

    DEFAULT_CSS = """
    _Card { height: 1fr; }
    """

    def __init__(self, order: OrderView, now: int) -> None:
        super().__init__()
        self._order, self._now, self._top = order, now, 0

    def _all(self, width: int) -> list[Line]:
        return list(order_lines(self._order, width, self._now, items=len(self._order.lines) + 1))

    def move(self, by: int) -> None:
        """Scroll."""
        self._top = max(0, min(self._top + by, len(self._all(self.size.width)) - self.size.height))
        self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The window."""
        return [(Span(" "), *line) for line in self._all(width - 2)[self._top : self._top + height]]


class OrderCard(ModalScreen[None]):
    """The order; esc closes."""

    DEFAULT_CSS = """
    OrderCard {
        align: center middle;
        & > Vertical { width: 80%; max-width: 90; height: 80%; background: $panel; border: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,h,left", "close", "close", show=False),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown,space,ctrl+d", "move(10)", "page down", show=False),
        Binding("pageup,ctrl+u", "move(-10)", "page up", show=False),
    ]

    def __init__(self, order: OrderView, now: int) -> None:
        """Make the card of an order."""
        super().__init__()
        self._card = _Card(order, now)

    def compose(self) -> ComposeResult:
        """The lines and one line of help."""
        with Vertical():
            yield self._card
            yield StatusLine(id="card-help")

    def on_mount(self) -> None:
        """Say how to leave."""
        self.query_one("#card-help", StatusLine).say("j k scroll  esc closes", Tone.DIM)

    def action_move(self, by: int) -> None:
        """Scroll."""
        self._card.move(by)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
