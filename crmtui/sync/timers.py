"""What happens because time passes: snoozed tickets wake.

The one rule: doing it twice, or by two processes at once, changes nothing more than once.
"""

from crmtui.desk.tickets import wake_due


def tick(now: int) -> int:
    """Do what is due; how many records changed."""
    return wake_due(now)
