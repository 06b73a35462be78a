"""Mail that made no ticket can be seen, and made one."""

import json

from crmtui.cli import console
from crmtui.desk.kind_words import in_full, in_short, told_by
from crmtui.mail.message import Kind, ParsedMail
from crmtui.mail.parse import parse
from crmtui.settings import MAIL_KINDS
from crmtui.sync import rescue
from tests.cli.conftest import Shell

NEWS = "From: shop@news.example\nSubject: Sale \x1b[31m\nMessage-ID: <1@n.example>\nPrecedence: bulk\n\nBuy now.\n"


def test_ignored_mail_is_listed_and_taken_and_still_accounted_for(shell: Shell, tmp_path) -> None:
    (tmp_path / "news.eml").write_text(NEWS)
    assert json.loads(shell("import", "mail", str(tmp_path / "news.eml"), "--json").out)["ignored"] == 1
    assert "\tbulk\tshop@news.example\tSale" in shell("mail", "ignored").out
    (row,) = json.loads(shell("mail", "ignored", "--json").out)
    assert (row["sender"], row["state"]) == ("shop@news.example", "ignored")
    assert "1 mail taken, on #1006" in shell("mail", "take", str(row["id"])).out
    assert "Buy now." in shell("show", "1006").out
    assert json.loads(shell("mail", "ignored", "--json").out) == []
    assert shell("mail", "audit").code == 0
    assert "no mail 1 is set aside" in shell("mail", "take", "1").err


def test_a_mail_that_was_taken_is_put_back_and_taken_again_whole(shell: Shell, tmp_path) -> None:
    parts = "--b\n\nBuy now.\n--b\nContent-Disposition: attachment; filename=sale.txt\n\nall of it\n--b--\n"
    mixed = NEWS.replace("\n\nBuy now.\n", f"\nContent-Type: multipart/mixed; boundary=b\n\n{parts}")
    (tmp_path / "news.eml").write_text(mixed)
    shell("import", "mail", str(tmp_path / "news.eml"))
    shell("mail", "take", "1")
    assert "sale.txt" in shell("show", "1006").out
    assert shell("undo").code == 0
    (row,) = json.loads(shell("mail", "ignored", "--json").out)
    assert (row["id"], row["reason"]) == (1, "bulk, to no mail that is known: Precedence")
    assert shell("show", "1006").code == 3
    assert shell("mail", "audit").code == 0
    assert shell("redo").code == 0
    assert "sale.txt" in shell("show", "1006").out
    assert shell("mail", "audit").code == 0


def test_nothing_is_taken_when_one_is_not_there(shell: Shell, tmp_path) -> None:
    (tmp_path / "news.eml").write_text(NEWS)
    shell("import", "mail", str(tmp_path / "news.eml"))
    assert shell("mail", "take", "1", "99").code
    assert len(json.loads(shell("mail", "ignored", "--json").out)) == 1


def test_only_the_beginning_of_what_was_set_aside_is_read_to_list_it(shell: Shell, tmp_path, monkeypatch) -> None:
    read: list[int] = []

    def look(raw: bytes) -> ParsedMail:
        read.append(len(raw))
        return parse(raw)

    monkeypatch.setattr(rescue, "parse", look)
    (tmp_path / "news.eml").write_text(NEWS + "Much more.\n" * 200_000)
    shell("import", "mail", str(tmp_path / "news.eml"))
    (row,) = json.loads(shell("mail", "ignored", "--json").out)
    assert row["words"].startswith("Buy now.")
    assert read == [64_000]


def test_every_kind_has_plain_words_and_its_term_behind_them() -> None:
    assert set(MAIL_KINDS) == {kind.value for kind in Kind} - {Kind.PERSON}
    for kind in MAIL_KINDS:
        assert in_full(kind).endswith(f" ({kind})")
        assert len(in_short(kind)) <= 13
    assert in_short("bounce") == "undeliverable"
    assert in_full("unreadable") == in_short("unreadable") == "unreadable"


def test_what_told_a_kind_is_a_clause() -> None:
    assert told_by("List-Id") == "it says so itself (List-Id)"
    assert told_by("Auto-Submitted: auto-generated") == "it says so itself (Auto-Submitted: auto-generated)"
    assert told_by("delivery report") == "a mail server's report"
    assert told_by("subject 'Out of office'") == "its subject 'Out of office'"
    assert told_by("from mailer-daemon") == "from mailer-daemon"
    assert told_by("calendar, to no mail that is known") == "it answers no mail that is known"


def test_people_read_plain_words_and_programs_the_terms(shell: Shell, tmp_path, monkeypatch) -> None:
    (tmp_path / "news.eml").write_text(NEWS)
    shell("import", "mail", str(tmp_path / "news.eml"))
    assert "\tbulk\t" in shell("mail", "ignored").out
    monkeypatch.setattr(console, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")
    narrow = shell("mail", "ignored").out
    assert "sent to many" in narrow
    assert "shop@news.example" in narrow
    assert "Precedence" not in narrow
    monkeypatch.setenv("COLUMNS", "140")
    assert "it says so itself (Precedence)" in shell("mail", "ignored").out
