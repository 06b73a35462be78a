"""The help: every key that works at a place, drawn from the action table.

The one rule: it writes no action's name or key itself.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from crmtui.actions import Place, Table, key_label
from crmtui.screens.base import DeskScreen
from crmtui.text import pad, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone, width_of

_KEYS_WIDTH, _TITLE_WIDTH = 14, 20
_NARROW = 10
_SIGNS = (
    ("list", "bold: waits for us    dim: done    > cursor    + marked"),
    ("signs", ". pending   ~ snoozed   x resolved   ! high   !! urgent   v low"),
)


def help_lines(table: Table, place: Place) -> list[Line]:
    """The help of a place: its own keys first, then those of everywhere."""
    lines: list[Line] = []
    here = [action for action in table.at(place) if action.keys]
    parts = (
        (f"Here ({place})", [action for action in here if place in action.places]),
        ("Everywhere", [action for action in here if place not in action.places]),
    )
    for title, actions in parts:
        lines += [(), (Span(f" {title}", Tone.STRONG),)]
        for action in actions:
            labels = [key_label(key) for key in action.keys]
            # In a text a letter is a letter.
            keys = " ".join(label for label in labels if place is not Place.COMPOSER or len(label) > 1)
            if not keys:
                continue
            lines.append(
                (
                    Span(" " + pad(keys, _KEYS_WIDTH), Tone.ACCENT),
                    Span(pad(action.title, _TITLE_WIDTH)),
                    Span(action.help, Tone.DIM),
                )
            )
    if place in (Place.LIST, Place.TICKET):
        lines += [(), (Span(" Signs", Tone.STRONG),)]
        lines += [(Span(" " + pad(name, _KEYS_WIDTH), Tone.ACCENT), Span(words)) for name, words in _SIGNS]
    commands = "  ".join(table.commands())
    return [*lines, (), (Span(" Commands after :", Tone.STRONG),), (Span(" " + commands, Tone.DIM),)]


def _wrapped(line: Line, width: int) -> list[Line]:
    """A line whose last words go on below where they began."""
    if width_of(line) <= width:
        return [line]
    *first, last = line
    start = width_of(first) or 1
    rows = wrap(last.text.strip(), max(_NARROW, width - start - 1))
    head: Line = first or (Span(" "),)
    return [[*head, Span(rows[0], last.tone)], *([Span(" " * start), Span(row, last.tone)] for row in rows[1:])]


class HelpLines(LineWidget, can_focus=True):
    """The lines, scrolled."""

    DEFAULT_CSS = """
    HelpLines { height: 1fr; }
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

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The window."""
        return self._wrapped(width)[self._top : self._top + height]

    def _wrapped(self, width: int) -> list[Line]:
        return [row for line in self._content for row in _wrapped(line, width)]

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self._top = max(0, min(self._top + by, len(self._wrapped(self.size.width)) - self.size.height))
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.action_scroll(-3)


class HelpScreen(DeskScreen):
    """The help of the screen below it."""

    PLACE = Place.ANYWHERE
    AUTO_FOCUS = "HelpLines"

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place

    def body(self) -> Iterable[Widget]:
        """The lines."""
        yield HelpLines(help_lines(self.table, self._place))

    def on_mount(self) -> None:
        """Say how to get through it and out."""
        self.say("space pages, j and k scroll, esc closes", Tone.DIM)

    async def do_app_help(self) -> None:
        """The key that opened the help closes it."""
        self.dismiss()
