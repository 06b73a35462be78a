"""`crmtui setup`: a mailbox is connected against real servers, and what is in the settings stays."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.config import load
from crmtui.config_write import with_mailbox
from crmtui.errors import RefusedError
from crmtui.mail.providers import guess
from crmtui.settings import Security
from tests.servers import running_smtp
from tests.servers.dovecot import PASSWORD, USER, Dovecot, letters, running_dovecot
from tests.terminal import Terminal

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running_dovecot() as running:
        running.deliver(letters(2))
        running.deliver(letters(1, 9), "Sent")
        yield running


def crmtui(folder: Path, *words: str, answers: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "crmtui", "--config", str(folder / "config.toml"), "--db", str(folder / "desk.db")]
    environ = {**os.environ, **NO_KEYRING, "CRMTUI_CONFIG": str(folder / "config.toml"), **environ}
    return subprocess.run(
        [*command, *words], input=answers, capture_output=True, text=True, env=environ, check=False, timeout=90
    )


def test_piped_answers_connect_a_mailbox_and_mail_is_fetched_and_answered(tmp_path: Path, server: Dovecot) -> None:
    # The file that --config names is made: nobody has one before the first mailbox.
    with running_smtp() as smtp:
        done = crmtui(
            tmp_path, "setup", "--imap", f"127.0.0.1:{server.port}", "--smtp", f"127.0.0.1:{smtp.port}",
            "--password-file", str(tmp_path / "secret"), answers=f"{USER}\n{PASSWORD}\n",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        text = (tmp_path / "config.toml").read_text()
        assert PASSWORD not in text + done.stdout + done.stderr
        assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
        done = crmtui(tmp_path, "sync")
        assert done.stdout == "support: 2 new mails, 2 new tickets\n", done.stderr
        done = crmtui(tmp_path, "reply", "1001", "--text", "It left today.", "--send")
        assert done.returncode == 0, done.stderr
        crmtui(tmp_path, "send", "--now")
        assert [mail.recipients for mail in smtp.accepted()] == [("p0@mail.example",)]
    assert crmtui(tmp_path, "mail", "audit").returncode == 0


def test_options_alone_do_it_and_comments_stay(tmp_path: Path, server: Dovecot) -> None:
    before = '# mine\n[shop]\nname = "Linen" # ours\n\n[ui]\ntheme = "light"\n'
    (tmp_path / "config.toml").write_text(before)
    words = ["setup", USER, "--imap", f"127.0.0.1:{server.port}", "--no-smtp", "--password-env", "MY_SECRET",
             "--folder", "INBOX", "--folder", "Sent", "--after", "seen", "--json"]  # fmt: skip
    done = crmtui(tmp_path, *words, MY_SECRET=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["folders"] == ["INBOX", "Sent"]
    text = (tmp_path / "config.toml").read_text()
    assert text.startswith(before)
    box = load(tmp_path / "config.toml").mailboxes[0]
    assert box.imap is not None
    assert (box.imap.folders, box.imap.after, box.imap.security) == (("INBOX", "Sent"), "seen", Security.NONE)
    assert box.imap.password.env == ("MY_SECRET",)
    done = crmtui(tmp_path, *words, MY_SECRET=PASSWORD)
    assert done.returncode == 4
    assert "set up already" in done.stderr
    assert (tmp_path / "config.toml").read_text() == text


@pytest.mark.parametrize(
    ("words", "secret", "said"),
    [
        ([], "wrong", "refuses the user name or password"),
        (["--folder", "Nope"], PASSWORD, "no folder Nope"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path, server, words, secret, said) -> None:
    (tmp_path / "config.toml").write_text("# mine\n")
    done = crmtui(tmp_path, "setup", USER, "--imap", f"127.0.0.1:{server.port}", "--no-smtp", *words,
                  "--password-env", "MY_SECRET", MY_SECRET=secret)  # fmt: skip
    assert done.returncode != 0
    assert said in done.stderr
    assert (tmp_path / "config.toml").read_text() == "# mine\n"


def test_servers_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    done = crmtui(tmp_path, "setup", "a@nowhere.invalid", answers="secret\n")
    assert done.returncode == 69
    assert "no mail server answers at imap.nowhere.invalid, mail.nowhere.invalid" in done.stderr
    done = crmtui(tmp_path, "setup", "nobody")
    assert done.returncode == 2


def test_sending_that_does_not_work_is_said_and_reading_is_kept(tmp_path: Path, server: Dovecot) -> None:
    (tmp_path / "config.toml").touch()
    done = crmtui(tmp_path, "setup", USER, "--imap", f"127.0.0.1:{server.port}", "--smtp", "127.0.0.1:1",
                  "--password-env", "MY_SECRET", MY_SECRET=PASSWORD)  # fmt: skip
    assert done.returncode == 0
    assert "cannot be sent yet" in done.stderr
    box = load(tmp_path / "config.toml").mailboxes[0]
    assert box.imap is not None
    assert box.smtp is None


@pytest.mark.parametrize(("mode", "user"), [("ok", ""), ("auth", USER)])
def test_a_server_of_this_machine_gets_a_login_when_it_wants_one(
    tmp_path: Path, server: Dovecot, mode: str, user: str
) -> None:
    with running_smtp(mode) as smtp:
        done = crmtui(tmp_path, "setup", USER, "--imap", f"127.0.0.1:{server.port}", "--smtp",
                      f"127.0.0.1:{smtp.port}", "--password-env", "MY_SECRET", MY_SECRET=PASSWORD)  # fmt: skip
        assert "Sending works" in done.stderr
    box = load(tmp_path / "config.toml").mailboxes[0]
    assert box.smtp is not None
    assert box.smtp.user == user


def test_a_server_that_takes_no_mail_of_ours_is_told_at_once(tmp_path: Path, server: Dovecot) -> None:
    with running_smtp("mail_5xx") as smtp:
        done = crmtui(tmp_path, "setup", USER, "--imap", f"127.0.0.1:{server.port}", "--smtp",
                      f"127.0.0.1:{smtp.port}", "--password-env", "MY_SECRET", MY_SECRET=PASSWORD)  # fmt: skip
    assert done.returncode == 0
    assert "sender refused" in done.stderr


def test_somebody_at_the_terminal_mends_what_was_wrong_and_goes_on(tmp_path: Path, server: Dovecot) -> None:
    (tmp_path / "config.toml").touch()
    argv = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "config.toml"), "setup"]
    with running_smtp() as smtp, Terminal(argv, env={**os.environ, **NO_KEYRING}) as tty:
        for question, answer in (
            (r"write to\?", "ana"),
            (r"no e-mail address[^$]*write to\?", USER),
            (r"no mail server answers[^$]*\.\.\.\)\?", ""),
            (r"It was empty[^$]*\.\.\.\)\?", "support@linen.exmaple"),
            (r"an address and no server[^$]*\.\.\.\)\?", f"127.0.0.1:{smtp.port}"),
            (r"answers like a mail server[^$]*\.\.\.\)\?", "nowhere.invalid"),
            (r"no mail server answers[^$]*\.\.\.\)\?", f"127.0.0.1:{smtp.port}"),
            (r"answers like a mail server[^$]*\.\.\.\)\?", f"127.0.0.1:{server.port}"),
            ("Password of", PASSWORD.upper()),
            (r"caps lock[^$]*another user name", PASSWORD[1:]),
            (r"refuses[^$]*another user name", ""),
            ("User name at the server", ""),
            ("Password of", PASSWORD),
            (r"Folders: INBOX, Sent[^$]*answered elsewhere[^$]*them\)\?", "Snet"),
            (r"no folder Snet[^$]*them\)\?", "inbox"),
            (r"sending does not work[^$]*later\)\?", f"127.0.0.1:{smtp.port}"),
            (r"no keyring[^$]*Which file", "yes"),
            ("since when", "31st"),
            (r"no day[^$]*since when", "yesterday"),
            ("customers see", "Ana's Linen"),
        ):
            tty.until(question)
            tty.screen.reset()
            tty.press(answer, "enter")
        assert tty.wait() == 0
    box = load(tmp_path / "config.toml").mailboxes[0]
    assert (box.display_name, box.plus_addressing) == ("Ana's Linen", False)
    assert box.imap is not None
    assert (box.imap.user, box.imap.folders) == (USER, ("INBOX",))
    assert box.imap.password.file == tmp_path / "support.secret"
    assert (tmp_path / "support.secret").read_text().strip() == PASSWORD


def test_a_mailbox_that_can_only_send_gets_what_it_lacks_at_its_place() -> None:
    text = (
        '[[mailboxes]]\nname = "a"\naddress = "a@x.example"\n[mailboxes.smtp]\nhost = "h"\n\n'
        '# about b\n[[mailboxes]]\nname = "b"\naddress = "b@x.example"\n[ui]\nmouse = false\n'
    )
    new = with_mailbox(text, {"name": "z", "address": "A@x.example"}, {"imap": {"host": "i"}, "smtp": {"host": "s"}})
    import tomllib

    boxes = tomllib.loads(new)["mailboxes"]
    assert boxes[0]["imap"] == {"host": "i"}
    assert boxes[0]["smtp"] == {"host": "h"}
    assert "imap" not in boxes[1]
    assert "# about b" in new
    with pytest.raises(RefusedError, match="called B"):
        with_mailbox(text, {"name": "B", "address": "c@x.example"}, {"imap": {}})


def test_odd_values_are_written_so_that_they_are_read() -> None:
    import tomllib

    odd = 'a "b" \\ c\n\x1b é'
    new = with_mailbox("x = 1", {"name": "n", "address": "n@x.example", "display_name": odd}, {"imap": {"port": 1}})
    assert tomllib.loads(new)["mailboxes"][0]["display_name"] == odd


def test_servers_are_guessed_from_the_domain() -> None:
    assert guess("a@gmail.com").imap == (("imap.gmail.com", 993, Security.TLS),)
    assert guess("a@gmail.com").note
    own = guess("support@linen.example")
    assert own.imap[0] == ("imap.linen.example", 993, Security.TLS)
    assert own.smtp[0] == ("smtp.linen.example", 587, Security.STARTTLS)
    assert Security.NONE not in {security for _, _, security in (*own.imap, *own.smtp)}
