"""`crmtui send` and `crmtui outbox`."""

import json
import subprocess
import sys
from pathlib import Path

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Agent, Outbox, Ticket
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Settings
from tests.servers import running_smtp

CONFIG = """\
[[mailboxes]]
name = "support"
address = "support@linen.example"
[mailboxes.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
"""


def crmtui(engine: Engine, config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crmtui", "--db", str(engine.path), "--config", str(config), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def write(actor: Actor) -> int:
    house = Settings(Path("x"), mailboxes=(Mailbox("support", "support@linen.example"),))
    ticket = Ticket.create(subject="\x1b]0;x\x07Größe", mailbox="support", created_at=1, updated_at=1, activity_at=1).id
    params = {"text": "Hello", "to": "joerg@mail.example", "settings": house}
    journal.perform(table()["ticket.reply"], [ticket], params, actor)
    return int(Outbox.select().order_by(Outbox.id.desc()).get().id)


def test_mail_is_listed_sent_and_decided_on(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    Agent.update(os_user="").execute()
    config = tmp_path / "config.toml"
    mail = write(ana)
    with running_smtp("rcpt_5xx") as server:
        config.write_text(CONFIG.format(port=server.port))
        shown = crmtui(engine, config, "outbox")
        assert shown.stdout.startswith(f"{mail}\t#")
        assert "\tleaves\t" in shown.stdout
        assert "undo takes it back until then" in shown.stdout
        assert "\x1b" not in shown.stdout
        assert crmtui(engine, config, "send").stdout == "nothing was sent\n"
        failed = crmtui(engine, config, "send", "--now", "--json")
        assert (failed.returncode, json.loads(failed.stdout)["failed"]) == (69, 1)
        [row] = json.loads(crmtui(engine, config, "outbox", "--json").stdout)
        assert (row["word"], row["happens_at"]) == ("failed", None)
        assert (row["state"], row["error"]) == ("failed", "550 joerg@mail.example: 5.1.1 no such user")
        assert (
            crmtui(engine, config, "outbox", "retry", str(mail)).stdout
            == f"mail {mail} on #{Outbox.get_by_id(mail).ticket_id} queued again\n"
        )
        server.switch("ok")
        sent = crmtui(engine, config, "send")
        assert (sent.returncode, sent.stdout) == (0, "1 sent\n")
        assert len(server.accepted()) == 1
        assert crmtui(engine, config, "outbox").stdout == ""
        assert crmtui(engine, config, "outbox", "cancel", str(mail)).returncode == 4


def test_without_smtp_settings_mail_is_kept_and_told(engine: Engine, ana: Actor, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    write(ana)
    done = crmtui(engine, config, "send", "--now")
    assert done.returncode == 69
    assert "support: no server to send by yet (SMTP): `crmtui setup`" in done.stderr
    assert Outbox.get().state == "held"
