"""Entries of a conversation as lines, wrapped when they are asked for.

The one rule: an entry that nobody looks at is never wrapped; a place is an entry and a line in it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from crmtui.highlight import Finder
from crmtui.text import clean
from crmtui.widgets.entries import Entry, Kind, SetLine, Setting, set_entry

# A window shows a dozen at most; the rest is for going back and forth.
_KEPT = 64

Place = tuple[int, int]


class Shown(NamedTuple):
    """A line of the window: whose it is, what it shows, and whether the current entry is marked on it."""

    number: int
    set: SetLine
    marked: bool = False


class SetEntries:
    """The entries, and how they are set; numbers count from 0.

    Args:
        now: the reader's present, UTC epoch seconds.
        tz: the reader's zone; None is the machine's.
    """

    def __init__(self, now: int, tz: tzinfo | None) -> None:
        self.entries: Sequence[Entry] = ()
        self.setting = Setting(0, now, tz)
        self._unfolded: set[int] = set()
        self._set: OrderedDict[int, list[SetLine]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.entries)

    def put(self, entries: Sequence[Entry], now: int | None, *, keep: bool) -> None:
        """Take other entries; with `keep` folds stay as they are."""
        self.entries = entries
        if not keep:
            self._unfolded.clear()
        old = self.setting
        self.reset(Setting(old.width, old.now if now is None else now, old.tz, old.highlight))

    def reset(self, setting: Setting) -> None:
        """Set them anew, in another width or with other marks."""
        self.setting = setting
        self._set.clear()

    def fold(self, number: int) -> bool:
        """Show or hide the quoted lines and the signature of an entry; whether it has any."""
        entry = self.entries[number]
        if not (entry.quoted or entry.signature):
            return False
        self._unfolded ^= {entry.id}
        self._set.pop(number, None)
        return True

    # -- what they are -------------------------------------------------------------------------------------------

    def is_told(self, number: int) -> bool:
        """Whether an entry is a message; events are passed over."""
        return self.entries[number].kind is not Kind.EVENT

    def last_told(self) -> int:
        """The last message, or the last event when there is no message."""
        numbers = range(len(self.entries) - 1, -1, -1)
        return next((number for number in numbers if self.is_told(number)), max(0, len(self.entries) - 1))

    def holds(self, number: int, finder: Finder) -> bool:
        """Whether a search finds something in a message."""
        return self.is_told(number) and finder.holds(clean(self.entries[number].text, newlines=True))

    # -- lines ---------------------------------------------------------------------------------------------------

    def lines(self, number: int) -> list[SetLine]:
        """The lines of an entry."""
        lines = self._set.get(number)
        if lines is None:
            entry = self.entries[number]
            lines = self._set[number] = set_entry(entry, self.setting, unfolded=entry.id in self._unfolded)
            while len(self._set) > _KEPT:
                self._set.popitem(last=False)
        return lines

    def window(self, top: Place, height: int) -> list[Shown]:
        """The lines from a place on, as many as fit."""
        view = list[Shown]()
        number, line = top
        while number < len(self.entries) and len(view) < height:
            view += [Shown(number, each) for each in self.lines(number)[line:]]
            number, line = number + 1, 0
        return view[:height]

    def moved(self, place: Place, by: int) -> Place:
        """The place some lines on, or back; it ends at the first and the last line there is."""
        number, line = place[0], place[1] + by
        while line < 0 and number > 0:
            number -= 1
            line += len(self.lines(number))
        while line >= len(self.lines(number)) and number + 1 < len(self.entries):
            line -= len(self.lines(number))
            number += 1
        return number, max(0, min(line, len(self.lines(number)) - 1))

    def bottom(self, height: int) -> Place:
        """The place that shows the last line in the last line of a window."""
        last = len(self.entries) - 1
        return self.moved((last, len(self.lines(last)) - 1), 1 - max(1, height))
