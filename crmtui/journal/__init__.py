"""The journal: records every change, groups the changes of one act into a gesture, and plays gestures backwards.

The one rule: whatever changes a record of the desk goes through a `Recording`; undo writes new changes and deletes
no line of the journal. This is its face; `recording`, `performing` and `undoing` are what stands behind it.
"""

from crmtui.journal.actors import SYNC, SYSTEM, Actor, now, sitting_here
from crmtui.journal.backwards import REPLACED
from crmtui.journal.history import SEALED, HistoryLine, history, seal
from crmtui.journal.performing import Performing, perform
from crmtui.journal.piecework import SLICE, Piecework, Progress, run
from crmtui.journal.recording import Counted, Outcome, Recording, recording
from crmtui.journal.rehearsing import Rehearsed, rehearse
from crmtui.journal.undoing import Redoing, Undoing, redo, undo
from crmtui.journal.waiting import look_again

__all__ = [
    "REPLACED", "SEALED", "SLICE", "SYNC", "SYSTEM", "Actor", "Counted", "HistoryLine", "Outcome", "Performing",
    "Piecework", "Progress", "Recording", "Redoing", "Rehearsed", "Undoing", "history", "look_again", "now", "perform",
    "recording", "redo", "rehearse", "run", "seal", "sitting_here", "undo",
]  # fmt: skip
