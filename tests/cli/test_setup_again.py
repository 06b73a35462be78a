"""`crmtui setup` at a terminal: certificates, providers, second mailboxes, changes, and being stopped."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crmtui.config import load
from crmtui.mail import tls
from crmtui.mail.reach import shown_certificate
from crmtui.settings import Imap, Security
from tests.servers import SmtpServer, running_smtp
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import PASSWORD, TOKEN, USER, Dovecot, letters, running_dovecot
from tests.terminal import Terminal

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
House = tuple[Dovecot, SmtpServer]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    certificate = make_certificate(tmp_path_factory.mktemp("servers"))
    with running_dovecot(certificate=certificate) as imap, running_smtp("starttls", certificate=certificate) as smtp:
        imap.deliver(letters(2))
        imap.deliver(letters(1, 9), "Sent")
        yield imap, smtp


@contextmanager
def setup(folder: Path, *words: str) -> Iterator[Terminal]:
    argv = [sys.executable, "-m", "crmtui", "--config", str(folder / "config.toml"), "setup", *words]
    with Terminal(argv, env={**os.environ, **NO_KEYRING, "PW": PASSWORD}) as tty:
        yield tty


def answer(tty: Terminal, *steps: tuple[str, str]) -> None:
    for question, reply in steps:
        tty.until(question)
        tty.screen.reset()
        tty.press(*([reply] if reply else []), "enter")


def servers(house: House) -> list[str]:
    imap, smtp = house
    return ["--imap", f"localhost:{imap.tls_port}", "--smtp", f"localhost:{smtp.port}"]


def certificate_of(house: House) -> bytes:
    return shown_certificate(Imap("localhost", house[0].tls_port, Security.TLS, USER, timeout=60))


def fingerprint(house: House) -> str:
    return tls.fingerprint(certificate_of(house))


def test_a_certificate_is_shown_and_believed_after_a_yes(tmp_path: Path, house: House) -> None:
    seen = fingerprint(house)
    with setup(tmp_path, USER, *servers(house), "--password-env", "PW", "--folder", "INBOX") as tty:
        tty.until(r"self-made[^$]*signed by +itself[^$]*SHA-256 +" + seen)
        answer(tty, (r"exactly this key.*y/N", "y"), ("since when", "today"), ("customers see", ""))
        assert tty.wait() == 0
    key = tls.key_pin(certificate_of(house))
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.smtp is not None
    # Asked once: it is the same key.
    assert (box.imap.tls_fingerprint, box.smtp.tls_fingerprint) == (key, key)
    assert len(box.since) == len("2026-01-31")


def test_a_certificate_is_not_believed_because_nothing_was_said(tmp_path: Path, house: House) -> None:
    with setup(tmp_path, USER, *servers(house), "--password-env", "PW") as tty:
        answer(tty, (r"exactly this key.*y/N", ""))
        tty.until("is not used[^$]*Not believed. Name another[^$]*Server to fetch from")
        tty.press("ctrl+c")
        assert tty.wait() == 130
    assert not (tmp_path / "config.toml").exists()


def test_a_second_mailbox_gets_a_name_of_its_own_and_the_first_stays(tmp_path: Path, house: House) -> None:
    first = '[[mailboxes]]\nname = "support"\naddress = "support@first.example"\n'
    (tmp_path / "config.toml").write_text(first)
    words = ["--tls-fingerprint", fingerprint(house), "--password-env", "PW", "--folder", "INBOX", "--since", "all"]
    with setup(tmp_path, USER, *servers(house), *words, "--display-name", "Linen") as tty:
        assert tty.wait() == 0
    assert (tmp_path / "config.toml").read_text().startswith(first)
    assert [box.name for box in load(tmp_path / "config.toml", environ={}).mailboxes] == ["support", "support-linen"]


def test_a_mailbox_is_changed_with_its_own_values_as_answers(tmp_path: Path, house: House) -> None:
    secret = tmp_path / "old.secret"
    secret.write_text("outdated\n")
    secret.chmod(0o600)
    text = f"""\
[[mailboxes]]
name = "shop"  # ours
address = "{USER}"
display_name = "Linen"
plus_addressing = true
[mailboxes.imap]
host = "localhost"
port = {house[0].tls_port}
tls_fingerprint = "{"0" * 64}"
password_file = "old.secret"
poll = 30  # often
[mailboxes.smtp]
host = "localhost"
port = {house[1].port}
password_file = "old.secret"
"""
    (tmp_path / "config.toml").write_text(text)
    with setup(tmp_path, f" <{USER.replace('linen', 'Linen')}> ") as tty:
        answer(
            tty, (r"set up already. Change it\?.*y/N", "y"), (rf"fetch from\? \[localhost:{house[0].tls_port}\]", ""),
            (rf"at the server\? \[{USER}\]", ""), (rf"send by\? \[localhost:{house[1].port}\]", ""),
        )  # fmt: skip
        tty.until("not the one that the settings trust")
        answer(
            tty, (r"exactly this key.*y/N", "y"), (r"Password of .*enter: as before", PASSWORD),
            (r"fetched.*\[INBOX\]", "INBOX, Sent"), (r"since when.*\[all\]", ""),
            (r"seen, or move:FOLDER\?.*\[leave\]", ""), (r"see\? \[Linen\]", ""),
        )  # fmt: skip
        assert tty.wait() == 0
    new = (tmp_path / "config.toml").read_text()
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert (box.imap.tls_fingerprint, box.imap.folders) == (tls.key_pin(certificate_of(house)), ("INBOX", "Sent"))
    assert (box.name, box.plus_addressing, box.imap.poll) == ("shop", True, 30)
    assert 'name = "shop"  # ours\n' in new
    assert "poll = 30  # often\n" in new
    assert secret.read_text() == f"{PASSWORD}\n"
    assert secret.stat().st_mode & 0o777 == 0o600


def test_stopped_in_the_middle_nothing_is_written(tmp_path: Path, house: House) -> None:
    with setup(tmp_path, USER, *servers(house), "--tls-fingerprint", fingerprint(house)) as tty:
        answer(tty, ("Password of", PASSWORD), (r"\[INBOX\]", ""), ("Which file", ""))
        tty.until("since when")
        tty.press("ctrl+c")
        tty.until("stopped: nothing was written")
        assert tty.wait() == 130
    assert list(tmp_path.iterdir()) == []


def test_what_pasting_brings_is_no_part_of_a_password(tmp_path: Path, house: House) -> None:
    words = ["--tls-fingerprint", fingerprint(house), "--folder", "INBOX", "--since", "all", "--display-name", "x"]
    with setup(tmp_path, USER, *servers(house), *words) as tty:
        answer(tty, ("Password of", "   "), (r"was empty[^$]*Password of", "hunter2 -is- long "), ("Which file", "own"))
        assert tty.wait() == 0
    # A name alone lies beside the settings.
    assert (tmp_path / "own").read_text() == f"{PASSWORD}\n"


@pytest.mark.parametrize("words", [["ana@outlook.com"], ["ana@own.invalid", "--imap", "microsoft"]])
def test_where_only_tokens_are_taken_it_says_what_to_do(tmp_path: Path, words: list[str]) -> None:
    with setup(tmp_path, *words) as tty:
        answer(tty, (r"takes no passwords[^$]*oama access[^$]*prints a token", ""))
        tty.until("--token-cmd")
        assert tty.wait() == 4
    assert not (tmp_path / "config.toml").exists()


def test_a_token_serves_fetching_and_sending(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with (
        running_dovecot(certificate=certificate, oauth=True) as imap,
        running_smtp("starttls_token", certificate=certificate) as smtp,
    ):
        words = ["--tls-fingerprint", fingerprint((imap, smtp)), "--since", "all", "--display-name", "x"]
        with setup(tmp_path, USER, *servers((imap, smtp)), *words, "--token-cmd", f"echo {TOKEN}") as tty:
            tty.until("Reading works[^$]*Sending works")
            assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.smtp is not None
    assert (box.imap.token, box.smtp.token, box.smtp.user) == (True, True, USER)
    assert TOKEN in box.smtp.password.cmd


def with_a_login_for_sending(folder: Path, house: House) -> str:
    """Settings of a mailbox that sends by another login than it is fetched with; what they say."""
    imap, smtp = house
    seen = fingerprint(house)
    text = f"""\
[[mailboxes]]
name = "shop"
address = "{USER}"
[mailboxes.imap]
host = "localhost"
port = {imap.tls_port}
security = "tls"
user = "{USER}"
tls_fingerprint = "{seen}"
password_env = "PW"
folders = ["INBOX"]
[mailboxes.smtp]
host = "localhost"
port = {smtp.port}
security = "starttls"
user = "relay"
tls_fingerprint = "{seen}"
password_cmd = "echo other-word"
"""
    (folder / "config.toml").write_text(text)
    return text


def test_a_login_of_its_own_for_sending_is_kept(tmp_path: Path, house: House) -> None:
    text = with_a_login_for_sending(tmp_path, house)
    words = ["--change", "--folder", "INBOX", "--since", "all", "--display-name", "Linen"]
    with setup(tmp_path, USER, *words) as tty:
        answer(tty, ("fetch from", ""), ("User name", ""), ("send by", ""), ("enter: as before", ""), ("FOLDER", ""))
        assert tty.wait() == 0
    # One line more, the rest is as it was.
    new = (tmp_path / "config.toml").read_text()
    assert new == text.replace(f'"{USER}"\n', f'"{USER}"\ndisplay_name = "Linen"\n', 1)


def test_a_new_password_for_fetching_leaves_that_of_sending(tmp_path: Path, house: House) -> None:
    with_a_login_for_sending(tmp_path, house)
    words = ["--change", "--folder", "INBOX", "--since", "all", "--display-name", "Linen"]
    with setup(tmp_path, USER, *words) as tty:
        answer(
            tty, ("fetch from", ""), ("User name", ""), ("send by", ""), ("enter: as before", PASSWORD),
            ("Which file", ""), ("FOLDER", ""),
        )  # fmt: skip
        assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.smtp is not None
    assert box.imap.password.file == tmp_path / "shop.secret"
    assert (box.smtp.user, box.smtp.password.cmd, box.smtp.password.file) == ("relay", ("echo", "other-word"), None)


def test_another_server_for_sending_gets_the_login_of_the_mailbox(tmp_path: Path, house: House) -> None:
    imap, smtp = house
    seen = fingerprint(house)
    text = f"""\
[[mailboxes]]
name = "shop"
address = "{USER}"
[mailboxes.imap]
host = "localhost"
port = {imap.tls_port}
security = "tls"
tls_fingerprint = "{seen}"
password_cmd = "echo {PASSWORD}"
folders = ["INBOX"]
[mailboxes.smtp]
host = "localhost"
port = 25
security = "none"
"""
    (tmp_path / "config.toml").write_text(text)
    words = ["--change", *servers(house), "--folder", "INBOX", "--since", "all", "--display-name", "Linen"]
    with setup(tmp_path, USER, *words) as tty:
        answer(tty, ("User name", ""), ("enter: as before", ""), ("FOLDER", ""))
        assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.smtp is not None
    assert (box.smtp.user, box.smtp.port, box.smtp.password.cmd) == (USER, smtp.port, ("echo", PASSWORD))


def test_servers_login_and_what_is_done_with_mail_can_all_be_changed(tmp_path: Path, house: House) -> None:
    """From servers that answer to others; the file of the old password gets the new one."""
    imap, smtp = house
    secret = tmp_path / "old.secret"
    secret.write_text("of-the-old-server\n")
    secret.chmod(0o600)
    with running_dovecot() as old, running_smtp() as old_smtp:
        (tmp_path / "config.toml").write_text(f"""\
[[mailboxes]]
name = "shop"
address = "{USER}"
[mailboxes.imap]
host = "127.0.0.1"
port = {old.port}
security = "none"
user = "gone"
tls_fingerprint = "{"0" * 64}"
password_file = "old.secret"
[mailboxes.smtp]
host = "127.0.0.1"
port = {old_smtp.port}
security = "none"
""")
        with setup(tmp_path, USER, "--change", "--folder", "INBOX", "--since", "all", "--display-name", "x") as tty:
            answer(
                tty, (rf"fetch from\? \[127.0.0.1:{old.port}\]", f"localhost:{imap.tls_port}"),
                (r"at the server\? \[gone\]", USER), (r"send by\? \[", f"localhost:{smtp.port}"),
                # The fingerprint was of the other server.
                (r"self-made[^$]*exactly this key", "y"), ("enter: as before", ""),
                (r"refuses the user name or password[^$]*another user name", PASSWORD), (r"FOLDER\? \[leave\]", "sen"),
                (r'"sen" is none[^$]*\[leave\]', "seen"),
            )  # fmt: skip
            assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.smtp is not None
    assert (box.imap.port, box.imap.user, box.imap.after, box.smtp.port) == (imap.tls_port, USER, "seen", smtp.port)
    assert secret.read_text() == f"{PASSWORD}\n"


def test_a_mailbox_that_cannot_send_is_changed_and_gets_its_server(tmp_path: Path, house: House) -> None:
    imap, smtp = house
    (tmp_path / "config.toml").write_text(f"""\
[[mailboxes]]
name = "shop"
address = "{USER}"
[mailboxes.imap]
host = "localhost"
port = {imap.tls_port}
tls_fingerprint = "{fingerprint(house)}"
password_env = "PW"
after = "seen"
""")
    words = ["--smtp", f"localhost:{smtp.port}", "--folder", "Sent", "--since", "all", "--display-name", "x"]
    with setup(tmp_path, USER, *words) as tty:
        answer(tty, ("fetch from", ""), ("User name", ""), ("enter: as before", ""), (r"FOLDER\? \[seen\]", ""))
        assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.smtp is not None
    assert (box.imap.folders, box.imap.after) == (("Sent",), "seen")
    assert (box.smtp.port, box.smtp.user, box.smtp.password.env) == (smtp.port, USER, ("PW",))


def test_what_cannot_be_written_is_told_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for words, told in (
        (["--config", str(tmp_path / "file" / "config.toml"), "setup"], r"cannot be read: Not a\s+directory"),
        (["--config", str(tmp_path), "setup"], r"Is a\s+directory|is a\s+folder"),
        (["setup", "--password-file", str(tmp_path / "file" / "x")], r"cannot\s+be\s+written:\s+Not\s+a\s+directory"),
        (["setup", "--password-file", str(tmp_path)], r"is\s+a\s+folder"),
        (["setup", "--password-file", str(tmp_path / "file")], r"file\s+(holds|can\s+be\s+read)"),
    ):
        argv = [sys.executable, "-m", "crmtui", *words]
        with Terminal(argv, env={**os.environ, **NO_KEYRING, "HOME": str(tmp_path)}) as tty:
            tty.until(told)
            assert tty.wait() != 0
            assert "write to?" not in tty.text


def test_where_the_password_cannot_be_kept_another_place_is_asked_for(tmp_path: Path, house: House) -> None:
    (tmp_path / "file").touch()
    words = ["--tls-fingerprint", fingerprint(house), "--folder", "INBOX", "--since", "all", "--display-name", "x"]
    later = tmp_path / "later" / "secret"
    with setup(tmp_path, USER, *servers(house), *words[:-2]) as tty:
        answer(
            tty, ("Password of", PASSWORD), ("Which file", str(tmp_path / "file" / "secret")),
            (r"cannot\s+be\s+written[^$]*Which file", str(tmp_path / "file")),
            (r"is\s+there already[^$]*Which file", str(later)),
        )  # fmt: skip
        tty.until("customers see")
        # What was free when it was asked about.
        later.parent.mkdir()
        later.touch()
        answer(tty, ("customers see", ""), (r"File\s+exists[^$]*Which file", ""))
        assert tty.wait() == 0
    assert (tmp_path / "support.secret").read_text() == f"{PASSWORD}\n"
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert box.imap.password.file == tmp_path / "support.secret"


def test_settings_that_cannot_be_written_after_all_are_tried_again(tmp_path: Path, house: House) -> None:
    words = ["--tls-fingerprint", fingerprint(house), "--folder", "INBOX", "--since", "all"]
    with setup(tmp_path, USER, *servers(house), *words, "--password-env", "PW") as tty:
        tty.until("customers see")
        (tmp_path / "config.toml").mkdir()
        answer(tty, ("customers see", ""))
        tty.until(r"cannot\s+be\s+written[^$]*tries again")
        (tmp_path / "config.toml").rmdir()
        answer(tty, ("tries again", ""))
        assert tty.wait() == 0
    assert load(tmp_path / "config.toml", environ={}).mailboxes


KEYRING = """
import json, pathlib
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 9
    file = pathlib.Path(__file__).with_name("ring.json")

    def set_password(self, service, user, secret):
        known = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.file.write_text(json.dumps(known | {service: [user, secret]}))

    def get_password(self, service, user):
        return json.loads(self.file.read_text()).get(service, [user, None])[1]
"""


def test_where_there_is_a_keyring_the_password_is_there_and_nowhere_else(tmp_path: Path, house: House) -> None:
    (tmp_path / "ring.py").write_text(KEYRING)
    argv = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "config.toml"), "setup", USER, *servers(house)]
    words = ["--tls-fingerprint", fingerprint(house), "--folder", "INBOX", "--since", "all", "--display-name", "x"]
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": str(tmp_path)}
    with Terminal([*argv, *words], env=environ) as tty:
        answer(tty, ("Password of", PASSWORD))
        tty.until("in your keyring")
        assert tty.wait() == 0
    assert json.loads((tmp_path / "ring.json").read_text()) == {"crmtui:localhost": [USER, PASSWORD]}
    assert PASSWORD not in (tmp_path / "config.toml").read_text()


def test_a_password_in_a_keyring_is_found_when_the_server_has_another_name(tmp_path: Path, house: House) -> None:
    imap, smtp = house
    (tmp_path / "ring.py").write_text(KEYRING)
    (tmp_path / "ring.json").write_text(json.dumps({"crmtui:localhost": [USER, PASSWORD]}))
    (tmp_path / "config.toml").write_text(f"""\
[[mailboxes]]
name = "shop"
address = "{USER}"
[mailboxes.imap]
host = "localhost"
port = {imap.tls_port}
[mailboxes.smtp]
host = "localhost"
port = {smtp.port}
user = "{USER}"
""")
    argv = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "config.toml"), "setup", USER, "--change"]
    words = ["--imap", f"127.0.0.1:{imap.tls_port}", "--smtp", f"127.0.0.1:{smtp.port}", "--folder", "INBOX", "--since",
             "all", "--display-name", "x", "--tls-fingerprint", fingerprint(house)]  # fmt: skip
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": str(tmp_path)}
    with Terminal([*argv, *words], env=environ) as tty:
        answer(tty, ("User name", ""), ("enter: as before", ""), ("FOLDER", ""))
        tty.until("found where it was")
        assert tty.wait() == 0
    assert json.loads((tmp_path / "ring.json").read_text())["crmtui:127.0.0.1"] == [USER, PASSWORD]


def test_a_keyring_that_takes_nothing_loses_nothing(tmp_path: Path, house: House) -> None:
    refusing = KEYRING.replace("        known = ", "        raise RuntimeError\n        known = ")
    (tmp_path / "ring.py").write_text(refusing)
    argv = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "config.toml"), "setup", USER, *servers(house)]
    words = ["--tls-fingerprint", fingerprint(house), "--folder", "INBOX", "--since", "all", "--display-name", "x"]
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": str(tmp_path)}
    with Terminal([*argv, *words], env=environ) as tty:
        answer(tty, ("Password of", PASSWORD), (r"does not take[^$]*Which file", ""))
        assert tty.wait() == 0
    assert (tmp_path / "support.secret").read_text() == f"{PASSWORD}\n"
    # The same for one that is found as before, under a new name of its server.
    (tmp_path / "support.secret").unlink()
    (tmp_path / "ring.json").write_text(json.dumps({"crmtui:localhost": [USER, PASSWORD]}))
    text = (tmp_path / "config.toml").read_text()
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("password_file")]
    (tmp_path / "config.toml").write_text("".join(lines))
    moved = [
        "--change",
        "--imap",
        f"127.0.0.1:{house[0].tls_port}",
        "--smtp",
        f"127.0.0.1:{house[1].port}",
        "--user",
        USER,
    ]
    with Terminal([*argv[:7], *moved, *words], env=environ) as tty:
        answer(tty, ("enter: as before", ""), ("FOLDER", ""), (r"does not take[^$]*Which file", ""))
        assert tty.wait() == 0
    [box] = load(tmp_path / "config.toml", environ={}).mailboxes
    assert box.imap is not None
    assert (box.imap.host, box.imap.password.file) == ("127.0.0.1", tmp_path / "support.secret")
