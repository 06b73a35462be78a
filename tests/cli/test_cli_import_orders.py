"""`crmtui import orders` as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CSV = "No,Mail,Qty,Price\n1,a@x.example,2,2.50\n\x1b]0;evil\x07,b@x.example,x,1\n"
MAP = "order=No,email=Mail,quantity=Qty,price=Price"


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "crmtui", "--db", str(tmp_path / "desk.db"), "import", "orders", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding="utf-8")
    return str(path)


def test_json_counts_and_names_what_was_left_out(tmp_path: Path, file: str) -> None:
    done = run(tmp_path, file, "--map", MAP, "--currency", "eur", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    report = json.loads(done.stdout)
    assert (report["made"], report["rows"], report["rows_left_out"]) == (1, 1, 1)
    assert report["money"] == {"EUR": {"total": 500, "refunded": 0, "net": 500}}
    assert report["problems"][0]["line"] == 3


def test_dry_run_makes_no_desk(tmp_path: Path, file: str) -> None:
    done = run(tmp_path, file, "--map", MAP, "--currency", "EUR", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "would be made\t1" in done.stdout
    assert not (tmp_path / "desk.db").exists()


def test_bad_rows_are_told_without_their_control_bytes(tmp_path: Path, file: str) -> None:
    done = run(tmp_path, file, "--map", MAP, "--currency", "EUR")
    assert "orders.csv, line 3" in done.stderr
    assert not set("\x1b\x07") & set(done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "say what they mean, for instance --map"),
        (("--map", "ordr=No"), 2, "did you mean order"),
        (("--map", MAP), 2, "currency"),
        (("--map", MAP, "--currency", "Euro"), 2, "not a currency code"),
        (("--map", MAP, "--currency", "EUR", "--encoding", "klingon"), 65, "klingon"),
        (("none.csv",), 65, "there is no file"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, file: str, words: tuple[str, ...], code: int, says: str) -> None:
    done = run(tmp_path, *(words if words[:1] == ("none.csv",) else (file, *words)))
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
