"""How the settings say which mail becomes tickets and whose word on a sender counts."""

from pathlib import Path

import pytest

from crmtui.config import load
from crmtui.errors import ConfigError
from crmtui.mail.message import Kind
from crmtui.settings import MAIL_KINDS

BOX = '[[mailboxes]]\nname = "s"\naddress = "s@x.example"\n'


def read(folder: Path, text: str):
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environ={})


def test_hops_kinds_and_form_services_are_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        f'{BOX}trusted_hops = ["mx.x.example"]\n[mail]\ntickets_from = ["list", "delivery report"]\n'
        'form_services = ["forms.example", "no-reply@web.example"]\nautomatic_per_hour = 2\n',
    )
    assert settings.mailboxes[0].trusted_hops == ("mx.x.example",)
    assert settings.mail.tickets_from == ("list", "delivery report")
    assert (len(settings.mail.form_services), settings.mail.automatic_per_hour) == (2, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[mail]\ntickets_from = ["newsletter"]', "line 2: mail.tickets_from: 'newsletter' is no kind of mail"),
        ('[mail]\nform_services = ["a b"]', "line 2: mail.form_services"),
        ("[mail]\nautomatic_per_hour = -1", "line 2: mail.automatic_per_hour"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert told in caught.value.message


def test_every_kind_but_a_persons_can_be_named() -> None:
    assert set(MAIL_KINDS) == {kind.value for kind in Kind} - {Kind.PERSON.value}


def test_a_token_command_serves_sending_as_it_serves_fetching(tmp_path: Path) -> None:
    servers = '[mailboxes.smtp]\nhost = "h"\ntoken_cmd = "oauth-token support"\npassword_cmd = "never asked"\n'
    [box] = read(tmp_path, BOX + servers).mailboxes
    assert box.smtp is not None
    assert (box.smtp.token, box.smtp.user) == (True, "s@x.example")
    assert (box.smtp.password.cmd, box.smtp.password.env) == (("oauth-token", "support"), ())


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("AB:" * 31 + "AB", "ab" * 32),
        ("sha256 Fingerprint=" + "Ab:" * 31 + "aB", "ab" * 32),
        ("cd" * 32, "cd" * 32),
        ("key:" + "cd" * 32, "key:" + "cd" * 32),
        ("KEY: sha256:" + "CD:" * 31 + "CD", "key:" + "cd" * 32),
        ("cd" * 31, None),
        ("key:" + "cd" * 31, None),
        ("no fingerprint", None),
    ],
)
def test_a_fingerprint_is_read_however_tools_write_it(tmp_path: Path, written: str, read_as: str | None) -> None:
    text = f'{BOX}[mailboxes.imap]\nhost = "h"\ntls_fingerprint = "{written}"\n'
    if read_as is None:
        with pytest.raises(ConfigError, match=r"line 6: mailboxes.imap.tls_fingerprint: this is no fingerprint"):
            read(tmp_path, text)
        return
    [box] = read(tmp_path, text).mailboxes
    assert box.imap is not None
    assert box.imap.tls_fingerprint == read_as
    with pytest.raises(ConfigError, match="tls_ca as well"):
        read(tmp_path, text + 'tls_ca = "x.pem"\n')
