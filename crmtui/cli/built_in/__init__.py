"""Every command that is not an entry of the table of actions, in the order of the help page.

The one rule: plain values; nothing here is code, and nothing that a command needs is loaded with them.
"""

from crmtui.cli.built_in import desk, mail, records, tickets
from crmtui.cli.spec import Command

BUILT_IN: tuple[Command, ...] = (*tickets.COMMANDS, *records.COMMANDS, *mail.COMMANDS, *desk.COMMANDS)
