"""The command as the system runs it: what it imports, its streams, a real terminal."""

import ast
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = {**os.environ, "PYTHONPATH": str(ROOT)}
CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
OWN_STYLES = re.compile(rb"\x1b\[(0|1|2|K)m?|\x1b\[K")


def run(desk: Path, *words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "--as", "ana", *words]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def imported(desk: Path, *words: str) -> set[str]:
    code = (
        "import sys; from crmtui.__main__ import main; code = main(sys.argv[1:]); "
        "print('\\n' + ' '.join(sys.modules)); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "--db", str(desk), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize("words", [["list", "--json"], ["show", "1001"], ["views"], ["contacts"], ["templates"]])
def test_reads_import_neither_peewee_nor_textual_nor_typer(desk: Path, words: list[str]) -> None:
    assert not imported(desk, *words) & {
        "peewee",
        "playhouse",
        "textual",
        "typer",
        "pydantic",
        "liquid",
        "babel",
        "asyncio",
    }


@pytest.mark.parametrize(
    "words", [["--help"], ["reply", "--help"], ["import", "--help"], ["--version"], ["resolve", "--help"]]
)
def test_help_imports_neither_textual_nor_the_database(desk: Path, words: list[str]) -> None:
    assert not imported(desk, *words) & {"textual", "peewee", "cysqlite"}


def test_an_act_imports_no_textual(desk: Path) -> None:
    assert "textual" not in imported(desk, "resolve", "1001")


def test_a_reader_that_goes_away_is_no_error(desk: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "list"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False, cwd=ROOT)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_behind_stdout_is_told(desk: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "crmtui", "--db", str(desk), "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False, cwd=ROOT)
    assert done.returncode != 0
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_utf8_still_gets_an_answer(desk: Path) -> None:
    done = run(desk, "show", "1001", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    "words", [["list"], ["show", "1001", "--full"], ["contacts"], ["contact", "1"], ["templates"], ["history", "1001"]]
)
def test_on_a_real_terminal_only_our_own_styles_come_out(desk: Path, words: list[str]) -> None:
    said = bytearray()

    def keep(handle: int) -> bytes:
        data = os.read(handle, 65536)
        said.extend(data)
        return b""

    pid, master = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-m", "crmtui", "--db", str(desk), *words])
    try:
        while True:
            keep(master)
    except OSError:
        pass
    os.close(master)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    rest = OWN_STYLES.sub(b"", bytes(said)).replace(b"\r\n", b"\n")
    assert rest
    assert b"\x1b" not in rest
    assert not CONTROL.search(rest), CONTROL.search(rest)


def test_without_a_terminal_the_app_refuses_and_makes_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "new.db", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (70, b"")
    assert len(done.stderr.splitlines()) == 2
    assert not (tmp_path / "new.db").exists()


def test_completion_answers_the_shell(desk: Path) -> None:
    env = {
        **os.environ, "_CRMTUI_COMPLETE": "complete_bash", "COMP_CWORD": "5",
        "COMP_WORDS": f"crmtui --db {desk} list --view m",
    }  # fmt: skip
    code = "import sys; sys.argv[0] = 'crmtui'; from crmtui.__main__ import main; sys.exit(main([]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False, cwd=ROOT, env=env)
    assert done.stdout.split() == [b"mine"]


def test_nothing_goes_around_the_gate() -> None:
    """Only the console writes to the shell's streams; Typer's and Rich's own ways of printing are not used."""
    gate = ROOT / "crmtui" / "cli" / "console.py"
    around = []
    for file in (ROOT / "crmtui").rglob("*.py"):
        if file == gate:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _prints(node.func):
                around.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert around == []


def _prints(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "print"
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    if function.attr in {"echo", "secho", "print_exception", "print_exc"}:
        return True
    return function.attr in {"write", "writelines"} and owner in {
        "sys.stdout",
        "sys.stderr",
        "sys.__stdout__",
        "sys.stdout.buffer",
    }


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_lead_nowhere(desk: Path, closed: str) -> None:
    for words in ("list", "note 1001 hello"):
        line = f"exec {sys.executable} -m crmtui --db {desk} --as ana {words} {closed}"
        done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, check=False, cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "file" / "desk.db", "demo", "--no-open")
    assert done.returncode != 0
    assert b"/file" in done.stderr
    assert b"went wrong" not in done.stderr


@pytest.mark.parametrize("words", [("note", "1001"), ("tag", "1001"), ("agents", "add"), ("backup",), ("contacts",)])
def test_bytes_that_are_no_text_are_kept_as_signs_or_refused(desk: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "crmtui", "--db", str(desk), "--as", "ana", *words, b"\xff\xfe"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=desk.parent, env=ELSEWHERE)
    assert b"went wrong" not in done.stderr
    assert done.returncode in (0, 2, 3, 74)
