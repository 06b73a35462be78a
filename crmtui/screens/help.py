"""The help: why a record is where it is, and every key that works at a place, drawn from the action table.

The one rule: it writes no action's name or key itself.
"""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from crmtui.actions import Place, Table, key_label
from crmtui.screens.base import DeskScreen
from crmtui.text import cells, cut, pad, wrap
from crmtui.widgets.lines import Line, Span, Tone, width_of
from crmtui.widgets.scrolled_lines import ScrolledLines

_KEYS_WIDTH, _TITLE_WIDTH = 14, 21
_NARROW = 10
# Fewer cells than this are no column of words.
_COLUMN, _INDENT = 24, 4
_TYPING = (Place.COMPOSER, Place.SEARCH)
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
            keys = _keys_that_fit([label for label in labels if place not in _TYPING or len(label) > 1])
            if not keys:
                continue
            lines.append(
                (
                    Span(" " + pad(keys, _KEYS_WIDTH), Tone.ACCENT),
                    Span(pad(cut(action.title, _TITLE_WIDTH - 1), _TITLE_WIDTH)),
                    Span(action.help, Tone.DIM),
                )
            )
    if place in (Place.LIST, Place.TICKET):
        lines += [(), (Span(" Signs", Tone.STRONG),)]
        lines += [(Span(" " + pad(name, _KEYS_WIDTH), Tone.ACCENT), Span(words)) for name, words in _SIGNS]
    commands = "  ".join(table.commands())
    return [*lines, (), (Span(" Commands after :", Tone.STRONG),), (Span(" " + commands, Tone.DIM),)]


def _keys_that_fit(labels: Sequence[str]) -> str:
    """The first of them, and those that have room beside it."""
    shown = " ".join(labels)
    while len(labels) > 1 and cells(shown) >= _KEYS_WIDTH:
        labels = labels[:-1]
        shown = " ".join(labels)
    return shown


def _wrapped(line: Line, width: int) -> list[Line]:
    """A line whose last words go on below where they began."""
    if width_of(line) <= width:
        return [line]
    *first, last = line
    indent = len(last.text) - len(last.text.lstrip())
    start = max(1, width_of(first) + indent)
    if start > _COLUMN // 2 and width - start < _COLUMN:
        # In a narrow terminal the words stand below the name.
        return [
            first,
            *([Span(" " * _INDENT), Span(row, last.tone)] for row in wrap(last.text.strip(), width - _INDENT - 1)),
        ]
    rows = wrap(last.text.strip(), max(_NARROW, width - start - 1))
    head: Line = [*first, Span(" " * (start - width_of(first)))]
    return [[*head, Span(rows[0], last.tone)], *([Span(" " * start), Span(row, last.tone)] for row in rows[1:])]


class HelpLines(ScrolledLines):
    """The lines of the help, wrapped."""

    def rows(self, width: int) -> list[Line]:
        """Every line, its last words going on below where they began."""
        return [row for line in self._content for row in _wrapped(line, width)]


class HelpScreen(DeskScreen):
    """The help of the screen below it."""

    PLACE = Place.ANYWHERE
    AUTO_FOCUS = "HelpLines"

    def __init__(self, place: Place, head: Sequence[Line] = ()) -> None:
        """Make the help of a place; `head` stands above the keys."""
        super().__init__()
        self._place, self._head = place, head

    def body(self) -> Iterable[Widget]:
        """The lines."""
        yield HelpLines([*self._head, *help_lines(self.table, self._place)])

    def on_mount(self) -> None:
        """Say how to get through it and out."""
        self.say("space pages, j and k scroll, esc closes", Tone.DIM)

    async def do_app_help(self) -> None:
        """The key that opened the help closes it."""
        self.dismiss()
