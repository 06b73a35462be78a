"""A deliverer that is killed at any moment loses no mail and sends none twice."""

import random
import signal
import subprocess
import sys
from pathlib import Path

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Outbox, Ticket
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Settings, Ui
from tests.servers import running_smtp

MAILS = 40
HOUSE = Settings(Path("config.toml"), mailboxes=(Mailbox("support", "support@linen.example"),), ui=Ui(undo_window=0))


def test_killed_at_random_points_nothing_is_lost_or_sent_twice(engine: Engine, ana: Actor) -> None:
    ticket = Ticket.create(subject="x", mailbox="support", created_at=1, updated_at=1, activity_at=1).id
    for number in range(MAILS):
        params = {"text": f"mail {number}", "to": "joerg@mail.example", "settings": HOUSE}
        journal.perform(table()["ticket.reply"], [ticket], params, ana)
    rng = random.Random(7)
    script = Path(__file__).with_name("deliver_once.py")
    kills = 0
    with running_smtp("slow:0.01,ok,drop_in_data,ok,text_4xx,ok,drop_after_data,ok") as server:
        for _ in range(60):
            command = [sys.executable, str(script), str(engine.path), str(server.port)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                server.wait(rng.randint(0, 30), [process])
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    kills += 1
            # What was put off is due again, so that every round has something to do.
            Outbox.update(next_try_at=1).where(Outbox.state == "queued").execute()
            if not Outbox.select().where(Outbox.state.in_(("held", "queued"))).exists():
                break
        server.switch("ok")
        for _ in range(5):
            Outbox.update(next_try_at=1).where(Outbox.state == "queued").execute()
            command = [sys.executable, str(script), str(engine.path), str(server.port)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        accepted = [mail.message_id for mail in server.accepted()]
    states = {row.message.message_id: row.state for row in Outbox.select(Outbox, Message).join(Message)}
    assert kills >= 3
    assert len(accepted) == len(set(accepted)), "sent twice"
    assert len(states) == MAILS
    assert set(states.values()) <= {"sent", "uncertain"}
    lost = [one for one, state in states.items() if state == "sent" and one not in accepted]
    assert lost == []
    # Whatever the server took is known as sent, or waits for a person.
    assert {one for one in accepted if states[one] not in ("sent", "uncertain")} == set()
