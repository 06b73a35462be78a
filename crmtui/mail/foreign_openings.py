"""Where an earlier mail begins in a language, or by a program, of which nothing is known.

The one rule: who, when and hardly a word more, in a form that only programs write; one word of somebody's own and it is
a sentence.
"""

import re

from crmtui.mail.ending_words import OWN_WORDS
from crmtui.mail.header_blocks import CLOCK, DATE, WORD

_ANY_DATE = re.compile(DATE.pattern + r"|(?<!\d)\d{4}(?!\d)")
_DATE_FIRST = re.compile(r"\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d")
_ADDRESS = r"<[^<>\s]{1,200}@[^<>\s]{1,200}>"
_ANGLED = re.compile(_ADDRESS)
_NAME_ALONE = re.compile(rf"[^<>@:]{{2,80}}{_ADDRESS}\s?:")
_WORDS = 20
_SMALL_WORDS = 4
"""Words without a capital beside the name and the date, in languages that have capitals."""
_OWN = OWN_WORDS - {"mon", "est"}
"""Not the day and the zone that are words in French."""
_KNOWN = _OWN | {
    "with", "from", "for", "of", "the", "and", "to", "mit", "für", "und", "der", "die", "das", "avec", "pour", "les",
    "con", "para", "por", "met", "voor", "med", "och", "för", "для",
}  # fmt: skip
"""Words of sentences in languages whose programs are known."""
_FIELD = re.compile(r"[^\W\d][^\d:\uff1a@<>]{1,24}[:\uff1a]\s?\S")
_WHO = re.compile(rf"{_FIELD.pattern}[^<>@]{{0,100}}{_ADDRESS}")
_FIELDS = 4
"""That Outlook writes at the least."""
_SHOWN = 300
_ABOVE = 4


def is_foreign_attribution(line: str, *, marked: bool) -> bool:
    """Whether a paragraph that ends with a colon says who wrote, and when, and hardly more: "3/5/21 10:00 Ana <a@b>:".

    Args:
        line: the paragraph; one without an address stands right above a marked quote.
        marked: a marked quote follows.
    """
    if marked and "@" in line and _NAME_ALONE.fullmatch(line.strip()):
        return True
    if not CLOCK.search(line) or not _ANY_DATE.search(line):
        return False
    words: list[str] = WORD.findall(line)
    own = _OWN if marked else _KNOWN
    if len(words) > _WORDS or not own.isdisjoint(word.casefold() for word in words):
        return False
    if "@" in line:
        return _ANGLED.search(line) is not None or _DATE_FIRST.match(line) is not None
    small = sum(word[0].islower() for word in words)
    return small <= _SMALL_WORDS and sum(word[0].isalpha() for word in words) - small > 1


def is_foreign_block(lines: list[str], at: int) -> bool:
    """Whether four fields stand below words, of which only the form is known: who, when and two more."""
    if "@" not in lines[at] or not _WHO.fullmatch(lines[at][:_SHOWN].strip()):
        return False
    block = [line[:_SHOWN].strip() for line in lines[at : at + _FIELDS]]
    if len(block) < _FIELDS or not CLOCK.search(block[1]) or not all(map(_FIELD.match, block)):
        return False
    # With nothing above them they are what a form asked for.
    return any(map(str.strip, lines[max(0, at - _ABOVE) : at]))
