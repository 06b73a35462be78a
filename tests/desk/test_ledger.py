"""The account of all mail: that a fault is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.db.engine import opened
from crmtui.db.models import Ledger, Message, database
from crmtui.db.orm import raw
from crmtui.desk.intake import House
from crmtui.desk.ledger import audit
from crmtui.mail.sources import MailSources
from crmtui.sync.mail_import import import_mail


@pytest.fixture(autouse=True)
def desk(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "m").write_bytes(b"From: a@b.example\nSubject: x\n\nwords\n")
    with opened(tmp_path / "desk.db"):
        import_mail(MailSources([tmp_path / "m"]), House(b"k" * 32))
        yield


def test_a_sound_desk_adds_up():
    found = audit(raw())
    assert (found.adds_up, found.messages, found.states["ticketed"], found.tickets) == (True, 1, 1, 1)
    assert found.sources[0].source.startswith("file:")


@pytest.mark.parametrize(
    "fault",
    [
        lambda: Ledger.update(state="fetched").execute(),
        lambda: Ledger.update(message=None).execute(),
        lambda: Ledger.update(sha256=b"x").execute(),
        lambda: Ledger.delete().execute(),
        lambda: Ledger.update(state="ignored").execute(),
        lambda: Message.delete().execute(),
    ],
)
def test_every_fault_is_found(fault):
    database.execute_sql("PRAGMA foreign_keys = OFF")
    fault()
    assert not audit(raw()).adds_up
