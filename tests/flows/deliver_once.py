"""A deliverer in a process of its own: DATABASE PORT; says "sent" after each pass until nothing is due."""

import sys
from pathlib import Path

from crmtui.db.engine import opened
from crmtui.settings import Mailbox, Security, Settings, Smtp
from crmtui.sync.delivery import Pass

server = Smtp("127.0.0.1", int(sys.argv[2]), Security.NONE, timeout=5)
house = Settings(Path("config.toml"), mailboxes=(Mailbox("support", "support@linen.example", smtp=server),))
with opened(Path(sys.argv[1])):
    print("ready", flush=True)
    Pass(house).run()
    print("done", flush=True)
