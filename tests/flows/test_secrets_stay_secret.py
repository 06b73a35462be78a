"""A password or token is in no log, database, report or output, whatever a mail server does with it."""

import base64
import json
import logging
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui import journal, log, secrets
from crmtui.actions import table
from crmtui.db.engine import Engine
from crmtui.db.models import Outbox, Ticket
from crmtui.errors import CrmtuiError
from crmtui.journal import Actor
from crmtui.mail.imap import ImapSession
from crmtui.settings import Imap, Mailbox, SecretSource, Security, Settings, Smtp, Ui
from crmtui.sync.delivery import Pass
from tests.servers import running_smtp
from tests.servers.liar import running_liar

NOW = 1_795_312_800
SECRET = 'Geheim-"7\\Zq é/xK+42wVt9'
USER = "desk@linen.example"
MODES = """
    ok banner_4xx banner_5xx close_banner garbage long_line endless_reply drip stall auth auth_login auth_fail
    auth_later xoauth2_fail mail_4xx mail_5xx rcpt_4xx rcpt_5xx data_4xx data_5xx text_4xx text_5xx rcpt_421 greylist
    drop_in_data drop_after_data reset_after_data stall_after_data odd_answer utf8 quit_421 hang_up slow:0.1
    size:10 starttls_none echo echo_part echo_plain echo_mail echo_text
"""


def spellings(secret: str) -> Iterator[bytes]:
    """How a secret may stand somewhere: plain, quoted, escaped, in base64 alone and in the lines of logins."""
    raw = secret.encode()
    lines = (raw, b"\0%b\0%b" % (USER.encode(), raw), b"user=%b\1auth=Bearer %b\1\1" % (USER.encode(), raw))
    yield from (base64.b64encode(line) for line in lines)
    quoted = secret.replace("\\", "\\\\").replace('"', '\\"')
    for one in (secret, quoted, repr(secret)[1:-1], repr(raw)[2:-1], json.dumps(secret)[1:-1]):
        yield one.encode()
    yield urllib.parse.quote(secret, safe="").encode()


def pieces(secret: str) -> set[bytes]:
    """Twelve characters of any spelling are too many; the login's name in front of it is not secret."""
    known = base64.b64encode(b"\0" + USER.encode()), base64.b64encode(b"user=" + USER.encode())
    found = {one[at : at + 12].lower() for one in spellings(secret) for at in range(len(one) - 11)}
    return {piece for piece in found if not any(piece in name.lower() for name in known)}


def assert_clean(secret: str, *places: Path | str) -> None:
    wanted = pieces(secret)
    for place in places:
        files = [one for one in place.rglob("*") if one.is_file()] if isinstance(place, Path) else [place]
        for one in files:
            text = (one.read_bytes() if isinstance(one, Path) else one.encode()).lower()
            assert not [piece for piece in wanted if piece in text], f"{one} tells of the secret"


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_known", {})
    monkeypatch.setenv("PW", SECRET)


@pytest.mark.parametrize("token", [False, True], ids=["password", "token"])
def test_no_way_of_sending_badly_tells_it(
    engine: Engine, ana: Actor, tmp_path: Path, remembered: None, monkeypatch: pytest.MonkeyPatch, token: bool
) -> None:
    monkeypatch.setattr("crmtui.mail.smtp._ANSWER_TIMES", 1)
    log.start(tmp_path / "log", logging.DEBUG)
    ticket = Ticket.create(subject="x", mailbox="support", created_at=1, updated_at=1, activity_at=1)
    told = []
    with running_smtp() as server:
        source = SecretSource("SMTP password", env=("PW",))
        smtp = Smtp("127.0.0.1", server.port, Security.NONE, USER, source, token=token, timeout=1)
        house = Settings(Path("x"), mailboxes=(Mailbox("support", USER, smtp=smtp),), ui=Ui(undo_window=0))
        for mode in MODES.split():
            server.switch(mode)
            params = {"text": f"Hello {mode}", "to": "joerg@mail.example", "settings": house}
            journal.perform(table()["ticket.reply"], [ticket.id], params, ana, clock=lambda: NOW)
            report = Pass(house, lambda: NOW, jitter=lambda: 0.0).run()
            told += [repr(report)]
            # The next mode meets a mail of its own.
            Outbox.update(state="cancelled").execute()
        errors = [row.last_error for row in Outbox.select()]
        # The server had it: it is the one that would have told.
        assert {mail.password for mail in server.accepted()} == {SECRET}
    log.stop()
    engine.close()
    assert len([error for error in errors if error]) > 25
    assert_clean(SECRET, tmp_path, *told, *errors)


REPEATS = (
    "{tag} NO what is {line}",
    "{tag} BAD {line:.60}",
    "* BYE {line}",
    "{line}",
    "{tag} NO [ALERT] " + "{secret}",
)


@pytest.mark.parametrize("token", [False, True], ids=["password", "token"])
@pytest.mark.parametrize("command", ["LOGIN", "AUTHENTICATE", "LIST"])
def test_no_server_that_repeats_it_is_repeated(remembered: None, command: str, token: bool) -> None:
    secret = SECRET.replace("é", "e")
    for repeat in REPEATS:
        answers = {command: repeat.replace("{secret}", secret) + "\r\n"}
        if token and command == "LIST":
            answers |= {"AUTHENTICATE": "{tag} OK in\r\n"}
        with running_liar({"CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK\r\n"} | answers) as liar:
            imap = Imap("127.0.0.1", liar.port, Security.NONE, USER, token=token, timeout=1)
            with pytest.raises(CrmtuiError) as caught, ImapSession(imap, secret) as session:
                session.folders()
            assert_clean(secret, caught.value.message, caught.value.hint, *log.describe(caught.value))


CONFIG = """
[[mailboxes]]
name = "support"
address = "desk@linen.example"
[mailboxes.imap]
host = "127.0.0.1"
port = {imap}
security = "none"
timeout = 60
[mailboxes.smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
user = "desk@linen.example"
timeout = 60
"""


def test_no_command_tells_it(tmp_path: Path) -> None:
    secret = SECRET.replace("é", "e")
    said = []

    def crmtui(*words: str) -> None:
        argv = [sys.executable, "-m", "crmtui", "--config", str(tmp_path / "c.toml"), "--db", str(tmp_path / "x.db")]
        environ = {**os.environ, "CRMTUI_SUPPORT_PASSWORD": secret, "XDG_STATE_HOME": str(tmp_path / "state")}
        done = subprocess.run([*argv, *words], capture_output=True, text=True, env=environ, check=False, timeout=60)
        said.extend((done.stdout, done.stderr))

    with running_smtp("echo") as smtp, running_liar({"LOGIN": "{tag} NO what is {line}\r\n"}) as imap:
        (tmp_path / "c.toml").write_text(CONFIG.format(imap=imap.port, smtp=smtp.port))
        crmtui("agents", "add", "Ana", "ana@linen.example")
        crmtui("new", "joerg@mail.example", "A subject")
        crmtui("reply", "1001", "--text", "Hello", "--send")
        for words in (["send", "--now"], ["sync"], ["sync", "--status"], ["outbox"], ["outbox", "--json"], ["doctor"]):
            crmtui(*words)
        crmtui("setup", "desk@other.example", "--imap", f"127.0.0.1:{imap.port}", "--no-smtp", "--password-env",
               "CRMTUI_SUPPORT_PASSWORD")  # fmt: skip
    assert "".join(said).count("refuses the user name or password") > 5
    assert_clean(secret, tmp_path, *said)
