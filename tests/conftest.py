"""What every test starts from: a clean environment and a fresh desk."""

import os

for _name in list(os.environ):
    # Before Textual is imported: it reads these once. The snapshots' folder is handed to parallel workers this way.
    if _name.startswith("TEXTUAL_SNAPSHOT"):
        continue
    if _name in ("NO_COLOR", "COLORTERM") or _name.startswith(("TEXTUAL", "XDG_", "SSH_", "CRMTUI_")):
        del os.environ[_name]
os.environ["TZ"] = "UTC"

import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

time.tzset()

from crmtui.db.engine import Engine, opened  # noqa: E402
from crmtui.db.models import Agent  # noqa: E402
from crmtui.journal import Actor  # noqa: E402

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A fresh, empty desk."""
    with opened(tmp_path / "desk.db") as engine:
        yield engine


@pytest.fixture
def ana(engine: Engine) -> Actor:
    """The agent who sits here."""
    row = Agent.create(name="ana", email="ana@shop.example", os_user="ana", role="owner")
    return Actor("agent", row.id, "ana")


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves the machine to another time zone."""

    def to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def real_data() -> Path:
    """The folder of real inputs; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the real inputs are not at {SHARED}")
    return SHARED
