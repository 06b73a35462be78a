"""Takes the pictures of the README from the real app, on the demo company.

Run it with `make shots`. The clock of the company and the app is fixed, so that a picture changes when the app does.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

os.environ["TZ"] = "UTC"
time.tzset()

from crmtui.app import DeskApp  # noqa: E402
from crmtui.config import load  # noqa: E402
from crmtui.db.engine import Engine  # noqa: E402
from crmtui.demo.build import build  # noqa: E402

NOW = 1_795_017_600  # 18 November 2026, 12:00 UTC
PICTURES = Path(__file__).parent / "pictures"

SHOTS: Sequence[tuple[str, tuple[int, int], Sequence[str]]] = (
    ("inbox", (100, 30), ("j", "space", "j", "space", "j")),
    ("ticket", (120, 36), ("enter", "r")),
    ("contacts", (120, 36), ("2", "j", "j", "enter")),
    ("templates", (120, 36), ("3", "j", "j", "j", "enter")),
    ("inbox-80x24", (80, 24), ()),
    ("help", (100, 30), ("question_mark",)),
)


async def take(desk: Path, name: str, size: tuple[int, int], keys: Sequence[str]) -> None:
    """Open the app at a size, press keys, keep the picture."""
    engine = Engine(desk)
    app = DeskApp(engine, load())
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1.0)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.6)
            (PICTURES / f"{name}.svg").write_text(app.export_screenshot(title="crmtui"), encoding="utf-8")
    finally:
        engine.close()


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    real = time.time
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "demo.db"
        build(desk, now=NOW, os_user=os.environ.get("USER", "root"))
        started = real()
        with mock.patch("time.time", lambda: NOW + (real() - started)):
            for name, size, keys in SHOTS:
                asyncio.run(take(desk, name, size, keys))
                print(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
