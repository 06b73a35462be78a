"""What screens need of the app.

The one rule: a screen knows its app by these names alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from crmtui.actions import Table
from crmtui.widgets.lines import Span

if TYPE_CHECKING:
    from crmtui.db.engine import Engine
    from crmtui.desk.saved_views import Sidebar
    from crmtui.journal import Actor
    from crmtui.screens.base import DeskScreen
    from crmtui.screens.first import First
    from crmtui.settings import Settings


class Desk(Protocol):
    """What screens need of the app."""

    engine: "Engine"
    settings: "Settings"
    table: Table
    me: int | None
    agent_name: str
    notes: Sequence[Span]

    @property
    def actor(self) -> "Actor":
        """Who acts (loads the journal)."""
        ...

    def first_inbox(self) -> "First":
        """What the inbox begins with."""
        ...

    def holding(self, work: Callable[[], Awaitable[None]]) -> Any:
        """Work that keeps the next key waiting until it is done or asks something."""
        ...

    def report(self, error: BaseException) -> None:
        """Log an unexpected error and say so."""
        ...

    async def read_sidebar(self) -> "Sidebar":
        """The views and how many each holds."""
        ...

    def stop_under_way(self) -> bool:
        """Stop what goes on in the background; whether there is anything."""
        ...

    async def changed(self, screen: "DeskScreen | None" = None) -> None:
        """Something of our own changed: that screen and the frame read it, unless they have."""
        ...
