"""When a mail was written: its own clock says it, unless the server that took it knows that this cannot be."""

import pytest

from crmtui.mail.parse import parse

RECEIVED = "Received: from mail.example (mail.example [192.0.2.1])\r\n\tby mx.linen.example; {}\r\n"
NOON = 1_795_348_800
"""22 Nov 2026, 12:00 UTC."""


def read(date: str, received: str = "Sun, 22 Nov 2026 12:00:00 +0000") -> int | None:
    head = (RECEIVED.format(received) if received else "") + (f"Date: {date}\r\n" if date else "")
    return parse(f"{head}From: a@b.example\r\n\r\nHello\r\n".encode()).date


@pytest.mark.parametrize(
    ("date", "epoch"),
    [
        ("Sun, 22 Nov 2026 11:59:00 +0000", NOON - 60),
        ("Sun, 22 Mar 2026 12:00:00 +0000", NOON - 245 * 86_400),
        ("Tue, 1 Jan 1980 00:00:00 +0000", NOON),
        ("Tue, 1 Jan 2036 00:00:00 +0000", NOON),
        ("", NOON),
        ("yesterday", NOON),
    ],
)
def test_a_clock_that_is_wrong_by_years_gives_way_to_the_servers(date: str, epoch: int) -> None:
    assert read(date) == epoch


def test_a_mail_of_new_years_eve_keeps_its_date() -> None:
    assert read("Thu, 31 Dec 2026 23:59:00 +0000", "Fri, 1 Jan 2027 00:01:00 +0000") == 1_798_761_540


@pytest.mark.parametrize("received", ["", "some day", "; ;", "Tue, 99 Foo 2026"])
def test_without_a_servers_date_its_own_counts(received: str) -> None:
    assert read("Tue, 1 Jan 1980 00:00:00 +0000", received) == 315_532_800
    assert read("", received) is None
