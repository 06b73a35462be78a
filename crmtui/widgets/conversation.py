"""A conversation, drawn line by line.

The one rule: only entries that are in the window, or on the way to where it goes, are ever wrapped: five hundred
messages open as fast as five. So there is no total height, and no scroll bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from crmtui.highlight import Finder
from crmtui.widgets.entries import Entry, Part, Setting
from crmtui.widgets.lines import LineWidget, Span, Tone
from crmtui.widgets.set_entries import Place, SetEntries, Shown

_WHEEL = 3


class Conversation(LineWidget, can_focus=True):
    """The conversation; see the module."""

    DEFAULT_CSS = """
    Conversation {
        height: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "down", id="conversation.down", show=False),
        Binding("k,up", "scroll(-1)", "up", id="conversation.up", show=False),
        Binding("ctrl+d", "half(1)", "half a page down", id="conversation.half_down", show=False),
        Binding("ctrl+u", "half(-1)", "half a page up", id="conversation.half_up", show=False),
        Binding("pagedown,space", "page(1)", "page down", id="conversation.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="conversation.page_up", show=False),
        Binding("g,home", "first", "first message", id="conversation.first", show=False),
        Binding("G,end", "last", "last message", id="conversation.last", show=False),
        Binding("right_square_bracket", "step(1)", "next message", id="conversation.next", show=False),
        Binding("left_square_bracket", "step(-1)", "previous message", id="conversation.previous", show=False),
        Binding("enter", "fold", "unfold quotes", id="conversation.fold", show=False),
    ]

    @dataclass
    class EntryReached(Message):
        """Another entry is the current one; `index` counts from 0."""

        entry: Entry
        index: int

        def can_replace(self, message: Message) -> bool:
            """Only the last one of a held key is of interest."""
            return isinstance(message, Conversation.EntryReached)

    @dataclass
    class FilesChosen(Message):
        """The line of an entry's attachments was clicked."""

        entry: Entry

    def __init__(
        self,
        *,
        now: int = 0,
        tz: tzinfo | None = None,
        empty: str = "",
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        """Make an empty conversation.

        Args:
            now: The reader's present, UTC epoch seconds.
            tz: The reader's zone; None is the machine's.
            empty: One line to show while there are no entries.
            id: The widget's id.
            classes: The widget's style classes.
        """
        super().__init__(id=id, classes=classes)
        self._entries = SetEntries(now, tz)
        self._empty = empty
        # The first line of the window.
        self._top: Place = (0, 0)
        self._current = 0
        self._at_end = True
        self._hit_wanted = False
        self._view: list[Shown] = []

    # -- what screens say and ask --------------------------------------------------------------------------------

    def show(self, entries: Sequence[Entry], *, now: int | None = None, keep: bool = False) -> None:
        """Show entries, oldest first, the window at the last one.

        Args:
            entries: The entries.
            now: The present, where it moved on.
            keep: They are the same ticket's, read again: stay at the place, folds as they are.
        """
        old = self._entries.entries if keep else ()
        place = old[self._top[0]].id if old and not self._at_end else None
        current = old[self._current].id if old else None
        followed = not self._entries or self._current == self._entries.last_told()
        numbers = {entry.id: number for number, entry in enumerate(entries)}
        self._entries.put(entries, now, keep=keep)
        # Its size may be known before it has been told of it, on a machine with much to do.
        self._wrap()
        last = self._entries.last_told()
        self._current = numbers.get(current, last) if current is not None else last
        if place in numbers:
            self._top = (numbers[place], self._top[1])
            self._changed()
        else:
            self.action_last()
            if not followed and current in numbers:
                # Everything fits: who stands further up stays there.
                self._current = numbers[current]
                self._changed()

    def highlight(self, finder: Finder | None) -> None:
        """Mark what a search found; None takes it back."""
        old = self._entries.setting
        if finder != old.highlight:
            self._entries.reset(Setting(old.width, old.now, old.tz, finder))
            self._changed()

    def reach_hit(self) -> bool:
        """Go to the newest entry that holds what is marked, unless the current one does; whether there is one."""
        finder = self._entries.setting.highlight
        if not finder or not self._entries:
            return False
        numbers = [self._current, *range(len(self._entries) - 1, -1, -1)]
        found = next((number for number in numbers if self._entries.holds(number, finder)), None)
        if found is None:
            return False
        if not self.size.width:
            # Its first size leads here again.
            self._hit_wanted = True
            return True
        if found != self._current:
            self._reach(found)
        self._show_hit(found)
        return True

    def _show_hit(self, number: int) -> None:
        """Scroll on where the hit is further down in a long entry than the window reaches."""
        lines = self._entries.lines(number)
        at = next((y for y, each in enumerate(lines) if any(span.tone is Tone.MATCH for span in each.line)), 0)
        shown = [shown for shown in self._view if shown.number == number and shown.set is lines[at]]
        if not shown:
            self._go(self._entries.moved((number, at), -(self.size.height // 3)))

    @property
    def current(self) -> Entry | None:
        """The entry that keys like fold or save work on: the one marked in the margin."""
        return self._entries.entries[self._current] if self._entries else None

    @property
    def place(self) -> tuple[int, int]:
        """The current message's number from 1, and how many there are; events are not counted."""
        told = [self._entries.is_told(number) for number in range(len(self._entries))]
        return sum(told[: self._current + 1]), sum(told)

    # -- setting and drawing -------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Draw what differs, and say where we are."""
        if not self.size.width or not self._entries:
            self._view = []
            self.refresh()
            return
        number, line = self._top
        self._top = (number, min(line, len(self._entries.lines(number)) - 1))
        view = self._entries.window(self._top, self.size.height)
        heads = {shown.number: y for y, shown in reversed(list(enumerate(view))) if shown.set.part is Part.HEAD}
        if self._current not in heads:
            # The current entry's head left the window: the nearest one that has its head there takes over.
            self._current = min(heads, key=lambda each: abs(each - self._current)) if heads else number
        if self._current in heads:
            y = heads[self._current]
            view[y] = view[y]._replace(marked=True)
        old, self._view = self._view, view
        pairs = zip_longest(old, view)
        self.refresh_ys([y for y, (before, after) in enumerate(pairs) if before != after])
        self.post_message(self.EntryReached(self._entries.entries[self._current], self._current))

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width = self.size.width
        if y >= len(self._view):
            empty = y == 0 and not self._entries
            return self.draw((Span(" "), Span(self._empty, Tone.DIM)) if empty else (), width)
        shown = self._view[y]
        line = shown.set.line
        if shown.marked and line:
            line = (Span(">" + line[0].text[1:], line[0].tone), *line[1:])
        return self.draw(line, width)

    def on_resize(self) -> None:
        """Wrap anew; the entry in the first line stays there."""
        self._wrap()
        if self._at_end:
            self.action_last()
        else:
            self._changed()
        if self._hit_wanted and self.size.width:
            self._hit_wanted = False
            self.reach_hit()

    def _wrap(self) -> None:
        """Set the entries in the width that there is."""
        width, old = self.size.width, self._entries.setting
        if width != old.width:
            self._entries.reset(Setting(width, old.now, old.tz, old.highlight))

    # -- moving --------------------------------------------------------------------------------------------------

    def _go(self, place: Place) -> None:
        bottom = self._entries.bottom(self.size.height)
        self._top = min(place, bottom)
        self._at_end = place >= bottom
        self._changed()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        if self._entries and self.size.width:
            self._go(self._entries.moved(self._top, by))

    def action_half(self, way: int) -> None:
        """Scroll by half a window."""
        self.action_scroll(way * max(1, self.size.height // 2))

    def action_page(self, way: int) -> None:
        """Scroll by a window, one line kept."""
        self.action_scroll(way * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Go to the first entry."""
        self._reach(0)

    def action_last(self) -> None:
        """Go to the last entry: to its end, or to its beginning when it is longer than the window."""
        if not self._entries or not self.size.width:
            self._at_end = True
            self._changed()
            return
        self._current = self._entries.last_told()
        self._go(min(self._entries.bottom(self.size.height), (self._current, 0)))
        self._at_end = True

    def action_step(self, by: int) -> None:
        """Make the next or previous entry the current one, and show it from its head."""
        number = self._current + by
        while 0 <= number < len(self._entries) and not self._entries.is_told(number):
            number += by
        if 0 <= number < len(self._entries):
            self._reach(number)

    def _reach(self, number: int) -> None:
        if not self._entries or not self.size.width:
            return
        self._current = number
        whole = [shown for shown in self._view if shown.number == number]
        if len(whole) == len(self._entries.lines(number)):
            self._changed()
        else:
            self._go((number, 0))

    # -- folds and the mouse -------------------------------------------------------------------------------------

    def action_fold(self) -> None:
        """Show or hide the quoted lines and the signature of the current entry."""
        if self._entries and self._entries.fold(self._current):
            self._changed()

    def on_click(self, event: events.Click) -> None:
        """A click makes an entry the current one; on a fold it unfolds, on the files it chooses them."""
        if event.y >= len(self._view):
            return
        number, part = self._view[event.y].number, self._view[event.y].set.part
        self._current = number
        if part is Part.FOLD:
            self.action_fold()
            return
        if part is Part.FILES:
            self.post_message(self.FilesChosen(self._entries.entries[number]))
        self._changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.action_scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.action_scroll(-_WHEEL)
