"""A line for addresses, with those below it that fit what is being typed.

The one rule: typing never waits, and what is typed is never changed unasked: an offer is taken with a key, and only
one that was found for what stands there now.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.picker import Choice, ChoiceLines

Offers = Callable[[str], Awaitable[Sequence[Choice]]]
"""Finds what may be meant by a piece of a line; each key is what is put in. None of it when it is overtaken."""
Piece = Callable[[str, int], tuple[int, int]]
"""Where the piece of the line begins and ends that the cursor stands in."""


class AddressField(Vertical):
    """The line and its offers; it posts what its `LineEdit` posts, but for an enter that took an offer."""

    DEFAULT_CSS = """
    AddressField {
        height: auto;
        & ChoiceLines { display: none; height: auto; }
        &.-offers ChoiceLines { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "take", show=False),
        Binding("down,ctrl+n", "move(1)", "down", show=False),
        Binding("up,ctrl+p", "move(-1)", "up", show=False),
        Binding("escape", "hide", "hide", show=False),
    ]

    def __init__(self, edit: LineEdit, offers: Offers, piece: Piece, is_whole: Callable[[str], bool]) -> None:
        """Make a field around a line.

        Args:
            edit: The line.
            offers: Finds what may be meant.
            piece: Where a piece of the line stands.
            is_whole: Whether a piece needs nothing more: enter goes on then, unless an offer was chosen.
        """
        super().__init__()
        self._edit, self._offers, self._piece, self._is_whole = edit, offers, piece, is_whole
        self._lines = ChoiceLines(None)
        self._put = ""
        self._found_for: str | None = None
        self._looking = False
        self._moved_early = False

    def compose(self) -> ComposeResult:
        """The line, the offers."""
        yield self._edit
        yield self._lines

    # -- offers --------------------------------------------------------------------------------------------------

    def on_line_edit_changed(self, message: LineEdit.Changed) -> None:
        """Look for what is meant by what stands there now."""
        typed = self._typed()
        if not self._edit.has_focus or not typed or message.text == self._put:
            self._show(())
            return

        async def found_told() -> None:
            found = await self._offers(typed)
            self._looking = False
            if self._edit.has_focus and self._typed() == typed:
                self._show([one for one in found if one.key.casefold() != typed.casefold()])

        self._looking = True
        # Not its coroutine: one that never starts must not be complained about at the end.
        look: Any = found_told
        self.run_worker(look, group="offers", exclusive=True)

    def _typed(self) -> str:
        start, end = self._piece(self._edit.text, self._edit.at)
        return self._edit.text[start:end]

    @property
    def _fits(self) -> bool:
        """Whether the offers are those for what stands there; older ones stay in sight until there are new ones."""
        return self.has_class("-offers") and self._found_for == self._typed()

    def _show(self, found: Sequence[Choice]) -> None:
        self._looking = False
        self._found_for = self._typed()
        self._lines.show(list(found))
        if self._moved_early or self._is_whole(self._found_for):
            self._lines.at = -1
        self._moved_early = False
        self._lines.styles.height = len(found)
        self.set_class(bool(found), "-offers")

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Whoever leaves the line has chosen."""
        self._show(())

    # -- keys ----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The keys are the list's while there is one; what is whole is only replaced by what was chosen."""
        if action == "take":
            return self._fits and self._lines.at >= 0
        return self.has_class("-offers") if action in ("move", "hide") else True

    def on_line_edit_submitted(self, message: LineEdit.Submitted) -> None:
        """Enter takes the offer under the cursor, if there is one; while they are looked for it does nothing."""
        if self._looking and not self._is_whole(self._typed()):
            # Who types quickly means an offer that is not there yet: neither an older one nor half a name.
            message.stop()
            return
        if self._fits and self._lines.at >= 0:
            message.stop()
            self.action_take()
        self._show(())

    def action_take(self) -> None:
        """Put the offer under the cursor in place of what was typed."""
        choice = self._lines.shown[self._lines.at]
        start, end = self._piece(self._edit.text, self._edit.at)
        text = self._edit.text
        self._put = text[:start] + choice.key + text[end:]
        # As if it did so itself: what a parent makes its child tell ends at the parent.
        self._edit.call_later(self._edit.put, self._put)
        self._edit.call_later(self._edit.go_to, start + len(choice.key))
        self._show(())

    def action_move(self, by: int) -> None:
        """Move the cursor of the list; what was chosen among older offers is chosen in no newer ones."""
        self._moved_early = not self._fits
        self._lines.move(by)

    def action_hide(self) -> None:
        """Leave the line as it was typed."""
        self._show(())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press on an offer takes it: at the end of a click the line has lost the keys, and the offers are gone."""
        if event.widget is self._lines and event.y < len(self._lines.shown):
            self._lines.at = event.y
            self.action_take()
