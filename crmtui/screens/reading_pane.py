"""The ticket under the cursor beside the list, where the terminal is wide enough for both.

The one rule: it is for reading only: keys stay with the list, the wheel scrolls here.
"""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from crmtui.db.engine import Engine
from crmtui.errors import NotFoundError
from crmtui.screens.one_line import OneLine
from crmtui.screens.profile_lines import ProfilePane
from crmtui.screens.reading import entries_of, head_line, read_ticket
from crmtui.widgets.bars import Rule
from crmtui.widgets.conversation import Conversation

if TYPE_CHECKING:
    from crmtui.highlight import Finder


class ReadingPane(Vertical):
    """Head, conversation, and the customer at the right."""

    DEFAULT_CSS = """
    ReadingPane {
        width: 1fr; height: 1fr; border-left: solid $border;
        #beside { height: 1fr; }
        #reading { width: 1fr; }
        #who { width: 38; border-left: solid $border; }
    }
    """

    def compose(self) -> ComposeResult:
        """The parts."""
        yield OneLine(id="reading-head")
        yield Rule()
        talk = Conversation(empty="", id="reading")
        # The list keeps the keys.
        talk.can_focus = False
        yield Horizontal(talk, ProfilePane(id="who"), id="beside")

    async def load(self, engine: Engine, ticket: int | None, now: int, finder: "Finder | None" = None) -> None:
        """Show a ticket, or nothing; what a search found in it marked."""
        head = self.query_one("#reading-head", OneLine)
        talk, who = self.query_one("#reading", Conversation), self.query_one("#who", ProfilePane)
        try:
            reading = None if ticket is None else await read_ticket(engine, ticket)
        except NotFoundError:
            reading = None
        if reading is None:
            head.show(lambda _: ())
            talk.show((), now=now)
            who.show(None, now)
            return
        head.show(lambda width: head_line(reading.detail.row, now, width))
        talk.highlight(finder)
        talk.show(entries_of(reading.detail, (), (), now), now=now)
        talk.reach_hit()
        who.show(reading.profile, now)
