"""The fields of an earlier mail that a program copied into the text: From, Sent, To, Subject in a row.

The one rule: fields stand together and tell who or when; a label alone is anybody's word.
"""

import re

from crmtui.mail.quote_words import DATES, LABELS, SENDERS, SUBJECTS

# The first sign of each says what it looks for, and looks around it only then: so it is searched for much faster.
TIME = re.compile(r"\d(?:\d?\s?[:.hH時时]\s?\d\d(?!\d)|(?<!\d\d)(?:(?<=1)9|(?<=2)0)\d\d(?!\d))")
CLOCK = re.compile(r"(?<![\d.])\d{1,2}\s?[:.hH時时]\s?\d{2}(?![\d.])")
DATE = re.compile(r"\d{1,4}\s?[./年-]\s?\d{1,2}\s?[./月-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)")
WORD = re.compile(r"[^\s,.:;<>\"'=*-]+")
ADDRESS = re.compile(r"@(?<=[^\s<>@]@)[^\s<>@]")
RULE = " \t-_=*#‐–—─━═＝＿~+"
"""What lines that set something apart are made of."""
_SHOWN = 300
_LABEL = re.compile(r"(?:^|(?<=[\s*]))([^\W\d_]{1,20})\s?:")
_FEW = 2
"""Labels that people write into one line too."""
_HEADING = 5
"""Lines within which the first label follows."""
_DATE_CHARS = 40
_LINES = 12
"""Lines within which the fields follow each other."""


def label(line: str) -> str:
    """The name of a header-like line, "" when it has none."""
    head = line[:32]
    end = head.find(":")
    wide = -1 if head.isascii() else head.find("\uff1a")
    if wide >= 0 and not 0 <= end < wide:
        end = wide
    if end <= 0:
        return ""
    name = head[:end].strip(" \t*_>|\xa0\u200f\u202b").casefold()
    return name if name.isascii() else name.replace("\u3000", "")


def is_header_block(lines: list[str], at: int) -> bool:
    """Whether the fields of an earlier mail stand here in a row, one of them its author's."""
    found: set[str] = set()
    author = who = when = dated = clock = False
    for line in _block(lines, at):
        name, shown = label(line), line[:_SHOWN]
        found.add(name)
        author |= name in SENDERS
        who |= ADDRESS.search(shown) is not None
        if TIME.search(shown):
            when = True
            dated |= name in DATES
            clock |= name in DATES and CLOCK.search(shown) is not None
    if len(found) == 1:
        return author and who and _is_in_one_line(lines[at][:_SHOWN])
    if len(found) == 2:
        return who and when and (author or dated)
    # "From: Jane, To: Grandma, Date: 24 Dec 2025" is to stand on a gift.
    return author and len(found) > 2 and (who or clock or (when and not SUBJECTS.isdisjoint(found)))


def _is_in_one_line(line: str) -> bool:
    """Whether a program wrote the fields one behind the other."""
    labels = LABELS.intersection(name.casefold() for name in _LABEL.findall(line))
    return len(labels) > _FEW and CLOCK.search(line) is not None


def is_heading(lines: list[str], at: int) -> bool:
    """Whether Notes' heading stands here: name and address, the date below, then labels with a line to themselves."""
    when, *below = [*lines[at + 1 : at + _HEADING], ""]
    if len(when) > _DATE_CHARS or not CLOCK.search(when) or not DATE.search(when):
        return False
    return next((line.strip() for line in below if line.strip()), "").casefold() in LABELS


def _block(lines: list[str], at: int) -> list[str]:
    """The header-like lines from here on that belong together: with no blank line between any, or one between all."""
    block: list[str] = []
    before, apart = "", False
    loose = 0
    for line in lines[at : at + _LINES]:
        if label(line) in LABELS:
            if (block and apart and before) or (apart and not before and label(line) in SENDERS):
                break
            block.append(line)
            loose = 0
        elif not line.strip():
            if len(block) != 1 and (not apart or not before):
                break
            apart = True
        else:
            # A long list of receivers goes on on the next lines; a rule begins something else.
            loose += 1
            if not block or loose > 2 or not line.strip(RULE):
                break
        before = line.strip()
    return block
