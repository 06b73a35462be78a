"""What stands around the text of the composer: its head, its files, and the seconds until a mail leaves.

The one rule: they show what they are told and decide nothing.
"""

from collections.abc import Sequence

from crmtui.db.outbox_sql import last_state
from crmtui.mail.smtp_words import plainly
from crmtui.screens.base import DeskScreen
from crmtui.text import cells, cut, file_size, one_line
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Line, LineWidget, Span, Tone, width_of

_NAMED = 24
"""Cells that the receivers keep beside how it leaves."""


class Heading(LineWidget):
    """`-- reply to Jide Okafor ------------------ draft saved 12:31 --`."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._to = ""
        self._copies = 0
        self._note = ""
        self._way = ""

    def show(
        self, *, to: str | None = None, copies: int | None = None, note: str | None = None, way: str | None = None
    ) -> None:
        """Show whom it goes to (and how many get copies), how, and what became of the draft."""
        self._to = self._to if to is None else to
        self._copies = self._copies if copies is None else copies
        self._way = self._way if way is None else way
        self._note = self._note if note is None else note
        self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:  # noqa: ARG002
        """The line."""
        title = "internal note" if self._kind == "note" else f"{self._kind} to {one_line(self._to) or 'nobody yet'}"
        note = f" {self._note} --" if self._note else ""
        way = one_line(self._way)
        room = width - cells(note) - 6
        # From where it leaves, when that was chosen, is worth more than the last of many receivers.
        kept = cells(way) + 1 if way.startswith("from ") and room - cells(way) > _NAMED else 0
        # The lines that name them may be hidden: nobody gets it unseen.
        copied = f" +{self._copies} in copy" if self._copies else ""
        title = cut(title, max(8, room - kept - cells(copied))) + copied
        left = [Span(" -- ", Tone.DIM), Span(title + " ", Tone.STRONG)]
        if way and (kept or room - width_of(left) > cells(way)):
            left.append(Span(f"{way} ", Tone.DIM))
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
            [
                Span(" "),
                *(
                    Span(f"[{one_line(name) or 'unnamed'} {file_size(size)}] ", Tone.ACCENT)
                    for name, size in self._files
                ),
            ]
        ]


class CountDown:
    """Tells in the status line how a reply leaves: "sending in 7 s", "sending", "sent", or why not.

    It speaks only as long as the line still says what it said last: an undo, or any other word, ends it.
    """

    def __init__(self, screen: DeskScreen, ticket_id: int, seconds: int) -> None:
        self._screen = screen
        self._ticket_id = ticket_id
        self._left = seconds
        self._patience = _LOOKS
        self._last = f"sending in {seconds} s" if seconds else "sending"
        self._timer = screen.set_interval(1.0, self._tick)

    async def _tick(self) -> None:
        status = self._screen.query_one("#status", StatusLine)
        before, found, after = status.said.partition(self._last)
        if not found or (self._left <= 0 and after):
            self._timer.stop()
            return
        if self._left > 1:
            self._left -= 1
            self._last = f"sending in {self._left} s"
            status.say(before + self._last + after)
            return
        self._left = 0
        state, error = await self._screen.engine.read(last_state, self._ticket_id)
        if state in _ENDS:
            self._timer.stop()
            tone = Tone.NORMAL if state == "sent" else Tone.ALERT
            status.say(before + _ENDS[state] + (f": {one_line(plainly(error))}" if error else ""), tone)
        elif self._last != "sending" or after:
            self._last = "sending"
            status.say(f"{before}sending")
        self._patience -= 1
        if not self._patience:
            self._timer.stop()


_LOOKS = 60
"""Seconds that a mail is followed; then the counts above tell what became of it."""
_ENDS = {
    "sent": "sent", "queued": "not sent yet, it is tried again", "failed": "NOT SENT",
    "uncertain": "probably delivered, not certain: decide in the outbox",
}  # fmt: skip
