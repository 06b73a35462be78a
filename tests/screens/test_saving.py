"""Files that customers sent, on their way to the disk."""

import resource
import signal
from pathlib import Path

import pytest

from crmtui.errors import SourceError
from crmtui.screens.ticket_extras import write_new


def test_a_saved_file_is_its_owners_alone_and_takes_nobodys_place(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "elsewhere")
    saved = write_new(tmp_path, "x.txt", b"data")
    assert (saved.name, saved.stat().st_mode & 0o777, saved.read_bytes()) == ("x (2).txt", 0o600, b"data")
    assert not (tmp_path / "elsewhere").exists()


def test_half_a_file_is_not_left_behind(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(SourceError, match="cannot be written"):
            write_new(tmp_path, "x.bin", b"x" * 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)
    assert list(tmp_path.iterdir()) == []
