"""What stands around the text of the composer: its head, its files, and the seconds until a mail leaves.

The one rule: they show what they are told and decide nothing.
"""

from collections.abc import Sequence

from crmtui.screens.base import DeskScreen
from crmtui.text import file_size, one_line
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Line, LineWidget, Span, Tone, width_of


class Heading(LineWidget):
    """`-- reply to Jide Okafor ------------------ draft saved 12:31 --`."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._to = ""
        self._note = ""

    def show(self, *, to: str | None = None, note: str | None = None) -> None:
        """Show whom it goes to, and what became of the draft."""
        self._to = self._to if to is None else to
        self._note = self._note if note is None else note
        self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        title = "internal note" if self._kind == "note" else f"reply to {one_line(self._to) or 'nobody yet'}"
        note = f" {self._note} --" if self._note else ""
        room = width - len(note) - 6
        left = [Span(" -- ", Tone.DIM), Span(title[: max(8, room)] + " ", Tone.STRONG)]
        gap = width - width_of(left) - len(note)
        return [[*left, Span("-" * max(0, gap), Tone.DIM), Span(note, Tone.DIM)]]


class FileLine(LineWidget):
    """The files that go with the mail."""

    def __init__(self) -> None:
        super().__init__()
        self._files: Sequence[tuple[str, int]] = ()

    def show(self, files: Sequence[tuple[str, int]]) -> None:
        """Show (name, bytes) of each."""
        self._files = files
        self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        return [
            [Span(" "), *(Span(f"[{one_line(name)} {file_size(size)}] ", Tone.ACCENT) for name, size in self._files)]
        ]


def count_down(screen: DeskScreen, seconds: int) -> None:
    """Count the seconds in the status line down, as long as it says "sending in N s"."""
    left = seconds

    def tick() -> None:
        nonlocal left
        status = screen.query_one("#status", StatusLine)
        now, left = f"sending in {left} s", left - 1
        if now not in status.said:
            # Something else happened meanwhile, an undo perhaps.
            timer.stop()
        elif left > 0:
            status.say(status.said.replace(now, f"sending in {left} s"))
        else:
            status.say(status.said.partition(now)[0] + "sending")
            timer.stop()

    timer = screen.set_interval(1.0, tick)
