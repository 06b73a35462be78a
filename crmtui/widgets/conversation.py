"""A conversation, drawn line by line.

The one rule: only entries that are in the window, or on the way to where it goes, are ever wrapped: five hundred
messages open as fast as five. So there is no total height, and no scroll bar: a place is an entry and a line in it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from crmtui.highlight import Finder
from crmtui.text import clean
from crmtui.widgets.entries import Entry, Kind, Part, SetLine, Setting, set_entry
from crmtui.widgets.lines import LineWidget, Span, Tone

# A window shows a dozen at most; the rest is for going back and forth.
_KEPT = 64
_WHEEL = 3


class _Shown(NamedTuple):
    """A line of the window: whose it is, what it shows, and whether the current entry is marked on it."""

    number: int
    set: SetLine
    marked: bool = False


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
        self._entries: Sequence[Entry] = ()
        self._setting = Setting(0, now, tz)
        self._empty = empty
        self._unfolded: set[int] = set()
        self._set: OrderedDict[int, list[SetLine]] = OrderedDict()
        # The first line of the window: an entry and a line in it.
        self._top = (0, 0)
        self._current = 0
        self._at_end = True
        self._hit_wanted = False
        self._view: list[_Shown] = []

    # -- what screens say and ask --------------------------------------------------------------------------------

    def show(self, entries: Sequence[Entry], *, now: int | None = None, keep: bool = False) -> None:
        """Show entries, oldest first, the window at the last one.

        Args:
            entries: The entries.
            now: The present, where it moved on.
            keep: They are the same ticket's, read again: stay at the place, folds as they are.
        """
        place = self._entries[self._top[0]].id if keep and self._entries and not self._at_end else None
        current = self._entries[self._current].id if keep and self._entries else None
        followed = self._current == self._last_told() if self._entries else True
        numbers = {entry.id: number for number, entry in enumerate(entries)}
        self._entries = entries
        self._set.clear()
        if not keep:
            self._unfolded.clear()
        if now is not None:
            self._setting = Setting(self._setting.width, now, self._setting.tz, self._setting.highlight)
        self._current = numbers.get(current, self._last_told()) if current is not None else self._last_told()
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
        old = self._setting
        if finder != old.highlight:
            self._setting = Setting(old.width, old.now, old.tz, finder)
            self._set.clear()
            self._changed()

    def reach_hit(self) -> bool:
        """Go to the newest entry that holds what is marked, unless the current one does; whether there is one."""
        finder = self._setting.highlight
        if not finder or not self._entries:
            return False
        numbers = [self._current, *range(len(self._entries) - 1, -1, -1)]
        found = next((number for number in numbers if self._holds(number, finder)), None)
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

    def _holds(self, number: int, finder: Finder) -> bool:
        entry = self._entries[number]
        return entry.kind is not Kind.EVENT and finder.holds(clean(entry.text, newlines=True))

    def _show_hit(self, number: int) -> None:
        """Scroll on where the hit is further down in a long entry than the window reaches."""
        lines = self._lines(number)
        at = next((y for y, each in enumerate(lines) if any(span.tone is Tone.MATCH for span in each.line)), 0)
        shown = [shown for shown in self._view if shown.number == number and shown.set is lines[at]]
        if not shown:
            self._go(self._moved((number, at), -(self.size.height // 3)))

    @property
    def current(self) -> Entry | None:
        """The entry that keys like fold or save work on: the one marked in the margin."""
        return self._entries[self._current] if self._entries else None

    @property
    def place(self) -> tuple[int, int]:
        """The current message's number from 1, and how many there are; events are not counted."""
        told = [entry.kind is not Kind.EVENT for entry in self._entries]
        return sum(told[: self._current + 1]), sum(told)

    def _last_told(self) -> int:
        """The last message, or the last event when there is no message."""
        numbers = range(len(self._entries) - 1, -1, -1)
        told = (number for number in numbers if self._entries[number].kind is not Kind.EVENT)
        return next(told, max(0, len(self._entries) - 1))

    # -- setting and drawing -------------------------------------------------------------------------------------

    def _lines(self, number: int) -> list[SetLine]:
        lines = self._set.get(number)
        if lines is None:
            entry = self._entries[number]
            lines = self._set[number] = set_entry(entry, self._setting, unfolded=entry.id in self._unfolded)
            while len(self._set) > _KEPT:
                self._set.popitem(last=False)
        return lines

    def _window(self) -> list[_Shown]:
        height, view = self.size.height, list[_Shown]()
        number, line = self._top
        while number < len(self._entries) and len(view) < height:
            view += [_Shown(number, each) for each in self._lines(number)[line:]]
            number, line = number + 1, 0
        return view[:height]

    def _changed(self) -> None:
        """Draw what differs, and say where we are."""
        if not self.size.width or not self._entries:
            self._view = []
            self.refresh()
            return
        number, line = self._top
        self._top = (number, min(line, len(self._lines(number)) - 1))
        view = self._window()
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
        self.post_message(self.EntryReached(self._entries[self._current], self._current))

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
        width = self.size.width
        if width != self._setting.width:
            old = self._setting
            self._setting = Setting(width, old.now, old.tz, old.highlight)
            self._set.clear()
        if self._at_end:
            self.action_last()
        else:
            self._changed()
        if self._hit_wanted and width:
            self._hit_wanted = False
            self.reach_hit()

    # -- moving --------------------------------------------------------------------------------------------------

    def _moved(self, place: tuple[int, int], by: int) -> tuple[int, int]:
        """The place some lines on, or back; it ends at the first and the last line there is."""
        number, line = place[0], place[1] + by
        while line < 0 and number > 0:
            number -= 1
            line += len(self._lines(number))
        while line >= len(self._lines(number)) and number + 1 < len(self._entries):
            line -= len(self._lines(number))
            number += 1
        return number, max(0, min(line, len(self._lines(number)) - 1))

    def _bottom(self) -> tuple[int, int]:
        """The place that shows the last line in the last line of the window."""
        last = len(self._entries) - 1
        return self._moved((last, len(self._lines(last)) - 1), 1 - max(1, self.size.height))

    def _go(self, place: tuple[int, int]) -> None:
        bottom = self._bottom()
        self._top = min(place, bottom)
        self._at_end = place >= bottom
        self._changed()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        if self._entries and self.size.width:
            self._go(self._moved(self._top, by))

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
        self._current = self._last_told()
        self._go(min(self._bottom(), (self._current, 0)))
        self._at_end = True

    def action_step(self, by: int) -> None:
        """Make the next or previous entry the current one, and show it from its head."""
        number = self._current + by
        while 0 <= number < len(self._entries) and self._entries[number].kind is Kind.EVENT:
            number += by
        if 0 <= number < len(self._entries):
            self._reach(number)

    def _reach(self, number: int) -> None:
        if not self._entries or not self.size.width:
            return
        self._current = number
        whole = [shown for shown in self._view if shown.number == number]
        if len(whole) == len(self._lines(number)):
            self._changed()
        else:
            self._go((number, 0))

    # -- folds and the mouse -------------------------------------------------------------------------------------

    def action_fold(self) -> None:
        """Show or hide the quoted lines and the signature of the current entry."""
        entry = self.current
        if entry is not None and (entry.quoted or entry.signature):
            self._unfolded ^= {entry.id}
            self._set.pop(self._current, None)
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
            self.post_message(self.FilesChosen(self._entries[number]))
        self._changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.action_scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.action_scroll(-_WHEEL)
