"""What people do to customers, as entries of the action table."""

from crmtui.actions import Action

ACTIONS: tuple[Action, ...] = ()
