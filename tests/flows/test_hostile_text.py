"""No control byte of a hostile text reaches the terminal, and no markup of it is obeyed, on any screen."""

import json
import subprocess

import pytest

from tests.hostile import ATTACKS, hostile_desk
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


COMMANDS = [
    ["list", "--view", "all"], ["list", "evil"], ["show", "1001", "--full"], ["history", "1001"], ["contacts"],
    ["contact", "1"], ["templates"], ["views"], ["agents"], ["outbox"], ["resolve", "1001"], ["undo"],
    ["assign", "1001", "bo\x1b]0;PWNED\x07"], ["tag", "1001", "\x1b[31m"], ["nonsense\x1b[2J"], ["show", "\x9b31m"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_command_lets_a_hostile_text_out(tmp_path, command):
    desk = hostile_desk(tmp_path / "desk.db")
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with Terminal([CRMTUI, "--db", str(desk), "--as", "ana", *command], (100, 40), env) as terminal:
        terminal.wait()
        assert terminal.raw
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
