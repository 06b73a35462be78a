"""A mailbox is changed in the settings file line by line, and everything else stays as it is."""

import tomllib

import pytest

from crmtui.config_change import with_changes
from crmtui.errors import RefusedError

TEXT = """\
# ours
[[mailboxes]]
name = "a"   # short
address = "A@x.example"

signature = \"\"\"
host = "no key"
\"\"\"

# fetching
[mailboxes.imap]
host = "old"  # since 2020
folders = [
  "INBOX",  # the first
  "Sent",
]
password_file = "a.secret"
poll = 30
# about b
[[mailboxes]]
name = "b"
address = "b@x.example"
[mailboxes.imap]
host = "old"
[ui]
mouse = false"""


def test_only_the_keys_of_that_mailbox_change() -> None:
    imap = {"host": "new", "port": 993, "folders": ["INBOX"], "password_file": "", "poll": 30}
    new = with_changes(TEXT, "a@X.example", {"since": "2026-01-31", "name": "a"}, {"imap": imap})
    first, second = tomllib.loads(new)["mailboxes"]
    assert first["imap"] == {"host": "new", "folders": ["INBOX"], "poll": 30, "port": 993}
    assert (first["since"], first["signature"]) == ("2026-01-31", 'host = "no key"\n')
    assert second["imap"] == {"host": "old"}
    kept = [line for line in TEXT.splitlines() if line not in new.splitlines()]
    assert kept == ['host = "old"  # since 2020', "folders = [", '  "INBOX",  # the first', '  "Sent",', "]",
                    'password_file = "a.secret"']  # fmt: skip
    assert new.index("port = 993") < new.index("# about b")


def test_the_last_mailbox_of_a_file_without_an_end_of_line_changes_too() -> None:
    text = '[[mailboxes]]\nname = "a"\naddress = "a@x.example"\n[mailboxes.imap]'
    new = with_changes(text, "a@x.example", {}, {"imap": {"host": "h"}})
    assert tomllib.loads(new)["mailboxes"][0]["imap"] == {"host": "h"}


@pytest.mark.parametrize(
    "text",
    [
        'mailboxes = [{ name = "a", address = "a@x.example", imap = { host = "h" } }]',
        '[[mailboxes]]\nname = "a"\naddress = "a@x.example"\nimap = { host = "h" }\n',
    ],
)
def test_what_is_written_in_one_line_is_left_to_a_person(text: str) -> None:
    with pytest.raises(RefusedError, match="cannot be changed here"):
        with_changes(text, "a@x.example", {}, {"imap": {"host": "new"}})


def test_what_is_the_same_changes_nothing() -> None:
    assert with_changes(TEXT, "a@x.example", {"name": "a"}, {"imap": {"host": "old", "poll": 30}}) == TEXT
