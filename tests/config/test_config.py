"""The settings file: what it gives, and how precisely it complains."""

import subprocess
import sys
from pathlib import Path

import pytest

from crmtui.config import KeymapEntry, Security, is_loopback, load
from crmtui.errors import ConfigError

FULL = """\
database = "data/desk.db"
agent = "ana"

[shop]
name = "Ana's Linen"
url = "https://linen.example"
currency = "gbp"
locale = "en_GB"
timezone = "Europe/London"

[[mailboxes]]
name = "support"
address = "support@linen.example"
display_name = "Ana's Linen"
signature = '''
Kind regards
[not a table]
key = "no key"
'''
[mailboxes.smtp]
host = "smtp.linen.example"
security = "TLS"
user = "support"
password_cmd = "pass show 'linen mail'"
password_file = "smtp.secret"

[[mailboxes]]
name = "orders"
address = "orders@linen.example"
plus_addressing = true
smtp = { host = "127.0.0.1", port = 2525, security = "none" }

[ui]
theme = "dark"
mouse = false
undo_window = 30
editor = ["hx", "-w"]

[ui.keymap]
"ticket.resolve" = "x, ctrl+x"
ticket.assign = ["f6"]
inbox.comma = ","
inbox.nothing = []
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(folder: Path, text: str, environ: dict[str, str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), environ=environ or {})
    return caught.value


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load(write(tmp_path, FULL), environ={})
    assert settings.database == tmp_path / "data/desk.db"
    assert settings.agent == "ana"
    assert (settings.shop.currency, settings.shop.locale, settings.shop.timezone) == ("GBP", "en_GB", "Europe/London")
    support, orders = settings.mailboxes
    assert support.signature.startswith("Kind regards\n[not")
    assert support.smtp is not None
    assert (support.smtp.security, support.smtp.port) == (Security.TLS, 465)
    assert support.smtp.password.cmd == ("pass", "show", "linen mail")
    assert support.smtp.password.env == ("CRMTUI_SUPPORT_PASSWORD",)
    assert support.smtp.password.file == tmp_path / "smtp.secret"
    assert support.smtp.password.keyring == ("crmtui:smtp.linen.example", "support")
    assert orders.smtp is not None
    assert (orders.smtp.port, orders.smtp.security, orders.plus_addressing) == (2525, Security.NONE, True)
    assert not support.plus_addressing
    assert (settings.ui.theme, settings.ui.mouse) == ("dark", False)
    assert (settings.ui.undo_window, settings.ui.editor) == (30, ("hx", "-w"))
    assert settings.mailbox("ORDERS") is orders
    assert settings.mailbox("support@linen.example") is support
    assert settings.mailbox("nobody") is None


def test_keymap_entries_keep_their_lines(tmp_path: Path) -> None:
    first = FULL.splitlines().index('"ticket.resolve" = "x, ctrl+x"') + 1
    assert load(write(tmp_path, FULL), environ={}).ui.keymap == (
        KeymapEntry("ticket.resolve", ("x", "ctrl+x"), first),
        KeymapEntry("ticket.assign", ("f6",), first + 1),
        KeymapEntry("inbox.comma", (",",), first + 2),
        KeymapEntry("inbox.nothing", (), first + 3),
    )


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings = load(environ={})
    assert settings.ui.undo_window == 10
    assert settings.ui.mouse
    assert settings.mailboxes == ()
    if sys.platform == "linux":
        assert settings.file == tmp_path / "config/crmtui/config.toml"
        assert settings.database_path == tmp_path / "data/crmtui/crmtui.db"


def test_option_beats_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, 'database = "file.db"\nagent = "ana"\n[ui]\nundo_window = 5\nmouse = true\n')
    environ = {"CRMTUI_DATABASE": "env.db", "CRMTUI_AGENT": "bo", "CRMTUI_UI_UNDO_WINDOW": "7", "CRMTUI_UI_MOUSE": "no"}
    settings = load(file, environ=environ)
    assert (settings.database, settings.agent) == (tmp_path / "env.db", "bo")
    assert (settings.ui.undo_window, settings.ui.mouse) == (7, False)
    assert load(file, Path("option.db"), environ).database == tmp_path / "option.db"
    assert load(environ={"CRMTUI_CONFIG": str(file)}).agent == "ana"


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such settings file"):
        load(tmp_path / "nowhere.toml", environ={})
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        load(environ={"CRMTUI_CONFIG": str(tmp_path / "nowhere.toml")})


BOX = '[[mailboxes]]\nname = "a"\naddress = "a@b.example"\n'


@pytest.mark.parametrize(
    ("text", "place", "problem", "hint"),
    [
        ('databse = "x"', "line 1: databse", "unknown key", "database"),
        ("[shop]\n\n# money\ncurency = 'EUR'", "line 4: shop.curency", "unknown key", "currency"),
        ("[zzz]\na = 1", "line 1: zzz", "unknown key", "Known here: agent, database"),
        ("[ui]\nmouse = 'yes'", "line 2: ui.mouse", "must be true or false, not text", ""),
        ("[ui]\nundo_window = true", "line 2: ui.undo_window", "must be a whole number, not true or false", ""),
        ("[ui]\nundo_window = -1", "line 2: ui.undo_window", "not between 0 and 3600", ""),
        ("agent = 1979-05-27", "line 1: agent", "must be text, not a date", ""),
        ("[ui]\ntheme = 'drak'", "line 2: ui.theme", "not one of dark, light", "dark"),
        ("[ui]\npreset = 'arows'", "line 2: ui.preset", "not one of default, arrows", "arrows"),
        ("ui = 3", "line 1: ui", "must be a table", ""),
        ("mailboxes = 3", "line 1: mailboxes", "array of tables", ""),
        ("[shop]\ncurrency = 'euro'", "line 2: shop.currency", "not a currency", "EUR"),
        ("[shop]\nlocale = 'english'", "line 2: shop.locale", "not a locale", "en_GB"),
        ("[shop]\ntimezone = '../../etc'", "line 2: shop.timezone", "not a time zone", "Europe"),
        ("[shop]\nurl = 'javascript:x'", "line 2: shop.url", "not a web address", "https"),
        ("[[mailboxes]]\nname = 'a'", "line 1: mailboxes.address", "is missing", ""),
        (BOX.replace("a@b", "a b@b"), "line 3: mailboxes.address", "not an e-mail address", ""),
        (BOX + BOX, "line 5: mailboxes.name", "two mailboxes", ""),
        (BOX + "[mailboxes.smtp]\nhots = 'x'", "line 5: mailboxes.smtp.hots", "unknown key", "host"),
        (BOX + "[mailboxes.smtp]\nhost = 'x'\nport = 70000", "line 6: mailboxes.smtp.port", "65535", ""),
        (BOX + "smtp = { hots = 'x' }", "line 4: mailboxes.smtp.hots", "unknown key", "host"),
        (BOX + "[mailboxes.smtp]\nhost='x'\npassword='s3cret'", "smtp.password", "does not belong", "password_cmd"),
        (BOX + "[mailboxes.smtp]\nhost='x'\npassword_cmd=\"a '\"", "smtp.password_cmd", "cannot be split", ""),
        ("[ui.keymap]\n'a.b' = 'x'\n'a.c' = 3", "line 3: ui.keymap.a.c", "must be text or a list", ""),
        ("[ui]\nkeymap = 3", "line 2: ui.keymap", "must be a table", ""),
        ("agent = ana", "config.toml", "at line 1", "quotes"),
    ],
)
def test_mistakes_are_named_with_line_key_and_cure(
    tmp_path: Path, text: str, place: str, problem: str, hint: str
) -> None:
    error = complaint(tmp_path, text)
    assert place in error.message
    assert problem in error.message
    assert hint in error.hint
    assert error.message.startswith(str(tmp_path / "config.toml"))
    assert "s3cret" not in str(error)


def test_a_wrong_environment_variable_is_named(tmp_path: Path) -> None:
    error = complaint(tmp_path, "[ui]\nundo_window = 5", {"CRMTUI_UI_UNDO_WINDOW": "soon"})
    assert error.message == "CRMTUI_UI_UNDO_WINDOW: 'soon' must be a whole number"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'agent = "\xe9"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "config.toml", environ={})


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_unprotected_mail_leaves_only_to_this_machine(tmp_path: Path, host: str) -> None:
    error = complaint(tmp_path, f"{BOX}[mailboxes.smtp]\nhost = '{host}'\nsecurity = 'none'")
    assert "line 6: mailboxes.smtp.security" in error.message
    assert "starttls" in error.hint


def test_loopback_is_told_from_the_rest() -> None:
    assert all(is_loopback(host) for host in ("localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::1]"))
    assert not any(is_loopback(host) for host in ("", "0.0.0.0", "127.1.evil.example", "example", "::2"))


def test_no_password_shows_in_a_repr(tmp_path: Path) -> None:
    text = BOX + "[mailboxes.smtp]\nhost='x'\npassword_cmd='echo hunter2'"
    assert "hunter2" not in repr(load(write(tmp_path, text), environ={}))


def test_reading_no_file_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from crmtui.config import load; load(environ={});"
        "print([m for m in ('tomllib', 'difflib', 'shlex', 'zoneinfo', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_the_manual_shows_settings_that_are_right(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    settings = load(write(tmp_path, manual.partition("```toml\n")[2].partition("```")[0]), environ={})
    assert settings.mailboxes[0].smtp is not None
    assert settings.ui.keymap[0].keys == ("x", "f9")
