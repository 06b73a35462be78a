"""Where the words of a mail end and its signature begins.

The one rule: only what a program or a convention sets apart is a signature: "-- ", a phone that names itself, the
footer of a list. A greeting and a name are words that somebody wrote.
"""

import re

from crmtui.mail.quote_openings import RULE, plain
from crmtui.mail.quote_words import SENT_FROM, SENT_WORDS

LINES = 25
"""A longer ending after "-- " is no signature."""
_NEAR = 6
"""Lines that may stand from "Sent from my phone" to the end."""
_WORDS = 8
_PRODUCT_WORDS = 14
_ODD_WORDS = 6
_INDENT = 2
_FOOTER = re.compile(r"mailing[ -]?list|mailman|unsubscribe|listinfo|@lists?\b|[./]groups\b", re.IGNORECASE)
_PRODUCT = re.compile(
    r"iphone|ipad|ios|android|outlook|samsung|galaxy|huawei|xiaomi|redmi|oneplus|nokia|sony|pixel|windows|blackberry"
    r"|yahoo|gmx|web\.de|proton|k-?9|aquamail|airmail|bluemail|spark|thunderbird|mailbird|mail app|mail\.ru|smartphone"
    r"|handy|mobile|mobil|tablet|gmail|hey\.com|zoho|aol|icloud|orange",
    re.IGNORECASE,
)
_LINK = re.compile(r"<https?://[^<>\s]{1,500}>|\(https?://[^()\s]{1,500}\)")


def ending_at(lines: list[str], words: list[int]) -> int:
    """Which of the last lines of words begins the ending; the number of them when there is none.

    Args:
        lines: the whole body.
        words: numbers of its last lines that are words, in order; at most `LINES` + 1 of them.
    """
    for number, at in enumerate(words):
        near = number >= len(words) - _NEAR
        first = lines[at].lstrip()[:1]
        if (near or first in RULE) and _opens_ending(lines, words, number):
            return number
    return len(words)


def _opens_ending(lines: list[str], words: list[int], number: int) -> bool:
    line = plain(lines[words[number]])
    if not line or line[0] not in RULE:
        return number >= len(words) - _NEAR and is_sent_from(line)
    if line == "--":
        # Deeper in, it is a comment of somebody's code.
        return len(lines[words[number]].rstrip()) <= _INDENT + 2
    if len(line) > 1 and not line.strip(RULE):
        below = words[number + 1 :]
        if line[0] == "_" and any(_FOOTER.search(lines[at][:300]) for at in below):
            return True
        return 0 < len(below) <= _NEAR and len(line) < 80 and is_sent_from(plain(lines[below[0]]))
    return number >= len(words) - _NEAR and is_sent_from(line.lstrip(RULE))


def is_sent_from(line: str) -> bool:
    """Whether a phone or a mail program names itself in a line."""
    # Words are counted first, roughly: most lines have too many, and looking for names costs more.
    if line.count(" ") > _PRODUCT_WORDS + _ODD_WORDS:
        return False
    low = line[:600].lstrip("*_[(<").casefold()
    starts = low.startswith(SENT_FROM)
    if not starts and not any(word in low for word in SENT_WORDS):
        return False
    low = _LINK.sub("", low.replace("](", "] ("))
    count = len(low.split())
    named = _PRODUCT.search(low) is not None
    if starts:
        # "Sent from my desk, it is easier" is somebody's sentence.
        return (count <= _WORDS or (named and count <= _PRODUCT_WORDS)) and "," not in low.rstrip(",")
    return named and count <= _WORDS and "," not in low and "?" not in low
