"""What `doctor` tells of mailboxes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
        ("plus_addressing = true", "imap.gmail.com", "ok", "desk+token@linen.example"),
        ("plus_addressing = true", "imap.linen.example", "note", "answers bounce"),
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
