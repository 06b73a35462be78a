"""What people do in a shell, end to end in this process."""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from crmtui.__main__ import main

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

READS = (
    ("list",), ("list", "--view", "mine"), ("list", "where", "is"), ("list", "--ids"), ("list", "--json"),
    ("show", "1001"), ("show", "1001", "--full"), ("show", "1001", "1003"), ("show", "1001", "--json"),
    ("views",), ("views", "--json"), ("contacts",), ("contacts", "eve"), ("contacts", "--json"),
    ("contact", "eve@x.example"), ("contact", "1", "--json"), ("templates",), ("templates", "--json"),
    ("template", "show", "1"), ("template", "show", "1", "--json"), ("agents",), ("agents", "list", "--json"),
    ("history", "1001"), ("history", "1001", "--json"), ("doctor",), ("doctor", "--json"), ("help", "keys"),
    ("help", "keys", "--json"), ("outbox",), ("outbox", "--json"), ("send", "--json"),
)  # fmt: skip


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_no_control_character_of_a_customer_reaches_the_shell(shell: Any, words: tuple[str, ...]) -> None:
    answer = shell(*words)
    assert answer.code == 0, answer.err
    assert not CONTROL.search(answer.out), CONTROL.search(answer.out)
    assert not CONTROL.search(answer.err)
    if "--json" in words:
        assert answer.out.isascii()
        json.loads(answer.out)


@pytest.mark.parametrize(
    "words",
    [("contact", "\x1b[2Jx"), ("list", "--view", "\x9bx"), ("template", "show", "\x1b]0;x\x07"), ("\x1b[2J",),
     ("assign", "1001", "\x1b[2J"), ("show", "\x1b[2J"), ("list", "--limit", "\x1b[2J"), ("list", "--\x1b[2J")],
)  # fmt: skip
def test_mistakes_are_told_in_clean_words_too(shell: Any, words: tuple[str, ...]) -> None:
    answer = shell(*words)
    assert answer.code in (2, 3)
    assert answer.out == ""
    assert answer.err.startswith("crmtui: ")
    assert not CONTROL.search(answer.err)


def test_list_finds_by_words_view_and_number(shell: Any) -> None:
    assert shell("list", "--ids").out.split() == ["1001", "1002", "1003", "1004", "1005"]
    assert shell("list", "--ids", "--view", "mine").out.split() == ["1001", "1002"]
    assert shell("list", "--ids", "1003").out.split() == ["1003"]
    assert shell("list", "--ids", "nowhere").out == ""
    answer = shell("list", "--limit", "2")
    assert [line.split("\t")[0] for line in answer.out.splitlines()] == ["#1001", "#1002"]
    assert "3 more tickets" in answer.err


def test_show_gives_one_object_for_one_ticket_and_a_list_for_more(shell: Any) -> None:
    one = json.loads(shell("show", "#1001", "--json").out)
    assert one["row"]["id"] == 1001
    assert one["messages"][0]["text"].startswith("Where is it?")
    assert [each["row"]["id"] for each in json.loads(shell("show", "1001,1003", "--json").out)] == [1001, 1003]


def test_customers_words_are_indented_so_that_they_cannot_look_like_ours(shell: Any) -> None:
    out = shell("show", "1001").out
    assert "\n   -- ana, today\n" in out
    assert sum(line.startswith("-- ") for line in out.splitlines()) == 1


def test_an_act_on_several_is_one_step_back(shell: Any) -> None:
    assert shell("resolve", "1001", "1002,1003").out == "3 resolved\n"
    assert json.loads(shell("views", "--json").out)[5]["count"] == 3
    assert shell("undo").out == "Undid: 3 resolved\n"
    assert json.loads(shell("views", "--json").out)[5]["count"] == 0
    assert shell("redo").code == 0
    assert json.loads(shell("views", "--json").out)[5]["count"] == 3


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (("assign", "1003", "me"), "assignee", "ana"),
        (("assign", "1001", "--agent", "nobody"), "assignee", ""),
        (("priority", "1001", "high"), "priority", 2),
        (("status", "1001", "pending"), "status", "pending"),
        (("snooze", "1001", "mon", "9:00"), "status", "snoozed"),
        (("spam", "1001"), "status", "spam"),
        (("trash", "1001"), "status", "trash"),
        (("subject", "1001", "A", "new", "one"), "subject", "A new one"),
        (("tag", "1001", "Damage", "vip"), "tags", ["a\x1b[2j", "damage", "vip"]),
    ],
)
def test_actions_of_the_table_work_by_word(shell: Any, words: tuple[str, ...], field: str, value: object) -> None:
    answer = shell(*words, "--json")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["changed"] == 1
    number = "1003" if words[1] == "1003" else "1001"
    found = json.loads(shell("show", number, "--json").out)["row"][field]
    if field == "tags":
        found = [tag.lower() for tag in found]
    assert found == value


def test_untag_takes_off_what_tag_put_on(shell: Any) -> None:
    shell("tag", "1002", "damage")
    shell("untag", "1002", "damage")
    assert "damage" not in json.loads(shell("show", "1002", "--json").out)["row"]["tags"]


def test_a_note_comes_from_words_option_file_or_stdin(
    shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "note.txt").write_text("from a file")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"from a pipe\n")))
    assert shell("note", "1001", "from", "words").code == 0
    assert shell("note", "1001", "--text", "from an option").code == 0
    assert shell("note", "1001", "--file", str(tmp_path / "note.txt")).code == 0
    assert shell("note", "1001").code == 0
    notes = [each["text"] for each in json.loads(shell("show", "1001", "--json").out)["messages"][1:]]
    assert notes == ["from words", "from an option", "from a file", "from a pipe"]


def test_a_reply_without_send_is_a_draft_that_send_sends(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    kept = shell("reply", "1001", "--text", "It left today.")
    assert kept.out == "draft kept on #1001, not sent\n"
    assert len(json.loads(shell("show", "1001", "--json").out)["messages"]) == 1
    again = shell("reply", "1001", "--text", "Something else")
    assert (again.code, "already" in again.err) == (4, True)
    assert shell("reply", "1001", "--text", "Now it left.", "--replace").code == 0
    sent = shell("reply", "1001", "--send")
    assert sent.code == 0, sent.err
    last = json.loads(shell("show", "1001", "--json").out)["messages"][-1]
    assert (last["direction"], last["text"], last["outbox_state"]) == ("out", "Now it left.", "held")
    assert shell("undo").code == 0
    assert len(json.loads(shell("show", "1001", "--json").out)["messages"]) == 1


def test_a_template_alone_makes_a_reply(shell: Any) -> None:
    assert shell("reply", "1001", "--template", "On its way", "--send", "--resolve").code == 0
    found = json.loads(shell("show", "1001", "--json").out)
    assert "it left today" in found["messages"][-1]["text"]
    assert found["row"]["status"] == "resolved"


def test_history_tells_who_and_what(shell: Any) -> None:
    shell("priority", "1001", "urgent")
    newest = json.loads(shell("history", "1001", "--json").out)[0]
    assert (newest["ticket"], newest["actor"], newest["field"], newest["before"], newest["after"]) == (
        1001, "ana", "priority", 1, 3,
    )  # fmt: skip


def test_customers_are_named_by_address(shell: Any) -> None:
    assert json.loads(shell("contact", "EVE@x.example", "--json").out)["id"] == 1
    assert shell("customer-tag", "eve@x.example", "friend").code == 0
    assert "friend" in json.loads(shell("contact", "1", "--json").out)["tags"]


def test_agents_are_added_once(shell: Any) -> None:
    assert shell("agents", "add", "Cy Dee", "cy@shop.example").code == 0
    assert shell("agents", "add", "cy dee").code == 4
    for wrong in ("dee", "d ee@shop.example", "dee@shop.example>", "dee@"):
        refused = shell("agents", "add", "Dee", wrong)
        assert (refused.code, "name@example.com" in refused.err) == (2, True)
    assert [each["name"] for each in json.loads(shell("agents", "--json").out)][-1] == "Cy Dee"


def test_a_backup_restores_and_the_present_desk_is_kept(shell: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert shell("backup", str(copy)).code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert shell("backup", str(copy)).code == 4
    shell("trash", "1001")
    assert shell("restore", str(copy)).code == 4  # nobody is there to say yes
    answer = json.loads(shell("restore", str(copy), "--yes", "--json").out)
    assert Path(answer["kept"]).exists()
    assert json.loads(shell("show", "1001", "--json").out)["row"]["status"] == "open"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "9999"), 3), (("resolve", "9999"), 3), (("contact", "nobody@x.example"), 3),
        (("template", "show", "none"), 3), (("--as", "zoe", "list"), 3), (("undo",), 3),
        (("list", "--view", "mien"), 2), (("show", "abc"), 2), (("resolve", "1001", "and"), 2), (("assign",), 2),
        (("status", "1001", "snoozed"), 2), (("snooze", "1001", "yesterday"), 2), (("nothing",), 2),
        (("--config", "/nowhere.toml", "list"), 78), (("--db", "/nowhere/at/all.db", "list"), 74),
        (("restore", "/nowhere.db", "--yes"), 74), (("note", "1001", "--file", "/nowhere"), 65),
        (("reply", "1001", "--text", "x", "--send", "--cc", "not an address"), 2),
    ],
)  # fmt: skip
def test_exit_codes_say_what_kind_of_mistake(shell: Any, words: tuple[str, ...], code: int) -> None:
    answer = shell(*words)
    assert answer.code == code, answer
    assert answer.out == ""
    assert answer.err.startswith("crmtui: ")
    assert 1 <= len(answer.err.splitlines()) <= 2


def test_the_nearest_view_is_named(shell: Any) -> None:
    assert "Did you mean mine?" in shell("list", "--view", "mien").err


def test_a_read_makes_no_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--db", str(tmp_path / "typo.db")]) == 74
    assert not (tmp_path / "typo.db").exists()
    assert "crmtui demo" in capsys.readouterr().err


def test_the_first_agent_is_whoever_sits_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "new.db")
    assert main(["agents", "add", "Ana Ruiz", "ana@shop.example", "--db", path]) == 0
    assert main(["agents", "--json", "--db", path]) == 0
    (ana,) = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (ana["role"], bool(ana["os_user"])) == ("owner", True)


def test_what_is_unexpected_leaves_a_report_and_no_traceback(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("customer eve@x.example said 'secret words'")

    monkeypatch.setattr("crmtui.cli.views.list_views", broken)
    answer = shell("views")
    assert answer.code == 1
    assert "Traceback" not in answer.err
    report = Path(re.search(r"is in (.*)\.$", answer.err.strip())[1])  # type: ignore[index]
    text = report.read_text()
    assert "RuntimeError" in text
    assert "eve@x.example" not in text
    assert "secret words" not in text
    assert report.stat().st_mode & 0o777 == 0o600


def test_whoever_sat_here_first_is_given_a_name_and_a_system_user_is_one_person(tmp_path, monkeypatch, capsys) -> None:
    path = str(tmp_path / "new.db")
    monkeypatch.setattr("getpass.getuser", lambda: "ana")
    (tmp_path / "one.eml").write_text("From: a@mail.example\nSubject: Hello\n\nHello.\n")
    assert main(["import", "mail", str(tmp_path / "one.eml"), "--db", path]) == 0
    assert main(["template", "new", "Hello", "--body", "Hi", "--db", path]) == 0
    assert main(["agents", "add", "Ana Ruiz", "ana@shop.example", "--db", path]) == 0
    capsys.readouterr()
    assert main(["agents", "--json", "--db", path]) == 0
    told = [(one["name"], one["email"], one["os_user"]) for one in json.loads(capsys.readouterr().out)]
    assert told == [("Ana Ruiz", "ana@shop.example", "ana")]
    assert main(["agents", "add", "Ben Osei", "ben@shop.example", "--os-user", "ana", "--db", path]) == 4
    assert "the system user ana is Ana Ruiz already" in capsys.readouterr().err
