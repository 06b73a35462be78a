"""Lists of addresses as people type and paste them."""

import pytest

from crmtui.mail.typed import read_addresses


@pytest.mark.parametrize(
    "pasted",
    ["\u200bana@mail.example", "\u202aana@mail.example\u202c", "ana@mail.example\u200b", "\ufeffAna <ana@mail.example>",
     "ana@mail.exam\u00adple", "<ana@mail.example\u2060>, \u200b", "\u2068ana@mail.example\u2069"],
)  # fmt: skip
def test_what_nobody_sees_is_part_of_no_address(pasted: str) -> None:
    assert [one.email for one in read_addresses(pasted)] == ["ana@mail.example"]
