"""What will happen to a mail, and when, is said in words that hold wherever it is shown."""

import pytest

from crmtui.desk.outbox_fate import Standing, fate

NOW = 1_795_312_800
"""2026-11-22 02:00 UTC."""
SOON = NOW + 45
DAY = NOW + 86_400


@pytest.mark.parametrize(
    ("mail", "word", "told", "at"),
    [
        (Standing("held", SOON), "leaves", "leaves today 02:00, undo takes it back until then", SOON),
        (Standing("held", DAY, scheduled=1), "later", "leaves tomorrow 02:00", DAY),
        (Standing("held", NOW - 1), "due", "is due: leaves as soon as mail can be sent", None),
        (Standing("queued", NOW), "waiting", "waits for its turn", None),
        (Standing("queued", DAY, 2), "retrying", "not sent yet after 2 attempts, tried again tomorrow 02:00", DAY),
        (Standing("queued", NOW, 1), "retrying", "not sent yet after 1 attempt, the next one is due", None),
        (Standing("sending", NOW), "leaving", "is leaving now", None),
        (Standing("sent", NOW, sent_at=NOW - 60), "sent", "sent today 01:59", None),
        (Standing("sent", NOW, error="no answer came", sent_at=NOW), "sent", "sent today 02:00", None),
        (
            Standing("sent", NOW, error="not delivered to bo@b.example: 550", sent_at=NOW),
            "in part", "sent today 02:00, but not to everybody", None,
        ),
    ],
)  # fmt: skip
def test_each_state_says_what_happens_and_when(mail: Standing, word: str, told: str, at: int | None) -> None:
    found = fate(mail, NOW)
    assert (found.word, found.told, found.at) == (word, told, at)


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "edit it, send it again or cancel it"), ("uncertain", "never sent again by itself"),
     ("cancelled", "does not leave")],
)  # fmt: skip
def test_what_ends_or_needs_a_person_says_so(state: str, words: str) -> None:
    found = fate(Standing(state, NOW), NOW)
    assert words in found.told
    assert found.at is None
