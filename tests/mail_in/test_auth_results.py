"""Whose word on a sender counts, where servers write it in their own way."""

import pytest

from crmtui.mail.auth_results import MICROSOFT, AuthState, verdict

ANA = "ana@mail.example"
PASSES = (
    "spf=pass (sender IP is 203.0.113.7) smtp.mailfrom=mail.example; dkim=pass (signature was verified) "
    "header.d=mail.example;dmarc=pass action=none header.from=mail.example;compauth=pass reason=100"
)
FAILS = (
    "spf=fail (sender IP is 203.0.113.7) smtp.mailfrom=evil.example; shop.example; dkim=none (message not signed) "
    "header.d=none;shop.example; dmarc=fail action=none header.from=mail.example;"
)


@pytest.mark.parametrize(("header", "state"), [(PASSES, AuthState.PASS), (FAILS, AuthState.FAIL)])
def test_servers_that_write_no_name_are_believed_by_theirs(header: str, state: AuthState) -> None:
    found = verdict([header], {MICROSOFT}, ANA)
    assert found.state is state
    assert found.spf == ("pass" if state is AuthState.PASS else "fail")


@pytest.mark.parametrize(
    "headers",
    [
        [f"{MICROSOFT}; dmarc=pass header.from=mail.example"],
        ["mx.other.example; dmarc=none", PASSES],
        [FAILS, PASSES],
        [f"{MICROSOFT}; dmarc=pass header.from=mail.example", PASSES],
    ],
    ids=["by that name", "below another", "below theirs", "below a made up one"],
)
def test_nobody_can_write_as_those_servers(headers: list[str]) -> None:
    assert verdict(headers, {MICROSOFT}, ANA).state is not AuthState.PASS


def test_a_header_without_a_name_counts_for_nobody_else() -> None:
    assert verdict([PASSES], {"mx.shop.example", ""}, ANA).state is AuthState.NONE


def test_an_address_in_place_of_the_domain_that_was_looked_at_is_read() -> None:
    said = "mx.shop.example; dmarc=fail header.from=ana@mail.example; spf=pass smtp.mailfrom=ana@mail.example"
    assert verdict([said], {"mx.shop.example"}, ANA).state is AuthState.FAIL
