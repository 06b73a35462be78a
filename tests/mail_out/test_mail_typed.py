"""Lists of addresses as people type and paste them."""

import time

import pytest

from crmtui.errors import UsageError
from crmtui.mail.typed import count_pieces, piece_at, read_addresses


@pytest.mark.parametrize(
    "pasted",
    ["\u200bana@mail.example", "\u202aana@mail.example\u202c", "ana@mail.example\u200b", "\ufeffAna <ana@mail.example>",
     "ana@mail.exam\u00adple", "<ana@mail.example\u2060>, \u200b", "\u2068ana@mail.example\u2069"],
)  # fmt: skip
def test_what_nobody_sees_is_part_of_no_address(pasted: str) -> None:
    assert [one.email for one in read_addresses(pasted)] == ["ana@mail.example"]


@pytest.mark.parametrize("piece", ['"\\', '"', '"a', "<a", " ", "<", '\\"', '" <'])
def test_every_list_is_read_in_linear_time(piece: str) -> None:
    typed = '"' + piece * (100_000 // len(piece))
    begin = time.process_time()
    with pytest.raises(UsageError):
        read_addresses(typed)
    piece_at(typed, len(typed))
    # Quadratic ones took a minute.
    assert time.process_time() - begin < 20


def test_an_open_quote_is_one_piece_that_is_no_address() -> None:
    typed = 'ana@mail.example, "Bo, bo@mail.example'
    with pytest.raises(UsageError, match="Bo, bo@mail"):
        read_addresses(typed)
    assert count_pieces(typed) == 2
    assert typed[slice(*piece_at(typed, len(typed)))] == '"Bo, bo@mail.example'
