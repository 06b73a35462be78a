"""Whether somebody says that their answers stand within the earlier mail below: "see my answers in red".

The one rule: an answer and a place within one sentence, or a line that says nothing but "inline".
"""

import re

from crmtui.mail.quote_words import ANSWERS, WITHIN

_ANSWER, _PLACE = (r"(?<!\w)(?:" + "|".join(words) + r")" for words in (ANSWERS, WITHIN))
_WITHIN = re.compile(rf"{_ANSWER}[^.?!]{{0,60}}{_PLACE}(?!\w)|{_PLACE}(?!\w)[^.?!]{{0,60}}{_ANSWER}")
_ALONE = re.compile(
    r"\W*(?:(?:please )?see |bitte |siehe |voir |véase |ver |vedi |zie )*"
    r"(?:in[- ]?line|below|unten|ci-dessous|plus bas|(?:más )?abajo|abaixo|sotto|hieronder|onder)\W*"
)
"""The whole line points at the earlier mail."""
_UNSPACED = tuple(
    re.compile(f"{one}.{{0,12}}{other}")
    for places, answers in [("(?:下方|下面|文中|内文|以下|本文)", "(?:回答|回复|回覆|回信|返信|返答)")]
    for one, other in [(places, answers), (answers, places)]
)
_CHARS = 400


def says_answers_within(lines: list[str]) -> bool:
    """Whether somebody says that the answers stand within the earlier mail below."""
    shown = [line[:_CHARS].casefold() for line in lines if line.strip()]
    if any(_WITHIN.search(low) or _ALONE.fullmatch(low) for low in shown):
        return True
    return any(one.search(low) for low in shown if not low.isascii() for one in _UNSPACED)
