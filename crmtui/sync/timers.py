"""What happens because time passes: snoozed tickets wake, and what nobody reads any more goes.

The one rule: doing it twice, or by two processes at once, changes nothing more than once.
"""

from crmtui.db import touched
from crmtui.db.orm import raw, transaction
from crmtui.desk.tickets import wake_due


def tick(now: int) -> int:
    """Do what is due; how many records changed."""
    if touched.is_long(raw()):
        with transaction():
            touched.prune(raw())
    return wake_due(now)
