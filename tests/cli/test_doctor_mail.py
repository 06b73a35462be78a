"""What `doctor` tells of mailboxes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.servers import running_smtp
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import running_dovecot

BOX = """
[[mailboxes]]
name = "support"
address = "desk@linen.example"
{plus}
[mailboxes.imap]
host = "{host}"
[mailboxes.smtp]
host = "smtp.linen.example"
"""


@pytest.mark.parametrize(
    ("plus", "host", "verdict", "told"),
    [
        ("", "imap.linen.example", "ok", "known by the mails"),
        ("", "imap.gmail.com", "note", "plus_addressing = true"),
        ("plus_addressing = true", "imap.gmail.com", "ok", "desk+...@linen.example"),
        ("plus_addressing = true", "imap.linen.example", "note", "no answer does"),
    ],
)
def test_doctor_tells_how_answers_find_their_ticket(
    tmp_path: Path, plus: str, host: str, verdict: str, told: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BOX.format(plus=plus, host=host))
    command = [
        sys.executable,
        "-m",
        "crmtui",
        "--config",
        str(file),
        "--db",
        str(tmp_path / "x.db"),
        "doctor",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    [found] = [one for one in json.loads(done.stdout) if one["value"].startswith("answers ")]
    assert found["verdict"] == verdict
    assert told in found["value"] + found["hint"]


TRUSTING = """
[[mailboxes]]
name = "support"
address = "support@linen.example"
[mailboxes.imap]
host = "localhost"
port = {imap}
tls_fingerprint = "{other}"
password_cmd = "echo hunter2-is-long"
[mailboxes.smtp]
host = "localhost"
port = {smtp}
user = "ana"
tls_fingerprint = "{other}"
password_cmd = "echo hunter2-is-long"
"""


def test_a_changed_certificate_is_told_wherever_somebody_looks(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"

    def crmtui(*words: str) -> str:
        command = [sys.executable, "-m", "crmtui", "--config", str(file), "--db", str(tmp_path / "x.db"), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr

    certificate = make_certificate(tmp_path)
    with running_dovecot(certificate=certificate) as imap, running_smtp("starttls", certificate=certificate) as smtp:
        file.write_text(TRUSTING.format(imap=imap.tls_port, smtp=smtp.port, other="0" * 64))
        crmtui("agents", "add", "Ana", "ana@linen.example")
        crmtui("new", "joerg@mail.example", "A subject")
        crmtui("reply", "1001", "--text", "Hello", "--send")
        told = [crmtui("send", "--now"), crmtui("sync"), crmtui("sync", "--status"), crmtui("outbox"), crmtui("doctor")]
        assert smtp.accepted() == []
    assert [text.count("not the one that the settings trust") > 0 for text in told] == [True] * 5
    doctor = told[-1]
    assert "fetching fails" in doctor
    assert "sending fails" in doctor


def test_a_disk_without_room_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=4096))
    told = shell("doctor")
    assert told.code == 1
    assert "bad\tdatabase\tdisk\tfull, 4 KB free" in told.out
