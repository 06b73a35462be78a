"""The words of errors."""

import pytest

from crmtui.errors import CrmtuiError


@pytest.mark.parametrize(
    ("message", "hint", "told"),
    [
        ("it is gone", "Look elsewhere.", "it is gone. Look elsewhere."),
        ("it is gone", "", "it is gone"),
        ("The server said: no.", "Ask again.", "The server said: no. Ask again."),
    ],
)
def test_an_error_and_its_hint_read_as_one_line(message: str, hint: str, told: str) -> None:
    assert CrmtuiError(message, hint).told == told
