"""What the tests of the desk start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.db.engine import opened
from crmtui.db.models import Agent
from tests.desk.arriving import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "desk.db") as engine:
        Agent.create(name="ana", email="ana@team.example")
        yield Desk(engine, tmp_path)
