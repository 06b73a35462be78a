"""Decides what of a folder is to be fetched: what is new, what an earlier pass has left, what is left out on purpose.

The one rule: it forgets no number: whatever a server says of its folder, each UID is fetched, in a gap, or left out.
"""

import datetime

from crmtui.db.sync_sql import FolderState, LeftOut
from crmtui.mail.imap import Status
from crmtui.since import first_day
from crmtui.sync import ranges


def look_ahead(state: FolderState, status: Status, since: str, today: datetime.date) -> bool:
    """Put what is new among the gaps; whether the server has numbered the folder anew.

    Args:
        state: how far the folder is; changed.
        status: what the server says of it now.
        since: from when on old mail is fetched, as the settings say it.
        today: what an age counts from, when it is heard of for the first time.
    """
    top = status.next_uid - 1
    anew = bool(state.uidvalidity) and state.uidvalidity != status.uidvalidity
    fresh = state.uidvalidity != status.uidvalidity
    if fresh:
        state.uidvalidity, state.highest_uid, state.gaps = status.uidvalidity, 0, []
        state.left.ranges, state.left.count, state.left.upto = [], 0, top
    elif top < state.highest_uid:
        # A server that was restored from a copy gives numbers a second time: they are looked at again.
        _take_back(state, top)
    if state.left.since != since:
        _choose(state, since, today, state.left.upto if fresh or state.left.since else state.highest_uid)
    if top > state.highest_uid:
        state.gaps = ranges.add(state.gaps, (state.highest_uid + 1, top))
        state.highest_uid = top
    state.total = status.count
    state.remaining = min(max(0, status.count - state.left.count), ranges.count(state.gaps))
    return anew


def _take_back(state: FolderState, top: int) -> None:
    left = state.left
    state.highest_uid, state.gaps = top, ranges.up_to(state.gaps, top)
    left.ranges, left.upto = ranges.up_to(left.ranges, top), min(left.upto, top)
    left.count = min(left.count, ranges.count(left.ranges))


def _choose(state: FolderState, since: str, today: datetime.date, upto: int) -> None:
    """Follow a setting that was changed: what was left out and is wanted now is a gap."""
    left, first = state.left, first_day(since, today)
    day = first.isoformat() if first else ""
    if not day or day < left.day:
        for one in left.ranges:
            state.gaps = ranges.add(state.gaps, one)
        left.ranges, left.count = [], 0
    state.left = LeftOut(since, day, upto, left.ranges, left.count)


def leave_out(state: FolderState, asked: list[int], older: list[int], high: int) -> None:
    """Note what was left out of a batch.

    Args:
        state: of the folder; changed.
        asked: the UIDs of the batch, newest first; between two of them there is no message.
        older: those that were left out.
        high: the number up to which there is nothing above the batch.
    """
    gone = set(older)
    for uid in asked:
        if uid in gone:
            # With the numbers that are gone: few ranges, however many messages.
            state.left.ranges = ranges.add(state.left.ranges, (uid, high))
        high = uid - 1
    state.left.count += len(older)
