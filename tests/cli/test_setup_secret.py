"""Where setup keeps a password, when something is in the way."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crmtui.cli.setup_secret import Kept, keep_secret
from crmtui.errors import ConfigError
from crmtui.settings import SecretSource


@contextmanager
def no_room() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def keep(file: Path, *, over: bool) -> str:
    return keep_secret(Kept("new", SecretSource("x"), file=str(file), over=over), "ana", ["mail.example"], "shop")


@pytest.mark.parametrize("over", [True, False])
def test_a_password_that_could_not_be_written_is_in_nobodys_way(tmp_path: Path, over: bool) -> None:
    file = tmp_path / "shop.secret"
    if over:
        file.write_text("old\n")
    with no_room(), pytest.raises(ConfigError, match="cannot be written"):
        keep(file, over=over)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == ([("shop.secret", "old\n")] if over else [])
    keep(file, over=over)
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new\n", 0o600)


def test_what_a_killed_setup_left_behind_is_written_over_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "kept" / "shop.secret", tmp_path / "shop.secret"
    real.parent.mkdir()
    real.write_text("old\n")
    (real.parent / ".shop.secret.new").write_text("ne")
    link.symlink_to(real)
    keep(link, over=True)
    assert (link.is_symlink(), real.read_text(), len(list(real.parent.iterdir()))) == (True, "new\n", 1)
