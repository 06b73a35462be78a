"""A line that is drawn anew for every width.

The one rule: it asks for its spans when it is drawn, never before.
"""

from collections.abc import Callable, Sequence

from crmtui.widgets.lines import Line, LineWidget


class OneLine(LineWidget):
    """The line; `show` says how to make it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._make: Callable[[int], Line] = lambda _: ()

    def show(self, make: Callable[[int], Line]) -> None:
        """Show what `make` gives for the width there is."""
        self._make = make
        self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        return [self._make(width)]
