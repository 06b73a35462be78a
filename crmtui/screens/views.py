"""The list of views: go to one, or change, order, share and bind the saved ones.

The one rule: it asks and passes on; what a view may be, `desk.view_edit` knows.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from crmtui.actions import Action, Place, key_label
from crmtui.desk.saved_views import SavedView
from crmtui.desk.views import VIEWS
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.lines import Tone
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from crmtui.screens.view_verbs import ViewVerbs


class ViewPicker(Picker):
    """All views; the result is a view's key, or an action's id and the key of the view that it is for."""

    def __init__(self, choices: Sequence[Choice], actions: Sequence[Action], at: str, said: str) -> None:
        """Make the list, the cursor on the view `at`; `said` stands below it until something else is said."""
        moves = next((key_label(one.keys[0]) for one in actions if one.id == "view.up" and one.keys), "")
        hint = f"type to filter, enter goes, esc leaves{f', {moves} moves one' if moves else ''}"
        super().__init__("view", choices, hint=hint, at=at)
        self._actions = actions
        self._said = said or "  ".join(
            f"{key_label(one.keys[0])} {one.hint}" for one in actions if one.keys and one.hint and one.id != "view.up"
        )

    def on_mount(self) -> None:
        """Say what can be done to a view, and bind its keys; the picker's own handler then shows the views."""
        self._help = self._said
        for action in self._actions:
            for key in action.keys:
                self._bindings.bind(key, f"act('{action.id}')", action.title, show=False, priority=True)

    def action_act(self, action_id: str) -> None:
        """An action on the view under the cursor."""
        choice = self._lines.current
        if choice is not None:
            self.dismiss((action_id, choice.key))


class KeyPrompt(ModalScreen[str | None]):
    """Asks for a key by having it pressed: its name, "none" for none, None when it was left."""

    DEFAULT_CSS = """
    KeyPrompt {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; background: $panel; border-top: solid $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "close", show=False)]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and one line of help."""
        with Vertical():
            yield StatusLine(id="question")
            yield StatusLine(id="key-help")

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#question", StatusLine).say(self._question)
        self.query_one("#key-help", StatusLine).say(
            "press the key, 5 to 9 for example  backspace: no key  esc leaves", Tone.DIM
        )

    def on_key(self, event: events.Key) -> None:
        """Take the key."""
        if event.key != "escape":
            event.stop()
            self.dismiss("none" if event.key == "backspace" else event.key)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


async def choose_view(screen: "ViewVerbs") -> None:
    """Show the list until a view is chosen, or it is left."""
    actions = [action for action in screen.table if Place.VIEWS in action.places]
    at, said = screen._view, ""
    while True:
        await screen.read_views()
        chosen = await screen.app.push_screen_wait(ViewPicker(_choices(screen), actions, at, said))
        if chosen is None:
            return
        if len(chosen) == 1:
            await screen.show_view(chosen[0])
            return
        verb, at = chosen
        saved = next((view for view in screen._saved if view.view_key == at), None)
        if saved is None:
            said = "The built-in views stay as they are."
            continue
        await _DO[verb](screen, saved)
        said = screen.said


def _choices(screen: "ViewVerbs") -> list[Choice]:
    choices = [Choice(view.key, view.title, f"{_number(screen, view.key)}  {view.help}") for view in VIEWS]
    for view in screen._saved:
        whose = "" if view.owner_id is None else "private  "
        key = f"{key_label(view.key)}  " if view.key else ""
        choices.append(Choice(view.view_key, view.name, f"{_number(screen, view.view_key)}  {key}{whose}{view.query}"))
    return choices


def _number(screen: "ViewVerbs", key: str) -> str:
    number = screen._counts.get(key)
    return f"{'...' if number is None else f'{number:,}':>9}"


async def save_view(screen: "ViewVerbs", query: str, name: str = "", private: bool | None = None) -> None:
    """Keep a query as a view and go there; asks for what is not known."""
    if not name:
        asked = await screen.app.push_screen_wait(Prompt("Save view:", hint="a name", help_line=f"it picks  {query}"))
        if not asked or not asked.strip():
            return
        name = asked
    if private is None:
        choices = [Choice("all", "everybody", "all agents"), Choice("me", "only me", "nobody else sees it")]
        chosen = await screen.app.push_screen_wait(Picker(f"who sees {name.strip()}?", choices))
        if chosen is None:
            return
        private = chosen[0] == "me"
    outcome = await screen.act("view.save", name=name, query=query, private=private)
    if outcome is not None and outcome.created is not None:
        await screen.read_views()
        said = screen.said
        await screen.leave_search()
        await screen.show_view(f"view:{outcome.created}")
        screen.say(said)


# -- what is done to one ---------------------------------------------------------------------------------------------


async def _rename(screen: "ViewVerbs", view: SavedView) -> None:
    name = await screen.app.push_screen_wait(Prompt("Rename view:", view.name))
    if name and name.strip() and name != view.name:
        await screen.act("view.rename", [view.id], name=name)


async def _query(screen: "ViewVerbs", view: SavedView) -> None:
    query = await screen.app.push_screen_wait(Prompt("Query:", view.query, help_line=f"what {view.name} picks"))
    if query is not None and query.strip() and query != view.query:
        await screen.act("view.query", [view.id], query=query)


async def _key(screen: "ViewVerbs", view: SavedView) -> None:
    key = await screen.app.push_screen_wait(KeyPrompt(f"The key that goes to {view.name}:"))
    if key is None:
        return
    # The user's own keymap; the usual keys are looked at where it is kept.
    mine = next((action for action in screen.table.at(screen.PLACE) if key in action.keys), None)
    if mine is not None:
        screen.say(f"{key_label(key)} is taken: {mine.title}", Tone.ALERT)
    else:
        await screen.act("view.key", [view.id], key=key)


async def _share(screen: "ViewVerbs", view: SavedView) -> None:
    await screen.act("view.keep" if view.owner_id is None else "view.share", [view.id])


async def _delete(screen: "ViewVerbs", view: SavedView) -> None:
    if screen._view == view.view_key:
        await screen.show_view("open")
    await screen.act("view.delete", [view.id])


async def _up(screen: "ViewVerbs", view: SavedView) -> None:
    await screen.act("view.move", [view.id], to="up")


async def _down(screen: "ViewVerbs", view: SavedView) -> None:
    await screen.act("view.move", [view.id], to="down")


_DO: dict[str, Callable[["ViewVerbs", SavedView], Awaitable[None]]] = {
    "view.rename": _rename,
    "view.query": _query,
    "view.key": _key,
    "view.share": _share,
    "view.delete": _delete,
    "view.up": _up,
    "view.down": _down,
}
