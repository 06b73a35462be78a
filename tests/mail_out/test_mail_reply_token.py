"""Tokens in reply addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.mail.build import read_token, reply_address, reply_token

KEY = b"k" * 32


@given(st.integers(1, 10**17))
def test_a_token_comes_back_whatever_the_case(ticket_id: int) -> None:
    address = reply_address("Support@Shop.example", ticket_id, KEY)
    assert address.startswith("Support+t")
    assert address.endswith("@Shop.example")
    assert read_token(address, KEY) == ticket_id
    assert read_token(address.upper(), KEY) == ticket_id
    assert read_token(address, b"K" * 32) is None


def test_a_mailbox_that_has_a_plus_already_works() -> None:
    assert read_token(reply_address("ana+shop@x.example", 7, KEY), KEY) == 7


def test_a_guess_is_worth_nothing() -> None:
    token = reply_token(1042, KEY)
    for wrong in (
        token.replace("1042", "1043"), token.replace("1042", "01042"), token[:-1], token + "a", token[1:], "", "t1042",
        token[:-1] + ("a" if token[-1] != "a" else "b"), "t" + "9" * 30 + token[5:], "ｔ" + token[1:], " " + token,
    ):  # fmt: skip
        assert read_token(f"support+{wrong}@shop.example", KEY) is None
    assert read_token(f"{token}@shop.example", KEY) is None
    assert read_token(token, KEY) is None
    assert read_token("", KEY) is None


def test_a_weak_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        reply_token(1, b"short")
