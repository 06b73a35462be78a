"""Remembers at which messages of a folder connections ended: some servers break at one, each time it is asked for.

The one rule: such a message holds up no other, and none is forgotten: what was left is asked for by the next process.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from crmtui.db.sync_sql import FolderState
from crmtui.mail.imap import ImapError, Trouble, refused
from crmtui.sync import ranges

_APART = 2
"""Times after which a message is asked for alone, when all others are here."""
_LEFT = 4
"""Times after which it is left at the server."""


class Breaks:
    """How often connections ended at messages, from one connection of a process to the next."""

    def __init__(self) -> None:
        self._times: Counter[tuple[int, int, int]] = Counter()

    @contextmanager
    def noted(self, state: FolderState, uids: Callable[[], Sequence[int]]) -> Iterator[None]:
        """Take note of the messages that were asked for when the connection ends inside.

        Args:
            state: of the folder.
            uids: tells which ones they are, at the end.
        """
        try:
            yield
        except ImapError as error:
            if error.trouble in (Trouble.BROKEN, Trouble.UNREACHABLE) and not refused(error):
                self._times.update((state.source_id, state.uidvalidity, uid) for uid in uids())
            raise

    def without(self, state: FolderState, gaps: Sequence[ranges.Range]) -> tuple[list[ranges.Range], list[int]]:
        """The gaps of a folder without messages that break the connection, and which of them to ask for alone."""
        rest, alone = list(gaps), []
        for (source, validity, uid), times in sorted(self._times.items(), reverse=True):
            if source != state.source_id:
                continue
            if validity != state.uidvalidity or not any(low <= uid <= high for low, high in gaps):
                # It came, or its number is another message's now.
                del self._times[source, validity, uid]
            elif times >= _APART:
                rest = ranges.remove(rest, (uid, uid))
                alone += [uid] if times < _LEFT else []
        return rest, alone
