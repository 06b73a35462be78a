"""Views in the shell: kept, listed, named, written to a file and read back."""

import json
from pathlib import Path
from typing import Any

import pytest


def listed(shell: Any) -> dict[str, dict[str, Any]]:
    return {one["title"]: one for one in json.loads(shell("views", "--json").out)}


def saved(shell: Any) -> dict[str, dict[str, Any]]:
    return {title: one for title, one in listed(shell).items() if one["saved"]}


@pytest.fixture
def views(shell: Any) -> Any:
    assert shell("view", "save", "Late parcels", "is:open parcel").code == 0
    assert shell("view", "save", 'My "own"', "--private", "assignee:me").code == 0
    return shell


def test_built_in_and_saved_views_are_listed_with_counts_and_queries(views: Any) -> None:
    shown = listed(views)
    assert shown["Mine"]["query"] == "is:open assignee:me"
    assert shown["All"]["count"] == 5
    late, own = shown["Late parcels"], shown['My "own"']
    assert (late["count"], late["shared"], late["query"]) == (5, True, "is:open parcel")
    assert (own["count"], own["shared"]) == (2, False)
    assert "Late parcels" in views("views").out


def test_a_view_is_named_by_its_name_or_number(views: Any) -> None:
    assert views("view", "key", "late PARCELS", "f7").code == 0
    assert views("view", "rename", "1", "Late").code == 0
    assert views("view", "move", "Late", "down").code == 0
    assert views("view", "query", "Late", "tag:none").code == 0
    assert list(saved(views)) == ['My "own"', "Late"]
    assert saved(views)["Late"]["bound"] == "f7"
    answer = views("view", "rename", "Lat", "x")
    assert answer.code == 3
    assert 'Did you mean "late"?' in answer.err
    assert views("view", "delete", "Mine").code == 2
    assert views("view", "delete", "Late").code == 0
    assert views("undo").code == 0
    assert saved(views)["Late"]["bound"] == "f7"


def test_a_wrong_query_is_refused(shell: Any) -> None:
    answer = shell("view", "save", "x", "staus:open")
    assert answer.code == 2
    assert "status" in answer.err
    assert not saved(shell)


def test_only_what_is_written_is_counted(views: Any, tmp_path: Path) -> None:
    said = views("views", "export", str(tmp_path / "views.toml"), "--shared").err
    assert said.startswith("1 view written")


def test_what_is_exported_reads_back(views: Any, tmp_path: Path) -> None:
    views("view", "key", "Late parcels", "f7")
    before = saved(views)
    file = tmp_path / "views.toml"
    assert views("views", "export", str(file)).code == 0
    assert views("views", "export", str(file)).code == 65
    assert "name" in file.read_text().split("[[view]]")[0], "comments explain"
    for name in before:
        assert views("view", "delete", name).code == 0
    assert views("views", "import", str(file)).out == "2 views made\n"
    after = saved(views)
    for one in (*before.values(), *after.values()):
        del one["id"], one["key"]
    assert after == before
    refused = views("views", "import", str(file))
    assert refused.code == 65
    assert "--replace" in refused.err
    file.write_text(file.read_text().replace("is:open parcel", "parcel"))
    assert views("views", "import", str(file), "--replace").out == "2 replaced\n"
    assert saved(views)["Late parcels"]["query"] == "parcel"
    views("undo")
    assert saved(views)["Late parcels"]["query"] == "is:open parcel"


def test_of_a_file_with_mistakes_nothing_is_taken_and_each_is_told(views: Any, tmp_path: Path) -> None:
    file = tmp_path / "views.toml"
    file.write_text(
        '[[view]]\nname = "Good"\nquery = "is:open"\n'
        '[[view]]\nname = "Wrong"\nquery = "is:open staus:x"\n'
        '[[view]]\nname = "Key"\nquery = "a"\nkey = "e"\n'
        '[[view]]\nquery = 3\ncolour = "red"\n'
        '[[view]]\nname = "good"\nquery = "b"\n'
    )
    answer = views("views", "import", str(file), "--json")
    assert answer.code == 65
    mistakes = (
        "line 4: Wrong:", "column 9 of: is:open staus:x", "line 7: Key: e is taken", "line 11: view 4: name is missing",
        '"colour" means nothing here', "query must be text", 'line 14: "good" is in the file twice',
    )  # fmt: skip
    for told in mistakes:
        assert told in answer.err, told
    assert list(saved(views)) == ["Late parcels", 'My "own"']


def test_keys_go_from_one_view_to_another_at_once(views: Any, tmp_path: Path) -> None:
    file = tmp_path / "views.toml"
    views("view", "key", "Late parcels", "f7")
    views("view", "key", 'My "own"', "f8")
    views("views", "export", str(file))
    swapped = file.read_text().replace("f7", "f0").replace("f8", "f7").replace("f0", "f8")
    file.write_text(swapped)
    assert views("views", "import", str(file), "--replace").code == 0
    assert [one["bound"] for one in saved(views).values()] == ["f8", "f7"]


def test_a_file_without_end_is_read_no_further_than_it_may_go(views: Any) -> None:
    answer = views("views", "import", "/dev/zero")
    assert answer.code == 65
    assert "larger" in answer.err


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "", "x = 1", "[[view]\n", "view = 3", "\x00", "\ufeff[[view]]\n"]
)
def test_a_file_that_is_none_is_refused(views: Any, tmp_path: Path, text: str) -> None:
    file = tmp_path / "views.toml"
    file.write_text(text)
    assert views("views", "import", str(file)).code == 65
    assert views("views", "import", str(tmp_path / "gone.toml")).code == 65
    file.write_bytes(b"\xff\xfe")
    assert views("views", "import", str(file)).code == 65


def test_hostile_names_come_out_cleaned_and_go_round(shell: Any, tmp_path: Path) -> None:
    name = "Late \x1b[31mred\u202e \\ \x7f 'x'"
    assert shell("view", "save", name, "parcel").code == 0
    file = tmp_path / "views.toml"
    shell("views", "export", str(file))
    shell("view", "delete", "1")
    assert shell("views", "import", str(file)).code == 0
    assert name in saved(shell)
    assert "\x1b" not in shell("views").out
