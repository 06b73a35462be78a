"""What a server says when it lets nobody in."""

import time

import pytest

from crmtui.mail.imap_words import Trouble, turned_away
from crmtui.settings import Imap, Security

BOX = Imap("imap.shop.example", 993, Security.TLS, "support@shop.example")


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("[LIMIT] Too many simultaneous connections. (Failure)", Trouble.CROWDED),
        ("Maximum number of connections from user+IP exceeded", Trouble.CROWDED),
        ("[UNAVAILABLE] Temporary authentication failure", Trouble.BUSY),
    ],
)
def test_a_full_server_is_told_from_one_that_refuses_the_password(answer: str, trouble: Trouble) -> None:
    found = turned_away(BOX, answer)
    assert found is not None
    assert found.trouble is trouble


@pytest.mark.parametrize(
    "answer", ["[AUTHENTICATIONFAILED] Invalid credentials; too many connections", "no", "The limit of the day"]
)
def test_all_else_is_a_refusal(answer: str) -> None:
    assert turned_away(BOX, answer) is None


@pytest.mark.parametrize("word", ["limit ", "session "])
def test_an_endless_answer_is_read_at_once(word: str) -> None:
    began = time.process_time()
    assert turned_away(BOX, word * 11_000) is None
    assert time.process_time() - began < 1
