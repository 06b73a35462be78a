"""The README's first real day, typed: from `crmtui setup` to the first answered mail, and what the customer says."""

import email
import email.policy
import os
import subprocess
from pathlib import Path

from tests.servers import SmtpServer, running_smtp
from tests.servers.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from tests.terminal import CRMTUI, Terminal, forbidden

QUESTION = """\
From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@mail.example>
To: {user}
Subject: Where is my parcel?
Message-ID: <q1@mail.example>
Date: Sun, 22 Nov 2026 02:00:00 +0000

I ordered a week ago, and nothing came.

Joerg
"""
ANSWER = """\
From: joerg@mail.example
To: {user}
Subject: Re: Where is my parcel?
Message-ID: <q2@mail.example>
In-Reply-To: {ours}
Date: Sun, 22 Nov 2026 09:00:00 +0000

It is there now!

On 22 Nov 2026 Ana wrote:
> It left today.
"""
BULK = """\
From: News <news@mail.example>
To: {user}
Subject: Our newsletter
Message-ID: <n1@mail.example>
List-Id: <news.mail.example>
List-Unsubscribe: <mailto:off@mail.example>
Precedence: bulk

Buy!
"""
AWAY = """\
From: joerg@mail.example
To: {user}
Subject: Automatic reply: Where is my parcel?
Message-ID: <a1@mail.example>
In-Reply-To: {ours}
Auto-Submitted: auto-replied

I am away until Monday.
"""
CONFIG = Path(".config/crmtui/config.toml")


def home(folder: Path) -> dict[str, str]:
    """A user of the machine who was never here before."""
    ours = ("CRMTUI", "XDG_", "PYTHON_KEYRING")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HOME": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def shell(folder: Path, *words: str) -> str:
    done = subprocess.run([CRMTUI, *words], env=home(folder), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_setup_to_the_first_answered_mail(tmp_path: Path) -> None:
    with running_dovecot() as imap, running_smtp() as smtp:
        imap.deliver([one.format(user=USER).encode() for one in (QUESTION, BULK)])
        set_up(tmp_path, imap, smtp)
        shell(tmp_path, "agents", "add", "Ana Ruiz", "ana@linen.example")
        with Terminal([CRMTUI], (80, 24), home(tmp_path)) as app:
            app.until("Where is my parcel").until(r"synced \d\d:\d\d").until("1 of 1 ")
            app.press("enter").until("nothing came").press("r").until("reply to ")
            app.press("It left today.").until("It left today").press("ctrl+s").until(r"sending in \d+ s")
            app.until("sent")
            [mail] = smtp.accepted()
            ours = check(mail.raw, mail.recipients)
            imap.deliver([one.format(user=USER, ours=ours).encode() for one in (AWAY, ANSWER)])
            app.until("It is there now").until("quoted line")
            # Why it is here is one key away.
            app.press("?").until("joined because it answers our message").press("esc")
            app.press("e").until("resolved").press("ctrl+q")
            assert app.wait() == 0
            assert forbidden(bytes(app.raw)) == []
        assert "4 mails, each accounted for" in shell(tmp_path, "mail", "audit")
        assert "Our newsletter" in shell(tmp_path, "mail", "ignored")
        listed = shell(tmp_path, "list", "--view", "all").splitlines()
        assert [line.split("\t")[1] for line in listed] == ["resolved"]
        assert PASSWORD not in "".join(path.read_text() for path in (tmp_path / ".local").rglob("*.log"))


def set_up(folder: Path, imap: Dovecot, smtp: SmtpServer) -> None:
    command = [CRMTUI, "setup", "--imap", f"127.0.0.1:{imap.port}", "--smtp", f"127.0.0.1:{smtp.port}"]
    with Terminal(command, (80, 24), home(folder)) as tty:
        for question, answer in (
            (r"write to\?", USER),
            ("Password of", "wrong-one"),
            ("refuses the user name or password[^$]*Password of", PASSWORD),
            ("Which file", ""),
            ("since when", ""),
            ("customers see", "Linen & Co"),
        ):
            tty.until(question)
            tty.screen.reset()
            tty.press(answer, "enter")
        assert tty.wait() == 0
    assert PASSWORD not in (folder / CONFIG).read_text()


def check(raw: bytes, recipients: tuple[str, ...]) -> str:
    """The reply as its receiver gets it; its Message-ID."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert recipients == ("joerg@mail.example",)
    assert str(mail["From"]) == f"Linen & Co <{USER}>"
    assert (mail["Subject"], mail["In-Reply-To"]) == ("Re: Where is my parcel?", "<q1@mail.example>")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.startswith("It left today.")
    assert "> I ordered a week ago" in text
    return str(mail["Message-ID"])
