"""Templates as they look: list and editor, small and wide."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmtui.app import DeskApp
from crmtui.db.engine import Engine, opened
from crmtui.demo.build import build
from crmtui.settings import Settings
from tests.driver import typing

NOW = 1_795_000_000
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr("time.time", lambda: float(NOW))
    monkeypatch.setitem(os.environ, "TEXTUAL_ANIMATIONS", "none")
    build(tmp_path / "desk.db", 60, now=NOW, os_user="ana")
    with opened(tmp_path / "desk.db") as engine:
        yield engine


def app(engine: Engine) -> DeskApp:
    return DeskApp(engine, Settings(Path("/nowhere"), engine.path))


@pytest.mark.parametrize("size", SIZES)
def test_list(desk: Engine, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app(desk), terminal_size=size, run_before=typing("3", "j", "j", "j", "j"))


@pytest.mark.parametrize("size", SIZES)
def test_editor(desk: Engine, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app(desk), terminal_size=size, run_before=typing("3", "j", "j", "j", "j", "enter"))


@pytest.mark.parametrize("size", SIZES)
def test_editor_with_a_problem(desk: Engine, snap_compare: Any, size: tuple[int, int]) -> None:
    keys = ("left_curly_bracket", "left_curly_bracket", "x", "right_curly_bracket", "right_curly_bracket")
    assert snap_compare(app(desk), terminal_size=size, run_before=typing("3", "enter", *keys))
