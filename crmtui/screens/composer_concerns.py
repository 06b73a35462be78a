"""What a composer asks before a mail leaves: from where, and whether somebody was faster.

The one rule: nothing is sent and nothing is kept here; the composer gets an answer.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.text import clean, wrap
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Line, Span, Tone
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.scrolled_lines import ScrolledLines

if TYPE_CHECKING:
    from crmtui.desk.drafts import DraftText
    from crmtui.screens.base import DeskScreen


class BeforeItLeaves(ModalScreen[str]):
    """Says what somebody should know, and asks: "look", "send" (anyway) or "keep" (the draft)."""

    DEFAULT_CSS = """
    BeforeItLeaves {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; max-height: 80%; background: $panel; border-top: solid $border; }
        & ScrolledLines { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,k", "answer('keep')", "keep the draft", show=False),
        Binding("enter,l", "answer('look')", "look at it", show=False),
        Binding("s", "answer('send')", "send anyway", show=False),
    ]
    AUTO_FOCUS = "ScrolledLines"

    def __init__(self, title: str, told: Sequence[str], *, look: bool) -> None:
        super().__init__()
        self._title, self._told, self._look = title, told, look
        self._lines = ScrolledLines(())

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        wrapped = [line for one in self._told for line in wrap(clean(one), max(20, self.app.size.width - 2))]
        lines: list[Line] = [(Span(f" {line}"),) for line in wrapped]
        self._lines = ScrolledLines(lines)
        self._lines.styles.height = max(1, min(len(lines), self.app.size.height * 8 // 10 - 3))
        with Vertical():
            yield StatusLine(id="before-title")
            yield self._lines
            yield StatusLine(id="before-help")

    def on_mount(self) -> None:
        """Fill the bars."""
        self.query_one("#before-title", StatusLine).say(self._title, Tone.ALERT)
        look = "enter looks at it . " if self._look else ""
        self.query_one("#before-help", StatusLine).say(f"{look}s sends anyway . esc keeps the draft", Tone.DIM)

    def action_answer(self, answer: str) -> None:
        """Close with an answer."""
        self.dismiss("keep" if answer == "look" and not self._look else answer)


async def concerned(screen: "DeskScreen", ticket_id: int, seen: int | None, people: Sequence[str]) -> tuple[str, int]:
    """(what to do: "send", "look" or "keep", the ticket's newest message), after what concerns was told."""
    faster, back, newest = await screen.engine.work(_concerns, ticket_id, seen, screen.me, people)
    if not faster and not back:
        return "send", newest
    title = "Somebody wrote since you began" if faster else "Mail to this address came back"
    answer: str = await screen.app.push_screen_wait(BeforeItLeaves(title, (*faster, *back), look=bool(faster)))
    return answer, newest


def _concerns(
    ticket_id: int, seen: int | None, me: int | None, people: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    from crmtui.desk.reply_checks import concerns  # late: brings Peewee

    return concerns(ticket_id, seen, me, people, int(time.time()))


async def choose_mailbox(screen: "DeskScreen", present: str) -> str:
    """The name of a mailbox, "" when that was left."""
    boxes = screen.settings.mailboxes
    if not boxes:
        screen.say("There is no mailbox yet: `crmtui setup` makes one")
        return ""
    choices = [Choice(box.name, box.address, box.display_name if box.name != present else "now") for box in boxes]
    chosen = await screen.app.push_screen_wait(Picker("Send from", choices))
    return chosen[0] if chosen else ""


async def choose_draft(screen: "DeskScreen", ticket_id: int, kind: str) -> "tuple[str, DraftText | None]":
    """("mine", "theirs" or "" for later, what the other window keeps now)."""
    theirs = await screen.engine.work(_kept, ticket_id, screen.me or 0, kind)
    if theirs is None:
        return "mine", None
    choices = [
        Choice("mine", "keep what stands here", "the other window's text goes"),
        Choice("theirs", "take the other window's", "what stands here goes"),
    ]
    texts = {"theirs": clean(theirs.text)}
    picker = Picker("Another window wrote on this draft", choices, preview=lambda key: texts.get(key, ""))
    chosen = await screen.app.push_screen_wait(picker)
    return (chosen[0] if chosen else "", theirs)


def _kept(ticket_id: int, me: int, kind: str) -> "DraftText | None":
    from crmtui.desk import drafts  # late: brings Peewee

    return drafts.load(ticket_id, me, kind)
