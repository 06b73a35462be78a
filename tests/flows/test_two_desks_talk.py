"""Two shops that both use a desk write to each other: one ticket on either side, and nothing runs in circles."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import SmtpServer, running_smtp
from tests.servers.dovecot import PASSWORD, Dovecot, make_maildir, running_dovecot

LINEN, PAPER = "support@linen.example", "desk@paper.example"
CONFIG = """\
[[mailboxes]]
name = "{name}"
address = "{address}"
plus_addressing = {plus}
[mailboxes.imap]
host = "127.0.0.1"
port = {imap}
security = "none"
password_env = "MAIL_SECRET"
[mailboxes.smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
[ui]
undo_window = 0
"""


@dataclass(frozen=True)
class Desk:
    """One shop's desk."""

    folder: Path
    address: str

    def run(self, *words: str, text: str = "") -> str:
        """A command of the shell; what it prints."""
        command = [sys.executable, "-m", "crmtui", "--db", str(self.folder / "desk.db")]
        command += ["--config", str(self.folder / "config.toml"), *words]
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "MAIL_SECRET": PASSWORD}
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, env=env)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def write(self, ticket: int, text: str) -> None:
        """Reply, resolve, and let it leave."""
        self.run("reply", str(ticket), "--send", "--resolve", text=f"{text}\n")
        self.run("send")

    def tickets(self) -> list[dict[str, Any]]:
        """All of them."""
        found: list[dict[str, Any]] = json.loads(self.run("list", "--view", "all", "--json"))
        return found

    def texts(self, ticket: int) -> list[str]:
        """The first line of each message of a ticket."""
        found = json.loads(self.run("show", str(ticket), "--full", "--json"))
        return [str(message["text"]).splitlines()[0] for message in found["messages"]]


class Post:
    """The mail service between them: what one sends lies in the other's mailbox."""

    def __init__(self, imap: Dovecot, smtp: SmtpServer) -> None:
        self.imap, self.smtp, self.carried = imap, smtp, 0

    def carry(self) -> int:
        """Bring what was sent since; how many mails."""
        new = self.smtp.accepted()[self.carried :]
        for mail in new:
            for recipient in mail.recipients:
                name, _, domain = recipient.partition("@")
                raw = f"Return-Path: <{mail.sender}>\r\n".encode() + mail.raw
                self.imap.deliver([raw], user=f"{name.partition('+')[0]}@{domain}")
        self.carried += len(new)
        return len(new)


def desk(folder: Path, address: str, imap: Dovecot, smtp: SmtpServer, *, plus: bool) -> Desk:
    folder.mkdir()
    make_maildir(imap.folder(user=address))
    name, agent = address.partition("@")[2].partition(".")[0], f"Agent of {address}"
    text = CONFIG.format(name=name, address=address, plus=str(plus).lower(), imap=imap.port, smtp=smtp.port)
    (folder / "config.toml").write_text(text)
    made = Desk(folder, address)
    made.run("agents", "add", agent, f"agent@{address.partition('@')[2]}")
    return made


def test_a_conversation_of_two_desks_is_one_ticket_on_each(tmp_path: Path) -> None:
    with running_dovecot() as imap, running_smtp() as smtp:
        post = Post(imap, smtp)
        linen = desk(tmp_path / "linen", LINEN, imap, smtp, plus=True)
        paper = desk(tmp_path / "paper", PAPER, imap, smtp, plus=False)
        linen.run("new", PAPER, "Kraft paper")
        said = ["We need 40 rolls.", "Which brown?", "The dark one.", "Posted."]
        for one, text in zip([linen, paper, linen, paper], said, strict=True):
            one.run("sync")
            one.write(1001, text)
            assert post.carry() == 1
        for one in (linen, paper):
            one.run("sync")
            [ticket] = one.tickets()
            assert one.texts(ticket["id"]) == said
            assert "each accounted for" in one.run("mail", "audit")
        # Nobody wrote by themselves: what was sent is what was said.
        assert post.carry() == 0
        assert post.carried == len(said)


def test_an_absence_told_to_a_desk_is_answered_by_nobody(tmp_path: Path) -> None:
    with running_dovecot() as imap, running_smtp() as smtp:
        post = Post(imap, smtp)
        linen = desk(tmp_path / "linen", LINEN, imap, smtp, plus=True)
        linen.run("new", PAPER, "Kraft paper")
        linen.write(1001, "We need 40 rolls.")
        post.carry()
        [sent] = smtp.accepted()
        away = (
            f"From: {PAPER}\r\nTo: {LINEN}\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n"
            f"In-Reply-To: {sent.message_id}\r\nMessage-ID: <away@paper.example>\r\n\r\nBack on Monday.\r\n"
        )
        for _ in range(3):
            imap.deliver([away.encode()], user=LINEN)
            linen.run("sync")
        [ticket] = linen.tickets()
        assert ticket["status"] == "resolved"
        assert linen.texts(ticket["id"]) == ["We need 40 rolls.", "Back on Monday."]
        assert post.carry() == 0
