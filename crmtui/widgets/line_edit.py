"""A one-line editor, light enough for the first key of a filter.

The one rule: it holds what was typed or pasted as it is, and shows it cleaned; line ends become blanks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from crmtui.text import cells, clean, repair
from crmtui.widgets.lines import Line, LineWidget, Span, Tone

# Words, names, a subject: nobody types more in one line.
_LIMIT = 2_000
_JOINED = 8
"""Characters that may share a cell, in the longest of scripts."""


class LineEdit(LineWidget, can_focus=True):
    """The editor; `label` stands in front of what is typed."""

    @dataclass
    class Changed(Message):
        """The text is another one."""

        edit: "LineEdit"
        text: str

        @property
        def control(self) -> "LineEdit":
            """The editor."""
            return self.edit

        def can_replace(self, message: Message) -> bool:
            """Only the last text is of interest."""
            return isinstance(message, LineEdit.Changed) and message.edit is self.edit

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        edit: "LineEdit"
        text: str

        @property
        def control(self) -> "LineEdit":
            """The editor."""
            return self.edit

    def __init__(
        self,
        text: str = "",
        *,
        label: str = "",
        hint: str = "",
        longest: int = _LIMIT,
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        """Make an editor that holds `text`; `hint` is shown while it is empty, `longest` bounds what is typed."""
        super().__init__(id=id)
        self._longest = longest
        self._text = text
        self._at = len(text)
        self.label = label
        self._hint = hint

    @property
    def text(self) -> str:
        """What was typed."""
        return self._text

    @property
    def at(self) -> int:
        """The character that the cursor stands on."""
        return self._at

    def put(self, text: str) -> None:
        """Hold another text, the cursor at its end."""
        self._set(text, len(text))

    def go_to(self, at: int) -> None:
        """Put the cursor in front of a character."""
        self._set(self._text, max(0, min(at, len(self._text))))

    def _set(self, text: str, at: int) -> None:
        changed = text != self._text
        self._text, self._at = text, at
        self.refresh()
        if changed:
            self.post_message(self.Changed(self, text))

    def _insert(self, piece: str) -> None:
        piece = repair(" ".join(piece.split()) if "\n" in piece or "\r" in piece else piece)
        if len(self._text) + len(piece) > self._longest:
            # Not in part: half an address is another one.
            self.app.bell()
            return
        self._set(self._text[: self._at] + piece + self._text[self._at :], self._at + len(piece))

    def on_key(self, event: events.Key) -> None:
        """Edit; keys that are not of an editor go on to the screen."""
        move = getattr(self, f"_do_{event.key.replace('+', '_')}", None)
        if move is not None:
            move()
        elif event.is_printable and event.character:
            self._insert(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted text as one line."""
        event.stop()
        self._insert(event.text)

    def _do_enter(self) -> None:
        self.post_message(self.Submitted(self, self._text))

    def _do_backspace(self) -> None:
        if self._at:
            self._set(self._text[: self._at - 1] + self._text[self._at :], self._at - 1)

    def _do_delete(self) -> None:
        self._set(self._text[: self._at] + self._text[self._at + 1 :], self._at)

    def _do_left(self) -> None:
        self._set(self._text, max(0, self._at - 1))

    def _do_right(self) -> None:
        self._set(self._text, min(len(self._text), self._at + 1))

    def _do_home(self) -> None:
        self._set(self._text, 0)

    def _do_end(self) -> None:
        self._set(self._text, len(self._text))

    def _do_ctrl_u(self) -> None:
        self._set(self._text[self._at :], 0)

    def _do_ctrl_w(self) -> None:
        before = self._text[: self._at].rstrip()
        start = before.rfind(" ") + 1
        self._set(self._text[:start] + self._text[self._at :], start)

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The label and the end of the text that fits, the cursor in it."""
        label = [Span(f" {self.label} ", Tone.ACCENT)] if self.label else [Span(" ")]
        if not self._text and not self.has_focus:
            return [[*label, Span(self._hint, Tone.DIM)]]
        room = width - sum(cells(span.text) for span in label) - 2
        # A long line is measured near its cursor only.
        near = max(1, room) * _JOINED
        before = clean(self._text[max(0, self._at - near) : self._at])
        under, after = clean(self._text[self._at : self._at + 1]), clean(self._text[self._at + 1 :][:near])
        while before and cells(before) + cells(under) > room:
            before = before[1:]
        tone = Tone.REVERSE if self.has_focus else Tone.NORMAL
        return [
            [
                *label,
                Span(before),
                Span(under or " ", tone),
                Span(after),
                Span("" if self._text else self._hint, Tone.DIM),
            ]
        ]
