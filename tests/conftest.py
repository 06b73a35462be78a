"""What every test starts from: a clean environment and a fresh desk."""

import os

for _name in list(os.environ):
    # Before Textual is imported: it reads these once. The snapshots' folder is handed to parallel workers this way.
    if _name.startswith("TEXTUAL_SNAPSHOT"):
        continue
    if _name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES") or _name.startswith(
        ("TEXTUAL", "XDG_", "SSH_", "CRMTUI_", "LC_")
    ):
        del os.environ[_name]
# As one machine, whichever it is: its zone, its language, its terminal.
os.environ |= {"TZ": "UTC", "LANG": "C.UTF-8", "TERM": "xterm-256color"}

import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

time.tzset()
# What is drawn is the same each time and may take any time: what nobody has broken does not fail on one day. Drawing
# anew is for whoever sits before it: `make fuzz`, or `--hypothesis-profile=fuzz` with the tests of one's choice.
settings.register_profile(
    "usual", max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile(
    "fuzz", max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False
)
settings.load_profile("usual")

from crmtui import secrets  # noqa: E402
from crmtui.db.engine import Engine, opened  # noqa: E402
from crmtui.db.models import Agent  # noqa: E402
from crmtui.journal import Actor  # noqa: E402

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret of an earlier test is known."""
    monkeypatch.setattr(secrets, "_known", {})


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
