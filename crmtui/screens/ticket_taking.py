"""What is taken out of a ticket: its number and address, the files of its mails, the links of its orders.

The one rule: nothing is opened, saved or followed here that was not asked for.
"""

from typing import TYPE_CHECKING

from textual import on

from crmtui.screens.rethreading import Rethreading
from crmtui.widgets.conversation import Conversation

if TYPE_CHECKING:
    from crmtui.desk.conversation import AttachmentView


class Taking(Rethreading):
    """A screen of one ticket with files and links."""

    async def do_ticket_copy(self) -> None:
        """Send the number to the terminal's clipboard."""
        self._copy(f"#{self.ticket}")

    async def do_ticket_copy_address(self) -> None:
        """Send the customer's address to the terminal's clipboard."""
        self._copy(self._reading.detail.customer_email if self._reading else "")

    def _copy(self, text: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
        self.say(f"{text} sent to the terminal's clipboard" if text else "there is nothing to copy")

    async def do_ticket_save(self) -> None:
        """Save files of the current message, or of any when it has none."""
        from crmtui.screens.ticket_extras import save_attachments

        await save_attachments(self, self._files())

    async def do_ticket_open(self) -> None:
        """Open a file of the current message, or of any when it has none."""
        from crmtui.screens.file_opening import open_attachment

        await open_attachment(self, self._files())

    def _files(self) -> "list[AttachmentView]":
        messages = [*self._earlier, *self._reading.detail.messages] if self._reading else []
        current = self.query_one("#conversation", Conversation).current
        own = [file for message in messages if current and message.id == current.id for file in message.attachments]
        return own or [file for message in messages for file in message.attachments]

    @on(Conversation.FilesChosen)
    def _files_chosen(self) -> None:
        self.action_verb("ticket.save")

    async def do_ticket_order(self) -> None:
        """Show links of the orders, whole, and do with one what the user says."""
        from crmtui.screens.ticket_extras import follow_link

        await follow_link(self, self._reading.profile.orders if self._reading and self._reading.profile else ())
