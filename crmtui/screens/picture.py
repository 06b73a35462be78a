"""Shows a picture of a mail over the screen, in half cells that every terminal has.

The one rule: it draws the pixels that it is given, and nothing is decoded on the event loop.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from crmtui.mail.pictures import Picture, Pixel
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Tone

_HALF = "\N{UPPER HALF BLOCK}"


def half_cells(upper: list[Pixel], lower: list[Pixel] | None) -> Strip:
    """One line of the terminal out of two rows of pixels; without a lower one its half stays as it is."""
    below: Sequence[Pixel | None] = lower or [None] * len(upper)
    runs = groupby(zip(upper, below, strict=True))
    return Strip([Segment(_HALF * len(list(run)), _style(top, bottom)) for (top, bottom), run in runs], len(upper))


def _style(top: Pixel, bottom: Pixel | None) -> Style:
    return Style.from_color(Color.from_rgb(*top), Color.from_rgb(*bottom) if bottom else None)


class _Canvas(Widget):
    """The picture in the middle of its place."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture
        self._lines: list[Strip] = []

    def on_resize(self) -> None:
        """Fit it anew."""
        width, height = self.size
        rows = self._picture.fitted(max(1, width), max(1, height))
        pairs = zip(rows[::2], [*rows[1::2], None], strict=False)
        drawn = [half_cells(upper, lower) for upper, lower in pairs]
        left, above = (width - len(rows[0])) // 2, (height - len(drawn)) // 2
        margin = Segment(" " * left, self.rich_style)
        blank = Strip.blank(width, self.rich_style)
        self._lines = [blank] * above + [Strip([margin, *one], left + one.cell_length) for one in drawn]
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        line = self._lines[y] if y < len(self._lines) else Strip.blank(0)
        return line.adjust_cell_length(self.size.width, self.rich_style)


class PictureScreen(ModalScreen[None]):
    """The picture as large as fits, its name and its size."""

    DEFAULT_CSS = """
    PictureScreen { layout: vertical; background: $background; & _Canvas { height: 1fr; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,A", "leave", "close", show=False)]

    def __init__(self, name: str, picture: Picture) -> None:
        """Make the screen of a decoded picture; the name may hold anything."""
        super().__init__()
        self._name, self._picture = name, picture

    def compose(self) -> ComposeResult:
        """Title, picture, keys."""
        yield StatusLine(id="picture-title")
        yield _Canvas(self._picture)
        yield StatusLine(id="picture-help")

    def on_mount(self) -> None:
        """Fill the bars."""
        said = f"{self._name}  {self._picture.width} x {self._picture.height}"
        self.query_one("#picture-title", StatusLine).say(said, Tone.STRONG)
        self.query_one("#picture-help", StatusLine).say("esc closes", Tone.DIM)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
