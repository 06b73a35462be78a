"""A keyboard that waits: keys come in turn on a machine of any speed."""

import pytest

from crmtui.screens import keys_in_turn
from tests.waiting import LIMIT


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key waits for the one before it however long that takes, not three seconds."""
    monkeypatch.setattr(keys_in_turn, "_PATIENCE", LIMIT)
