"""`crmtui import mail` and `crmtui mail audit` as they are typed."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crmtui.__main__ import main
from crmtui.db.engine import opened
from crmtui.db.models import Ledger

MAIL = b"From: Eve \x1b[31m <eve@x.example>\nSubject: \x1b]0;evil\x07parcel\nMessage-ID: <1@x.example>\n\nwords\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def feed(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return feed


def test_files_become_tickets_and_again_nothing_happens(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "m.eml").write_bytes(MAIL)
    (tmp_path / "n.eml").write_bytes(b"\x00\x01")
    words = ["--db", str(desk), "import", "mail", str(tmp_path / "m.eml"), str(tmp_path / "n.eml"), "--json"]
    assert main(words) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["read"], first["ticketed"], first["new_tickets"], len(first["problems"])) == (1, 1, 1, 1)
    assert main(words) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["known"], again["ticketed"]) == (1, 0)


def test_a_file_that_is_no_mail_is_an_error_by_itself(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.eml").write_bytes(b"\x00\x01")
    assert main(["--db", str(desk), "import", "mail", str(tmp_path / "n.eml")]) == 65
    assert "is no mail" in capsys.readouterr().err


def test_a_piped_mail_is_kept_quietly_and_known_the_second_time(
    desk: Path, pipe: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        pipe(MAIL)
        assert main(["--db", str(desk), "import", "mail", "-"]) == 0
        assert capsys.readouterr().out == ""
    with opened(desk):
        assert Ledger.select().count() == 1


def test_a_piped_mail_goes_back_to_the_server_when_the_desk_cannot_be_used(
    tmp_path: Path, pipe: Callable[[bytes], None]
) -> None:
    pipe(MAIL)
    (tmp_path / "broken.db").write_bytes(b"this is no database, and long enough to be looked at " * 20)
    assert main(["--db", str(tmp_path / "broken.db"), "import", "mail", "-"]) == 75


def test_the_audit_adds_up_and_says_so_when_it_does_not(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "m.eml").write_bytes(MAIL)
    main(["--db", str(desk), "import", "mail", str(tmp_path / "m.eml")])
    capsys.readouterr()
    assert main(["--db", str(desk), "mail", "audit", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["adds_up"], found["states"]["ticketed"], found["faults"]) == (True, 1, [])
    with opened(desk):
        Ledger.update(state="fetched").execute()
    assert main(["--db", str(desk), "mail", "audit"]) == 1
    assert "does not add up" in capsys.readouterr().out
