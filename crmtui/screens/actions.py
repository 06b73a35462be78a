"""The verbs of the screens alone: moving, opening, searching, as entries of the action table."""

from crmtui.actions import Action

ACTIONS: tuple[Action, ...] = ()
