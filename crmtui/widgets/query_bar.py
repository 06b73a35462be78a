"""One line to say what to look for, and a line or two below it while it is being written.

The one rule: typing never waits: what is typed stands there at once, what it means or where it is wrong is judged
from the text alone, and what it found is told when it is known. Keys are the action table's `search.*`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from crmtui.widgets.query_line import QueryLine
from crmtui.widgets.query_parts import Judge, Suggestions


class QueryBar(QueryLine):
    """The bar; `scope` says in what is looked (a view's name), "" for everything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "complete", id="search.complete", show=False),
        Binding("shift+tab", "complete(-1)", "complete", id="search.complete_back", show=False),
        Binding("ctrl+e", "take", "take", id="search.take", show=False),
        Binding("up", "history(1)", "older", id="search.older", show=False),
        Binding("down", "history(-1)", "newer", id="search.newer", show=False),
        Binding("ctrl+f", "widen", "everywhere", id="search.everywhere", show=False),
        Binding("ctrl+s", "save", "save", id="search.save", show=False),
    ]

    @dataclass
    class SaveWanted(Message):
        """The query shall become a view."""

        bar: "QueryBar"
        text: str

    @dataclass
    class WidenWanted(Message):
        """It shall look elsewhere: everywhere instead of in one view, or back."""

        bar: "QueryBar"

    def __init__(
        self,
        judge: Judge,
        *,
        label: str = "/",
        hint: str = "",
        complete_key: str = "tab",
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        """Make an empty bar; the arguments are those of `QueryLine`."""
        super().__init__(judge, label=label, hint=hint, complete_key=complete_key, id=id)
        self._begun = ("", 0)
        self._history: Sequence[str] = ()
        self._back = 0
        self._typed = ""

    def remember(self, history: Sequence[str]) -> None:
        """What was looked for before, the newest first."""
        self._history, self._back = history, 0

    # -- the text ------------------------------------------------------------------------------------------------

    def _set(self, text: str, at: int) -> None:
        changed = text != self._text
        self._picked = None
        super()._set(text, at)
        if changed:
            self._back = 0
            self._found = None
        self._look()

    def _insert(self, piece: str) -> None:
        if piece == "/" and not self._at:
            # No query begins with it: the key that opened the bar, pressed once more.
            self.post_message(self.WidenWanted(self))
            return
        super()._insert(piece)

    def _do_right(self) -> None:
        if not self._taken():
            super()._do_right()

    def _do_end(self) -> None:
        if not self._taken():
            super()._do_end()

    # -- completion ----------------------------------------------------------------------------------------------

    def action_complete(self, by: int) -> None:
        """Put in the next suggestion; the only one is taken."""
        items = self._offered.items
        if not items:
            return
        if self._picked is None:
            self._begun = (self._text, self._at)
        if len(items) == 1:
            self._picked = 0
            self._put_in(0)
            self._taken()
            return
        at = (0 if by > 0 else len(items) - 1) if self._picked is None else self._picked + by
        if not 0 <= at < len(items):
            # Around the corner stands what was typed.
            self._restore()
            return
        self._put_in(at)

    def _put_in(self, number: int) -> None:
        text, _ = self._begun
        offered = self._offered
        piece = offered.items[number].text
        self._replace(text[: offered.start] + piece + text[offered.stop :], offered.start + len(piece), number)

    def _restore(self) -> None:
        self._replace(*self._begun, None)

    def _replace(self, text: str, at: int, picked: int | None) -> None:
        """Another text with the same suggestions below it."""
        offered = self._offered
        super()._set(text, at)
        self._found = None
        self._judged = self._judge.judgement(text, typing=True)
        self._offered, self._picked = offered, picked
        self.refresh()

    def _taken(self) -> bool:
        """Take the suggestion that was put in, or the one that is shown behind the cursor."""
        if self._picked is not None:
            self._picked = None
            self._look()
            self.refresh()
            return True
        if ghost := self._ghost:
            offered = self._offered
            text = self._text[: offered.start] + offered.items[0].text
            self._set(text, len(text))
            return bool(ghost)
        return False

    def finish(self) -> bool:
        """Take the word that is offered behind the cursor; whether there was one."""
        return self._taken()

    def action_take(self) -> None:
        """Take the suggestion, or go to the end."""
        self._do_end()

    # -- what was looked for before ------------------------------------------------------------------------------

    def action_history(self, by: int) -> None:
        """An older or a newer query that begins with what was typed; below the newest one the keys leave the bar."""
        if not self._back:
            self._typed = self._text
        begun = [text for text in self._history if text.startswith(self._typed) and text != self._typed]
        back = self._back + by
        if back < 0:
            self._do_enter()
        elif back <= len(begun):
            text = begun[back - 1] if back else self._typed
            self._set(text, len(text))
            self._back = back
            # One goes through queries here, not through what may stand in them.
            self._offered = Suggestions()

    def action_widen(self) -> None:
        """Look everywhere, or in the view again."""
        self.post_message(self.WidenWanted(self))

    def action_save(self) -> None:
        """Make it a view."""
        self.post_message(self.SaveWanted(self, self._text.strip()))

    def on_click(self, event: events.Click) -> None:
        """A click on a suggestion takes it."""
        if event.y != self._offers_at:
            return
        for number, place in enumerate(self._places):
            if event.x in place:
                if self._picked is None:
                    self._begun = (self._text, self._at)
                self._put_in(number)
                self._taken()
                return
