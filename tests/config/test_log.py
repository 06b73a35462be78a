"""What the log and crash reports may say."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui import log, secrets


@pytest.fixture
def logger(tmp_path: Path) -> Iterator[logging.Logger]:
    path = log.start(tmp_path / "logs")
    assert path == tmp_path / "logs" / "crmtui.log"
    yield logging.getLogger("crmtui.test")
    log.stop()


def written(tmp_path: Path) -> str:
    return (tmp_path / "logs" / "crmtui.log").read_text()


def test_log_is_for_its_owner_alone(tmp_path: Path, logger: logging.Logger) -> None:
    logger.info("hello %s", "there")
    file = tmp_path / "logs" / "crmtui.log"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "info crmtui.test" in written(tmp_path)
    assert written(tmp_path).endswith("] hello there\n")


def test_secrets_addresses_and_controls_stay_out(tmp_path: Path, logger: logging.Logger) -> None:
    secrets.register("hunter2")
    logger.warning("login ana.ruiz+x@mail.example with hunter2, bcc=<jörg@пример.example>\x1b]52;c;aGk=\x07\nfake line")
    line = written(tmp_path)
    for leak in ("hunter2", "ana", "ruiz", "mail.example", "jörg", "пример", "\x1b", "\x07"):
        assert leak not in line
    assert line.count("\n") == 1
    assert line.count("[address]") == 2


def test_an_exception_is_logged_without_what_it_quotes(tmp_path: Path, logger: logging.Logger) -> None:
    try:
        int("Ana Ruiz, Calle Mayor 5")
    except ValueError:
        logger.exception("import failed")
    assert "ValueError: invalid literal for int() with base 10: '…'" in written(tmp_path)
    assert "Ana" not in written(tmp_path)
    assert "in test_an_exception_is_logged_without_what_it_quotes" in written(tmp_path)


def test_a_broken_log_line_is_told_and_hurts_nobody(tmp_path: Path, logger: logging.Logger) -> None:
    logger.info("%d", "no number")
    assert "could not be put together" in written(tmp_path)


def test_log_turns_over_before_it_fills_the_disk(
    tmp_path: Path, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 2_000)
    for number in range(200):
        logger.info("line %d of a long day", number)
    names = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert names == ["crmtui.log", "crmtui.log.1", "crmtui.log.2", "crmtui.log.3"]
    assert sum(path.stat().st_size for path in (tmp_path / "logs").iterdir()) < 10_000


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log.start(tmp_path / "file")
    logging.getLogger("crmtui.test").info("into the void")
    log.stop()


def fail_deeply(password: str, name: str) -> None:
    try:
        {}[name]
    except KeyError as error:
        raise RuntimeError(f"no customer {name!r} at ana@mail.example, phone +49 170 1234567 ({password})") from error


def test_crash_report_has_frames_but_no_variables(tmp_path: Path) -> None:
    secrets.register("hunter2")
    with pytest.raises(RuntimeError) as caught:
        fail_deeply("hunter2", "Ana Ruiz")
    path = log.record_crash(caught.value, tmp_path / "reports", now=lambda: 1_795_312_800.0)
    report = path.read_text()
    assert path.name.startswith("crash-20261122-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "RuntimeError: no customer '…' at [address], phone +[number] ([secret])" in report
    assert "caused by KeyError: '…'" in report
    assert f'File "{__file__}"' in report
    assert "in fail_deeply" in report
    for leak in ("Ana", "Ruiz", "hunter2", "170", "raise RuntimeError"):
        assert leak not in report


def test_crash_reports_do_not_pile_up(tmp_path: Path) -> None:
    for second in range(25):
        log.record_crash(ValueError("x"), tmp_path, now=lambda second=second: float(second))  # type: ignore[misc]
    assert len(list(tmp_path.glob("crash-*.txt"))) == 20


def test_a_crash_without_a_place_to_write_still_returns(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not log.record_crash(ValueError("x"), tmp_path / "file").exists()
