"""What all our widgets are drawn from: lines of spans, and the base widget that turns them into cells.

The one rule: a span is plain text with a tone. It is cleaned here, at the last door before the terminal, and is
never parsed as markup; its tone is looked up in the style sheet once and kept until the theme changes.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from crmtui.text import cells, clean, cut


class Tone(StrEnum):
    """How a span is set; each is also told by words or position, never by its colour alone."""

    NORMAL = "normal"
    STRONG = "strong"  # unread, waiting
    DIM = "dim"  # done, secondary
    ACCENT = "accent"  # what can be acted on
    ALERT = "alert"  # late, failed
    MATCH = "match"  # what a search found
    WRONG = "wrong"  # what cannot be read
    REVERSE = "reverse"  # where the cursor is


_SET = {
    Tone.NORMAL: Style.null(),
    Tone.STRONG: Style(bold=True),
    Tone.DIM: Style.null(),
    Tone.ACCENT: Style.null(),
    Tone.ALERT: Style(bold=True),
    Tone.MATCH: Style(bold=True, underline=True),
    Tone.WRONG: Style(underline=True),
    Tone.REVERSE: Style(reverse=True),
}
_COLORS = {Tone.DIM: "foreground-muted", Tone.ACCENT: "accent", Tone.ALERT: "error", Tone.WRONG: "error"}
_REVERSE = Style(reverse=True)
_REVERSE_AS = {
    Tone.STRONG: Style(reverse=True, bold=True), Tone.ALERT: Style(reverse=True, bold=True),
    Tone.MATCH: Style(reverse=True, bold=True, underline=True),
}  # fmt: skip


class Span(NamedTuple):
    """A piece of a line. The text may come from anywhere."""

    text: str
    tone: Tone = Tone.NORMAL


Line = Sequence[Span]


def width_of(line: Line) -> int:
    """Width of a line in terminal cells, as it will be drawn."""
    return sum(cells(clean(span.text)) for span in line)


def fill_between(left: Line, right: Line, width: int) -> Line:
    """One line of two ends: `right` flush right when both fit, else `right` goes."""
    gap = width - width_of(left) - width_of(right)
    return [*left, Span(" " * gap), *right] if gap >= 1 else left


class LineWidget(Widget):
    """A widget that draws itself line by line from spans."""

    DEFAULT_CSS = """
    LineWidget { height: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._tones: dict[tuple[Tone, bool], Style] = {}
        # Nothing in our lines is a link; looking for one costs time in every line.
        self.auto_links = False

    def notify_style_update(self) -> None:
        """Forget the looked-up styles: the theme or the focus changed."""
        self._tones.clear()
        super().notify_style_update()

    def tone_style(self, tone: Tone, cursor: bool = False) -> Style:
        """The style of a tone; under the cursor everything is reverse; only bold and what was found show through."""
        style = self._tones.get((tone, cursor))
        if style is None:
            # From the theme's variables, not from component classes: those cost a match of the whole style sheet
            # for each tone of each widget, a tenth of the start-up.
            if cursor:
                style = self.rich_style + _REVERSE_AS.get(tone, _REVERSE)
            else:
                style = self.rich_style + _SET[tone] + self._tone_color(tone)
            self._tones[tone, cursor] = style
        return style

    def _tone_color(self, tone: Tone) -> Style:
        name = _COLORS.get(tone)
        if name is None:
            return Style.null()
        try:
            color = Color.parse(self.app.theme_variables[name])
        except (KeyError, ColorParseError):
            # A theme that is not ours; words and weight still tell.
            return Style(dim=True) if tone is Tone.DIM else Style.null()
        if tone is Tone.DIM and self.app.native_ansi_color:
            return Style(dim=True)
        return Style.from_color(color.rich_color)

    def draw(self, line: Line, width: int, *, cursor: bool = False) -> Strip:
        """Turn a line into exactly `width` cells; what is too long ends in "…"."""
        segments: list[Segment] = []
        used = 0
        text, style = "", self.tone_style(Tone.NORMAL, cursor)
        for span in line:
            piece = clean(span.text)
            size = cells(piece)
            if used + size > width:
                piece = cut(piece, width - used)
                size = cells(piece)
            used += size
            tone = self.tone_style(span.tone, cursor)
            # Spans of one style become one segment: each costs some thirty bytes on the wire.
            if tone is not style and text:
                segments.append(Segment(text, style))
                text = ""
            text += piece
            style = tone
        if used < width:
            normal = self.tone_style(Tone.NORMAL, cursor)
            if style is not normal and text:
                segments.append(Segment(text, style))
                text = ""
            text += " " * (width - used)
            style = normal
        segments.append(Segment(text, style))
        return Strip(segments, width)

    def refresh_ys(self, ys: Iterable[int]) -> None:
        """Repaint only these lines of the widget."""
        regions = [Region(0, y, self.size.width, 1) for y in ys]
        if regions:
            self.refresh(*regions)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What to show; small widgets override this, lists override `render_line`."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        size = self.size
        lines = self.lines(size.width, size.height)
        return self.draw(lines[y] if y < len(lines) else (), size.width)
