"""Where passwords come from, and that they go nowhere else."""

import os
import resource
import sys
from pathlib import Path

import pytest

from crmtui import secrets
from crmtui.errors import ConfigError
from crmtui.settings import SecretSource


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_known", {})


def private(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def printing(words: str, *more: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({words!r})", *more)


def test_environment_comes_before_command_before_file(tmp_path: Path) -> None:
    file = private(tmp_path / "secret", b"from file\nnotes\n")
    source = SecretSource("test", env=("NOPE", "PASS_HERE"), cmd=printing("from command"), file=file)
    assert secrets.resolve(source, {"PASS_HERE": "from env"}) == "from env"
    assert secrets.resolve(source, {"PASS_HERE": ""}) == "from command"
    assert secrets.resolve(SecretSource("test", file=file), {}) == "from file"


def test_only_the_first_line_of_an_answer_is_the_secret(tmp_path: Path) -> None:
    source = SecretSource("test", cmd=printing("  pä ss \r\nurl: example\n"))
    assert secrets.resolve(source, {"PYTHONIOENCODING": "utf-8"}) == "  pä ss "


def test_command_runs_without_a_shell(tmp_path: Path) -> None:
    source = SecretSource("test", cmd=(sys.executable, "-c", "import sys; print(sys.argv[1])", "$(id) ; `id`"))
    assert secrets.resolve(source, {}) == "$(id) ; `id`"


@pytest.mark.parametrize(
    ("cmd", "problem"),
    [
        (("/nonexistent/pass", "show"), "cannot be run: No such file"),
        ((sys.executable, "-c", "import sys; print('hunter2', file=sys.stderr); sys.exit(3)"), "exit code 3"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "gave no answer within 0.2 s"),
        ((sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'\\xff')"), "not UTF-8"),
        ((sys.executable, "-c", "print('x' * 100_000)"), "not a password"),
    ],
)
def test_a_command_that_fails_says_how(cmd: tuple[str, ...], problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "COMMAND_SECONDS", 0.2 if "sleep" in cmd[-1] else 60)
    with pytest.raises(ConfigError) as caught:
        secrets.resolve(SecretSource("SMTP password of support", cmd=cmd), {})
    assert problem in caught.value.message
    assert caught.value.message.startswith("SMTP password of support: ")
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700 | 0o010])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = private(tmp_path / "secret", b"hunter2", mode)
    with pytest.raises(ConfigError, match="can be read by others") as caught:
        secrets.resolve(SecretSource("test", file=file), {})
    assert caught.value.hint == f"Run: chmod 600 {file}"
    assert "hunter2" not in caught.value.message


def test_a_directory_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read|not a plain file"):
        secrets.resolve(SecretSource("test", file=tmp_path), {})


def test_nothing_found_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    import keyring
    from keyring.backends import fail

    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    source = SecretSource(
        "SMTP password", env=("CRMTUI_A_PASSWORD",), file=tmp_path / "none", keyring=("crmtui:x", "ana")
    )
    with pytest.raises(ConfigError) as caught:
        secrets.resolve(source, {})
    assert caught.value.message == (
        "SMTP password: not found; looked in environment (CRMTUI_A_PASSWORD), "
        f"file ({tmp_path / 'none'}), keyring (there is none here)"
    )
    assert "CRMTUI_A_PASSWORD" in caught.value.hint


def test_a_keyring_that_answers_is_asked_last(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Desk(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return f"{service}/{username}"

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    monkeypatch.setattr(keyring, "get_keyring", Desk)
    source = SecretSource("test", keyring=("crmtui:x", "ana"))
    assert secrets.resolve(source, {}) == "crmtui:x/ana"


def test_what_was_resolved_is_redacted_from_then_on() -> None:
    assert secrets.redact("pw hunter2") == "pw hunter2"
    secrets.resolve(SecretSource("test", env=("A",)), {"A": "hunter2"})
    secrets.resolve(SecretSource("test", env=("A",)), {"A": "hunter2-longer"})
    assert secrets.redact("<hunter2> 'hunter2-longer' aHVudGVyMg==") == "<[secret]> '[secret]' [secret]"


def test_a_piece_of_a_secret_that_a_server_repeats_is_covered_too() -> None:
    secrets.register('geheim-"7x-9Q')
    assert secrets.redact_said('no login with GEHEIM-"7X here', 100) == "no login with [secret] here"
    spelt = "Z2VoZWltLSI3eC05UQ=="
    assert secrets.redact_said(f"what is {spelt[:-6]}?", 100) == "what is [secret]?"
    assert secrets.redact_said("a word or two, geheim", 100) == "a word or two, geheim"
    assert secrets.redact_said("x" * 200, 100) == "x" * 100


def test_tokens_that_are_over_are_forgotten_and_what_is_used_stays() -> None:
    for number in range(500):
        secrets.register("the-password-in-use")
        secrets.register(f"ya29.token-{number}")
    assert secrets.redact("the-password-in-use ya29.token-499 ya29.token-0") == "[secret] [secret] ya29.token-0"


def test_a_command_that_never_stops_printing_is_stopped() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ConfigError, match="not a password"):
        secrets.resolve(SecretSource("test", cmd=("sh", "-c", "exec yes")), {"PATH": os.environ["PATH"]})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_an_agent_that_a_command_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    # It holds the command's output open until its file is gone.
    lives = tmp_path / "lives"
    lives.touch()
    agent = f"(while test -e '{lives}'; do sleep 0.1; done) & echo secret"
    try:
        found = secrets.resolve(SecretSource("test", cmd=("sh", "-c", agent)), {"PATH": os.environ["PATH"]})
    finally:
        lives.unlink()
    assert found == "secret"


def test_a_command_that_closed_its_output_and_goes_on_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "COMMAND_SECONDS", 0.3)
    cmd = ("sh", "-c", "echo secret; exec >&-; sleep 600")
    with pytest.raises(ConfigError, match="gave no answer"):
        secrets.resolve(SecretSource("test", cmd=cmd), {"PATH": os.environ["PATH"]})
