"""Whether somebody says that their answers stand within the earlier mail below: "see my answers in red".

The one rule: an answer and a place within one sentence, or a line that says nothing but "inline".
"""

import re

from crmtui.mail.quote_words import ANSWERS, WITHIN

_ANSWER, _PLACE = (r"(?<!\w)(?:" + "|".join(words) + r")" for words in (ANSWERS, WITHIN))
_WITHIN = re.compile(
    rf"{_ANSWER}[^.?!]{{0,60}}{_PLACE}(?!\w)|{_PLACE}(?!\w)[^.?!]{{0,60}}{_ANSWER}|^\W*(?:see )?in[- ]?line\W*$"
)
_CHARS = 400


def says_answers_within(lines: list[str]) -> bool:
    """Whether somebody says that the answers stand within the earlier mail below."""
    return any(_WITHIN.search(low) for low in (line[:_CHARS].casefold() for line in lines))
