"""Replies through a mail server that does all it can, with deliverers that are killed: none lost, none sent twice.

`make cruelty` sends a thousand; otherwise a few dozen.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from crmtui import journal
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Message, Outbox, Ticket
from crmtui.desk.outbox_list import OutboxPages
from crmtui.journal import Actor
from crmtui.settings import Mailbox, Settings, Ui
from tests.servers import SmtpServer, running_smtp

MAILS = int(os.environ.get("CRUELTY_MAILS", "60"))
HOUSE = Settings(Path("config.toml"), mailboxes=(Mailbox("support", "support@linen.example"),), ui=Ui(undo_window=0))
SCRIPT = Path(__file__).with_name("deliver_once.py")
ENOUGH = 500
"""From so many on at most a tenth may be left uncertain; of a few dozen it is a matter of the dice."""
A_ROUND = 12
"""Mails that are due in a round: enough to be killed amid them."""
STEPS = 4
"""Commands and texts that a mail takes at the least: when a deliverer dies is drawn in these, for no clock fits all."""
PATIENCE = 10
"""Seconds that our deliverers wait for an answer: a busy machine shall not look like a silent server."""
LONG_ENOUGH = 3
"""Seconds after which one that still waits is killed as well: a silent server shall not make this an evening."""
# A server that hangs up after each mail has the next one meet the next mode.
CALM = ["hang_up"] * 8 + ["slow:0.02"] * 5 + ["greylist"]
# Where the server refuses, stalls or goes away before it has the mail: nothing may be left uncertain by these.
EARLY = [
    "mail_4xx",
    "rcpt_4xx",
    "data_4xx",
    "text_4xx",
    "drop_in_data",
    "rcpt_421",
    "close_banner",
    "banner_4xx",
    "stall",
]
# Where it took the mail and says nothing: here, and where a deliverer dies, a person has to look.
LATE = ["drop_after_data", "reset_after_data", "odd_answer"]
REFUSING = ["mail_5xx", "rcpt_5xx", "text_5xx"]


def modes(rng: random.Random) -> str:
    """What the next connections meet; the server goes on to the next of them with each."""
    drawn = rng.choices(CALM, k=20) + rng.choices(EARLY, k=4) + rng.choices(REFUSING, k=2) + rng.choices(LATE, k=1)
    rng.shuffle(drawn)
    return ",".join(drawn)


def deliverer(engine: Engine, server: SmtpServer) -> "subprocess.Popen[str]":
    command = [sys.executable, str(SCRIPT), str(engine.path), str(server.port), str(PATIENCE)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def make_due(rng: random.Random, count: int) -> int:
    """So many of those that wait are due, and what was refused for good gets a person's yes; how many wait."""
    Outbox.update(state="queued", attempts=0).where(Outbox.state == "failed").execute()
    waiting = [row.id for row in Outbox.select(Outbox.id).where(Outbox.state.in_(("held", "queued")))]
    Outbox.update(next_try_at=int(time.time()) + 3600).where(Outbox.id.in_(waiting)).execute()
    due = rng.sample(waiting, min(count, len(waiting)))
    Outbox.update(next_try_at=1).where(Outbox.id.in_(due)).execute()
    return len(waiting) + int(Outbox.select().where(Outbox.state == "sending").count())


def test_cruelty_loses_no_reply_and_sends_none_twice(engine: Engine, ana: Actor) -> None:
    ticket = Ticket.create(subject="x", mailbox="support", created_at=1, updated_at=1, activity_at=1).id
    for number in range(MAILS):
        params = {"text": f"mail {number}", "to": "joerg@mail.example", "settings": HOUSE, "anyway": True}
        journal.perform(table()["ticket.reply"], [ticket], params, ana)
    rng = random.Random(20)
    rounds = kills = 0
    with running_smtp() as server:
        while make_due(rng, A_ROUND) and rounds < 20 + MAILS:
            rounds += 1
            server.switch(modes(rng))
            # Two at once, so that one takes over what the other leaves behind.
            pair = [deliverer(engine, server) for _ in range(2)]
            for process in pair:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            server.wait(rng.randint(0, A_ROUND * STEPS), pair)
            kills += kill(pair, rng, surely=not kills)
        server.switch("ok")
        for _ in range(5):
            make_due(rng, MAILS)
            for process in [deliverer(engine, server) for _ in range(2)]:
                process.communicate()
        taken = server.accepted()
    accepted = [mail.message_id for mail in taken]
    states = {row.message.message_id: row.state for row in Outbox.select(Outbox, Message).join(Message)}
    told = Counter(states.values())
    print(f"\n{MAILS} replies, {rounds} rounds, {kills} kills: {dict(told)}")
    # One that has ended before its turn can't be killed; none would prove nothing.
    assert kills
    twice = [one for one, times in Counter(accepted).items() if times > 1]
    assert twice == [], "sent twice"
    assert len(states) == MAILS
    assert set(told) <= {"sent", "uncertain"}
    assert [one for one, state in states.items() if state == "sent" and one not in accepted] == [], "lost"
    # A death, or a server that is silent after the text, leaves one each at the most; there is no other reason.
    assert told["uncertain"] <= kills + sum(mail.mode in LATE for mail in taken)
    assert told["uncertain"] <= MAILS / 10 or MAILS < ENOUGH
    # Each is shown as what it is: among those that a person decides about.
    assert OutboxPages().counts(engine.reader).get("uncertain", 0) == told["uncertain"]


def kill(pair: "list[subprocess.Popen[str]]", rng: random.Random, *, surely: bool) -> int:
    """Kill one of the two in the midst of it, most times; let the other end in peace. How many were killed."""
    alive = [process for process in pair if process.poll() is None]
    victim = rng.choice(alive) if alive and (surely or rng.random() < 0.7) else None
    killed = 0
    for process in pair:
        if process is victim:
            process.send_signal(signal.SIGKILL)
            killed += 1
    for process in pair:
        try:
            process.communicate(timeout=LONG_ENOUGH)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += 1
    return killed
