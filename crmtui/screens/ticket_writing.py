"""What a ticket's screen does to write: it opens the composer below the conversation, and takes it away again.

The one rule: what is written, kept and sent is the composer's; this only gives it its place and the keys.
"""

from typing import TYPE_CHECKING

from crmtui.actions import Place, key_label
from crmtui.screens.rethreading import Rethreading
from crmtui.widgets.conversation import Conversation

if TYPE_CHECKING:
    from crmtui.screens.composer import Composer


class Writing(Rethreading):
    """A screen of one ticket with a composer."""

    _to = ""
    """Who gets the mail that the screen begins with."""

    def _lay_over(self, over: bool) -> None:
        """Lay the sidebar over the conversation, or take it away."""
        raise NotImplementedError

    async def do_ticket_reply(self) -> None:
        """Write to the customer."""
        await self._write("reply")

    async def do_ticket_reply_all(self) -> None:
        """Write to everybody on the last mail."""
        await self._write("reply", reply_all=True)

    async def do_ticket_forward(self) -> None:
        """Pass the current message on, with its files."""
        current = self.query_one("#conversation", Conversation).current
        messages = self._reading.detail.messages if self._reading else ()
        mails = [one.id for one in (*self._earlier, *messages) if one.kind == "mail"]
        await self._write("forward", message=current.id if current and current.id in mails else 0)

    async def do_ticket_note(self, text: str = "") -> None:
        """Write an internal note."""
        if text:
            await self.act("ticket.note", (self.ticket,), text=text)
        else:
            await self._write("note")

    async def do_ticket_template(self) -> None:
        """Write to the customer, beginning with a template."""
        composer = await self._write("reply")
        await composer.insert_template()

    @property
    def help_place(self) -> Place:
        """The composer's keys while it has them."""
        return Place.COMPOSER if self.query_one("#composer").has_class("-on") else self.PLACE

    async def _write(self, kind: str, *, reply_all: bool = False, message: int = 0) -> "Composer":
        # Late: the editor is heavy, and most tickets are only read.
        from crmtui.screens.composer import Composer

        await self._close_composer()
        if self.has_class("-over"):
            self._lay_over(False)
        self.say("")
        slot = self.query_one("#composer")
        to, self._to = self._to, ""
        composer = Composer(self.ticket, kind=kind, reply_all=reply_all, message=message, to=to)
        slot.add_class("-on")
        await slot.mount(composer)
        composer.focus()
        return composer

    async def _close_composer(self) -> None:
        slot = self.query_one("#composer")
        await slot.remove_children()
        slot.remove_class("-on")

    async def goes_on(self) -> str:
        """A mail that was taken back is a draft again."""
        kinds = await self.engine.work(_drafts, self.ticket, self.me)
        keys = self.table[f"ticket.{kinds[0]}"].keys if kinds else ()
        return f"{key_label(keys[0])} writes on" if keys else ""

    async def _restore_draft(self) -> None:
        """Say that there is a draft: it is there after a crash, too."""
        kinds = await self.engine.work(_drafts, self.ticket, self.me)
        if kinds:
            keys = self.table[f"ticket.{kinds[0]}"].keys
            self.say(f"there is a draft ({' and '.join(kinds)}): {keys[0]} goes on with it" if keys else "")

    async def composer_closed(self) -> None:
        """The composer is done: the conversation has the keys again."""
        await self._close_composer()
        self.query_one("#conversation").focus()
        await self.refresh_records()


def _drafts(ticket: int, me: int | None) -> list[str]:
    from crmtui.desk import drafts  # late: brings the models

    if me is None:
        return []
    return [kind for kind in ("reply", "forward", "note") if drafts.load(ticket, me, kind) is not None]
