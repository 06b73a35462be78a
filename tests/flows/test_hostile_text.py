"""No control byte of a hostile text reaches the terminal, and no markup of it is obeyed, on any screen."""

import json
import os
import subprocess

import pytest

from crmtui import searched
from tests.hostile import ALL, ATTACKS, hostile_desk
from tests.terminal import CRMTUI, Terminal, forbidden

SIZES = [(80, 24), (120, 40), (200, 50)]

WALKS = {
    "inbox": ["j", "k", "G", "g", "space", "v", "j", "v", "tab", "tab", "tab", "tab", "tab", "tab", "tab"],
    "filter": ["/", "evil", "enter", "j", "esc"],
    "ticket": ["enter", "]", "enter", "]", "]", "[", "H", "esc", "J", "K", "O", "j", "esc", "G"],
    "order link": ["enter", "o", "esc"],
    "save": ["enter", "S", "esc"],
    "reply": ["enter", "r", "hello", "ctrl+t", "evil", "esc", "esc"],
    "note": ["enter", "n", "a note", "esc"],
    "template": ["enter", "m", "evil", "enter", "esc"],
    "assign": ["a", "bo", "enter"],
    "tag": ["t", "a", "enter"],
    "palette": ["ctrl+p", "evil", "esc"],
    "line": [":", "assign \x1b]0;PWNED\x07", "enter"],
    "contacts": ["2", "j", "j", "k", "/", "evil", "enter", "enter", "j", "j", "esc"],
    "customer": ["2", "enter", "j", "j", "j", "G", "esc", "esc"],
    "templates": ["3", "j", "enter", "j", "esc", "esc"],
    "outbox": ["4", "j", "j", "enter", "esc"],
    "help": ["?", "j", "esc"],
    "views": ["V", "down", "down", "evil", "esc", "V", "wrong", "enter", "esc"],
    "view": ["V", "view3", "enter", "j", "?", "j", "j", "esc", "/", "a", "esc"],
    "offers": [
        "/",
        "tag:",
        "down",
        "tab",
        "esc",
        "/",
        "view:",
        "ctrl+space",
        "down",
        "tab",
        "esc",
        "/",
        "assignee:b",
        "tab",
        "enter",
    ],
    "mistake": ["/", "evil status:\x9b31m", "enter", "esc", "/", "nosuch:\x1b]0;PWNED\x07 (", "enter", "esc"],
    "why": ["/", "evil", "enter", "?", "j", "j", "G", "esc", "A", "A", "esc"],
    "preview": ["/", "evil* is:any", "enter", "A", "A", "t", "x\x1b[7777m", "enter", "esc"],
    "bar": [":", "evil* | tag x", "enter", "esc", ":", "evil \x9b31m | tag \x1b]0;PWNED\x07", "enter", "esc"],
    "save view": ["/", "evil*", "ctrl+s", "n\x1b]0;PWNED\x07", "enter", "enter", "esc"],
    "reasons": ["enter", "?", "j", "j", "esc", "M", "evil", "esc", "X", "esc", "W", "evil", "esc", "f", "esc", "esc"],
    "toast": ["e", "z", "Z", "#", "z"],
}


@pytest.mark.parametrize("walk", WALKS)
def test_no_screen_lets_a_hostile_text_out(tmp_path, walk):
    desk = hostile_desk(tmp_path / "desk.db")
    size = SIZES[sorted(WALKS).index(walk) % len(SIZES)]
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal([CRMTUI, "--db", str(desk), "--as", "ana"], size, env) as terminal:
        terminal.until("evil")
        terminal.press(*WALKS[walk])
        assert terminal.ended() is None, terminal.text
        # An obeyed [@click=app.quit] or a swallowed [TODO] would show here.
        assert forbidden(bytes(terminal.raw)) == []
        terminal.press("ctrl+q")
        assert terminal.wait() == 0, terminal.text
        assert forbidden(bytes(terminal.raw)) == []


ALL_TYPED = ALL.replace("\0", "")

COMMANDS = [
    ["list", "--view", "all"], ["list", "evil*"], ["count", ALL_TYPED], ["explain", ALL_TYPED], ["orders", "evil*"],
    ["explain", "--sql", "evil* tag:x"], ["list", f"status:{ALL_TYPED}"], ["list", "view:wrong*"],
    ["contacts", "evil*"], ["do", "evil* is:any", "tag", f"x{ALL_TYPED}", "--dry-run"],
    ["do", "evil*", "assign", ALL_TYPED, "--dry-run"],
    ["do", "evil*", ALL_TYPED], ["views", "export"], ["views", "import", "nowhere\x1b]0;PWNED\x07"],
    ["list", "--view", "\x1b[31m"], ["show", "1001", "--full"], ["history", "1001"], ["contacts"],
    ["contact", "1"], ["templates"], ["mail", "audit"], ["mail", "ignored"], ["mail", "take", "1"],
    ["merge", "1001", "1002"], ["split", "2"], ["move", "2", "1003"], ["forward", "2", "x\x1b]0;PWNED\x07@y.example"],
    ["outbox", "--all"], ["outbox", "retry", "1"], ["views"], ["agents"], ["outbox"], ["resolve", "1001"], ["undo"],
    ["assign", "1001", "bo\x1b]0;PWNED\x07"], ["tag", "1001", "\x1b[31m"], ["nonsense\x1b[2J"], ["show", "\x9b31m"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=[f"{at}-{command[0]}" for at, command in enumerate(COMMANDS)])
def test_no_command_lets_a_hostile_text_out(tmp_path, command):
    desk = hostile_desk(tmp_path / "desk.db")
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with Terminal([CRMTUI, "--db", str(desk), "--as", "ana", *command], (100, 40), env) as terminal:
        terminal.wait()
        assert terminal.raw
        assert forbidden(bytes(terminal.raw)) == []


FETCHED = """
[[mailboxes]]
name = "support"
address = "support@x.example"
[mailboxes.imap]
host = "localhost"
port = 1
security = "none"
password_env = "NOT_SET"
"""


@pytest.mark.parametrize("command", [[], ["sync", "--status"], ["sync"], ["doctor"]])
def test_no_word_of_a_mail_server_gets_out(tmp_path, command):
    desk = hostile_desk(tmp_path / "desk.db")
    config = tmp_path / "config.toml"
    config.write_text(FETCHED)
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    words = [CRMTUI, "--config", str(config), "--db", str(desk), "--as", "ana", *command]
    with Terminal(words, (120, 40), env) as terminal:
        if not command:
            terminal.until("evil")
            terminal.press("j", "k", "ctrl+q")
        terminal.wait()
        assert b"evil" in terminal.raw or command in (["sync"], ["doctor"])
        assert forbidden(bytes(terminal.raw)) == []


def test_no_file_of_views_lets_a_hostile_text_out(tmp_path):
    desk = hostile_desk(tmp_path / "desk.db")
    file = tmp_path / "views.toml"
    file.write_text(
        f'[[view]]\nname = {json.dumps(ALL)}\nquery = {json.dumps("tag:(" + ALL)}\n"{ALL_TYPED[40:60]}" = 1\n[[v\x9b31m'
    )
    command = [CRMTUI, "--db", str(desk), "--as", "ana", "views"]
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with Terminal([*command, "import", str(file)], (100, 40), env) as terminal:
        assert terminal.wait()
        assert forbidden(bytes(terminal.raw)) == []
    out = tmp_path / "out.toml"
    subprocess.run([*command, "export", str(out)], env={**os.environ, **env}, check=True, capture_output=True)
    assert forbidden(out.read_bytes().replace(b"\n", b"")) == []


def test_no_history_of_searches_lets_a_hostile_text_out(tmp_path):
    desk = hostile_desk(tmp_path / "desk.db")
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    lines = [json.dumps(["ticket", text]) for text in (ALL, f"evil{ALL_TYPED}", f"tag:{ALL_TYPED}")]
    searched.place(desk).write_text("\n".join((*lines, "5", "null", '["ticket"]', f"x{ALL_TYPED}", lines[0][:20])))
    with Terminal([CRMTUI, "--db", str(desk), "--as", "ana"], (100, 40), env) as terminal:
        terminal.until("evil")
        terminal.press("/", "up", "up", "enter", "/", "e", "right", "esc")
        assert forbidden(bytes(terminal.raw)) == []
        terminal.press("ctrl+q")
        assert terminal.wait() == 0, terminal.text
        assert forbidden(bytes(terminal.raw)) == []


@pytest.mark.parametrize("command", [["list", "--view", "all"], ["show", "1001"], ["contacts"], ["templates"]])
def test_json_holds_the_text_as_it_is_and_only_ascii(tmp_path, command):
    desk = hostile_desk(tmp_path / "desk.db")
    done = subprocess.run([CRMTUI, "--db", str(desk), *command, "--json"], capture_output=True, check=True)
    assert done.stdout.isascii()
    assert forbidden(done.stdout.replace(b"\n", b"")) == []
    assert "\x1b]0;PWNED\x07" in json.dumps(json.loads(done.stdout), ensure_ascii=False).encode().decode(
        "unicode_escape", "replace"
    )


@pytest.mark.parametrize("text", ATTACKS[:7] + ATTACKS[8:9])
def test_the_scanner_sees_each_attack_when_it_gets_out(text):
    assert forbidden(f"plain {text} plain".encode())
