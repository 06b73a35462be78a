"""The notice that a company's server puts below every mail: confidentiality, viruses, trees.

The one rule: its beginning and two of its words tell it; a paragraph that asks something is a person's.
"""

import re

from crmtui.mail.cards import is_card_line
from crmtui.mail.ending_words import (
    MISTAKES,
    NOT_FOR_YOU,
    NOTICE_HEADS,
    NOTICE_PHRASES,
    NOTICE_WORDS,
    OWN_REQUESTS,
)
from crmtui.mail.header_blocks import RULE

_LINES = 14
"""Of a paragraph that are looked at."""
_LINE = 90
_LOOKED_AT = 2_000
"""Characters of one line that are looked at."""
_ASKS = re.compile(r"\?(?!\w)")
"""A mark within an address asks nothing."""
_HEAD = 2
_HEADS = frozenset(words[:_HEAD] for words in NOTICE_HEADS)
_DECORATION = " \t*_|•·–—-~[(<"


def notice_at(lines: list[str], words: list[int], end: int) -> int:
    """Where the notices at the end begin, `end` when there are none.

    Args:
        lines: the whole body.
        words: numbers of its last lines that are words, in order.
        end: how many of them are looked at.
    """
    while end:
        begin = end - 1
        while begin and words[begin - 1] == words[begin] - 1 and not _is_rule(lines[words[begin]]):
            if _begins_notice(lines[words[begin]]) and is_card_line(lines[words[begin - 1]]):
                # It stands right below a card.
                break
            begin -= 1
        if begin == 0 or not _is_notice(lines, words[begin:end]):
            break
        end = begin
        while end and _is_rule(lines[words[end - 1]]):
            end -= 1
    return end


def _is_rule(line: str) -> bool:
    return len(line) > 2 and line[0] in RULE and not line[:200].strip(RULE)


def _is_notice(lines: list[str], paragraph: list[int]) -> bool:
    head = next((lines[at] for at in paragraph if not _is_rule(lines[at])), "")
    if not _begins_notice(head):
        return False
    said = " ".join(lines[at][:_LOOKED_AT].casefold() for at in paragraph[:_LINES])
    if _ASKS.search(said) or any(words in said for words in OWN_REQUESTS):
        return False
    if any(phrase in said for phrase in NOTICE_PHRASES) or sum(word in said for word in NOTICE_WORDS) > 1:
        return True
    return _bare(head).startswith(NOT_FOR_YOU) and any(word in said for word in (*MISTAKES, *NOTICE_WORDS))


def _bare(line: str) -> str:
    return line[:_LINE].casefold().lstrip(_DECORATION)


def _begins_notice(line: str) -> bool:
    low = _bare(line)
    return low[:_HEAD] in _HEADS and low.startswith(NOTICE_HEADS)
