"""The verbs of views: going to one, keeping a query as one, and the list of all.

The one rule: light, the first painted screen has them; what asks something is imported when it asks.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingsMap

from crmtui.desk.views import VIEWS
from crmtui.screens.base import DeskScreen
from crmtui.widgets.bars import UNKNOWN, Item, KeyHint

if TYPE_CHECKING:
    from crmtui.desk.saved_views import SavedView


class ViewVerbs(DeskScreen):
    """A screen with views."""

    def __init__(self) -> None:
        super().__init__()
        self._view = "open"
        self._counts: Mapping[str, int | None] = {}
        self._saved: Sequence[SavedView] = ()

    async def show_view(self, view: str) -> None:
        """Show a view by its key, `open` or `view:12`."""
        raise NotImplementedError

    async def leave_search(self) -> None:
        """Stop looking for what is typed: it is a view now."""

    def present_query(self) -> str:
        """What is shown now, as a query."""
        built_in = {view.key: view.query for view in VIEWS}
        saved = {view.view_key: view.query for view in self._saved}
        return (built_in | saved).get(self._view, "")

    # -- which views there are -----------------------------------------------------------------------------------

    @property
    def view_keys(self) -> list[str]:
        """The keys of all views, in their order."""
        return [view.key for view in VIEWS] + [view.view_key for view in self._saved]

    def view_items(self) -> list[Item]:
        """All views for a bar."""
        items = [Item(view.key, view.title, self._counts.get(view.key)) for view in VIEWS]
        return items + [Item(view.view_key, view.name, self._known(view.view_key)) for view in self._saved]

    def _known(self, key: str) -> int:
        number = self._counts.get(key)
        return UNKNOWN if number is None else number

    async def read_views(self) -> None:
        """Read the views and their counts again; the keys of the saved ones follow."""
        beside = await self.desk.read_sidebar()
        same = [(view.id, view.key) for view in beside.saved] == [(view.id, view.key) for view in self._saved]
        self._saved, self._counts = beside.saved, beside.numbers
        if not same:
            self.bind_table()

    def bind_table(self) -> Sequence[KeyHint]:
        """Bind also the keys of saved views, where no action has them."""
        hints = super().bind_table()
        bindings = [
            Binding(view.key, f"go('{view.view_key}')", view.name, show=False)
            for view in self._saved
            if view.key and not self._bindings.key_to_bindings.get(view.key)
        ]
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(bindings)])
        return hints

    # -- verbs ---------------------------------------------------------------------------------------------------

    def action_go(self, view: str) -> None:
        """Go to a view; bound to the keys of saved ones."""
        self.later(self.show_view, view, group="verb", hold=True)

    async def do_view_choose(self) -> None:
        """The list of all views."""
        from crmtui.screens.views import choose_view

        await choose_view(self)

    async def do_view_save(self, query: str = "", name: str = "", private: bool | None = None) -> None:
        """Keep a query, or what is shown, as a view."""
        from crmtui.screens.views import save_view

        await save_view(self, query or self.present_query(), name, private)
