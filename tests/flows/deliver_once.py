"""A deliverer in a process of its own: DATABASE PORT [SECONDS of patience]; one pass over what is due."""

import sys
from pathlib import Path

from crmtui.db.engine import opened
from crmtui.settings import Mailbox, Security, Settings, Smtp
from crmtui.sync.delivery import Pass

patience = int(sys.argv[3]) if len(sys.argv) > 3 else 5
server = Smtp("127.0.0.1", int(sys.argv[2]), Security.NONE, timeout=patience)
house = Settings(Path("config.toml"), mailboxes=(Mailbox("support", "support@linen.example", smtp=server),))
with opened(Path(sys.argv[1])):
    print("ready", flush=True)
    Pass(house).run()
    print("done", flush=True)
