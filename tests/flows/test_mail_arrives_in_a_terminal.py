"""Mail that arrives at the server is a row in the open app a moment later; the top bar says how fetching goes."""

import time
from pathlib import Path

import pytest

from crmtui.db.engine import Engine
from crmtui.journal import Actor
from tests.servers.dovecot import PASSWORD, USER, letters, running_dovecot
from tests.terminal import CRMTUI, Terminal

CONFIG = """\
agent = "ana"
[[mailboxes]]
name = "support"
address = "{user}"
[mailboxes.imap]
host = "127.0.0.1"
port = {port}
security = "none"
password_env = "MAIL_SECRET"
"""


def test_a_mail_is_a_row_soon_after_it_arrived(
    engine: Engine, ana: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SECRET", PASSWORD)
    config = tmp_path / "config.toml"
    with running_dovecot() as server:
        server.deliver(letters(2))
        config.write_text(CONFIG.format(user=USER, port=server.port))
        command = [CRMTUI, "--db", str(engine.path), "--config", str(config), "--view", "all"]
        with Terminal(command) as app:
            app.until("Mail 0").until(r"synced \d\d:\d\d")
            for number in (10, 20):
                began = time.monotonic()
                server.deliver(letters(1, number))
                app.until(f"Mail {number}")
                print(f"\narrival to row: {time.monotonic() - began:.2f} s")
            app.press("q").wait()
        config.write_text(CONFIG.format(user=USER, port=1))
        with Terminal(command) as app:
            app.until("support: not reachable")
            app.press("q").wait()
