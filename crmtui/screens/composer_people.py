"""Whom a mail goes to and what it is about: the lines above its text.

The one rule: they hold what was typed; what it means is judged by whoever sends.
"""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from crmtui.mail.typed import count_pieces
from crmtui.screens.base import DeskScreen
from crmtui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from crmtui.desk.drafts import DraftText
    from crmtui.desk.replies import ReplyDraft

_ADDRESSES = (("to", "To"), ("cc", "Cc"), ("bcc", "Bcc"))
_NAMES = (*(name for name, _ in _ADDRESSES), "subject")


class People(Vertical):
    """To, Cc, Bcc and the subject."""

    DEFAULT_CSS = "People { height: auto; }"

    def __init__(self) -> None:
        super().__init__(id="people")

    def compose(self) -> ComposeResult:
        """The lines."""
        # Late: most answers go to whoever asked, and nobody looks.
        from crmtui.screens.addressees import LONGEST, address_field

        engine = cast(DeskScreen, self.screen).engine
        for name, label in _ADDRESSES:
            yield address_field(engine, LineEdit(label=f"{label:>7}", id=f"people-{name}", longest=LONGEST))
        yield LineEdit(label="Subject", id="people-subject")

    def line(self, name: str) -> LineEdit:
        """The line of "to", "cc", "bcc" or "subject"."""
        return self.query_one(f"#people-{name}", LineEdit)

    def put(self, draft: "DraftText | ReplyDraft") -> None:
        """Show a draft's receivers and subject."""
        for name in _NAMES:
            self.line(name).put(getattr(draft, name))

    def typed(self) -> tuple[str, str, str, str]:
        """What stands in to, cc, bcc and subject."""
        to, cc, bcc, subject = (self.line(name).text for name in _NAMES)
        return to, cc, bcc, subject

    @property
    def copies(self) -> int:
        """How many get it besides those in To."""
        return sum(count_pieces(self.line(name).text) for name in ("cc", "bcc"))

    def unnamed(self) -> LineEdit | None:
        """The line that has to be filled in before a mail can leave, None when there is none."""
        return next((self.line(name) for name in ("to", "subject") if not self.line(name).text.strip()), None)
