"""Finding in a list while one types: what the screens with a query bar share.

The one rule: a key never waits for an answer, and only the answer to the last key is shown. The bar judges the text;
what it finds is asked on the search lane, where the next key overtakes it.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.worker import WorkerCancelled, WorkerFailed

from crmtui.actions import Place, key_label
from crmtui.errors import QueryError
from crmtui.screens.base import DeskScreen
from crmtui.screens.overtaken import AGAIN, TRIES
from crmtui.widgets.bars import KeyBar, KeyHint
from crmtui.zones import LOCAL

if TYPE_CHECKING:
    from textual import events

    from crmtui.query.asker import Asker
    from crmtui.screens.query_judge import LanguageJudge
    from crmtui.widgets.line_edit import LineEdit
    from crmtui.widgets.query_bar import QueryBar


class SearchScreen(DeskScreen):
    """A screen with a list that a query bar picks from; `find`, `rest` and `list_focus` are the subclass's."""

    RECORDS: ClassVar[str] = "ticket"
    HINT: ClassVar[str] = "words, or field:value"
    # What the bar can do elsewhere, but not here.
    NOT_HERE: ClassVar[frozenset[str]] = frozenset({"search.everywhere", "search.save"})

    def __init__(self) -> None:
        super().__init__()
        self._judge: LanguageJudge | None = None
        # Its class is imported by the first bar: the first paint has none.
        self._bar: QueryBar | None = None
        # What is typed, from the key on; what is shown follows.
        self.typed = ""
        self.everywhere = False

    # -- what subclasses do --------------------------------------------------------------------------------------

    async def find(self, text: str) -> None:
        """Show what a text picks ("": everything there is to the view)."""
        raise NotImplementedError

    def list_focus(self) -> None:
        """Give the list the keys."""
        raise NotImplementedError

    def scope_name(self) -> str:
        """In what is looked, "" for everything."""
        return ""

    def tell_mistake(self) -> None:
        """What is typed cannot be looked for, and the bar has said so."""

    async def save_query(self, text: str) -> None:  # noqa: ARG002 (for those who can)
        """Keep a query as a view."""
        self.say("views hold tickets: save one from the inbox")

    # -- the bar -------------------------------------------------------------------------------------------------

    @property
    def asker(self) -> "Asker":
        """Who asks, and when."""
        from crmtui.query.asker import Asker

        return Asker(self.me, int(time.time()), LOCAL)

    @property
    def bar(self) -> "QueryBar | None":
        """The query bar, when it is there."""
        return self._bar if self._bar is not None and self._bar.is_attached else None

    def make_bar(self, label: str = "/", name: str = "filter") -> "QueryBar":
        """A bar for this screen's records."""
        # Late: the first paint has no bar, and the language none of its tables.
        from crmtui.screens.query_judge import LanguageJudge
        from crmtui.widgets.query_bar import QueryBar

        self._judge = LanguageJudge(self.RECORDS)
        keys = self.table["search.complete"].keys
        bar = QueryBar(
            self._judge, label=label, hint=self.HINT, complete_key=key_label(keys[0]) if keys else "", id=name
        )
        bar.scope = self.scope_name()
        self._bar = bar
        return bar

    async def warm_up(self) -> None:
        """Import what the bar needs: the first key that opens it is as quick as the next."""
        await asyncio.to_thread(_import_language)

    async def prepare_bar(self) -> None:
        """Learn what values there are, and what was looked for before."""
        bar, judge = self.bar, self._judge
        if bar is None or judge is None:
            return
        from crmtui import searched
        from crmtui.db.query_values import known_values

        history = await asyncio.to_thread(searched.load, searched.place(self.engine.path), self.RECORDS)
        bar.remember(history)
        judge.known = await self.engine.read(known_values)
        bar.judge()

    def on_descendant_focus(self, event: "events.DescendantFocus") -> None:
        """The bar's keys are told while it has them."""
        if event.widget is self._bar:
            self.query_one("#keys", KeyBar).show(self._bar_hints())

    def on_descendant_blur(self, event: "events.DescendantBlur") -> None:
        """The screen's own keys again."""
        if event.widget is self._bar:
            self.query_one("#keys", KeyBar).show(self.bind_table())

    def _bar_hints(self) -> Sequence[KeyHint]:
        hints = [KeyHint("enter", "list")]
        for action in self.table.at(Place.SEARCH):
            # In a text a letter is a letter.
            keys = [key_label(key) for key in action.keys if len(key_label(key)) > 1]
            if keys and action.id == "app.help":
                hints.insert(0, KeyHint(keys[0], action.hint, action.id))
            elif keys and action.hint and Place.SEARCH in action.places and action.id not in self.NOT_HERE:
                hints.append(KeyHint(keys[0], action.hint, action.id))
        return [*hints, KeyHint("esc", "clears")]

    @property
    def help_place(self) -> Place:
        """The bar's keys while it has them."""
        bar = self.bar
        return Place.SEARCH if bar is not None and bar.has_focus else self.PLACE

    # -- typing --------------------------------------------------------------------------------------------------

    def on_line_edit_changed(self, message: "LineEdit.Changed") -> None:
        """Look for it at once; the key before gives up."""
        message.stop()
        self.typed = message.text
        # What was said before was not about this.
        self.say("")
        self.later(self._find_typed, message.text, group="find", only=True)

    async def _find_typed(self, text: str) -> None:
        from crmtui.db.search_lane import Overtaken

        bar = self.bar
        if bar is not None and bar.judged.error:
            # What was found before the mistake stays.
            self.tell_mistake()
            return
        for _ in range(TRIES):
            try:
                await self.find(text)
            except Overtaken:
                # By another key, and then this task ends here; or by a reading anew of what was shown before.
                await asyncio.sleep(AGAIN)
                continue
            except QueryError as error:
                self._refuse(text, error)
            return

    def _refuse(self, text: str, error: QueryError) -> None:
        from crmtui.screens.query_judge import judgement_of

        if self.bar is not None:
            self.bar.refuse(text, judgement_of(text, error))

    async def on_line_edit_submitted(self, message: "LineEdit.Submitted") -> None:
        """The list has the keys again; what was found stays."""
        message.stop()
        # Whoever types fast opens what was found, not what the list held a moment ago.
        for worker in [one for one in self.workers if one.group == "find" and one.node is self and not one.is_finished]:
            with suppress(WorkerFailed, WorkerCancelled):
                await worker.wait()
        if self._unsettled(message.text):
            return
        self.list_focus()
        await self._remember(message.text)

    def _unsettled(self, text: str) -> bool:
        """Whether the end of a text was not looked for yet: the list holds more than it will pick.

        Nobody shall act on that: the bar takes the word that it offers, or tells what is missing.
        """
        bar, judge = self.bar, self._judge
        if bar is None or judge is None or text != bar.text or bar.judged.error:
            return False
        judged = judge.judgement(text, typing=False)
        if not judged.error and not judge.leaves_out(text):
            return False
        if bar.finish():
            return True
        if judged.error:
            bar.insist(judged)
        else:
            # A blank ends the last word, and then it is looked for as it is.
            bar.put(f"{text} ")
        return True

    async def _remember(self, text: str) -> None:
        if self.bar is not None and text.strip() and not self.bar.judged.error:
            from crmtui import searched

            path = searched.place(self.engine.path)
            self.bar.remember(await asyncio.to_thread(searched.remember, path, self.RECORDS, text))

    async def on_query_bar_widen_wanted(self, message: "QueryBar.WidenWanted") -> None:
        """Look everywhere, or in the view again."""
        message.stop()
        self.everywhere = not self.everywhere
        message.bar.show_found(None, self.scope_name())
        self.later(self._find_typed, self.typed, group="find", only=True)

    async def on_query_bar_save_wanted(self, message: "QueryBar.SaveWanted") -> None:
        """Keep it as a view."""
        message.stop()
        if not message.text or message.bar.judged.error:
            self.say("write what the view shall hold first" if not message.text else "what cannot be read is no view")
            return
        self.later(self.save_query, message.text, group="verb", hold=True)


def _import_language() -> None:
    import crmtui.screens.query_judge
    import crmtui.screens.ticket_search
    import crmtui.widgets.matches
    import crmtui.widgets.query_bar  # noqa: F401
