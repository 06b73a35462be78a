"""The verbs that work everywhere: rooms, undo, help, themes, leaving.

The one rule: a verb `app.name` of the action table is `do_app_name` here; each is a few lines, and says what it did in
the status line.
"""

from typing import TYPE_CHECKING

from textual.app import App

from crmtui.actions import Table
from crmtui.errors import CrmtuiError
from crmtui.screens.base import DeskScreen
from crmtui.themes import DEFAULT, NAMES
from crmtui.widgets.bars import StatusLine, TopBar
from crmtui.widgets.lines import Span, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtui.db.engine import Engine
    from crmtui.journal import Actor
    from crmtui.screens.bulk import UnderWay


class AppVerbs(App[int]):
    """The verbs; the app adds what they need."""

    engine: "Engine"
    table: Table
    notes: "Sequence[Span]"
    under_way: "UnderWay | None" = None

    @property
    def actor(self) -> "Actor":
        """Who acts."""
        raise NotImplementedError

    async def read_notes(self) -> None:
        """Read the counts of the top bar again."""
        raise NotImplementedError

    @property
    def desk_screen(self) -> DeskScreen:
        """The screen below what only asks something."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen))

    def stop_under_way(self) -> bool:
        """Stop what goes on in the background; whether there is anything."""
        if self.under_way is None:
            return False
        self.under_way.stop()
        self.desk_screen.say(self.under_way.progress)
        return True

    async def do_ticket_new(self, customer: str = "", subject: str = "") -> None:
        """Begin a conversation with an address, and write the first mail."""
        from crmtui.screens.new_ticket import begin_conversation  # late: rare

        await begin_conversation(self.desk_screen, customer, subject)

    async def _journal(self, name: str) -> None:
        from crmtui.screens import bulk  # late: undo is not on the first paint

        screen = self.desk_screen
        try:
            await bulk.play(screen, name)
        except CrmtuiError as error:
            screen.say_error(error)

    async def do_app_undo(self) -> None:
        """Take back the last act."""
        await self._journal("undo")

    async def do_app_redo(self) -> None:
        """Do again what undo took back."""
        await self._journal("redo")

    async def do_app_inbox(self) -> None:
        """Go to the tickets."""
        await self._enter("inbox")

    async def do_app_contacts(self) -> None:
        """Go to the customers."""
        await self._enter("contacts")

    async def do_app_templates(self) -> None:
        """Go to the templates."""
        await self._enter("templates")

    async def do_app_outbox(self) -> None:
        """Go to the mail that must leave."""
        await self._enter("outbox")

    async def do_app_set_aside(self) -> None:
        """Show the mail that made no ticket."""
        from crmtui.screens.set_aside import choose_set_aside  # late: rare

        await choose_set_aside(self.desk_screen)

    async def _enter(self, mode: str) -> None:
        if mode == self.current_mode:
            # The key of the room one is in leads back to its first screen.
            while len(self.screen_stack) > 1:
                self._close_top()
            return
        await self.switch_mode(mode)
        if isinstance(self.screen, DeskScreen):
            self.screen.query_one("#top", TopBar).show(notes=self.notes)
            await self.screen.refresh_records()

    async def do_app_back(self) -> None:
        """Close what is on top; nothing at the root."""
        if len(self.screen_stack) > 1:
            self._close_top()

    def _close_top(self) -> None:
        # Not awaited: this runs in a task of the screen that closes, which would wait for its own end.
        self.pop_screen()
        self.desk_screen.later(self.desk_screen.refresh_records, group="back", only=True)

    async def do_app_leave(self) -> None:
        """Close what is on top; at the root leave the app."""
        if len(self.screen_stack) > 1:
            await self.do_app_back()
        elif self.under_way is not None and not self.under_way.stopped:
            # Leaving stops it: nobody should learn that from the tickets tomorrow.
            self.stop_under_way()
        else:
            self.exit(0)

    async def do_app_quit(self) -> None:
        """Leave the app."""
        self.exit(0)

    async def do_app_refresh(self) -> None:
        """Read again what is shown."""
        await self.desk_screen.refresh_records()
        await self.read_notes()

    async def do_app_theme(self, theme: str = "") -> None:
        """Change the looks; without a name, to the next theme."""
        following = NAMES[(NAMES.index(self.theme) + 1) % len(NAMES)] if self.theme in NAMES else DEFAULT
        if theme and theme not in NAMES:
            self.desk_screen.say(f"there is no theme {theme}: {', '.join(NAMES)}", Tone.ALERT)
            return
        self.theme = theme or following
        self.desk_screen.say(f"theme {self.theme}")

    async def do_app_copy_message(self) -> None:
        """Send the status line to the terminal's clipboard."""
        said = self.desk_screen.query_one("#status", StatusLine).said
        self.copy_to_clipboard(said)

    async def do_app_help(self) -> None:
        """Show the keys of this place."""
        from crmtui.screens.help import HelpScreen

        screen = self.desk_screen
        await self.push_screen(HelpScreen(screen.help_place, await screen.help_head()))

    async def do_app_palette(self) -> None:
        """Find an action by its name."""
        from crmtui.screens.palette import choose_action

        await choose_action(self.desk_screen)

    async def do_app_command(self) -> None:
        """Type a command."""
        from crmtui.screens.palette import type_command

        await type_command(self.desk_screen)
