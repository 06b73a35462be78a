"""Servers that an address, or a name, suggests."""

import pytest

from crmtui.mail.providers import IMAP, NO_PASSWORDS, SMTP, guess, guess_by_name, places
from crmtui.settings import Security


@pytest.mark.parametrize(
    ("named", "tried"),
    [
        ("imap.shop.example", [("imap.shop.example", 993), ("imap.shop.example", 143)]),
        ("imap.shop.example:143", [("imap.shop.example", 143)]),
        ("[::1]:993", [("::1", 993)]),
        ("imap.shop.example:1993", [("imap.shop.example", 1993)] * 2),
        ("127.0.0.1:1143", [("127.0.0.1", 1143)] * 3),
    ],
)
def test_a_host_without_a_port_tries_the_usual_ones(named: str, tried: list[tuple[str, int]]) -> None:
    assert [(host, port) for host, port, _ in places(named, IMAP)] == tried


@pytest.mark.parametrize(
    "named", ["imap.shop.example:\u00b2", "imap.shop.example:99999", "imap.shop.example:0", ":993"]
)
def test_what_is_no_port_is_taken_for_a_name(named: str) -> None:
    assert {host for host, _, _ in places(named, SMTP)} == {named}


def test_own_ports_are_unprotected_only_at_home() -> None:
    assert Security.NONE not in {way for _, _, way in places("imap.shop.example:1993", IMAP)}


@pytest.mark.parametrize("address", ["a@live.co.uk", "a@hotmail.it", "a@outlook.es"])
def test_every_country_of_a_large_provider_is_known(address: str) -> None:
    assert guess(address).note == NO_PASSWORDS


@pytest.mark.parametrize(
    ("named", "host"),
    [("strato", "imap.strato.de"), ("IONOS", "imap.ionos.com"), ("ionos.de", "imap.ionos.de"),
     ("one", "imap.one.com"), ("imap.ionos.fr", "imap.ionos.fr"), ("365", "outlook.office365.com")],
)  # fmt: skip
def test_a_domain_of_ones_own_is_found_by_the_providers_name(named: str, host: str) -> None:
    found = guess_by_name(named)
    assert found is not None
    assert found.imap[0][0] == host


def test_every_provider_has_one_server_for_each_way() -> None:
    for domain in ("gmx.eu", "freenet.de", "strato.de", "t-online.de", "proton.me"):
        found = guess(f"a@{domain}")
        assert found.imap
        assert found.smtp
