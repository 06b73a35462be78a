"""What was looked for before: private, shared, short, and never in the way."""

from pathlib import Path

from crmtui import searched


def test_the_newest_comes_first_and_none_twice(tmp_path: Path) -> None:
    path = searched.place(tmp_path / "desk.db")
    for text in ("tag:vip", "größe 注文", "tag:vip", "tag:vip"):
        searched.remember(path, "ticket", text)
    searched.remember(path, "customer", "spent:>500")
    assert searched.load(path, "ticket") == ["tag:vip", "größe 注文"]
    assert searched.load(path, "customer") == ["spent:>500"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().splitlines()) == 4


def test_a_query_with_a_blank_in_front_is_not_remembered(tmp_path: Path) -> None:
    path = searched.place(tmp_path / "desk.db")
    assert searched.remember(path, "ticket", " anna's number 123") == []
    assert searched.remember(path, "ticket", "") == []
    assert not path.exists()


def test_what_somebody_else_wrote_into_the_file_is_passed_over(tmp_path: Path) -> None:
    path = searched.place(tmp_path / "desk.db")
    path.write_text('5\nnull\n["ticket"]\n{}\n["ticket", 3]\n["ticket", "tag:vip"]\n"xy"\n')
    assert searched.load(path, "ticket") == ["tag:vip"]


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    path = searched.place(tmp_path / "desk.db")
    for number in range(2 * searched.KEPT + 5):
        searched.remember(path, "ticket", f"order:{number}")
    assert searched.load(path, "ticket")[0] == f"order:{2 * searched.KEPT + 4}"
    assert len(searched.load(path, "ticket")) == searched.KEPT
    assert len(path.read_text().splitlines()) < 2 * searched.KEPT
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_is_none_of_ours_does_no_harm(tmp_path: Path) -> None:
    path = searched.place(tmp_path / "desk.db")
    path.write_bytes(b'\xff\xfe\n["ticket", 7]\n["ticket", "tag:a"]\n["ticket", "tag:')
    assert searched.load(path, "ticket") == ["tag:a"]
    path.unlink()
    path.mkdir()
    assert searched.remember(path, "ticket", "tag:b") == []
