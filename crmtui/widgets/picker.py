"""A picker: type to filter, enter takes.

The one rule: it knows choices only, and gives back what was chosen; nothing is done here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.text import cells, clean, pad, wrap
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

_PREVIEW_FROM = 76
_LIST_SHARE = 34
_TITLES = 24
"""Widest column of titles; details begin where it ends."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose.

    Attributes:
        key: what is given back.
        title: what is shown and filtered.
        detail: a few words beside it, filtered too.
        why_not: why it cannot be chosen now, "" when it can.
    """

    key: str
    title: str
    detail: str = ""
    why_not: str = ""


def rank(choices: Sequence[Choice], words: str) -> list[Choice]:
    """The choices that hold all the words: those that begin with the first one first, else in their own order."""
    wanted = words.casefold().split()
    if not wanted:
        return list(choices)
    scored: list[tuple[int, int, Choice]] = []
    for number, choice in enumerate(choices):
        title, whole = choice.title.casefold(), f"{choice.title} {choice.detail}".casefold()
        if all(word in whole for word in wanted):
            first = wanted[0]
            place = 0 if title.startswith(first) else 1 if f" {first}" in title else 2 if first in title else 3
            scored.append((place, number, choice))
    return [choice for _, _, choice in sorted(scored, key=lambda each: each[:2])]


class ChoiceLines(LineWidget):
    """The choices that are left, and the preview of the one under the cursor."""

    DEFAULT_CSS = """
    ChoiceLines { height: 1fr; }
    """

    def __init__(self, preview: Callable[[str], str] | None) -> None:
        super().__init__()
        self.shown: list[Choice] = []
        self.chosen: set[str] = set()
        self.multiple = False
        self.nothing = "nothing fits"
        self.at = 0
        self._top = 0
        self._preview = preview
        self._previews: dict[tuple[str, int], list[str]] = {}

    def show(self, choices: list[Choice]) -> None:
        """Show other choices, the cursor on the first."""
        self.shown, self.at, self._top = choices, 0, 0
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor."""
        self.at = max(0, min(self.at + by, len(self.shown) - 1))
        height = max(1, self.size.height)
        self._top = max(min(self._top, self.at), self.at - height + 1)
        self.refresh()

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor."""
        return self.shown[self.at] if self.shown else None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The window of the choices, the preview at the right where there is room."""
        side = self._preview is not None and width >= _PREVIEW_FROM
        left = _LIST_SHARE if side else width
        rows = [self._row(number, left) for number in range(self._top, min(self._top + height, len(self.shown)))]
        if not rows:
            rows = [[Span(pad(f"   {self.nothing}", left), Tone.DIM)]]
        if not side:
            return rows
        text = self._preview_lines(width - left - 3)
        blank: Line = [Span(" " * left)]
        return [
            [*(rows[y] if y < len(rows) else blank), Span(" │ ", Tone.DIM), Span(text[y] if y < len(text) else "")]
            for y in range(height)
        ]

    def _row(self, number: int, width: int) -> Line:
        choice = self.shown[number]
        mark = "+" if choice.key in self.chosen else " "
        cursor = number == self.at
        title = pad(clean(choice.title), max(cells(clean(choice.title)), self._column(width)))
        detail = clean(choice.why_not or choice.detail)
        text = pad(f"{'>' if cursor else ' '}{mark} {title}", width)
        room = width - cells(f"   {title}") - 2
        if detail and room > 6:
            text = pad(f"{'>' if cursor else ' '}{mark} {title}  ", width - room) + pad(detail, room)
        return [Span(text, Tone.REVERSE if cursor else Tone.DIM if choice.why_not else Tone.NORMAL)]

    def _column(self, width: int) -> int:
        """Width of the titles, so that the details stand below each other where there is room for that."""
        if width <= _LIST_SHARE:
            return 0
        return max((size for one in self.shown if (size := cells(clean(one.title))) <= _TITLES), default=0)

    def _preview_lines(self, width: int) -> list[str]:
        choice = self.current
        if choice is None or self._preview is None:
            return []
        key = (choice.key, width)
        if key not in self._previews:
            self._previews[key] = wrap(clean(self._preview(choice.key), newlines=True), width)
        return self._previews[key]

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one takes."""
        index = self._top + event.y
        if index < len(self.shown):
            self.at = index
            self.refresh()
            if event.chain == 2 and isinstance(self.screen, Picker):
                self.screen.action_take()


class Picker(ModalScreen[tuple[str, ...] | None]):
    """Choose one, or with `multiple` several; the result is None when it was left with esc.

    With `create`, words that fit nothing can be taken as a new choice; its key is the words themselves.
    """

    DEFAULT_CSS = """
    Picker {
        align: center bottom; background: transparent;
        & > Vertical {
            height: auto; max-height: 60%; min-height: 8; background: $panel;
            border-top: solid $border;
        }
        & ChoiceLines { height: auto; min-height: 4; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "close", show=False),
        Binding("down,ctrl+n", "move(1)", "down", show=False),
        Binding("up,ctrl+p", "move(-1)", "up", show=False),
        Binding("pagedown", "move(8)", "page down", show=False),
        Binding("pageup", "move(-8)", "page up", show=False),
        Binding("tab", "mark", "mark", show=False),
    ]
    AUTO_FOCUS = "LineEdit"

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        chosen: Sequence[str] = (),
        multiple: bool = False,
        create: bool = False,
        create_as: Callable[[str], str] = lambda _: "new",
        preview: Callable[[str], str] | None = None,
        hint: str = "type to filter",
        at: str = "",
    ) -> None:
        """Make a picker.

        Args:
            title: What is being chosen.
            choices: What there is.
            chosen: Keys that are marked at first (with `multiple`).
            multiple: Tab marks; enter takes all marked, or the one under the cursor when none is.
            create: New words are a choice.
            create_as: What is said beside new words.
            preview: Text of a choice by its key, shown beside the list where there is room; must be quick.
            hint: What stands where one types while it is empty.
            at: The choice that the cursor stands on at first, "" for the first one.
        """
        super().__init__()
        self._title, self._hint, self._choices = title, hint, list(choices)
        self._multiple, self._create, self._create_as = multiple, create, create_as
        self._lines = ChoiceLines(preview)
        self._lines.multiple = multiple
        self._lines.chosen = set(chosen)
        if create and not choices:
            self._lines.nothing = "none yet: type one"
        self._before, self._at = frozenset(chosen), at

    def compose(self) -> ComposeResult:
        """The editor and the list below it."""
        self._fit()
        help_words = "enter takes  esc leaves" + ("  tab marks" if self._multiple else "")
        with Vertical():
            yield LineEdit(label=self._title, hint=self._hint)
            yield self._lines
            yield StatusLine(id="picker-help")
        self._help = help_words

    def on_mount(self) -> None:
        """Show all choices."""
        self.query_one("#picker-help", StatusLine).say(self._help, Tone.DIM)
        self._filter("")
        self._lines.at = next((place for place, one in enumerate(self._lines.shown) if one.key == self._at), 0)
        # How many lines there are is known then.
        self.call_after_refresh(self._lines.move, 0)

    def on_resize(self) -> None:
        """As many lines as fit."""
        self._fit()

    def _fit(self) -> None:
        self._lines.styles.height = max(4, min(len(self._choices) + 1, self.app.size.height * 6 // 10 - 4))

    def _filter(self, words: str) -> None:
        shown = rank(self._choices, words)
        new = words.strip()
        if self._create and new and all(choice.title.casefold() != new.casefold() for choice in shown):
            # What fits only by the words beside it is less likely meant than what was typed.
            wanted = new.casefold().split()
            fits = [choice for choice in shown if all(word in choice.title.casefold() for word in wanted)]
            shown = [*fits, Choice(new, new, self._create_as(new)), *(one for one in shown if one not in fits)]
        self._lines.show(shown)

    def on_line_edit_changed(self, message: LineEdit.Changed) -> None:
        """Filter while typing."""
        message.stop()
        self._filter(message.text)

    def on_line_edit_submitted(self, message: LineEdit.Submitted) -> None:
        """Enter."""
        message.stop()
        self.action_take()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._lines.move(by)

    def action_mark(self) -> None:
        """Turn the mark of the choice under the cursor."""
        choice = self._lines.current
        if not self._multiple or choice is None:
            self._lines.move(1)
            return
        if all(known.key != choice.key for known in self._choices):
            self._choices.append(Choice(choice.key, choice.title))
        self._lines.chosen ^= {choice.key}
        self.query_one(LineEdit).put("")
        self._lines.refresh()

    def action_take(self) -> None:
        """Give back what was chosen."""
        choice = self._lines.current
        chosen = self._lines.chosen
        if self._multiple and (chosen != self._before or choice is None):
            # Words typed and not marked are meant too.
            more = {choice.key} if choice is not None and self.query_one(LineEdit).text.strip() else set()
            self.dismiss(tuple(sorted(chosen | more)))
        elif choice is None:
            self.query_one("#picker-help", StatusLine).say("nothing fits", Tone.ALERT)
        elif choice.why_not:
            self.query_one("#picker-help", StatusLine).say(choice.why_not, Tone.ALERT)
        else:
            self.dismiss(tuple(sorted({choice.key, *chosen})) if self._multiple else (choice.key,))

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
