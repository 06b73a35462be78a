"""What a mail server refused, in words people know."""

import pytest

from crmtui.mail.smtp_words import plainly, plainly_each


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("550 joerg@mail.example: 5.1.1 no such user", "the address does not exist"),
        ("550 x@y.example: User unknown", "the address does not exist"),
        ("452 4.2.2 The email account that you tried to reach is over quota", "the mailbox is full"),
        ("552 5.3.4 too big", "the mail is too large"),
        ("450 4.2.1 greylisted, come again", "the server wants it sent again later"),
        ("550 5.7.26 unauthenticated", "our mail is not signed as the server wants it (SPF, DKIM)"),
        ("554 blocked by a blocklist", "it was taken for spam"),
        ("451 whatever", "the server has trouble"),
    ],
)
def test_a_refusal_is_told_in_words_beside_the_servers_own(error: str, words: str) -> None:
    assert plainly(error) == f"{words} ({error})"


@pytest.mark.parametrize(
    "error", ["", "127.0.0.1 port 1: Connection refused", "crmtui was stopped before the mail server answered", "v5.1"]
)
def test_what_is_words_already_stays(error: str) -> None:
    assert plainly(error) == error


def test_each_address_that_a_mail_did_not_reach_has_its_own_reason() -> None:
    told = "a@x.example: 550 5.1.1 <a@x.example>: unknown; try b; b@y.example: 552 5.2.2 full (unsure)"
    assert plainly_each(told) == (
        "a@x.example: the address does not exist (550 5.1.1 <a@x.example>: unknown; try b); "
        "b@y.example: the mailbox is full (552 5.2.2 full (unsure))"
    )
    assert plainly_each("not delivered") == "not delivered"
    assert plainly_each("a@x.example: gone") == "a@x.example: gone"
