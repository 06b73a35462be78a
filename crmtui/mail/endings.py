"""Where the words of a mail end and its signature begins.

The one rule: what a program, a company or a convention put there is a signature: "-- ", a phone that names itself, the
footer of a list, a notice, a card with ways to reach somebody. A farewell and a name are words that somebody wrote.
"""

import re

from crmtui.mail.cards import card_at, is_card
from crmtui.mail.ending_words import EXCUSES, OWN_WORDS
from crmtui.mail.header_blocks import RULE
from crmtui.mail.notices import notice_at
from crmtui.mail.plain_lines import plain
from crmtui.mail.quote_words import GETS, SENT_FROM, SENT_WORDS, TAG_LINES

LINES = 80
"""Of the words at the end that are looked at; a company's notice in two languages is long."""
_RULE = 80
_SIGNATURE = 25
"""A longer ending after "-- " is no signature."""
_NEAR = 6
"""Lines that may stand from "Sent from my phone" to the end."""
_WORDS = 8
_PRODUCT_WORDS = 14
_ODD_WORDS = 6
_INDENT = 2
_DASHES = "—–_"
_SENTENCE = 6
"""Words that are one, when they begin small and reach nobody."""
_SENTENCE_ENDS = (".", "?", "!")
_REACH = re.compile(r"@|//|www\.")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s")
_FOOTER = re.compile(r"mailing[ -]?list|mailman|unsubscribe|listinfo|@lists?\b|[./]groups\b", re.IGNORECASE)
_PRODUCT = re.compile(
    r"iphone|ipad|ios|android|outlook|samsung|galaxy|huawei|xiaomi|redmi|oneplus|nokia|sony|pixel|windows|blackberry"
    r"|yahoo|gmx|web\.de|proton|k-?9|aquamail|airmail|bluemail|spark|thunderbird|mailbird|mail app|mail\.ru|smartphone"
    r"|phone|handy|mobile|mobil|tablet|gmail|hey\.com|zoho|aol|icloud|orange",
    re.IGNORECASE,
)
_MODEL = re.compile(r"\s?(?:an?|samsung|apple|motorola|google)\s")
"""Behind a comma: "Sent from my Verizon, Samsung Galaxy smartphone"."""
_HEAD = 2
_HEADS = frozenset(words[:_HEAD] for words in (*TAG_LINES, *SENT_FROM))
"""How they all begin: one look tells that a line is none of a hundred."""
_PLAIN_SENT_WORDS = tuple(word for word in SENT_WORDS if word.isascii())
_STORE = re.compile(
    r"//(?:aka\.ms|[\w.]{0,20}onelink\.me|mail\.yahoo\.|(?:www\.)?(?:proton\.me|tuta\.com|bluemail\.me))"
)
"""Where a mail program is to be had: nobody else writes that below a mail."""
_LINK = re.compile(r"<https?://[^<>\s]{1,500}>|\(https?://[^()\s]{1,500}\)")


def ending_at(lines: list[str], words: list[int]) -> int:
    """Which of the last lines of words begins the ending; the number of them when there is none.

    Args:
        lines: the whole body.
        words: numbers of its last lines that are words, in order; at most `LINES` + 1 of them.
    """
    all_of_them = len(words)
    end = notice_at(lines, words, all_of_them)
    marked = _marked_at(lines, words, end)
    if marked < end:
        end = notice_at(lines, words, marked)
    return card_at(lines, words, end, closed=end < all_of_them)


def _marked_at(lines: list[str], words: list[int], end: int) -> int:
    """Where an ending begins that a mark sets apart, `end` when none does."""
    within = words[:end]
    for number in range(max(0, end - _SIGNATURE - 1), end):
        near = number >= end - _NEAR
        first = lines[words[number]].lstrip()[:1]
        if (near or first in RULE) and _opens_ending(lines, within, number):
            return number
    return end


def _opens_ending(lines: list[str], words: list[int], number: int) -> bool:
    line = plain(lines[words[number]])
    if not line or line[0] not in RULE:
        return number >= len(words) - _NEAR and is_sent_from(line)
    if line == "--":
        # Deeper in, it is a comment of somebody's code.
        return len(lines[words[number]].rstrip()) <= _INDENT + 2 and not _is_pause(lines, words, number)
    if not line.strip(RULE):
        below = words[number + 1 :]
        if line[0] == "_" and any(_FOOTER.search(lines[at][:300]) for at in below):
            return True
        while below and not lines[below[-1]].strip(RULE):
            below.pop()
        above = lines[words[number - 1]].rstrip() if number else ""
        if not below or len(line) >= _RULE or above[-1:] == ":":
            return False
        if len(line) == 1 and (line not in _DASHES or not number):
            return False
        last = len(below) <= _NEAR and any(is_sent_from(plain(lines[at])) for at in (below[0], below[-1]))
        # A dash alone may be a person's: below it stands how to reach them.
        return last or is_card(lines, below, reached=len(line) == 1)
    return number >= len(words) - _NEAR and is_sent_from(line.lstrip(RULE))


def _is_pause(lines: list[str], words: list[int], number: int) -> bool:
    """Whether dashes without the blank of a signature stand within words: in verse, or below a colon."""
    at = words[number]
    if lines[at][-1:] == " " or not number:
        return False
    if lines[words[number - 1]].rstrip()[-1:] == ":":
        return True
    above, below = lines[at - 1].rstrip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    if _ITEM.match(below) and at + 2 < len(lines) and _ITEM.match(lines[at + 2].strip()):
        return True
    if not below[:1].islower():
        return below[-1:] in _SENTENCE_ENDS and not OWN_WORDS.isdisjoint(below.casefold().split())
    return " " in below if above[-1:] == "," else len(below.split()) > _SENTENCE and not _REACH.search(below)


def _says_sent(low: str) -> bool:
    for word in _PLAIN_SENT_WORDS if low.isascii() else SENT_WORDS:  # noqa: SIM110 - any() costs twice as much
        if word in low:
            return True
    return False


def _offers_program(low: str) -> bool:
    """Whether a line says where a mail program is to be had: "Get Outlook for iOS <https://...>"."""
    stored = "//" in low and _STORE.search(low) is not None
    if not stored and not ("outlook" in low and ("ios" in low or "android" in low)):
        return False
    rest = _LINK.sub("", low)
    words = rest.split()
    if len(words) > _WORDS or not OWN_WORDS.isdisjoint(words):
        return False
    return _PRODUCT.search(rest) is not None if stored else any(word in rest for word in GETS)


def is_sent_from(line: str) -> bool:
    """Whether a phone or a mail program names itself in a line."""
    # Words are counted first, roughly: most lines have too many, and looking for names costs more.
    if line.count(" ") > _PRODUCT_WORDS + _ODD_WORDS:
        return False
    low = line[:600].lstrip("*_[(<").casefold()
    known = low[:_HEAD] in _HEADS
    if known and low.startswith(TAG_LINES):
        return True
    starts = known and low.startswith(SENT_FROM)
    if not starts and _offers_program(low):
        return True
    if not starts and ((len(low.split()) > _WORDS and "http" not in low) or not _says_sent(low)):
        return False
    low = _LINK.sub("", low.replace("](", "] ("))
    count = len(low.split())
    named = _PRODUCT.search(low) is not None
    if starts:
        # "Sent from my desk, it is easier" is somebody's sentence.
        rest = low.rstrip(",").partition(",")[2]
        plainly = not rest or (named and (_MODEL.match(rest) or any(word in rest for word in EXCUSES)))
        return (count <= _WORDS or (named and count <= _PRODUCT_WORDS)) and bool(plainly)
    return named and count <= _WORDS and "," not in low and "?" not in low
