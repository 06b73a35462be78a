"""What a ticket's screen does when messages change their ticket: it goes where they are.

The one rule: it asks and shows; what is merged, split or moved, and what may not be, is written in `desk`.
"""

from crmtui.desk.conversation import MessageView
from crmtui.screens.base import DeskScreen
from crmtui.screens.reading import Reading
from crmtui.widgets.conversation import Conversation


class Rethreading(DeskScreen):
    """A screen of one ticket."""

    ticket: int
    _reading: Reading | None
    _earlier: list[MessageView]

    async def _read(self, *, keep: bool) -> None:
        """Read the ticket; with `keep` the place in it stays."""
        raise NotImplementedError

    async def _read_history(self) -> None:
        """Read what was done to it."""
        raise NotImplementedError

    def message(self) -> MessageView | None:
        """The message that the keys stand on."""
        current = self.query_one("#conversation", Conversation).current
        shown = [*self._earlier, *self._reading.detail.messages] if self._reading else []
        return next((message for message in shown if current and message.id == current.id), None)

    async def follow_merge(self) -> None:
        """A ticket that was merged is shown where it lives on."""
        was = self.ticket
        while self._reading is not None and self._reading.detail.merged_into is not None:
            self.ticket = self._reading.detail.merged_into
            await self._read(keep=False)
        if self.ticket != was:
            self.say(f"#{was} was merged into #{self.ticket}")

    async def do_ticket_merge(self, into: str | int | None = None) -> None:
        """Make one of this ticket and another, and go to it."""
        from crmtui.screens.asking import ask_params

        known = {} if into is None else {"into": into}
        asked = await ask_params(self, self.table["ticket.merge"], known, (self.ticket,))
        if asked is not None and await self.act("ticket.merge", (self.ticket,), **asked) is not None:
            said = self.said
            await self.follow_merge()
            await self._read_history()
            self.say(said)
