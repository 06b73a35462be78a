"""What people do to mail that waits to leave, as entries of the action table."""

from crmtui.actions import Action

ACTIONS: tuple[Action, ...] = ()
