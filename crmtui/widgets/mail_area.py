"""The text area that mails and notes are written in.

The one rule: whatever comes in, typed, pasted or from a template, holds no control characters and turns no text
around: what is drawn is what will be sent.
"""

import re
from dataclasses import dataclass

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from crmtui.text import repair

# Controls, and characters that reorder or hide others; joiners inside emoji and Arabic words stay.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def fit(text: str) -> str:
    """A text as the area takes it: LF line ends, tabs as blanks, nothing invisible that misleads."""
    text = repair(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNFIT.sub("", text.replace("\t", "    "))


_LONGEST_LINE = 20_000
"""Letters of one pasted line: with every key a longer one is wrapped anew for seconds."""


class MailArea(TextArea):
    """A text area without frame, for prose."""

    @dataclass
    class TooLong(Message):
        """A pasted text was not taken: a line of it has so many letters."""

        letters: int

    DEFAULT_CSS = """
    MailArea {
        border: none; padding: 0 1; height: 1fr; background: $background; color: $foreground;
        &:focus { border: none; }
        & .text-area--cursor-line { background: $background; }
        & .text-area--selection { background: $accent; color: $background; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, compact=True, highlight_cursor_line=False, soft_wrap=True)
        # A blinking cursor is traffic over SSH.
        self.cursor_blink = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines to draw; blank ones once we have been taken away, when Textual may ask a last time."""
        if not self._component_styles:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def on_paste(self, event: events.Paste) -> None:
        """Take no line that nobody wrote as one; it may be a file."""
        letters = max(map(len, event.text.splitlines()), default=0)
        if letters > _LONGEST_LINE:
            event.prevent_default()
            event.stop()
            self.post_message(self.TooLong(letters))

    def load_text(self, text: str) -> None:
        """Hold another text; the history of edits begins anew."""
        super().load_text(fit(text))

    def edit(self, edit: Edit) -> EditResult:
        """Take an edit; every way of putting text in comes through here."""
        edit.text = fit(edit.text)
        return super().edit(edit)

    def put_in(self, text: str) -> int:
        """Insert a text at the cursor; the offset where it begins."""
        start = min(self.selection.start, self.selection.end)
        offset = self.offset_of(start)
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        return offset

    def offset_of(self, location: Location) -> int:
        """The offset in the text of a (line, column)."""
        line, column = location
        return sum(len(one) + 1 for one in self.document.lines[:line]) + column

    def select_span(self, start: int, end: int) -> None:
        """Select from one offset to another, and bring it into sight."""
        first, last = self._location(start), self._location(end)
        self.move_cursor(first)
        self.move_cursor(last, select=True)

    def _location(self, offset: int) -> Location:
        before = self.text[:offset]
        line = before.count("\n")
        return line, offset - (before.rfind("\n") + 1)
