"""Messages are fetched while the connection is cut and the process is killed, at random: each is in the ledger once.

Short in the usual tests; `make cruelty` sets CRUELTY_IMAP="MESSAGES ROUNDS" for a long one.
"""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crmtui.db.connect import open_raw
from crmtui.db.engine import opened
from tests.servers.cutter import Cutter
from tests.servers.dovecot import PASSWORD, USER, letters, running_dovecot
from tests.waiting import until

A_MESSAGE = 1_000
"""Bytes that a message takes on its way, about; what a round fetches is cut amid it."""
MESSAGES, ROUNDS = (int(word) for word in os.environ.get("CRUELTY_IMAP", "300 8").split())


def write_config(folder: Path, port: int) -> list[str]:
    (folder / "config.toml").write_text(
        f'[[mailboxes]]\nname = "support"\naddress = "{USER}"\n[mailboxes.imap]\nhost = "127.0.0.1"\n'
        f'port = {port}\nsecurity = "none"\npassword_env = "CRMTUI_TEST_PASSWORD"\ntimeout = 5\nafter = "seen"\n'
    )
    return ["--config", str(folder / "config.toml"), "--db", str(folder / "desk.db")]


def start(words: list[str], *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "crmtui", *words, *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def count(desk: Path, sql: str) -> int:
    connection = open_raw(desk, readonly=True)
    try:
        return int(connection.execute_scalar(sql))
    finally:
        connection.close()


def fetched(desk: Path) -> int:
    return count(desk, "SELECT count(*) FROM ledger")


def over(running: "list[subprocess.Popen[str]]") -> bool:
    return all(one.poll() is not None for one in running)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_cut_and_killed_at_random_every_message_is_in_the_ledger_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", PASSWORD)
    dice = random.Random(11 + processes)
    desk, delivered, killed = tmp_path / "desk.db", 0, 0
    with running_dovecot() as server:
        cutter = Cutter(server.port, 5)
        words = write_config(tmp_path, cutter.port)
        with opened(desk):
            pass
        for turn in range(ROUNDS):
            # Some lie there from before, the others come while it goes on.
            share = MESSAGES // 2 if turn == 0 else (MESSAGES - MESSAGES // 2) // (ROUNDS - 1) + 1
            share = min(share, MESSAGES - delivered)
            server.deliver(letters(share, delivered))
            delivered += share
            # By what they fetched, or the next cut, and not by the clock: no machine is too quick or too slow for that.
            # Every other pair of rounds is left to the kill alone, which comes later than most cuts.
            cutter.high = max(3_000, share * A_MESSAGE) if turn % 4 < 2 else 0
            enough, cuts = fetched(desk) + dice.randint(min(share, 1), share), cutter.cuts
            running = [start(words, "sync", *(["--watch"] if turn % 2 else [])) for _ in range(processes)]
            assert until(lambda: fetched(desk) >= enough or cutter.cuts > cuts or over(running))  # noqa: B023
            for one in running:
                killed += one.poll() is None
                one.send_signal(signal.SIGKILL)
                one.communicate()
        server.deliver(letters(MESSAGES - delivered, delivered))
        cutter.high = 0
        for _ in range(3):
            last = start(words, "sync", "--json")
            out, err = last.communicate(timeout=1800)
            assert last.returncode == 0, out + err
        again = json.loads(out)
        assert again["fetched"]["support"]["read"] == 0, "the last pass found something new"
        cutter.close()
    audit = start(words, "mail", "audit", "--json")
    out, err = audit.communicate(timeout=600)
    found = json.loads(out)
    assert audit.returncode == 0, found
    assert (found["adds_up"], found["messages"], found["states"]["ticketed"]) == (True, MESSAGES, MESSAGES), err
    assert count(desk, "SELECT count(DISTINCT sha256) FROM ledger") == MESSAGES
    assert count(desk, "SELECT count(DISTINCT message_id) FROM message") == MESSAGES
    assert count(desk, "SELECT count(*) FROM message") == MESSAGES
    assert killed > 0
    assert cutter.cuts > 0
    print(f"\n{MESSAGES} messages, {ROUNDS} rounds: {killed} kills, {cutter.cuts} cuts, {processes} at once: each once")
