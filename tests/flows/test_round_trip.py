"""Mail in, answer out, answer in: the conversation stays one, whatever the customer's mail program does."""

import email
import email.policy
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path

from crmtui import journal
from crmtui.actions import table
from crmtui.config import load
from crmtui.db.engine import Engine, opened
from crmtui.db.models import Ledger, Message, Ticket
from crmtui.journal import Actor
from crmtui.sync.delivery import deliver_due
from tests.servers import running_smtp

CONFIG = """\
[[mailboxes]]
name = "support"
address = "support@linen.example"
plus_addressing = true
smtp = {{ host = "127.0.0.1", port = {port}, security = "none" }}
[ui]
undo_window = 0
"""
QUESTION = """\
From: =?utf-8?q?J=C3=B6rg?= <joerg@mail.example>
To: support@linen.example
Subject: Where is it?
Message-ID: <q1@mail.example>
Date: Sun, 22 Nov 2026 02:00:00 +0000

Where is my parcel?
"""
ANSWER = """\
From: joerg@mail.example
To: {to}
Subject: something else entirely
Message-ID: <q{number}@mail.example>
Date: {date}
{threading}
Thanks! One more thing.
"""


def take_in(desk: Path, config: Path, mail: str) -> None:
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "--config", str(config), "import", "mail", "-"]
    done = subprocess.run(command, input=mail.encode(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_answers_come_back_to_their_ticket(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with running_smtp() as server:
        config.write_text(CONFIG.format(port=server.port))
        take_in(engine.path, config, QUESTION)
        ticket = Ticket.get()
        house = load(config, environ={})
        params = {"text": "On its way.", "settings": house}
        journal.perform(table()["ticket.reply"], [ticket.id], params, ana)
        assert deliver_due(house).sent == 1
        [sent] = server.accepted()
    ours = email.message_from_bytes(sent.raw, policy=email.policy.default)
    assert sent.recipients == ("joerg@mail.example",)
    token = ours["Reply-To"].addresses[0].addr_spec
    # The second was on its way while ours was written: nobody has seen it, so it counts all the same.
    dates = [formatdate(time.time() + seconds) for seconds in (60, -3600)]
    by_token = ANSWER.format(to=token.upper(), number=3, date=dates[0], threading="")
    threading = f"In-Reply-To: {ours['Message-ID']}\n"
    by_reference = ANSWER.format(to="support@linen.example", number=4, date=dates[1], threading=threading)
    for answer in (by_token, by_reference):
        journal.perform(table()["ticket.resolve"], [ticket.id], {}, ana)
        take_in(engine.path, config, answer)
        row = Ticket.get_by_id(ticket.id)
        assert (Ticket.select().count(), row.status, row.waiting_since is not None) == (1, "open", True)
    assert [row.direction for row in Message.select().order_by(Message.id)] == ["in", "out", "in", "in"]
    # A copy of ours that comes back from a Sent folder is known.
    take_in(engine.path, config, sent.raw.decode())
    assert Message.select().count() == 4
    assert Ledger.select().order_by(Ledger.id.desc()).get().state == "duplicate"
    with opened(engine.path) as again:
        assert again.reader.execute_scalar("SELECT count(*) FROM ticket") == 1
