"""What people do to templates, as entries of the action table."""

from crmtui.actions import Action

ACTIONS: tuple[Action, ...] = ()
